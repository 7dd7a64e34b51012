using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>Counting days (domain-rules §6.1, §6.4) on day numbers. Null always means: an open pause keeps the count from ending.</summary>
internal static class DayMath
{
    /// <summary>The day of the starting event: its own date, or the next working day when it came on a rest day or holiday.</summary>
    internal static int EventDay(HallHours hours, Instant start) => OnOrAfter(hours, HallZone.DayOf(start));

    /// <summary>A day is not counted when the clock stands at the close of its regular business.</summary>
    internal static bool IsPaused(HallHours hours, int day, PauseList pauses) => !pauses.IsEmpty && pauses.Contains(hours.RegularClose(day));

    internal static bool Counts(HallHours hours, int day, PauseList pauses) => hours.Calendar.IsWorking(day) && !IsPaused(hours, day, pauses);

    /// <summary>The n-th counted working day after the event day; for 0 the event day.</summary>
    internal static int? NthWorking(HallHours hours, int eventDay, int n, PauseList pauses)
    {
        if (pauses.IsEmpty) return hours.Calendar.AddWorkingDays(eventDay, n);
        var day = eventDay;
        for (var left = n; left > 0;)
        {
            day = hours.Calendar.AddWorkingDays(day, 1);
            if (!IsPaused(hours, day, pauses)) left--;
            else if (NeverEnds(hours, day, pauses)) return null;
        }

        return day;
    }

    /// <summary>The n-th counted working day before a day. The event day and those before it count in no case, so no pause takes anything from them.</summary>
    internal static int NthWorkingBefore(HallHours hours, int eventDay, int day, int n, PauseList pauses)
    {
        for (var left = n; left > 0;)
        {
            day = hours.Calendar.AddWorkingDays(day, -1);
            if (day <= eventDay || !IsPaused(hours, day, pauses)) left--;
        }

        return day;
    }

    /// <summary>The last day of a limit in whole days of any day unit, moved to a working day where the rule says so.</summary>
    internal static int? LastDay(HallHours hours, Instant start, int eventDay, Limit limit, PauseList pauses)
    {
        var n = (int)limit.Value;
        if (n == 0)
        {
            // The same day's close, or the next one when that is over or the clock stands then.
            var over = HallZone.DayOf(start) == eventDay && hours.RegularClose(eventDay) < start;
            return over || IsPaused(hours, eventDay, pauses) ? NthWorking(hours, eventDay, 1, pauses) : eventDay;
        }

        if (limit.Unit == LimitUnit.WorkingDays) return NthWorking(hours, eventDay, n, pauses);
        if (limit.Unit == LimitUnit.Months) n = HallZone.DayOf(HallZone.DateOf(eventDay).PlusMonths(n)) - eventDay;
        if (UnmovedDay(hours, eventDay, n, pauses) is not { } last) return null;
        return Counts(hours, last, pauses) ? last : NthWorking(hours, last, 1, pauses);
    }

    /// <summary>The n-th calendar day after the event day that is not paused.</summary>
    internal static int? UnmovedDay(HallHours hours, int eventDay, int n, PauseList pauses)
    {
        if (pauses.IsEmpty) return eventDay + n;
        var day = eventDay;
        for (var left = n; left > 0;)
        {
            day++;
            if (!IsPaused(hours, day, pauses)) left--;
            else if (NeverEnds(hours, day, pauses)) return null;
        }

        return day;
    }

    /// <summary>Ticks of regular business on the counted days after the event day, up to and with the last one.</summary>
    internal static long TotalTicks(HallHours hours, int eventDay, int lastDay, PauseList pauses)
    {
        var sum = 0L;
        for (var day = eventDay + 1; day <= lastDay; day++)
        {
            if (Counts(hours, day, pauses)) sum += hours.Regular.On(day).Total;
        }

        return sum;
    }

    /// <summary>The same up to an instant.</summary>
    internal static long TicksUntil(HallHours hours, int eventDay, Instant end, PauseList pauses)
    {
        var ticks = HallZone.ToLocalTicks(end);
        var today = HallZone.DayOf(ticks);
        if (today <= eventDay) return 0;
        var sum = TotalTicks(hours, eventDay, today - 1, pauses);
        return Counts(hours, today, pauses) ? sum + hours.Regular.On(today).Before(ticks - HallZone.TicksOf(today)) : sum;
    }

    /// <summary>The instant by which so many ticks of regular business of counted days have run.</summary>
    internal static Instant? Position(HallHours hours, int eventDay, long ticks, PauseList pauses)
    {
        if (ticks <= 0) return pauses.AfterPause(hours.RegularClose(eventDay));
        for (var day = eventDay + 1; ; day++)
        {
            if (Counts(hours, day, pauses))
            {
                var pattern = hours.Regular.On(day);
                if (ticks <= pattern.Total) return pauses.AfterPause(HallZone.ToInstant(HallZone.TicksOf(day) + pattern.After(ticks)));
                ticks -= pattern.Total;
            }
            else if (NeverEnds(hours, day, pauses))
            {
                return null;
            }
        }
    }

    private static int OnOrAfter(HallHours hours, int day) => hours.Calendar.IsWorking(day) ? day : hours.Calendar.AddWorkingDays(day, 1);

    private static bool NeverEnds(HallHours hours, int day, PauseList pauses) => pauses.IsOpen && hours.RegularClose(day) >= pauses.Items[^1].From;
}
