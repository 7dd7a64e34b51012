using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>
/// What falls due by itself besides the clocks' signals: a pause ends (T16), reminders (§3.5, T20), a tolerance lapses (§3.6), what has ended is archived
/// (T24). Each event undoes its own cause, so that <see cref="CaseDue"/> comes to an end.
/// </summary>
internal static class AsideDue
{
    public const string Half = "half", DayBefore = "day-before";

    /// <summary>Working days after the end until the timekeeper archives (§16 archiveAfterDays).</summary>
    public const int ArchiveAfterDays = 20;

    // A pause ends before anything else of that instant is looked at: signals wait for it.
    private const int First = -1, Reminder = 7, Last = 8;

    /// <summary>Ended, nothing open any more, not yet put away.</summary>
    public static bool WaitsForArchive(CaseState state) =>
        state.Exists && !state.IsOpen && state.Status != CaseStates.Archived && state.EndedAt is not null && DeliveryRules.Blocking(state).Count == 0;

    public static IEnumerable<(Instant At, int Rank, ImmutableArray<IEntry> Entries)> Of(CaseState state, CaseFacts facts)
    {
        var hours = facts.HoursFor(state, state.ClockHall);
        if (state.OpenPause is { Until: { } until } pause)
            yield return (until, First, [new Resumed(pause.Id, until < pause.ExpectedUntil ? "longest" : "expected-end", PauseRules.DaysNotCounted(pause.From!.Value, until, hours))]);
        if (state is { Status: CaseStates.InStage, Tolerance: { FulfilledAt: null, LapsedAt: null } tolerance })
        {
            foreach (var (at, which) in Reminders(tolerance, hours))
                if (!tolerance.Reminded.Contains(which)) yield return (at, Reminder, [new Reminded(ClockNames.Tolerance, which, tolerance.Due)]);
            yield return (tolerance.Due, Last, [new ToleranceLapsed(ToleranceRules.StillMissing(state))]);
        }

        if (state is { Status: CaseStates.AwaitingSupplement, SupplementReminded: false, SupplementLimit: { } limit, AcceptanceStoppedAt: { } since })
            yield return (Middle(since, limit, hours), Reminder, [new Reminded(ClockNames.Supplement, Half, limit)]);
        // What was still open at that day is put away when it is not any more.
        if (WaitsForArchive(state))
            yield return (Instant.Max(DueDate.WorkingDays(hours, state.EndedAt!.Value, ArchiveAfterDays).At!.Value, state.LastAt), Last, [new Archived()]);
    }

    private static IEnumerable<(Instant At, string Which)> Reminders(ToleranceHeld tolerance, HallHours hours)
    {
        yield return (Middle(tolerance.GrantedAt, tolerance.Due, hours), Half);
        var before = DueDate.WorkingDaysBefore(hours, tolerance.Due, 1);
        if (before > tolerance.GrantedAt) yield return (before, DayBefore);
    }

    private static Instant Middle(Instant from, Instant to, HallHours hours) =>
        WorkingMinutes.Add(hours.Regular, from, WorkingMinutes.TicksBetween(hours.Regular, from, to, PauseList.None) / 2, PauseList.None)!.Value;
}
