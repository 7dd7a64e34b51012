using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>
/// AB角 (domain-rules §4 i, §7.1, decisions 21, 28): when an owner leaves the desk or their training runs out the hall offers the case to a deputy by itself,
/// and back when they are on duty again. Nobody becomes an owner by it: what nobody accepts stays, and is listed to the head.
/// </summary>
internal static class DeputyRules
{
    public const string QualificationExpired = "qualification-expired";

    public static Decision Decide(CaseState state, OfferDeputy command, CaseFacts facts)
    {
        if (!state.IsOpen || state.Owner != command.Owner || facts.Find(command.Owner) is not { } owner) return Decision.Nothing;
        var expired = command.Cause == QualificationExpired;
        if (expired && TakingRules.Check(state, owner, null, facts, onDuty: false) is null) return Decision.Nothing;
        var entries = new List<IEntry>();
        if (expired && !state.OpenDuties.Any(d => d.Kind == DutyKinds.Notice && d.About == QualificationExpired))
            entries.Add(FailedOffers.Duty(state, entries, DutyKinds.Notice, FailedOffers.HeadOver(state, owner.Number, facts), null, QualificationExpired));
        if (state.Offer is null && !state.OpenDuties.Any(d => d.Kind == DutyKinds.Assign))
        {
            entries.Add(Target(state, owner, facts) is { } to
                ? OfferRules.Entry(state, HandoffKinds.Deputy, to, state.Stage, command.Cause, null, facts, true)
                : FailedOffers.Duty(state, entries, DutyKinds.Assign, FailedOffers.HeadOver(state, owner.Number, facts), FailedOffers.DueAt(state, facts.Now, facts), command.Cause));
        }

        return entries.Count == 0 ? Decision.Nothing : Decision.Append(entries);
    }

    public static Decision Decide(CaseState state, OfferReturn command, CaseFacts facts)
    {
        if (!state.IsOpen || state.DeputyFor != command.Owner || state.Owner == command.Owner || state.Offer is not null) return Decision.Nothing;
        if (facts.Find(command.Owner) is not { OnDuty: true } owner || TakingRules.Check(state, owner, state.CurrentRun?.Stage, facts) is not null) return Decision.Nothing;
        return Decision.Append(OfferRules.Entry(state, HandoffKinds.Deputy, new(Staff: owner.Number), state.Stage, "back-on-duty", null, facts, true));
    }

    // The partner, the section head; on duty before off duty; when nobody of the hall may have it, the line of the next hall up.
    private static HandoffTarget? Target(CaseState state, StaffSnapshot owner, CaseFacts facts)
    {
        if (facts.Halls.GetValueOrDefault(owner.Hall) is not { } home) return null;
        var fit = Heads.Deputies(home, owner.Definition).Distinct().Select(facts.Find).OfType<StaffSnapshot>()
            .Where(d => d.Number != owner.Number && TakingRules.Check(state, d, OwnershipRules.PendingStage(state) is null ? state.CurrentRun?.Stage : null, facts, onDuty: false) is null).ToList();
        if ((fit.FirstOrDefault(d => d.OnDuty) ?? fit.FirstOrDefault()) is { } deputy) return new(Staff: deputy.Number);
        return facts.HallsUp(home.Code) is [_, var above, ..] && facts.LineOf(state) is { } line && above.Windows.Any(w => w.Lines.Contains(line))
            ? new(Hall: above.Code, ServiceLine: line) : null;
    }
}
