using System.Collections.Immutable;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>A clock's sum for people: the days, and the same in Chinese sentences.</summary>
public sealed record ClockExplanation(ImmutableArray<CountedDay> Days, ImmutableArray<string> Text);

/// <summary>
/// When a clock falls due and shows its signals (domain-rules §6.1-6.7, norm 5.4, 5.6d). Pure: everything follows from the arguments.
/// </summary>
public static class ClockMath
{
    /// <summary>One clock at the instant <paramref name="now"/>.</summary>
    /// <param name="pauses">The case's pauses; they stop promised, statutory and stage clocks only.</param>
    /// <param name="hours">Of the hall the clock runs in; its calendar counts the days.</param>
    /// <param name="line">The service line whose sessions minute clocks run in.</param>
    /// <param name="statutoryDueAt">The case's statutory due: a promised clock never ends after it, and is red when it passes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the extension is not valid.</exception>
    public static ClockReading Compute(
        CaseClock clock, PauseList pauses, HallHours hours, string? line, Instant now, Instant? statutoryDueAt = null,
        ClockParameters? parameters = null)
    {
        if (!clock.Pausable) pauses = PauseList.None;
        var sum = new ClockSum(clock, EffectiveLimit(clock), pauses, hours, line, clock.Kind == ClockKind.Promised ? statutoryDueAt : null);
        var signals = ClockSignals.Of(sum, parameters ?? ClockParameters.Default);
        var latest = signals.RedAt is { } red && red > sum.DueAt ? red : sum.DueAt ?? Instant.Max(clock.StartedAt, now);
        var end = clock.StoppedAt is { } stopped && stopped < now ? stopped : now;
        return new(
            clock,
            clock.StoppedAt <= now ? ClockState.Stopped : pauses.Contains(now) ? ClockState.Paused : ClockState.Running,
            sum.DueAt, signals.WarnAt, signals.YellowAt, signals.RedAt,
            WorkingMinutes.Whole(sum.UsedTicks(end)),
            sum.TotalTicks is { } total ? WorkingMinutes.Whole(total) : null,
            DueDate.IsProvisional(hours, clock.StartedAt, latest));
    }

    /// <summary>All clocks of a case; the statutory one bounds the promised one (§6.2: the effective due is the earlier).</summary>
    public static ImmutableArray<ClockReading> ComputeAll(
        IReadOnlyCollection<CaseClock> clocks, PauseList pauses, HallHours hours, string? line, Instant now, ClockParameters? parameters = null)
    {
        Instant? statutory = null;
        foreach (var clock in clocks)
        {
            if (clock.Kind == ClockKind.Statutory) statutory = DueAt(clock, pauses, hours, line);
        }

        return [.. clocks.Select(c => Compute(c, pauses, hours, line, now, statutory, parameters))];
    }

    /// <summary>The due instant alone; null while an open pause keeps it from coming.</summary>
    public static Instant? DueAt(CaseClock clock, PauseList pauses, HallHours hours, string? line, Instant? statutoryDueAt = null) =>
        new ClockSum(clock, EffectiveLimit(clock), clock.Pausable ? pauses : PauseList.None, hours, line,
            clock.Kind == ClockKind.Promised ? statutoryDueAt : null).DueAt;

    /// <summary>When this part of the limit has run, e.g. 0.5 for the reminder of a supplement.</summary>
    public static Instant? FractionAt(CaseClock clock, decimal fraction, PauseList pauses, HallHours hours, string? line) =>
        new ClockSum(clock, EffectiveLimit(clock), clock.Pausable ? pauses : PauseList.None, hours, line, null).Position(fraction);

    /// <summary>
    /// When a case with these clocks must be woken next: a millisecond after its next signal, since at the very instant it is still in time.
    /// A timekeeper that asks for what is due "up to now" then never wakes a case in vain. Entries are dated at the signal's own instant.
    /// </summary>
    public static Instant? NextWake(IEnumerable<ClockReading> readings, Instant now) => NextSignal(readings, now) + Duration.FromMilliseconds(1);

    /// <summary>The earliest signal of these clocks that has not fallen at <paramref name="after"/>.</summary>
    public static Instant? NextSignal(IEnumerable<ClockReading> readings, Instant after)
    {
        Instant? next = null;
        foreach (var signal in readings.SelectMany(r => r.Signals))
        {
            if (signal.At >= after && !(next <= signal.At)) next = signal.At;
        }

        return next;
    }

    /// <summary>
    /// The limit after green channel or urgent factor, before the extension: whole working days rounded up, at least one, never longer
    /// than without the factor (§6.6). Minutes and statutory limits stay.
    /// </summary>
    public static Limit EffectiveLimit(CaseClock clock)
    {
        var limit = clock.Limit.Checked();
        if (clock.Factor >= 1 || limit.Unit is not (LimitUnit.WorkingDays or LimitUnit.CalendarDays)) return limit;
        if (clock.Kind is not (ClockKind.Promised or ClockKind.Stage)) return limit;
        var shortened = Math.Max(1, decimal.Ceiling(limit.Value * Math.Max(0, clock.Factor)));
        return limit with { Value = Math.Min(limit.Value, shortened) };
    }

    /// <summary>The sum behind <see cref="Compute"/>, day by day and in words.</summary>
    public static ClockExplanation Explain(
        CaseClock clock, PauseList pauses, HallHours hours, string? line, Instant now, Instant? statutoryDueAt = null)
    {
        var reading = Compute(clock, pauses, hours, line, now, statutoryDueAt);
        if (!clock.Pausable) pauses = PauseList.None;
        var limit = EffectiveLimit(clock);
        var (first, second) = ClockSum.Parts(limit, clock.Extension);
        var end = clock.BindsCitizen ? DayEnd.Midnight : DayEnd.RegularClose;
        var due = DueDate.Of(hours, clock.StartedAt, first, line, pauses, end);
        var days = due.Days;
        if (second is { } extension && due.At is { } firstDue)
        {
            var more = DueDate.Of(hours, firstDue, extension, line, pauses, end);
            days = [.. days, .. more.Days.Where(d => d.Reason != DayReason.StartDay)];
            due = more;
        }

        var text = ImmutableArray.CreateBuilder<string>();
        text.Add($"时限：{LimitText.Chinese(clock.Limit)}");
        if (limit != clock.Limit) text.Add($"绿色通道或急事急办：缩短为{LimitText.Chinese(limit)}");
        if (clock.Extension is { } granted) text.Add($"经批准延期：{LimitText.Chinese(granted)}");
        text.AddRange(ExplanationText.Render(days));
        if (reading.DueAt is { } at && due.At is { } computed && at != computed)
        {
            text.Add(at < computed ? "承诺时限不得超过法定时限，以法定时限为准" : "恢复普通办理，不早于恢复后1个工作日");
        }

        text.Add(ExplanationText.DueLine(reading.DueAt, reading.Provisional));
        return new(days, text.ToImmutable());
    }
}
