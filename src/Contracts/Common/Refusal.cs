using System.Collections.Immutable;

namespace HallGrains.Contracts.Common;

/// <summary>
/// A command that was refused 拒绝: nothing was written. An expected answer, not an exception. The code is one of
/// <see cref="RefusalCatalogue"/>; status, clause and titles stand there.
/// </summary>
/// <param name="Code">Stable kebab-case code.</param>
/// <param name="Missing">What is missing, all of it (一次性告知).</param>
/// <param name="Errors">By field name (camelCase): what is wrong with it.</param>
/// <param name="Allowed">What this caller may do now (command names as in API.md's last path segment).</param>
/// <param name="Version">The version of the resource when it was refused, where one exists.</param>
/// <param name="Detail">A sentence for people, without personal data.</param>
[GenerateSerializer, Immutable, Alias("hg.Refusal")]
public sealed record Refusal(
    [property: Id(0)] string Code,
    [property: Id(1)] ImmutableArray<string> Missing,
    [property: Id(2)] ImmutableDictionary<string, ImmutableArray<string>>? Errors,
    [property: Id(3)] ImmutableArray<string> Allowed,
    [property: Id(4)] int? Version = null,
    [property: Id(5)] string? Detail = null,
    [property: Id(6)] int? RetryAfterSeconds = null)
{
    public static Refusal Of(string code, string? detail = null) => new(code, [], null, [], null, detail);

    public static Refusal OfMissing(string code, IEnumerable<string> missing) => new(code, [.. missing], null, []);

    public static Refusal OfErrors(ImmutableDictionary<string, ImmutableArray<string>> errors) =>
        new("validation", [], errors, []);
}
