using System.Collections.Immutable;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>At what time of its last day a limit in days ends.</summary>
public enum DayEnd
{
    /// <summary>At the close of the hall's regular business (民法典 203).</summary>
    RegularClose,

    /// <summary>At 24:00: limits of the citizen, for whom the online channel is open (project's choice).</summary>
    Midnight,
}

/// <summary>A due instant with its sum.</summary>
public sealed class Due
{
    // The rules need the instant: the days are laid out only for who asks for them.
    private readonly Func<ImmutableArray<CountedDay>> _days;

    internal Due(Instant? at, bool provisional, Func<ImmutableArray<CountedDay>> days) => (At, Provisional, _days) = (at, provisional, days);

    /// <summary>The last instant in time; null while an open pause keeps the limit from ending.</summary>
    public Instant? At { get; }

    /// <summary>The sum touches a year whose arrangement is not published.</summary>
    public bool Provisional { get; }

    /// <summary>Every day between start and due with the reason it counts or not; computed at each call.</summary>
    public ImmutableArray<CountedDay> Days => _days();

    /// <summary>The sum in Chinese, runs of days on one line.</summary>
    public ImmutableArray<string> Text => ExplanationText.Render(this);
}

/// <summary>Due instants by the counting rules of domain-rules §6.1.</summary>
public static class DueDate
{
    public static Due WorkingDays(HallHours hours, Instant start, int days, PauseList? pauses = null, DayEnd end = DayEnd.RegularClose) =>
        Of(hours, start, Limit.WorkingDays(days), null, pauses, end);

    public static Due CalendarDays(HallHours hours, Instant start, int days, PauseList? pauses = null, DayEnd end = DayEnd.RegularClose) =>
        Of(hours, start, Limit.CalendarDays(days), null, pauses, end);

    public static Due Months(HallHours hours, Instant start, int months, PauseList? pauses = null, DayEnd end = DayEnd.RegularClose) =>
        Of(hours, start, Limit.Months(months), null, pauses, end);

    /// <param name="line">The service line whose sessions count; null = those open to every line.</param>
    public static Due WorkingMinutes(HallHours hours, Instant start, int minutes, string? line = null, PauseList? pauses = null) =>
        Of(hours, start, Limit.WorkingMinutes(minutes), line, pauses);

    /// <summary>The due instant of any limit, with its sum.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not valid.</exception>
    public static Due Of(
        HallHours hours, Instant start, Limit limit, string? line = null, PauseList? pauses = null, DayEnd end = DayEnd.RegularClose)
    {
        pauses ??= PauseList.None;
        var at = InstantOf(hours, start, limit, line, pauses, end);
        var until = at ?? (pauses.IsOpen ? Instant.Max(start, pauses.Items[^1].From) : start);
        return new(at, IsProvisional(hours, start, until), () => Explanation.Of(hours, start, limit, line, pauses, at));
    }

    /// <summary>The end of the n-th working day before the day of an instant, e.g. one working day before the promised due (§3).</summary>
    public static Instant WorkingDaysBefore(HallHours hours, Instant due, int days, DayEnd end = DayEnd.RegularClose) =>
        EndOf(hours, hours.Calendar.AddWorkingDays(LastDayOf(due), -days), end);

    /// <summary>The due instant alone.</summary>
    internal static Instant? InstantOf(HallHours hours, Instant start, Limit limit, string? line, PauseList pauses, DayEnd end)
    {
        limit.Checked();
        if (limit.InMinutes) return Clocks.WorkingMinutes.Add(ScopeOf(hours, limit, line), start, TicksOf(hours, limit), pauses);
        return DayMath.LastDay(hours, start, DayMath.EventDay(hours, start), limit, pauses) is { } day ? EndOf(hours, day, end) : null;
    }

    internal static Instant EndOf(HallHours hours, int day, DayEnd end) =>
        end == DayEnd.Midnight ? HallZone.ToInstant(HallZone.TicksOf(day + 1)) : hours.RegularClose(day);

    /// <summary>The day a limit ends on: 24:00 belongs to the day before.</summary>
    internal static int LastDayOf(Instant due) => HallZone.DayOf(HallZone.ToLocalTicks(due) - 1);

    /// <summary>The sessions a limit in minutes runs in: fractions of a day in regular business only.</summary>
    internal static LineHours ScopeOf(HallHours hours, Limit limit, string? line) =>
        limit.Unit == LimitUnit.WorkingMinutes ? hours.For(line) : hours.Regular;

    internal static long TicksOf(HallHours hours, Limit limit) => TimeSpan.TicksPerMinute *
        (long)(limit.Unit == LimitUnit.WorkingMinutes ? limit.Value : decimal.Ceiling(limit.Value * hours.RegularMinutesPerDay));

    internal static bool IsProvisional(HallHours hours, Instant from, Instant to) =>
        hours.Calendar.IsProvisional(HallHours.DateOf(from), HallZone.DateOf(LastDayOf(to)));
}
