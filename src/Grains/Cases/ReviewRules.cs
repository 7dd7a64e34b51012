using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>T13 finishing a stage 环节 and T14 returning it 退回 (norm 3.4a, 5.5b, 6.4d). Who comes next is offered the case, never given it.</summary>
internal static class ReviewRules
{
    /// <summary>Returns of one stage without an L3 (§16 maxReturnsPerStage).</summary>
    public const int MaxReturns = 2;

    private const string AcceptanceStage = "acceptance";
    private static readonly ImmutableArray<string> Names = ["initial-review", "investigation", "recheck", "decision"];

    /// <summary>T13.</summary>
    public static Decision Decide(CaseState state, FinishStage command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if (InStage(state, command.Stage, facts) is { } untimely) return Decision.Refuse(untimely);
        var item = facts.ItemOf(state);
        // The last stage ends with the decision, not with a conclusion about it.
        if (item?.NextStage(state.Stage!) is not { } next) return Decision.Refuse(Codes.StageOrder);
        if (BelowStage(item, state.Stage!, facts)) return Decision.Refuse(Codes.OverAuthority);
        if (state.Offer is not null) return Decision.Refuse(Codes.OfferOpen);
        // 2.2c: nothing is found out by an investigation that the person was not told of.
        if (state is { Stage: "investigation", EnforcementNoticed: false }) return Decision.Refuse(Codes.EnforcementNoticeMissing);

        var content = new Content().Needs(Codes.ReasonMissing, "conclusion", command.Conclusion).Needs(Codes.ReasonMissing, "ground", command.Ground);
        content.Fields.If(command.To is null || (command.To.Staff is null && command.To.Hall is null), command.To is null ? "to" : "to.staff", "required");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var (offer, refusal) = OwnershipRules.NextStageOffer(state, command.To!, next.Stage, command.Conclusion, facts);
        return refusal is not null
            ? Decision.Refuse(refusal)
            : Offering(offer!, new StageFinished(state.Stage!, facts.Actor!.Number, next.Stage, command.Conclusion, command.Ground));
    }

    /// <summary>T14: back to whoever did the stage before; the error counts there.</summary>
    public static Decision Decide(CaseState state, ReturnStage command, CaseFacts facts)
    {
        if (Guards.Owner(state, facts, StaffLevel.L1) is { } barred) return Decision.Refuse(barred);
        if (InStage(state, command.Stage, facts) is { } untimely) return Decision.Refuse(untimely);
        if (command.Stage is not ("recheck" or "decision") || Before(state, facts) is not { } earlier) return Decision.Refuse(Codes.StageOrder);
        if (facts.Actor!.Level < StaffLevel.L3 && state.Stages.Count(r => r.Stage == earlier.Stage && r.Faulted) >= MaxReturns) return Decision.Refuse(Codes.OverAuthority);
        if (state.Offer is not null) return Decision.Refuse(Codes.OfferOpen);

        ImmutableArray<string> faults = command.Faults.IsDefault ? [] : command.Faults;
        var content = new Content().Lack(faults.IsEmpty, Codes.ReasonMissing, "faults").Needs(Codes.ReasonMissing, "reason", command.Reason);
        foreach (var fault in faults) content.Fields.Note("faults", fault);
        content.Fields.If(faults.Length > 50, "faults", "more-than-50");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);

        // The earlier handler may sit in a hall below, when the case had gone up for its level.
        var home = facts.Find(earlier.Handler) is { } handler ? state with { Hall = handler.Hall } : state;
        var (offer, refusal) = OwnershipRules.NextStageOffer(home, new(Staff: earlier.Handler), earlier.Stage, command.Reason, facts);
        return refusal is not null
            ? Decision.Refuse(refusal)
            : Offering(offer!, new ReviewReturned(state.Stage!, earlier.Stage, facts.Actor.Number, earlier.Handler, faults.Length, faults, command.Reason));
    }

    /// <summary>The stage named is the one the case is in, and it is being worked on.</summary>
    internal static Refusal? InStage(CaseState state, string stage, CaseFacts facts) =>
        Guards.In(state, CaseStates.InStage) is { } closed ? closed
        : !Names.Contains(stage) || state.Stage != stage || state.CurrentRun is null ? Refusal.Of(Codes.StageOrder)
        : state.OpenPause is not null ? Refusal.Of(Codes.StageOrder, "The case is paused; end the pause first.")
        : Guards.Announced(state, facts);

    /// <summary>A recheck that stands: finished, and neither returned from nor found faulty since.</summary>
    internal static bool Rechecked(CaseState state) =>
        state.Stages.LastOrDefault(r => r.Stage == "recheck") is { FinishedAt: not null, Returned: false, Faulted: false };

    internal static bool BelowStage(ServiceItem item, string stage, CaseFacts facts) => item.Stage(stage) is { } work && Authority.LevelOf(facts.Actor!, facts) < work.Authority;

    // The nearest one before that was worked on: what a correction opened again at its decision may never have come to the recheck.
    private static StageRun? Before(CaseState state, CaseFacts facts) => facts.ItemOf(state)?.Stages
        .TakeWhile(s => s.Stage != state.Stage)
        .Where(s => s.Stage != AcceptanceStage)
        .Select(s => state.Stages.LastOrDefault(r => r.Stage == s.Stage))
        .LastOrDefault(r => r is not null);

    private static Decision Offering(HandoffOffered offer, IEntry ended)
    {
        var decision = Decision.Append(ended, offer).Making("handoffId", offer.HandoffId);
        return offer.AcceptBy is { } by ? decision.Making("acceptBy", OwnershipRules.Text(by)) : decision;
    }
}
