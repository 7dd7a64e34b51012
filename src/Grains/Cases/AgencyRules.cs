using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>
/// 全程代理 (norm 5.6b, domain-rules §4): one agent for a matter, under the applicant's recorded authorisation, offered and accepted like any handoff beside
/// the owner's. The agent submits, supplies, receives and is told everything; accepting, reviewing and deciding stay barred to them.
/// </summary>
internal static class AgencyRules
{
    /// <summary>The applicant, or the owner on the applicant's authorisation; another agent takes the place of the one there is.</summary>
    public static Decision Decide(CaseState state, AppointAgent command, CaseFacts facts)
    {
        if (!Rights.IsPerson(facts) && Guards.Owner(state, facts) is { } barred) return Decision.Refuse(barred);
        if (OwnershipRules.Open(state) is { } closed) return Decision.Refuse(closed);
        if (Guards.Announced(state, facts) is { } unannounced) return Decision.Refuse(unannounced);
        if (state.AgentOffer is not null) return Decision.Refuse(Codes.OfferOpen);
        var content = new Content();
        content.Fields.Code("staff", command.Staff).Note("authorisation", command.Authorisation, required: false).Text("scope", command.Scope, 500, required: false);
        if (content.Fields.Ok)
        {
            var agent = facts.Find(command.Staff);
            content.Fields.If(agent is null, "staff", "not-found").If(agent is not null && agent.Hall != state.Hall, "staff", "other-hall")
                .If(agent is not null && agent.Number == state.Agent, "staff", "is-the-agent");
        }

        content.Lack(string.IsNullOrWhiteSpace(command.Authorisation), Codes.ReasonMissing, "authorisation").Lack(string.IsNullOrWhiteSpace(command.Scope), Codes.ReasonMissing, "scope");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        if (AnswerRules.CheckAgent(state, facts.Find(command.Staff)!, facts, onDuty: false) is { } unfit) return Decision.Refuse(unfit);
        var offer = OfferRules.Entry(state, HandoffKinds.Agent, new(Staff: command.Staff), state.Stage, null, null, facts, false) with
        {
            Scope = command.Scope, Authorisation = command.Authorisation,
        };
        return OfferRules.Made(offer);
    }

    /// <summary>The applicant at any time; the agent lays it down. Papers already received stay received.</summary>
    public static Decision Decide(CaseState state, EndAgency command, CaseFacts facts)
    {
        var byAgent = facts.Actor is { } actor && actor.Number == state.Agent;
        if (!Rights.IsPerson(facts) && !byAgent) return Decision.Refuse(Codes.NotPermitted);
        if (state.Status == CaseStates.Archived) return Decision.Refuse(Codes.Archived);
        if (state.Agent is null && (state.AgentOffer is null || byAgent)) return Decision.Refuse(Codes.StageOrder, "The matter has no agent.");
        var content = new Content();
        content.Fields.Note("reason", command.Reason, required: false);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var by = byAgent ? "agent" : "applicant";
        return Decision.Append(new[]
        {
            state.AgentOffer is { } offer && !byAgent ? (IEntry)new HandoffWithdrawn(offer.Id) : null,
            state.Agent is { } ended ? new AgentEnded(ended, by) : null,
        }.OfType<IEntry>());
    }

    /// <summary>What an agent's acceptance writes: the former agent's end, the appointment with its authorisation.</summary>
    public static IEnumerable<IEntry> Accepted(CaseState state, Offer offer, HandoffAccepted accepted)
    {
        yield return accepted;
        if (state.Agent is { } former && former != accepted.To) yield return new AgentEnded(former, "replaced");
        // Changing the agent keeps what the applicant authorised.
        yield return new AgentAppointed(accepted.To, offer.From, offer.Agency?.Scope ?? state.Agency?.Scope, offer.Agency?.Authorisation ?? state.Agency?.Authorisation);
    }
}
