using System.Collections.Immutable;

namespace HallGrains.Contracts.Common;

/// <summary>
/// Who acts, as the gateway verified it (never from a request body). The grain reads staff level, duty and qualification
/// from the staff registry at the moment of the act; only identity and roles travel.
/// </summary>
/// <param name="Account">Account name; <c>anonymous</c> for a person who shows only a retrieval code, <c>system</c> for the hall itself.</param>
/// <param name="Staff">Staff number 工号 when the account belongs to a staff member.</param>
/// <param name="Roles">Roles of <see cref="Common.Roles"/>.</param>
/// <param name="RetrievalCode">The code 查询码 the person showed, unverified: the grain checks it. Never logged.</param>
/// <param name="Window">For device accounts: the window code the evaluator is bound to.</param>
[GenerateSerializer, Immutable, Alias("hg.Caller")]
public sealed record Caller(
    [property: Id(0)] string Account,
    [property: Id(1)] string? Staff,
    [property: Id(2)] ImmutableArray<string> Roles,
    [property: Id(3)] string? RetrievalCode = null,
    [property: Id(4)] string? Window = null)
{
    public const string SystemAccount = "system";
    public const string AnonymousAccount = "anonymous";

    /// <summary>The hall itself: timekeepers, imports, registries loaded at start.</summary>
    public static Caller System { get; } = new(SystemAccount, null, [Common.Roles.System]);

    public static Caller Anonymous { get; } = new(AnonymousAccount, null, []);

    public bool Is(string role) => Roles.Contains(role);

    public bool IsSystem => Is(Common.Roles.System);

    /// <summary>What stands as actor in the ledger: the staff number, else the account name.</summary>
    public string Actor => Staff ?? Account;

    /// <summary>Keeps codes out of logs.</summary>
    public override string ToString() => $"{Account} ({string.Join(',', Roles)})";
}
