using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>
/// Working minutes 工作分钟 (domain-rules §6.1): time inside the half-open sessions [open, close) of a hall for a service line, noon,
/// weekend, early and late ones included, less the pauses. The cost grows with the days between, not with the minutes.
/// </summary>
public static class WorkingMinutes
{
    /// <summary>Whole working minutes from one instant to another; 0 when the end is not after the start.</summary>
    public static int Between(Instant start, Instant end, HallHours hours, string? line = null, PauseList? pauses = null) =>
        Whole(TicksBetween(hours.For(line), start, end, pauses ?? PauseList.None));

    /// <summary>Working time from one instant to another, to the tick.</summary>
    public static Duration Elapsed(Instant start, Instant end, HallHours hours, string? line = null, PauseList? pauses = null) =>
        Duration.FromTicks(TicksBetween(hours.For(line), start, end, pauses ?? PauseList.None));

    /// <summary>
    /// The first instant by which so many working minutes have run: at the close when they are full then, not at the next opening; never
    /// inside a pause. Null when an open pause comes before.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The minutes are negative or beyond any limit.</exception>
    public static Instant? Add(Instant start, int minutes, HallHours hours, string? line = null, PauseList? pauses = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(minutes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minutes, Limit.MostMinutes);
        return Add(hours.For(line), start, minutes * TimeSpan.TicksPerMinute, pauses ?? PauseList.None);
    }

    internal static int Whole(long ticks) => (int)(ticks / TimeSpan.TicksPerMinute);

    internal static long TicksBetween(LineHours hours, Instant start, Instant end, PauseList pauses) =>
        Raw(hours, start, end) - PausedTicks(hours, start, end, pauses);

    /// <summary>Working ticks inside pauses from one instant to another.</summary>
    internal static long PausedTicks(LineHours hours, Instant start, Instant end, PauseList pauses)
    {
        var sum = 0L;
        foreach (var pause in pauses.Items)
        {
            if (pause.From >= end) break;
            sum += Raw(hours, Instant.Max(start, pause.From), pause.To is { } to ? Instant.Min(end, to) : end);
        }

        return sum;
    }

    internal static Instant? Add(LineHours hours, Instant start, long ticks, PauseList pauses)
    {
        var position = start;
        foreach (var pause in pauses.Items)
        {
            if (pause.To <= position) continue;
            if (position < pause.From)
            {
                var available = Raw(hours, position, pause.From);
                if (ticks <= available && At(hours, position, ticks) is var end && end < pause.From) return end;
                ticks -= available;
            }

            if (pause.To is not { } to) return null;
            position = to;
        }

        return At(hours, position, ticks);
    }

    // Nothing to add stays where it is, exactly (an instant may be finer than a tick).
    private static Instant At(LineHours hours, Instant start, long ticks) =>
        ticks <= 0 ? start : HallZone.ToInstant(hours.Add(HallZone.ToLocalTicks(start), ticks));

    private static long Raw(LineHours hours, Instant start, Instant end) =>
        end <= start ? 0 : hours.Between(HallZone.ToLocalTicks(start), HallZone.ToLocalTicks(end));
}
