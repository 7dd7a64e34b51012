using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>Offering a case 交接 (domain-rules §4): by its owner, to somebody who exists and is in place for the kind; one offer at a time, an agent's beside it.</summary>
internal static class OfferRules
{
    /// <summary>So many declines and expiries of one kind, and the head must assign (§4 e, 5.3d).</summary>
    public const int MostFailures = 2;

    public static Decision Decide(CaseState state, OfferHandoff command, CaseFacts facts)
    {
        var byRule = facts.Caller.IsSystem && command.Kind == HandoffKinds.Deputy;
        if (!byRule)
        {
            if (facts.Caller.Staff is null || facts.Caller.Staff != state.Owner) return Decision.Refuse(Codes.NotOwner);
            // Who goes off duty must be able to find a deputy; every other act needs duty (decisions 28).
            if (command.Kind != HandoffKinds.Deputy && facts.Actor is not { OnDuty: true }) return Decision.Refuse(Codes.NotOnDuty);
        }

        if (OwnershipRules.Open(state) is { } closed) return Decision.Refuse(closed);
        if ((command.Kind == HandoffKinds.Agent ? state.AgentOffer : state.Offer) is not null) return Decision.Refuse(Codes.OfferOpen);
        var stage = OwnershipRules.PendingStage(state);
        if (command.Kind == HandoffKinds.Agent && state.Agency is null) return Decision.Refuse(Codes.ReasonMissing, ["authorisation"]);
        // A stage is offered by finishing or returning it; again only when nobody took that offer.
        if (command.Kind == HandoffKinds.NextStage && stage is null) return Decision.Refuse(Codes.StageOrder);
        if (PingPong(state, command.Kind, command.To)) return Decision.Refuse(Codes.PingPong);

        var content = new Validation()
            .OneOf("kind", command.Kind, HandoffKinds.TransferInside, HandoffKinds.TransferHall, HandoffKinds.NextStage, HandoffKinds.Deputy, HandoffKinds.Agent, HandoffKinds.CounterToBack)
            .Note("reason", command.Reason, required: false);
        Target(content, command.Kind, command.To, state, facts);
        foreach (var code in command.Materials ?? []) content.If(!state.Materials.ContainsKey(code ?? ""), "materials", "not-held");
        var unreasoned = string.IsNullOrWhiteSpace(command.Reason);
        if (!content.Ok) return Decision.Refuse(content.If(unreasoned, "reason", "required").Refusal!);
        if (unreasoned) return Decision.Refuse(Codes.ReasonMissing);
        if (Unfit(state, command, stage, facts) is { } unfit) return Decision.Refuse(unfit);

        var entry = Entry(state, command.Kind, command.To, command.Kind == HandoffKinds.NextStage ? stage : state.Stage, command.Reason, command.Materials, facts, byRule);
        return Made(entry);
    }

    /// <summary>An offer's entry and the ids it made.</summary>
    internal static Decision Made(HandoffOffered entry)
    {
        var decision = Decision.Append(entry).Making("handoffId", entry.HandoffId);
        return entry.AcceptBy is { } by ? decision.Making("acceptBy", OwnershipRules.Text(by)) : decision;
    }

    /// <summary>Whom a kind may be offered to; says all that is wrong with the target.</summary>
    public static void Target(Validation content, string kind, HandoffTarget? to, CaseState state, CaseFacts facts)
    {
        if (to is null || (to.Staff is null && to.Hall is null))
        {
            content.Error("to", "required");
            return;
        }

        if (to.Staff is not null && (to.Hall is not null || to.ServiceLine is not null))
        {
            content.Error("to", "staff-or-hall-and-service-line");
            return;
        }

        if (to.Staff is { } number) content.Code("to.staff", number).If(number == state.Owner, "to.staff", "is-the-owner").If(facts.Find(number) is null, "to.staff", "not-found");
        else content.Code("to.hall", to.Hall).Code("to.serviceLine", to.ServiceLine).If(!facts.Halls.ContainsKey(to.Hall!), "to.hall", "not-found");
        if (!content.Ok) return;

        var (field, hall) = (to.Staff is null ? "to.hall" : "to.staff", HandoffTargets.HallOf(to, facts)!);
        switch (kind)
        {
            case HandoffKinds.TransferInside or HandoffKinds.CounterToBack:
                content.If(hall != state.Hall, field, "other-hall");
                break;
            case HandoffKinds.TransferHall:
                content.If(hall == state.Hall, field, "same-hall").If(!facts.Halls.ContainsKey(hall), field, "not-found");
                break;
            case HandoffKinds.NextStage:
                content.If(!InHallOrAbove(state, hall, facts), field, "not-this-hall-or-one-above");
                break;
            case HandoffKinds.Agent:
                content.If(to.Staff is null, "to.staff", "required").If(hall != state.Hall, field, "other-hall");
                break;
            case HandoffKinds.Deputy:
                content.If(!MayDeputise(state, to, hall, facts), field, "no-deputy");
                break;
        }
    }

