using System.Diagnostics;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Cases;

/// <summary>
/// Ownership 责任归属 of a case (domain-rules §4, norm 6.4c): exactly one owner from the first entry on. Only three entries change it: an acceptance by
/// whoever was offered the case, an assignment with a reason, and a superior's taking over, which is an assignment; each replaces the owner, none removes
/// one. Offers, declines, withdrawals and expiries leave the giver responsible.
/// </summary>
public static class OwnershipRules
{
    /// <exception cref="UnreachableException">The command is none of ownership.</exception>
    public static Decision Decide(CaseState state, CaseCommand command, CaseFacts facts) => command switch
    {
        OfferHandoff c => OfferRules.Decide(state, c, facts),
        AcceptHandoff c => AnswerRules.Decide(state, c, facts),
        DeclineHandoff c => AnswerRules.Decide(state, c, facts),
        ConfirmDecline c => AnswerRules.Decide(state, c, facts),
        WithdrawHandoff c => AnswerRules.Decide(state, c, facts),
        AssignOwner c => AssignmentRules.Decide(state, c, facts),
        _ => throw new UnreachableException($"{command.GetType().Name} is no command of ownership."),
    };

    /// <summary>
    /// The offer of the next stage 环节流转 that comes with finishing or returning one (T13, T14): to a named person or to whoever is on duty for the line in
    /// this hall or one above it. Refused where the person could never take the stage: the same person, or below its level.
    /// </summary>
    public static (HandoffOffered? Entry, Refusal? Refusal) NextStageOffer(CaseState state, HandoffTarget to, string nextStage, string? reason, CaseFacts facts)
    {
        if (state.Offer is not null) return (null, Refusal.Of(Codes.OfferOpen));
        var content = new Validation().Note("reason", reason, required: false);
        OfferRules.Target(content, HandoffKinds.NextStage, to, state, facts);
        if (content.Refusal is { } invalid) return (null, invalid);
        if (to.Staff is { } number && facts.Find(number) is { } receiver && TakingRules.CheckStage(state, receiver, nextStage, facts) is { } refusal) return (null, refusal);
        return (OfferRules.Entry(state, HandoffKinds.NextStage, to, nextStage, reason, null, facts, false), null);
    }

    /// <summary>The stage nobody has begun yet: finished or returned, its next handler has not accepted. Null while a stage is worked on.</summary>
    internal static string? PendingStage(CaseState state) =>
        state is { Status: CaseStates.InStage, CurrentRun: null } ? state.NextStage ?? state.Stage : null;

    /// <summary>The state's own word against any command: archived, or not open any more.</summary>
    internal static Refusal? Open(CaseState state) =>
        !state.Exists ? Refusal.Of(Codes.NotFound)
        : state.Status == CaseStates.Archived ? Refusal.Of(Codes.Archived)
        : state.IsOpen ? null : Refusal.Of(Codes.StageOrder);

    /// <summary>A late case's new owner begins a stretch of their own; in time the stage runs on under its clock (§6.7).</summary>
    internal static StageStarted? FreshStage(CaseState state, string newOwner, CaseFacts facts)
    {
        if (state.CurrentRun is not { } run || newOwner == run.Handler) return null;
        return CaseClocks.Readings(state, facts).LastOrDefault(r => r.Clock.StartedAt == run.StartedAt && ClockNames.StageOf(r.Clock.Name) == run.Stage) is { } reading
            && reading.IsLateAt(facts.Now) ? new(run.Stage, newOwner) : null;
    }

    /// <summary>An instant as made ids and answers write it.</summary>
    internal static string Text(Instant instant) => HallGrains.Contracts.Common.HallTimeText.Format(instant);
}
