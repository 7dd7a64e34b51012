using System.Collections.Immutable;

namespace HallGrains.Checker;

/// <summary>
/// Judges a ledger by its tables and by what clients saw. Written apart from the product: it shares no code with it, only the names of columns and fields
/// that auditors are promised.
/// </summary>
public sealed class LedgerChecker(LedgerTables tables)
{
    private readonly List<Violation> _violations = [];
    private readonly Dictionary<string, List<EntryRow>> _streams = tables.Entries.GroupBy(e => e.Stream).ToDictionary(g => g.Key, g => g.OrderBy(e => e.Version).ToList());

    /// <summary>Every case as its entries tell it.</summary>
    public IReadOnlyDictionary<string, CaseStory> Cases { get; private set; } = ImmutableDictionary<string, CaseStory>.Empty;

    public IReadOnlyList<Violation> Check(History? history = null)
    {
        _violations.Clear();
        CheckPositions();
        CheckStreams();
        CheckCommands();
        Cases = _streams.Where(s => s.Key.StartsWith("case/", StringComparison.Ordinal) && s.Value[0].Kind != "HistoryBegan")
            .ToDictionary(s => s.Key, s => CaseStory.Tell(s.Key, s.Value, _violations));
        CheckSummaries();
        if (history is not null) CheckHistory(history);
        return _violations;
    }

    private void CheckPositions()
    {
        foreach (var head in tables.Heads)
        {
            var where = $"partition {head.Partition}";
            long expected = 0;
            var recorded = "";
            foreach (var e in tables.Entries.Where(e => e.Partition == head.Partition))
            {
                if (e.Position != ++expected) Broken(Rules.Positions, where, $"position {e.Position} where {expected} was due");
                expected = e.Position;
                if (string.CompareOrdinal(e.Recorded, recorded) < 0) Broken(Rules.RecordedTime, where, $"recorded time goes back at {e.Position}");
                recorded = e.Recorded;
            }

            if (expected != head.Position) Broken(Rules.Positions, where, $"its head says {head.Position}, its entries end at {expected}");
            long number = 0, last = 0;
            foreach (var b in tables.Blocks.Where(b => b.Partition == head.Partition))
            {
                if (b.Number != number + 1 || b.First != last + 1 || b.Last < b.First) Broken(Rules.Positions, where, $"block {b.Number} ({b.First}-{b.Last}) does not follow block {number} (-{last})");
                (number, last) = (b.Number, b.Last);
            }

            if (number != head.Block || last != head.Position) Broken(Rules.Positions, where, $"its head says block {head.Block} to {head.Position}, its blocks end with {number} to {last}");
        }

        foreach (var partition in tables.Entries.Select(e => e.Partition).Distinct().Except(tables.Heads.Select(h => h.Partition)))
            Broken(Rules.Positions, $"partition {partition}", "has no head");
    }

    private void CheckStreams()
    {
        foreach (var (stream, entries) in _streams)
        {
            for (var i = 0; i < entries.Count; i++)
                if (entries[i].Version != i + 1)
                {
                    Broken(Rules.Versions, stream, $"version {entries[i].Version} where {i + 1} was due");
                    break;
                }

            for (var i = 1; i < entries.Count; i++)
                if (string.CompareOrdinal(entries[i].Recorded, entries[i - 1].Recorded) < 0) Broken(Rules.RecordedTime, stream, $"recorded time goes back at version {entries[i].Version}");
            if (entries.Select(e => e.Partition).Distinct().Count() > 1) Broken(Rules.Positions, stream, "lies in several partitions");
        }
    }

    private void CheckCommands()
    {
        var rows = tables.Commands.ToDictionary(c => (c.Stream, c.Account, c.CommandId));
        foreach (var c in tables.Commands)
        {
            var entries = _streams.GetValueOrDefault(c.Stream) ?? [];
            for (var v = c.First; v <= c.Last; v++)
                if (entries.FirstOrDefault(e => e.Version == v) is not { } e || e.CommandId != c.CommandId || e.Account != c.Account) Broken(Rules.WholeCommands, Name(c), $"its entry {v} is not there");
            if (c.Last < c.First) Broken(Rules.WholeCommands, Name(c), "has no entry");
        }

        foreach (var group in tables.Entries.Where(e => e.CommandId.Length > 0).GroupBy(e => (e.Stream, e.Account, e.CommandId)))
        {
            if (!rows.TryGetValue(group.Key, out var row)) Broken(Rules.WholeCommands, $"{group.Key}", "has entries, but no command row");
            else if (group.Any(e => e.Version < row.First || e.Version > row.Last)) Broken(Rules.AcknowledgedOnce, Name(row), "has entries beside those of its row: it was done twice");
        }
    }