    public static HandoffOffered Entry(
        CaseState state, string kind, HandoffTarget to, string? stage, string? reason, ImmutableArray<string>? materials, CaseFacts facts, bool byRule)
    {
        var readings = CaseClocks.Readings(state, facts);
        var hours = facts.HoursFor(state, HandoffTargets.HallOf(to, facts) ?? state.Hall);
        var acceptBy = WorkingMinutes.Add(facts.Now, HandoffLimits.Minutes(kind), hours, to.ServiceLine ?? facts.LineOf(state));
        return new(
            FormattableString.Invariant($"h{state.Handoffs + 1}"), kind, state.Owner, to, acceptBy, IsLate(readings, facts.Now), stage,
            ClocksNow(readings), MaterialsHash(state, materials), byRule, reason);
    }

    // Two failures of one kind under this owner, or back to somebody who had it: bouncing. What reviewing needs is none (T14, next stage).
    private static bool PingPong(CaseState state, string kind, HandoffTarget? to)
    {
        if (state.PastOffers.Skip(state.OffersBefore).Count(o => o.Kind == kind && o.Outcome is "declined" or "expired") >= MostFailures) return true;
        // Giving a deputised case back is what a deputy is for.
        if (kind == HandoffKinds.Deputy && to?.Staff is { } home && home == state.DeputyFor) return false;
        return kind is not (HandoffKinds.NextStage or HandoffKinds.Agent) && to?.Staff is { } staff && staff != state.Owner && WasOwner(state, staff);
    }

    internal static bool WasOwner(CaseState state, string staff) => state.Owners.Skip(state.OwnersBefore).Any(o => o.Owner == staff);

    // Known beforehand to be in vain; everything else is looked at when it is accepted.
    private static Refusal? Unfit(CaseState state, OfferHandoff command, string? stage, CaseFacts facts)
    {
        var line = facts.LineOf(state);
        switch (command.Kind)
        {
            case HandoffKinds.TransferHall when state.Item is { } item
                && !facts.Halls[HandoffTargets.HallOf(command.To, facts)!].Items.Contains(item):
                return Refusal.Of(Codes.NotCompetent);
            case HandoffKinds.NextStage when facts.Find(command.To.Staff) is { } receiver:
                return TakingRules.CheckStage(state, receiver, stage!, facts);
            case HandoffKinds.Deputy when facts.Find(command.To.Staff) is { } deputy && line is not null:
                return TakingRules.Check(state, deputy, state.CurrentRun?.Stage, facts, onDuty: false);
            default:
                return null;
        }
    }

    private static bool InHallOrAbove(CaseState state, string hall, CaseFacts facts) => hall == state.Hall || facts.HallsUp(state.Hall).Any(h => h.Code == hall);

    // AB角, then the section head, then the next hall up (decisions 21).
    private static bool MayDeputise(CaseState state, HandoffTarget to, string hall, CaseFacts facts)
    {
        if (to.Staff is { } back && back == state.DeputyFor) return true;
        if (facts.HallsUp(state.Hall) is [_, var above, ..] && above.Code == hall) return true;
        return to.Staff is { } number && facts.Find(state.Owner) is { } owner && facts.Halls.GetValueOrDefault(owner.Hall) is { } home
            && (Heads.Deputies(home, owner.Definition).Contains(number) || number == home.Leader || number == home.DeputyLeader);
    }

    private static bool IsLate(ImmutableArray<ClockReading> readings, Instant now)
    {
        ClockReading? stage = null;
        foreach (var r in readings)
        {
            if (r.Clock.Kind is ClockKind.Promised or ClockKind.Statutory or ClockKind.Acceptance && r.Clock.StoppedAt is null && r.IsLateAt(now)) return true;
            if (r.Clock.Kind == ClockKind.Stage) stage = r;
        }

        return stage?.IsLateAt(now) == true;
    }

    private static ImmutableSortedDictionary<string, Instant> ClocksNow(ImmutableArray<ClockReading> readings)
    {
        var clocks = ImmutableSortedDictionary.CreateBuilder<string, Instant>(StringComparer.Ordinal);
        foreach (var r in readings)
            if (r is { Clock.StoppedAt: null, DueAt: { } due }) clocks[r.Clock.Name] = due;
        return clocks.ToImmutable();
    }

    private static string? MaterialsHash(CaseState state, ImmutableArray<string>? named)
    {
        var handed = state.Materials.Values.Where(m => named is null || named.Value.Contains(m.Code)).ToList();
        if (handed.Count == 0) return null;
        var list = string.Concat(handed.Select(m => $"{m.Code}:{m.Form}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)));
    }
}
