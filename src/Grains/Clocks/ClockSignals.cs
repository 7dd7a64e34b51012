using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>Warning 预警, yellow card 黄牌, red card 红牌: the table of domain-rules §6.7. No signal lies inside a pause.</summary>
internal readonly record struct ClockSignals(Instant? WarnAt, Instant? YellowAt, Instant? RedAt)
{
    internal static ClockSignals Of(ClockSum sum, ClockParameters parameters) => sum.Clock.Kind switch
    {
        ClockKind.Promised => new(PromisedWarning(sum, parameters), sum.DueAt, PromisedRed(sum, parameters)),
        ClockKind.Stage => new(sum.Position(parameters.WarnFraction), sum.DueAt, StageRed(sum, parameters)),
        ClockKind.Statutory => new(StatutoryWarning(sum, parameters), null, sum.DueAt),

        // Deemed acceptance ends this clock at its due, with a yellow card on the owner (T10).
        ClockKind.Acceptance => new(null, sum.DueAt, null),

        // 纠错 has no promise to the person yet: late is a yellow card.
        ClockKind.Correction => new(null, sum.DueAt, null),
        _ => default,
    };

    // At 80 %, and at the latest one working day before due; limits of a day or less at half.
    private static Instant? PromisedWarning(ClockSum sum, ClockParameters parameters)
    {
        if (sum.LengthInDays == 0) return null;
        if (sum.LengthInDays <= 1) return NotAfterDue(sum.Position(0.5m), sum);
        var warn = sum.Position(parameters.WarnFraction);
        if (sum is { InMinutes: false, Limit.Unit: LimitUnit.WorkingDays } && sum.Clock.Extension?.Unit is null or LimitUnit.WorkingDays)
        {
            warn = Earlier(warn, sum.CloseOfDay((int)sum.Limit.Value - 1));
        }

        return sum.DueAt is { } due ? Earlier(warn, DaysBefore(sum, due, 1)) : warn;
    }

    private static Instant? PromisedRed(ClockSum sum, ClockParameters parameters)
    {
        if (sum.DueAt is not { } due) return null;
        var extra = Math.Max(1, (int)decimal.Ceiling(sum.LengthInDays * parameters.RedExtraFraction));
        return DayMath.NthWorking(sum.Hours, DueDate.LastDayOf(due), extra, sum.Pauses) is { } day
            ? Earlier(sum.Hours.RegularClose(day), sum.StatutoryDueAt)
            : sum.StatutoryDueAt;
    }

    // A red card is never before the yellow one, though a moved last day or a restored limit can put the due beyond 150 %.
    private static Instant? StageRed(ClockSum sum, ClockParameters parameters) =>
        sum.Position(parameters.StageRedFraction) is { } red && sum.DueAt is { } due ? Instant.Max(red, due) : null;

    private static Instant? StatutoryWarning(ClockSum sum, ClockParameters parameters)
    {
        var start = sum.Clock.StartedAt;
        if (sum.DueAt is { } due) return Later(start, DaysBefore(sum, due, parameters.StatutoryWarnDays));
        if (sum is { InMinutes: true } || sum.Limit.Unit != LimitUnit.WorkingDays) return null;
        var day = (int)sum.Limit.Value - parameters.StatutoryWarnDays;
        return day >= 0 && sum.CloseOfDay(day) is { } close ? Later(start, close) : null;
    }

    private static Instant? DaysBefore(ClockSum sum, Instant due, int days) => sum.Pauses.AfterPause(
        Later(sum.Clock.StartedAt, sum.Hours.RegularClose(DayMath.NthWorkingBefore(sum.Hours, sum.EventDay, DueDate.LastDayOf(due), days, sum.Pauses))));

    private static Instant? NotAfterDue(Instant? warn, ClockSum sum) => sum.DueAt is { } due ? Earlier(warn, due) : warn;

    private static Instant Later(Instant a, Instant b) => Instant.Max(a, b);

    private static Instant? Later(Instant a, Instant? b) => b is { } c ? Instant.Max(a, c) : null;

    private static Instant? Earlier(Instant? a, Instant? b) => a is { } x ? b is { } y ? Instant.Min(x, y) : a : b;
}
