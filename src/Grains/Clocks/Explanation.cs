using System.Collections.Immutable;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>The days behind a due instant, one by one: what <c>GET /cases/{n}/clocks</c> explains. Made when asked, never on the way of a command.</summary>
internal static class Explanation
{
    /// <param name="due">Null while an open pause keeps the limit from ending: then the days up to that pause are listed.</param>
    internal static ImmutableArray<CountedDay> Of(HallHours hours, Instant start, Limit limit, string? line, PauseList pauses, Instant? due)
    {
        var until = due is { } at ? DueDate.LastDayOf(at) : pauses.IsOpen ? HallZone.DayOf(pauses.Items[^1].From) : HallZone.DayOf(start);
        return limit.InMinutes
            ? Minutes(hours, DueDate.ScopeOf(hours, limit, line), start, pauses, until, due)
            : Days(hours, start, limit, pauses, until, due is null);
    }

    private static ImmutableArray<CountedDay> Days(HallHours hours, Instant start, Limit limit, PauseList pauses, int until, bool open)
    {
        var (startDay, eventDay) = (HallZone.DayOf(start), DayMath.EventDay(hours, start));
        var unmoved = limit.Unit switch
        {
            LimitUnit.CalendarDays => DayMath.UnmovedDay(hours, eventDay, (int)limit.Value, pauses),
            LimitUnit.Months => DayMath.UnmovedDay(
                hours, eventDay, HallZone.DayOf(HallZone.DateOf(eventDay).PlusMonths((int)limit.Value)) - eventDay, pauses),
            _ => null,
        };
        var days = ImmutableArray.CreateBuilder<CountedDay>();
        for (var day = startDay; day <= Math.Max(until, eventDay); day++)
        {
            var (date, name) = (HallZone.DateOf(day), hours.Calendar.NameOf(day));
            days.Add(
                day == eventDay ? new(date, false, DayReason.StartDay)
                : day < eventDay ? new(date, false, Idle(hours, day), name)
                : DayMath.IsPaused(hours, day, pauses) && (limit.Unit != LimitUnit.WorkingDays || hours.Calendar.IsWorking(day)) ? new(date, false, DayReason.Paused)
                : unmoved < day ? new(date, false, day == until && !open ? DayReason.MovedEnd : Idle(hours, day), name)
                : hours.Calendar.IsMakeUp(day) ? new(date, true, DayReason.MakeUpDay, name)
                : hours.Calendar.IsWorking(day) ? new(date, true, DayReason.WorkingDay)
                : limit.Unit == LimitUnit.WorkingDays ? new(date, false, Idle(hours, day), name)
                : new(date, true, DayReason.CalendarDay, name));
        }

        return days.ToImmutable();
    }

    private static ImmutableArray<CountedDay> Minutes(
        HallHours hours, LineHours scope, Instant start, PauseList pauses, int until, Instant? due)
    {
        var (days, ticks, minutes) = (ImmutableArray.CreateBuilder<CountedDay>(), 0L, 0);
        for (var day = HallZone.DayOf(start); day <= until; day++)
        {
            var from = Instant.Max(start, HallZone.ToInstant(HallZone.TicksOf(day)));
            var to = HallZone.ToInstant(HallZone.TicksOf(day + 1));
            if (due is { } at && at < to) to = at;
            ticks += WorkingMinutes.TicksBetween(scope, from, to, pauses);
            var whole = WorkingMinutes.Whole(ticks) - minutes;
            minutes += whole;
            days.Add(
                whole > 0 ? new(HallZone.DateOf(day), true, DayReason.Minutes, null, whole)
                : WorkingMinutes.PausedTicks(scope, from, to, pauses) > 0 ? new(HallZone.DateOf(day), false, DayReason.Paused)
                : new(HallZone.DateOf(day), false, Idle(hours, day), hours.Calendar.NameOf(day)));
        }

        return days.ToImmutable();
    }

    private static DayReason Idle(HallHours hours, int day) =>
        hours.Calendar.IsHoliday(day) ? DayReason.Holiday : hours.Calendar.IsWorking(day) ? DayReason.WorkingDay : DayReason.RestDay;
}
