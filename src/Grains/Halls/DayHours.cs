using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using HallGrains.Contracts.Catalogue;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Halls;

/// <summary>The stretches of one day in which a hall serves any line, or one line: half-open, merged, ascending.</summary>
internal sealed class DayHours
{
    private static readonly ConditionalWeakTable<HallDefinition, Memo> Known = [];

    private DayHours(IEnumerable<OpenInterval> open)
    {
        var merged = ImmutableArray.CreateBuilder<OpenInterval>();
        foreach (var next in open.OrderBy(i => i.Open))
        {
            if (merged.Count > 0 && next.Open <= merged[^1].Close) merged[^1] = merged[^1] with { Close = Instant.Max(merged[^1].Close, next.Close) };
            else merged.Add(next);
        }

        Open = merged.ToImmutable();
    }

    public ImmutableArray<OpenInterval> Open { get; }

    /// <summary>Of the whole hall: a weekend session for two lines opens it too.</summary>
    public static DayHours Of(HallDefinition hall, HallHours hours, LocalDate date)
    {
        if (Known.TryGetValue(hall, out var memo) && memo.Date == date && ReferenceEquals(memo.Hours, hours)) return memo.Day;
        var lines = hall.Windows.SelectMany(w => w.Lines).Distinct(StringComparer.Ordinal);
        var day = new DayHours(lines.SelectMany(l => hours.SessionsOn(date, l)).Concat(hours.SessionsOn(date)));
        Known.AddOrUpdate(hall, new(date, hours, day));
        return day;
    }

    public static DayHours OfLine(HallHours hours, LocalDate date, string line) => new(hours.SessionsOn(date, line));

    /// <summary>The first moment not before this one at which it is open; null when there is none that day.</summary>
    public Instant? From(Instant at)
    {
        foreach (var (open, close) in Open)
            if (at < close) return Instant.Max(at, open);
        return null;
    }

    /// <summary>The next opening after this moment; null when there is none that day.</summary>
    public Instant? NextOpening(Instant after)
    {
        foreach (var (open, _) in Open)
            if (open > after) return open;
        return null;
    }

    /// <summary>When so much of the day's open time has passed; null when the day is over before.</summary>
    public Instant? After(Instant from, Duration time)
    {
        foreach (var (open, close) in Open)
        {
            var start = Instant.Max(from, open);
            if (start >= close) continue;
            if (close - start >= time) return start + time;
            time -= close - start;
        }

        return null;
    }

    private sealed record Memo(LocalDate Date, HallHours Hours, DayHours Day);
}
