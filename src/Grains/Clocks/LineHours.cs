namespace HallGrains.Grains.Clocks;

/// <summary>The open stretches of one kind of day, in ticks of the day, merged and ascending.</summary>
internal sealed class DayPattern
{
    internal static readonly DayPattern Closed = new([]);

    private readonly (long Open, long Close)[] _stretches;

    private DayPattern((long Open, long Close)[] stretches)
    {
        _stretches = stretches;
        Total = stretches.Sum(s => s.Close - s.Open);
    }

    internal ReadOnlySpan<(long Open, long Close)> Stretches => _stretches;

    internal long Total { get; }

    internal static DayPattern Of(IEnumerable<HallSession> sessions)
    {
        var merged = new List<(long Open, long Close)>();
        foreach (var (open, close) in sessions.Select(s => (s.Open.TickOfDay, s.Close.TickOfDay)).Order())
        {
            if (merged.Count > 0 && open <= merged[^1].Close) merged[^1] = (merged[^1].Open, Math.Max(merged[^1].Close, close));
            else merged.Add((open, close));
        }

        return merged.Count == 0 ? Closed : new([.. merged]);
    }

    /// <summary>Open ticks of the day before the given tick.</summary>
    internal long Before(long tick)
    {
        var sum = 0L;
        foreach (var (open, close) in _stretches)
        {
            if (tick <= open) break;
            sum += Math.Min(tick, close) - open;
        }

        return sum;
    }

    /// <summary>The first tick before which <paramref name="amount"/> open ticks lie; 0 &lt; amount ≤ <see cref="Total"/>.</summary>
    internal long After(long amount)
    {
        foreach (var (open, close) in _stretches)
        {
            if (amount <= close - open) return open + amount;
            amount -= close - open;
        }

        throw new ArgumentOutOfRangeException(nameof(amount));
    }
}

/// <summary>A line's hours: one pattern for each weekday as a working day, and as a rest day.</summary>
internal sealed class LineHours(WorkCalendar calendar, DayPattern[] working, DayPattern[] rest)
{
    internal DayPattern On(int day) =>
        calendar.IsWorking(day) ? working[HallZone.Weekday(day)] : calendar.IsHoliday(day) ? DayPattern.Closed : rest[HallZone.Weekday(day)];

    internal LineHours With(WorkCalendar other) => new(other, working, rest);

    /// <summary>Open ticks from one local tick to another.</summary>
    internal long Between(long from, long to)
    {
        if (to <= from) return 0;
        var (first, last) = (HallZone.DayOf(from), HallZone.DayOf(to));
        var sum = On(last).Before(to - HallZone.TicksOf(last)) - On(first).Before(from - HallZone.TicksOf(first));
        for (var day = first; day < last; day++) sum += On(day).Total;
        return sum;
    }

    /// <summary>The first local tick up to which <paramref name="amount"/> open ticks lie after <paramref name="from"/>.</summary>
    internal long Add(long from, long amount)
    {
        if (amount <= 0) return from;
        var day = HallZone.DayOf(from);
        amount += On(day).Before(from - HallZone.TicksOf(day));
        while (On(day) is var pattern && amount > pattern.Total)
        {
            amount -= pattern.Total;
            day++;
        }

        return HallZone.TicksOf(day) + On(day).After(amount);
    }
}
