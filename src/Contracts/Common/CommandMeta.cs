namespace HallGrains.Contracts.Common;

/// <summary>What surrounds a command: its id, the hash of what was asked, who asks, and the version the caller saw.</summary>
/// <param name="CommandId">Chosen by the caller, 1-64 of <c>A-Za-z0-9._-</c>; unique per stream and account.</param>
/// <param name="BodyHash">Lower-case hex SHA-256 over verb, path and body: the same id with another hash is refused.</param>
/// <param name="Caller">Who acts.</param>
/// <param name="IfVersion">The version the caller saw (<c>If-Match</c>), or null for any.</param>
[GenerateSerializer, Immutable, Alias("hg.CommandMeta")]
public sealed record CommandMeta(
    [property: Id(0)] string CommandId,
    [property: Id(1)] string BodyHash,
    [property: Id(2)] Caller Caller,
    [property: Id(3)] int? IfVersion = null)
{
    /// <summary>A command of the hall itself; the id must be derived from what it does, so that a repetition is recognised.</summary>
    public static CommandMeta BySystem(string commandId) => new(commandId, "system", Caller.System);

    /// <summary>The command id that a follow-up in another stream carries: same cause, so a retry finds its first outcome.</summary>
    public CommandMeta Then(Caller? caller = null) => this with { IfVersion = null, Caller = caller ?? Caller };
}
