using System.Collections.Immutable;

namespace HallGrains.Contracts.Common;

/// <summary>What a command came to: the resource as it now stands, or why it was refused.</summary>
/// <param name="View">The resource for this caller's rights; null when refused.</param>
/// <param name="Refusal">Why nothing was written; null when done.</param>
/// <param name="Replayed">The same command was done before; this is its first outcome (made ids) on today's resource.</param>
/// <param name="Made">Ids that the command made, e.g. <c>caseNumber</c>, <c>handoffId</c>, <c>acceptBy</c>.</param>
[GenerateSerializer, Immutable, Alias("hg.Outcome`1")]
public sealed record Outcome<TView>(
    [property: Id(0)] TView? View,
    [property: Id(1)] Refusal? Refusal,
    [property: Id(2)] bool Replayed,
    [property: Id(3)] ImmutableSortedDictionary<string, string> Made)
    where TView : class;

/// <summary>Makes outcomes.</summary>
public static class Outcome
{
    public static Outcome<TView> Refused<TView>(Refusal refusal) where TView : class => new(null, refusal, false, ImmutableSortedDictionary<string, string>.Empty);
}
