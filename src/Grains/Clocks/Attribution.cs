using System.Collections.Immutable;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>
/// Whose minutes they were 责任时间归属: every working minute of a case is booked to its owner of that moment. Computed, never typed; handing
/// a case over moves no minute (domain-rules §7, norm 5.6e).
/// </summary>
public static class Attribution
{
    /// <param name="changes">Owners in order of time, the first one from the case's first entry.</param>
    /// <param name="end">The case's end, or the instant asked about.</param>
    /// <param name="due">The effective due instant; null = nothing is late.</param>
    /// <returns>One row for each stretch of ownership. Minutes are whole and add up exactly to the life of the case.</returns>
    public static ImmutableArray<OwnerMinutes> Of(
        IReadOnlyList<OwnerChange> changes, Instant end, PauseList pauses, Instant? due, HallHours hours, string? line = null)
    {
        var scope = hours.For(line);
        var rows = ImmutableArray.CreateBuilder<OwnerMinutes>(changes.Count);
        var (worked, paused, late) = (new Tally(), new Tally(), new Tally());
        for (var i = 0; i < changes.Count; i++)
        {
            var from = changes[i].At;
            var to = Instant.Max(from, i + 1 < changes.Count ? Instant.Min(changes[i + 1].At, end) : end);
            rows.Add(new(
                changes[i].Owner, from, to,
                worked.Add(WorkingMinutes.TicksBetween(scope, from, to, PauseList.None)),
                paused.Add(WorkingMinutes.PausedTicks(scope, from, to, pauses)),
                due is { } at ? late.Add(WorkingMinutes.TicksBetween(scope, Instant.Max(from, at), to, PauseList.None)) : 0));
        }

        return rows.ToImmutable();
    }

    /// <summary>The owner at an instant: who owned when a limit lapsed. Null before the first.</summary>
    public static string? OwnerAt(IReadOnlyList<OwnerChange> changes, Instant instant)
    {
        string? owner = null;
        foreach (var change in changes)
        {
            if (change.At > instant) break;
            owner = change.Owner;
        }

        return owner;
    }

    // Whole minutes of a running sum: the seconds one owner leaves over go to the next, so that no minute is lost or made.
    private struct Tally
    {
        private long _ticks;

        public int Add(long ticks)
        {
            var before = WorkingMinutes.Whole(_ticks);
            _ticks += ticks;
            return WorkingMinutes.Whole(_ticks) - before;
        }
    }
}
