using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Grains.Shell;

/// <summary>What a rule decided: entries to append, or a refusal. A value; making it has no effect.</summary>
public sealed record Decision(ImmutableArray<EntryDraft> Entries, Refusal? Refusal, ImmutableSortedDictionary<string, string> Made)
{
    private static readonly ImmutableSortedDictionary<string, string> NothingMade = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Nothing to write, and not refused: the wish is already so.</summary>
    public static Decision Nothing { get; } = new([], null, NothingMade);

    public static Decision Append(params IEnumerable<IEntry> entries) => new([.. entries.Select(e => new EntryDraft(e))], null, NothingMade);

    public static Decision Append(ImmutableArray<EntryDraft> entries) => new(entries, null, NothingMade);

    public static Decision Refuse(Refusal refusal) => new([], refusal, NothingMade);

    public static Decision Refuse(string code, string? detail = null) => Refuse(Refusal.Of(code, detail));

    public static Decision Refuse(string code, IEnumerable<string> missing) => Refuse(Refusal.OfMissing(code, missing));

    /// <summary>Adds an id that the command made; a replay answers with it.</summary>
    public Decision Making(string name, string value) => this with { Made = Made.SetItem(name, value) };
}

/// <summary>An entry a rule wants to append.</summary>
/// <param name="OccurredAt">Null: now. What fell due is dated at its due instant.</param>
/// <param name="Actor">Null: who gives the command. What fell due is by <c>system</c>.</param>
public sealed record EntryDraft(IEntry Body, Instant? OccurredAt = null, string? Actor = null);

/// <summary>A committed entry as the fold sees it.</summary>
public sealed record Recorded(IEntry Body, int Version, Instant OccurredAt, Instant RecordedAt, string Actor, string Account, string CommandId, bool Erased);
