using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>
/// T15 pausing 中止 and T16 going on (domain-rules §6.4): the owner, for a reason the law and the item allow, before the matter is late. Where neither the
/// applicant nor a third party sets the end, a head's word comes first; force majeure is the hall leader's.
/// </summary>
internal static class PauseRules
{
    private const string Supplement = "supplement";

    // Experts, laboratories, courts or the applicant say when these end; nobody of the hall can draw them out.
    private static readonly ImmutableArray<string> SetByOthers = ["inspection", "testing", "quarantine", "appraisal", "expert-review", "judicial-conclusion", Supplement];

    /// <summary>T15.</summary>
    public static Decision Decide(CaseState state, PauseCase command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if ((Guards.In(state, CaseStates.InStage) ?? Guards.Announced(state, facts)) is { } untimely) return Decision.Refuse(untimely);
        if (state.OpenPause is not null || state.AskedPause is not null) return Decision.Refuse(Codes.StageOrder, "A pause is asked for or runs.");
        if (IsLate(state, facts)) return Decision.Refuse(Codes.AlreadyLate);
        if (command.Reason == Supplement && state.PausesHeld.Any(p => p.Reason == Supplement && p.State is "running" or "ended"))
            return Decision.Refuse(Codes.SecondSupplementRequest);
        if (facts.ItemOf(state) is not { } item) return Decision.Refuse(Codes.ItemVersionNotInForce);

        var content = new Content()
            .Lack(command.Reason is null || !PauseReasons.IsLawful(command.Reason, item.PauseReasons), Codes.PauseReasonNotLawful, "reason", "not-lawful-for-this-item")
            .Needs(Codes.ReasonMissing, "evidence", command.Evidence);
        content.Fields.If(command.ExpectedUntil is null, "expectedUntil", "required").If(command.ExpectedUntil <= facts.Now, "expectedUntil", "not-after-now");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var (id, expected) = (FormattableString.Invariant($"p{state.PausesHeld.Length + 1}"), command.ExpectedUntil!.Value);
        return (ApproverOf(command.Reason!) is { } approver
            ? Decision.Append(new PauseAsked(id, command.Reason!, expected, approver, facts.Actor!.Number, command.Evidence))
            : Decision.Append(new Paused(id, command.Reason!, expected, Until(command.Reason!, expected, state, facts), null, command.Evidence))).Making("pauseId", id);
    }

    /// <summary>The head's word; from it on the clocks stand.</summary>
    public static Decision Decide(CaseState state, ApprovePause command, CaseFacts facts)
    {
        if (state.PausesHeld.FirstOrDefault(p => p.Id == command.PauseId) is not { } asked) return Decision.Refuse(facts.Actor is null ? Codes.NotPermitted : Codes.NotFound);
        if (Guards.Head(state, facts, asked.Approver ?? StaffLevel.L3) is { } barred) return Decision.Refuse(barred);
        if (facts.Actor!.Number == asked.AskedBy) return Decision.Refuse(Codes.TwoPersonsNeeded);
        if (Guards.In(state, CaseStates.InStage) is { } untimely) return Decision.Refuse(untimely);
        if (asked.State != "asked") return Decision.Refuse(Codes.StageOrder, "This pause waits for nobody's word.");
        if (command.Approve == false)
            return string.IsNullOrWhiteSpace(command.Reason) ? Decision.Refuse(Codes.ReasonMissing, ["reason"])
                : new Validation().Note("reason", command.Reason).Refusal is { } bad ? Decision.Refuse(bad) : Decision.Append(new PauseDenied(asked.Id, facts.Actor.Number, command.Reason));
        if (IsLate(state, facts) || asked.ExpectedUntil <= facts.Now) return Decision.Refuse(Codes.AlreadyLate);
        return new Validation().Note("reason", command.Reason, required: false).Refusal is { } invalid
            ? Decision.Refuse(invalid)
            : Decision.Append(new Paused(asked.Id, asked.Reason, asked.ExpectedUntil, Until(asked.Reason, asked.ExpectedUntil, state, facts), facts.Actor.Number));
    }

    /// <summary>T16.</summary>
    public static Decision Decide(CaseState state, EndPause command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if (Guards.In(state, CaseStates.InStage) is { } untimely) return Decision.Refuse(untimely);
        if (state.OpenPause is not { } running) return Decision.Refuse(Codes.StageOrder, "No pause runs.");
        if (new Validation().Note("outcome", command.Outcome, required: false).Refusal is { } invalid) return Decision.Refuse(invalid);
        var days = DaysNotCounted(running.From!.Value, facts.Now, facts.HoursFor(state, state.ClockHall));
        return Decision.Append(new Resumed(running.Id, "ended", days, InquiryRules.Given(command.Outcome)));
    }

    /// <summary>Closes of regular business inside the pause: so many working days are not counted.</summary>
    public static int DaysNotCounted(Instant from, Instant to, HallHours hours)
    {
        var days = 0;
        for (var date = HallHours.DateOf(from); date <= HallHours.DateOf(to); date = date.PlusDays(1))
            if (hours.Calendar.IsWorkingDay(date) && hours.RegularClose(date) is var close && close >= from && close < to) days++;
        return days;
    }

    /// <summary>The matter's own due is past: nothing is paused or extended any more.</summary>
    internal static bool IsLate(CaseState state, CaseFacts facts)
    {
        var clocks = CaseClocks.Summary(state, facts);
        return clocks.Overdue || clocks.PromisedDueAt < facts.Now || clocks.StatutoryDueAt < facts.Now;
    }

    private static StaffLevel? ApproverOf(string reason) =>
        reason == PauseReasons.ForceMajeure ? StaffLevel.L4 : SetByOthers.Contains(reason) ? null : StaffLevel.L3;

    private static Instant Until(string reason, Instant expected, CaseState state, CaseFacts facts) =>
        Instant.Min(expected, PauseReasons.LatestEnd(reason, facts.Now, facts.HoursFor(state, state.ClockHall)));
}