    private void CheckSummaries()
    {
        var rows = tables.Summaries.ToDictionary(s => s.Stream);
        foreach (var (stream, entries) in _streams)
        {
            if (!rows.TryGetValue(stream, out var row)) Broken(Rules.SummaryRows, stream, "has no summary row");
            else if (row.Version != entries[^1].Version) Broken(Rules.SummaryRows, stream, $"its row says version {row.Version}, its entries end at {entries[^1].Version}");
        }

        foreach (var stream in rows.Keys.Where(s => !_streams.ContainsKey(s))) Broken(Rules.SummaryRows, stream, "has a row and no entry");
        foreach (var (stream, story) in Cases)
        {
            if (!rows.TryGetValue(stream, out var row)) continue;
            Same("state", story.State, row.State);
            Same("stage", story.Stage, row.Stage);
            Same("owner", story.Owner, row.Owner);
            Same("agent", story.Agent, row.Agent);
            Same("hall", story.Hall, row.Hall);
            Same("card", story.Card, row.Card);
            Same("offered to", (story.Offer ?? story.AgentOffer)?.OfferedTo, row.OfferedTo);

            void Same(string what, string? told, string? shown)
            {
                if (told != shown) Broken(Rules.SummaryRows, stream, $"its row says {what} {shown ?? "-"}, its entries say {told ?? "-"}");
            }
        }
    }

    private void CheckHistory(History history)
    {
        var rows = tables.Commands.ToLookup(c => (c.Account, c.CommandId));
        foreach (var attempts in history.Attempts.GroupBy(a => (a.Account, a.CommandId, a.Stream)))
        {
            var where = $"{attempts.Key.Account}:{attempts.Key.CommandId}";
            var acknowledged = attempts.Where(a => a.Seen == Seen.Acknowledged).ToList();
            var found = rows[(attempts.Key.Account, attempts.Key.CommandId)].Where(c => attempts.Key.Stream is { } s ? c.Stream == s : c.Stream.StartsWith("case/", StringComparison.Ordinal)).ToList();
            if (acknowledged.Count > 0)
            {
                if (found.Count != 1) Broken(Rules.AcknowledgedOnce, where, $"was acknowledged and is {found.Count} times in the ledger");
                else CheckFirst(where, acknowledged, found[0]);
                if (acknowledged.Select(a => a.Body).Distinct().Count() > 1) Broken(Rules.FirstOutcome, where, "two bodies were acknowledged under one id");
            }
            else if (found.Count > 1)
            {
                Broken(Rules.AcknowledgedOnce, where, $"is {found.Count} times in the ledger");
            }
            else if (found.Count > 0 && MustBeAbsent([.. attempts]))
            {
                Broken(Rules.RefusedAbsent, where, "was refused and is in the ledger");
            }
        }
    }

    private void CheckFirst(string where, List<Attempt> acknowledged, CommandRow row)
    {
        if (acknowledged.Count(a => !a.Replayed) > 1) Broken(Rules.FirstOutcome, where, "was carried out for two of its callers");
        foreach (var first in acknowledged.Where(a => !a.Replayed && a.Version is not null))
            if (first.Version != row.Last) Broken(Rules.AcknowledgedOnce, where, $"was answered with version {first.Version}, its row says {row.Last}");
        foreach (var field in acknowledged.SelectMany(a => a.Made.Keys).Distinct())
        {
            var said = acknowledged.Where(a => a.Made.ContainsKey(field)).Select(a => a.Made[field]).ToHashSet();
            if (row.Made[field] is { } kept) said.Add((string)kept!);
            if (said.Count > 1) Broken(Rules.FirstOutcome, where, $"was answered with different {field}: {string.Join(", ", said)}");
        }
    }

    // A try whose answer never came may have been done, but only in the life it was sent to: a refusal in a later life saw the ledger as it was.
    private static bool MustBeAbsent(List<Attempt> attempts) =>
        attempts[^1] is { Seen: Seen.Refused } last && attempts.All(a => a.Seen == Seen.Refused || a.Life < last.Life) && attempts.All(a => a.Code != "command-id-reused");

    private void Broken(string rule, string where, string what) => _violations.Add(new(rule, where, what));

    private static string Name(CommandRow c) => $"{c.Stream} {c.Account}:{c.CommandId}";
}
