using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>Who may see what of a case 查阅权限 (domain-rules §12, must-hold 10): default deny, need to know.</summary>
public static class Rights
{
    /// <summary>The person themself: showed the retrieval code. No account with a task in the hall is the person, whatever code it shows.</summary>
    public static bool IsPerson(CaseFacts facts) => facts.CodeShown && facts.Caller.Staff is null && facts.Caller.Roles.All(r => r == Roles.Citizen);

    /// <summary>The evaluator 评价器 of a window of a hall that had the first contact or has the case.</summary>
    public static bool IsItsDevice(CaseState state, CaseFacts facts) =>
        facts.Caller.Is(Roles.Device) && facts.Caller.Window is { } window
        && (facts.Halls.GetValueOrDefault(state.Hall)?.Window(window) is not null || facts.Halls.GetValueOrDefault(state.OpeningHall)?.Window(window) is not null);

    /// <summary>Whether the caller may know that the case exists; otherwise it is answered as absent.</summary>
    public static bool MayKnow(CaseState state, CaseFacts facts)
    {
        var caller = facts.Caller;
        if (caller.IsSystem || IsPerson(facts) || caller.Is(Roles.Supervisor) || caller.Is(Roles.Auditor)) return true;
        if (IsItsDevice(state, facts)) return true;
        if (facts.Actor is not { } staff) return false;
        return SeesAll(state, facts) || staff.Hall == state.Hall || staff.Hall == state.OpeningHall
            || IsOffered(state, staff) || Handled(state, staff.Number)
            || (staff.Level >= StaffLevel.L3 && (IsAbove(state.Hall, staff, facts) || IsAbove(state.OpeningHall, staff, facts)));
    }

    /// <summary>Whether the caller may look into it: an evaluator takes a grade for a case and reads nothing of it.</summary>
    public static bool MayRead(CaseState state, CaseFacts facts) => MayKnow(state, facts) && !facts.Caller.Is(Roles.Device);

    /// <summary>Full values: the person, the owner, who works on the stage, the agent. Nobody else, former owners included.</summary>
    public static bool SeesAll(CaseState state, CaseFacts facts) =>
        facts.Caller.IsSystem || IsPerson(facts)
        || (facts.Caller.Staff is { } number && (number == state.Owner || number == state.Agent || number == state.CurrentRun?.Handler));

    /// <summary>
    /// What is written about the matter (question, reasons, opinions): besides, who must judge it before taking it on or answers for it: whom it is
    /// offered to, heads, supervisors. Identities stay masked to them.
    /// </summary>
    public static bool SeesTexts(CaseState state, CaseFacts facts) =>
        SeesAll(state, facts) || facts.Caller.Is(Roles.Supervisor)
        || (facts.Actor is { } staff && (IsOffered(state, staff)
            || (staff.Level >= StaffLevel.L3 && (staff.Hall == state.Hall || IsAbove(state.Hall, staff, facts)))
            || state.OpenEscalation is { } asked && staff.Level >= asked.Level && staff.Hall == state.Hall));

    /// <summary>The words of an evaluation: the person's and the supervisor's, not those it is about (§8.3).</summary>
    public static bool SeesRating(CaseFacts facts) => IsPerson(facts) || facts.Caller.Is(Roles.Supervisor);

    internal static bool IsOffered(CaseState state, StaffSnapshot staff) =>
        (state.Offer is { } offer && HandoffTargets.Addresses(offer.To, staff)) || (state.AgentOffer is { } agent && HandoffTargets.Addresses(agent.To, staff));

    private static bool Handled(CaseState state, string number) =>
        state.Owners.Any(o => o.Owner == number) || state.Stages.Any(r => r.Handlers.Contains(number));

    private static bool IsAbove(string hall, StaffSnapshot staff, CaseFacts facts) => facts.HallsUp(hall).Skip(1).Any(h => h.Code == staff.Hall);
}
