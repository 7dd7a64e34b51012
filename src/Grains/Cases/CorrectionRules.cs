using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>
/// T25, T26 correction 纠错 (norm 5.5f): the first decision stays visible, another person of its level judges it, and the person is told. Who takes a
/// favour back that was relied on is the bureau leader, after hearing the person (行政许可法 69); in favour the hall leader decides (§13).
/// </summary>
internal static class CorrectionRules
{
    private const string Verdict = "corrected", Rejected = "rejected", Granted = "granted", Denied = "denied", Acceptance = "acceptance";
    private static readonly string[] Stages = [Acceptance, "initial-review", "investigation", "recheck", Guards.Decision];

    /// <summary>T25: anybody of the staff reports, a head opens, the supervisor may order it. The only act on an archived case.</summary>
    public static Decision Decide(CaseState state, OpenCorrection command, CaseFacts facts)
    {
        var orders = facts.Caller.Is(Roles.Supervisor);
        if (!orders && facts.Actor is null) return Decision.Refuse(Codes.NotPermitted);
        if (Untimely(state) is { } untimely) return Decision.Refuse(untimely);
        var content = new Content().Needs(Codes.ReasonMissing, "wrong", command.Wrong).Needs(Codes.ReasonMissing, "effect", command.Effect);
        content.Fields.OneOf("stage", command.Stage, Stages);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var (id, by) = (FormattableString.Invariant($"k{state.Corrections.Length + 1}"), facts.Caller.Actor);
        var opens = orders || Guards.Head(state, facts, StaffLevel.L3) is null;
        return Decision.Append(opens
            ? new CorrectionOpened(id, command.Stage!, by, command.Wrong, command.Effect)
            : (IEntry)new CorrectionReported(id, command.Stage!, by, command.Wrong, command.Effect)).Making("correctionId", id);
    }

    public static Decision Decide(CaseState state, OpenReported command, CaseFacts facts)
    {
        if (!facts.Caller.Is(Roles.Supervisor) && Guards.Head(state, facts, StaffLevel.L3) is { } barred) return Decision.Refuse(barred);
        if (state.Corrections.FirstOrDefault(c => c.Id == command.CorrectionId) is not { } reported) return Decision.Refuse(Codes.NotFound);
        if (Untimely(state) is { } untimely) return Decision.Refuse(untimely);
        if (reported.State != "reported") return Decision.Refuse(Codes.StageOrder);
        return Decision.Append(new CorrectionOpened(reported.Id, reported.Stage, facts.Caller.Actor, reported.Wrong, reported.Effect));
    }

    /// <summary>T26.</summary>
    public static Decision Decide(CaseState state, AnswerCorrection command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (state.Corrections.FirstOrDefault(c => c.Id == command.CorrectionId) is not { } correction) return Decision.Refuse(Codes.NotFound);
        // First decider or refuser: nobody judges their own decision, whatever the level.
        if (FirstBy(state) == actor.Number) return Decision.Refuse(Codes.SamePersonReview);
        if (Guards.Head(state, facts, Needed(state, command), acts: true) is { } barred) return Decision.Refuse(barred);
        if (Guards.In(state, CaseStates.Correcting) is { } untimely) return Decision.Refuse(untimely);
        if (correction.State != "open") return Decision.Refuse(Codes.StageOrder);

        var content = new Content().Needs(Codes.ReasonMissing, "reason", command.Reason);
        content.Fields.OneOf("verdict", command.Verdict, Verdict, Rejected)
            .If(command.Verdict == Rejected && command.Result is not null, "result", "only-when-corrected")
            .If(command.Result is not null && state.Result is null, "result", "nothing-was-decided")
            .Note("heard", command.Heard, required: false);
        if (command.Result is not null) content.Fields.OneOf("result", command.Result, Granted, Denied);
        MaterialRules.CheckAmount(content, command.Amount);
        if (command.Result == Denied) content.Needs(Codes.ReasonMissing, "basis", command.Basis).Needs(Codes.ReasonMissing, "remedies", command.Remedies);
        else content.Fields.Note("basis", command.Basis, required: false).Note("remedies", command.Remedies, required: false);
        content.Lack(command.Verdict == Verdict && TakesBack(state, command) && ReliedOn(state) && string.IsNullOrWhiteSpace(command.Heard), Codes.ReasonMissing, "heard");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        return command.Verdict == Rejected
            ? Decision.Append(new CorrectionRejected(correction.Id, actor.Number, command.Reason))
            : Correct(state, command, correction, facts);
    }

    private static Decision Correct(CaseState state, AnswerCorrection command, CorrectionHeld correction, CaseFacts facts)
    {
        var item = facts.ItemOf(state);
        var refused = correction.Before == CaseStates.Refused || (state.RefusedWith is not null && state.AcceptedAt is null);
        // A wrong refusal is accepted with its first day of receipt; anything else counts anew from the day it goes back.
        var stage = command.Result is not null ? null : refused || correction.Stage == Acceptance ? item is null ? null : CaseDue.FirstStage(item) : StageOf(correction.Stage, item);
        if (command.Result is null && stage is null) return Decision.Refuse(Codes.ItemVersionNotInForce);
        var from = stage is null ? (NodaTime.Instant?)null : refused ? state.ReceivedAt : facts.Now;
        var amount = command.Result == Denied ? null : command.Amount ?? state.Result?.Amount;
        return Decision.Append(new Corrected(
            correction.Id, facts.Actor!.Number, facts.Actor.Level, correction.Stage, stage, from, command.Result, command.Result is null ? null : amount, item?.Version,
            command.Reason, InquiryRules.Given(command.Basis), InquiryRules.Given(command.Remedies), InquiryRules.Given(command.Heard)));
    }

    private static string? StageOf(string stage, Contracts.Catalogue.ServiceItem? item) =>
        item?.Stage(stage) is not null ? stage : item is null ? null : Guards.Decision;

    private static Refusal? Untimely(CaseState state) => state.Status is CaseStates.Decided or CaseStates.Delivered or CaseStates.Refused or CaseStates.Terminated
        || (state.Status == CaseStates.Archived && state.HasOutcome) ? null : Refusal.Of(Codes.StageOrder);

    private static string? FirstBy(CaseState state) => state.Decisions.FirstOrDefault()?.By ?? state.RefusedWith?.By ?? state.End?.By;

    // The level of the first decision; in favour L4, against the person L5 (§13).
    private static StaffLevel Needed(CaseState state, AnswerCorrection command)
    {
        var first = state.Decisions.FirstOrDefault()?.ByLevel ?? (state.RefusedWith is not null ? StaffLevel.L2 : StaffLevel.L4);
        if (command.Verdict != Verdict) return first;
        var needed = TakesBack(state, command) ? StaffLevel.L5 : StaffLevel.L4;
        return needed > first ? needed : first;
    }

    // What stands is better for the person than what would come. Sent back to a stage, a grant is open again.
    private static bool TakesBack(CaseState state, AnswerCorrection command) =>
        state.Result is { Result: Granted } granted && (command.Result != Granted || command.Amount < granted.Amount);

    private static bool ReliedOn(CaseState state) => state.DeliveredAt is not null;
}
