using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>Answers to an offer: acceptance, which alone moves the case; decline, a head's word on overload, withdrawal.</summary>
internal static class AnswerRules
{
    private const string Overloaded = "overloaded";

    public static Decision Decide(CaseState state, AcceptHandoff command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (!Find(state, command.HandoffId, out var offer, out var past)) return Decision.Refuse(Codes.NotFound);
        var to = offer?.To ?? past!.To;
        if (!HandoffTargets.Addresses(to, actor)) return Decision.Refuse(Codes.NotYourDuty);
        // A line's offer is open to its whole staff, but the giver has the case already.
        if ((offer?.From ?? past!.From) == actor.Number) return Decision.Refuse(Codes.TwoPersonsNeeded);
        var isAgent = (offer?.Kind ?? past!.Kind) == HandoffKinds.Agent;
        var stage = offer?.Kind == HandoffKinds.NextStage ? offer.Stage : state.CurrentRun?.Stage;
        if (offer is not null && (isAgent ? CheckAgent(state, actor, facts) : TakingRules.Check(state, actor, stage, facts)) is { } unfit) return Decision.Refuse(unfit);
        if (Closed(state, offer, past, facts) is { } closed) return Decision.Refuse(closed);
        if (offer is { Kind: not (HandoffKinds.NextStage or HandoffKinds.Agent), To.Staff: null } && OfferRules.WasOwner(state, actor.Number)) return Decision.Refuse(Codes.PingPong);

        var accepted = new HandoffAccepted(offer!.Id, offer.From, actor.Number, offer.Kind, offer.Stage, isAgent ? state.Hall : actor.Hall);
        if (isAgent) return Decision.Append(AgencyRules.Accepted(state, offer, accepted));
        var started = offer is { Kind: HandoffKinds.NextStage, Stage: { } next } ? new StageStarted(next, actor.Number) : OwnershipRules.FreshStage(state, actor.Number, facts);
        return started is null ? Decision.Append(accepted) : Decision.Append(accepted, started);
    }

    public static Decision Decide(CaseState state, DeclineHandoff command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (!Find(state, command.HandoffId, out var offer, out var past)) return Decision.Refuse(Codes.NotFound);
        var to = offer?.To ?? past!.To;
        // What is offered to a whole line, one of them cannot decline for all: their head may.
        var may = to.Staff is { } number ? number == actor.Number
            : facts.Halls.GetValueOrDefault(to.Hall ?? "") is { } hall && actor.Hall == hall.Code && Heads.IsHeadOf(hall, HandoffTargets.SectionOf(hall, to.ServiceLine), actor.Number);
        if (!may) return Decision.Refuse(Codes.NotYourDuty);
        if (Closed(state, offer, past, facts) is { } closed) return Decision.Refuse(closed);
        if (offer!.Pending is not null) return Decision.Refuse(Codes.StageOrder, "The head's word on the overload is waited for.");

        var grounded = !string.IsNullOrWhiteSpace(command.Ground) && !string.IsNullOrWhiteSpace(command.Reason);
        var content = new Validation().Note("reason", command.Reason, required: false);
        if (!string.IsNullOrWhiteSpace(command.Ground))
            content.OneOf("ground", command.Ground, "not-competent", "not-qualified", "off-duty", Overloaded, "conflict-of-interest", "incomplete-work");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        if (!grounded)
            return Decision.Refuse(Codes.ReasonMissing, new[] { string.IsNullOrWhiteSpace(command.Ground) ? "ground" : null, string.IsNullOrWhiteSpace(command.Reason) ? "reason" : null }.OfType<string>());
        // A head declining for the line needs nobody's word.
        var pending = command.Ground == Overloaded && to.Staff is not null;
        var declined = new HandoffDeclined(offer.Id, actor.Number, command.Ground!, pending, command.Reason);
        return pending ? Decision.Append(declined) : Decision.Append(FailedOffers.Declined(state, offer, declined, facts));
    }

    public static Decision Decide(CaseState state, ConfirmDecline command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (!Find(state, command.HandoffId, out var offer, out var past)) return Decision.Refuse(Codes.NotFound);
        var decliner = offer?.Pending ?? offer?.To.Staff ?? past?.By ?? past?.To.Staff;
        if (decliner == actor.Number) return Decision.Refuse(Codes.TwoPersonsNeeded);
        if (facts.Find(decliner) is not { } staff || facts.Halls.GetValueOrDefault(staff.Hall) is not { } hall || !Heads.IsHeadOf(hall, staff.Definition.Section, actor.Number))
            return Decision.Refuse(Codes.NotPermitted);
        if (Closed(state, offer, past, facts) is { } closed) return Decision.Refuse(closed);
        if (offer!.Pending is null) return Decision.Refuse(Codes.StageOrder, "Nobody declined this offer for overload.");
        if (new Validation().Note("reason", command.Reason, required: false).Refusal is { } invalid) return Decision.Refuse(invalid);
        var word = new HandoffDeclineConfirmed(offer.Id, command.Confirmed, command.Reason);
        return command.Confirmed ? Decision.Append(FailedOffers.Declined(state, offer, word, facts)) : Decision.Append(word);
    }

    public static Decision Decide(CaseState state, WithdrawHandoff command, CaseFacts facts)
    {
        if (!Find(state, command.HandoffId, out var offer, out var past)) return Decision.Refuse(facts.Actor is null ? Codes.NotPermitted : Codes.NotFound);
        if (facts.Caller.Staff is not { } caller || (caller != (offer?.From ?? past!.From) && caller != state.Owner)) return Decision.Refuse(Codes.NotOwner);
        return Closed(state, offer, past, facts) is { } closed ? Decision.Refuse(closed) : Decision.Append(new HandoffWithdrawn(offer!.Id));
    }

    private static bool Find(CaseState state, string id, out Offer? offer, out PastOffer? past)
    {
        offer = state.Offer?.Id == id ? state.Offer : state.AgentOffer?.Id == id ? state.AgentOffer : null;
        past = offer is null ? state.PastOffers.LastOrDefault(o => o.Id == id) : null;
        return offer is not null || past is not null;
    }

    private static Refusal? Closed(CaseState state, Offer? offer, PastOffer? past, CaseFacts facts)
    {
        if (offer is null) return Refusal.Of(past!.Outcome == "expired" ? Codes.OfferExpired : Codes.OfferClosed);
        return offer.AcceptBy < facts.Now ? Refusal.Of(Codes.OfferExpired) : OwnershipRules.Open(state);
    }

    // 代办员: runs the matter for the applicant, so never owns it once it is one (§1).
    internal static Refusal? CheckAgent(CaseState state, StaffSnapshot actor, CaseFacts facts, bool onDuty = true)
    {
        if (Qualification.Check(actor, [], facts.Now) is { } untrained) return untrained;
        if (onDuty && !actor.OnDuty) return Refusal.Of(Codes.NotOnDuty);
        if (actor.Definition.Roles.Contains(Roles.Supervisor)) return Refusal.Of(Codes.ConflictOfInterest);
        return state.Status != CaseStates.Inquiry && (actor.Number == state.Owner || state.Stages.Any(r => r.Handlers.Contains(actor.Number)))
            ? Refusal.Of(Codes.ConflictOfInterest) : null;
    }
}
