using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>How a case ends: T22 delivery 送达, T24 archive 归档, T19 withdrawal 撤回.</summary>
internal static class DeliveryRules
{
    /// <summary>T22: by the owner or whoever stands at the delivery desk of the hall.</summary>
    public static Decision Decide(CaseState state, DeliverCase command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (actor.Number != state.Owner && !Guards.IsOfItsHall(state, actor)) return Decision.Refuse(Codes.NotOwner);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (Qualification.Check(actor, [], facts.Now) is { } untrained) return Decision.Refuse(untrained);
        if (Guards.In(state, CaseStates.Decided) is { } untimely) return Decision.Refuse(untimely);
        var content = new Content();
        content.Fields.OneOf("method", command.Method, "pickup", "mail", "electronic").Note("evidence", command.Evidence);
        content.Lack(command.Method == "electronic" && command.Consent != true, Codes.OptionalConsentMissing, "consent");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        return command.Failed == true
            ? Decision.Append(new DeliveryFailed(command.Method, command.Evidence))
            : Decision.Append(new Delivered(command.Method, command.Consent == true, command.Evidence));
    }

    /// <summary>T24: nothing may be open any more.</summary>
    public static Decision Decide(CaseState state, ArchiveCase command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (actor.Number != state.Owner && !(actor.Level >= StaffLevel.L1 && Guards.IsOfItsHall(state, actor))) return Decision.Refuse(Codes.NotOwner);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (Qualification.Check(actor, [], facts.Now) is { } untrained) return Decision.Refuse(untrained);
        if (Guards.In(state, CaseStates.InquiryClosed, CaseStates.Delivered, CaseStates.Refused, CaseStates.ReferredOut, CaseStates.Withdrawn, CaseStates.Terminated) is { } untimely)
            return Decision.Refuse(untimely);
        var blocking = Blocking(state);
        return blocking.Count > 0 ? Decision.Refuse(Codes.ArchiveBlocked, blocking) : Decision.Append(new Archived());
    }

    /// <summary>T19: any time before the decision; the owner cannot withdraw for the applicant.</summary>
    public static Decision Decide(CaseState state, WithdrawCase command, CaseFacts facts)
    {
        if (Guards.Person(facts) is { } barred) return Decision.Refuse(barred);
        if (Guards.In(state, CaseStates.Inquiry, CaseStates.Received, CaseStates.AwaitingSupplement, CaseStates.InStage) is { } untimely) return Decision.Refuse(untimely);
        var content = new Content();
        content.Fields.Note("reason", command.Reason, required: false);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new Withdrawn(InquiryRules.Given(command.Reason)));
    }

    /// <summary>What is still to be done before the case is put away, each by name.</summary>
    internal static IReadOnlyList<string> Blocking(CaseState state) => [.. Blockers(state)];

    private static IEnumerable<string> Blockers(CaseState state)
    {
        if (state.OpenEscalation is { } asked) yield return "escalation:" + asked.Id;
        if (state.Offer is { } offer) yield return "handoff:" + offer.Id;
        if (state.AgentOffer is { } agent) yield return "handoff:" + agent.Id;
        foreach (var correction in state.Corrections)
            if (correction.State is "reported" or "open") yield return "correction:" + correction.Id;
        if (state.Sample is { Ok: null }) yield return "sample-check";
        // A bad review 差评 is followed up before the case is put away (§8.6).
        if (state.Poor is { IsOpen: true }) yield return "bad-review";
    }
}
