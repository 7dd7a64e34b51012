using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>
/// A clock's limit laid on calendar and hours. Limits in days have minutes too: those of regular business on the days that count, so that
/// 80 % of a limit is an instant.
/// </summary>
internal sealed class ClockSum
{
    private readonly LineHours _scope;
    private readonly int _lastDay;

    internal ClockSum(CaseClock clock, Limit limit, PauseList pauses, HallHours hours, string? line, Instant? statutoryDueAt)
    {
        Clock = clock;
        Pauses = pauses;
        Hours = hours;
        StatutoryDueAt = statutoryDueAt;
        (Limit, var second) = Parts(limit, clock.Extension);
        InMinutes = Limit.InMinutes;
        EventDay = DayMath.EventDay(hours, clock.StartedAt);
        _scope = DueDate.ScopeOf(hours, Limit, line);

        var end = clock.BindsCitizen ? DayEnd.Midnight : DayEnd.RegularClose;
        var own = DueDate.InstantOf(hours, clock.StartedAt, Limit, line, pauses, end);
        if (own is { } first && second is { } extension) own = DueDate.InstantOf(hours, first, extension, line, pauses, end);
        _lastDay = own is { } last ? DueDate.LastDayOf(last) : -1;
        TotalTicks = InMinutes ? DueDate.TicksOf(hours, Limit) + (second is { } more ? ExtensionTicks(hours, more) : 0)
            : own is not null ? DayMath.TotalTicks(hours, EventDay, _lastDay, pauses)
            : Limit.Unit == LimitUnit.WorkingDays ? (long)Limit.Value * hours.RegularMinutesPerDay * TimeSpan.TicksPerMinute
            : null;

        if (own < clock.NotBefore) own = pauses.AfterPause(clock.NotBefore.Value);
        DueAt = statutoryDueAt < own ? statutoryDueAt : own;
    }

    internal CaseClock Clock { get; }

    internal PauseList Pauses { get; }

    internal HallHours Hours { get; }

    internal Instant? StatutoryDueAt { get; }

    /// <summary>After factor, and with an extension of the same unit.</summary>
    internal Limit Limit { get; }

    internal bool InMinutes { get; }

    internal int EventDay { get; }

    internal Instant? DueAt { get; }

    /// <summary>The limit in ticks of working time; null while the end of a limit in calendar days or months is open.</summary>
    internal long? TotalTicks { get; }

    /// <summary>Working days the limit is long, for thresholds that are given in days.</summary>
    internal decimal LengthInDays => InMinutes
        ? (decimal)DueDate.TicksOf(Hours, Limit) / TimeSpan.TicksPerMinute / Hours.RegularMinutesPerDay
        : Limit.Unit == LimitUnit.WorkingDays ? Limit.Value
        : TotalTicks is { } ticks ? (decimal)ticks / TimeSpan.TicksPerMinute / Hours.RegularMinutesPerDay : Limit.Value;

    /// <summary>An extension in the limit's own unit is part of it; one in another unit is counted on from the first due.</summary>
    internal static (Limit First, Limit? Second) Parts(Limit limit, Limit? extension) =>
        extension is not { } more ? (limit, null)
        : more.Checked().Unit == limit.Unit ? (limit with { Value = limit.Value + more.Value }, null)
        : (limit, more);

    /// <summary>When this part of the limit has run; never inside a pause.</summary>
    internal Instant? Position(decimal fraction)
    {
        if (TotalTicks is not { } total) return null;
        var ticks = (long)decimal.Ceiling(total * fraction);
        if (ticks == 0) return Pauses.AfterPause(Clock.StartedAt);
        return InMinutes
            ? WorkingMinutes.Add(_scope, Clock.StartedAt, ticks, Pauses)
            : DayMath.Position(Hours, EventDay, ticks, Pauses);
    }

    internal long UsedTicks(Instant end) => InMinutes
        ? WorkingMinutes.TicksBetween(_scope, Clock.StartedAt, end, Pauses)
        : DayMath.TicksUntil(Hours, EventDay, end, Pauses);

    /// <summary>The close of the n-th counted working day of a limit in working days.</summary>
    internal Instant? CloseOfDay(int n) =>
        DayMath.NthWorking(Hours, EventDay, n, Pauses) is { } day ? Hours.RegularClose(day) : null;

    private static long ExtensionTicks(HallHours hours, Limit extension) =>
        extension.Unit is LimitUnit.WorkingDays or LimitUnit.WorkingMinutes ? DueDate.TicksOf(hours, extension) : 0;
}
