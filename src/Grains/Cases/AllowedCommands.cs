using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>What a caller may do with a case now, named as the last segment of the path (API.md); a help, not a promise: the command itself decides.</summary>
public static class AllowedCommands
{
    public static ImmutableArray<string> Of(CaseState state, CaseFacts facts)
    {
        if (!state.Exists || state.Imported || state.Status == CaseStates.Archived || facts.Caller.IsSystem) return [];
        var allowed = new List<string>();
        if (Rights.IsPerson(facts)) allowed.AddRange(ForPerson(state));
        else if (Rights.IsItsDevice(state, facts) && MayEvaluate(state)) allowed.Add("evaluation");
        if (facts.Actor is { } staff)
        {
            if (staff.OnDuty && staff.Number == state.Owner) allowed.AddRange(ForOwner(state, staff));
            if (staff.OnDuty && staff.Number == state.Agent && staff.Number != state.Owner) allowed.AddRange(ForAgent(state));
            if (state.IsOpen && Rights.IsOffered(state, staff)) allowed.AddRange(["accept", "decline"]);
            if (staff.OnDuty && staff.Number != state.Owner && Guards.IsOfItsHall(state, staff)) allowed.AddRange(ForDesk(state, staff));
            if (state.IsOpen && (facts.Caller.Is(Roles.Supervisor) || (staff.Level >= StaffLevel.L3 && staff.Hall == state.Hall))) allowed.Add("assignment");
            if (state.IsOpen && state.OpenEscalation is { } asked && asked.From != staff.Number && staff.Level >= asked.Level) allowed.Add("answer");
        }

        return [.. allowed.Distinct()];
    }

    /// <summary>T23: the matter is ended one way or another and was not rated.</summary>
    public static bool MayEvaluate(CaseState state) => state.Evaluation is null && state.Status is CaseStates.Decided or CaseStates.Delivered or CaseStates.Refused or CaseStates.InquiryClosed;

    private static IEnumerable<string> ForPerson(CaseState state)
    {
        if (state.Status == CaseStates.Inquiry) yield return "application";
        if (state.Status == CaseStates.AwaitingSupplement) yield return "supplement";
        if (state is { Status: CaseStates.InStage, ToleranceOpen: true }) yield return "supplement";
        if (state.Status == CaseStates.InquiryClosed) yield return "reopening";
        if (state.Status is CaseStates.Inquiry or CaseStates.Received or CaseStates.AwaitingSupplement or CaseStates.InStage) yield return "withdrawal";
        if (MayEvaluate(state)) yield return "evaluation";
    }

    private static IEnumerable<string> ForAgent(CaseState state)
    {
        if (state.Status == CaseStates.Inquiry) yield return "application";
        if (state.Status == CaseStates.AwaitingSupplement) yield return "supplement";
    }

    private static IEnumerable<string> ForOwner(CaseState state, StaffSnapshot staff)
    {
        switch (state.Status)
        {
            case CaseStates.Inquiry:
                yield return "notices";
                yield return "referral";
                if (state.Notices is not null)
                {
                    yield return "application";
                    yield return "close";
                }

                break;
            case CaseStates.Received when staff.Level >= StaffLevel.L1:
                yield return "acceptance";
                yield return "refusal";
                yield return "referral";
                yield return "spot-correction";
                if (state.SupplementRequests == 0 || staff.Level >= StaffLevel.L3) yield return "supplement-request";
                break;
            case CaseStates.AwaitingSupplement:
                yield return "supplement";
                if (state.SupplementReminded) yield return "termination";
                break;
            case CaseStates.InStage when state.OpenPause is not null:
                yield return "end";
                break;
            case CaseStates.InStage when state.CurrentRun is { } run:
                if (state.AskedPause is null) yield return "pauses";
                if (state.Extension is not { State: "asked" or "granted" }) yield return "extension";
                if (state.ToleranceOpen) yield return "supplement";
                if (run.Stage == Guards.Decision)
                {
                    if (state.OpenEscalation is null && !state.ToleranceOpen) yield return "decision";
                }
                else if (state.Offer is null) yield return "finish";

                if (run.Stage is "recheck" or Guards.Decision && state.Stages.Length > 1 && state.Offer is null) yield return "return";
                break;
            default:
                foreach (var name in ForDesk(state, staff)) yield return name;
                break;
        }

        if (!state.IsOpen) yield break;
        yield return state.Offer is null ? "handoffs" : "withdraw";
        if (state.OpenEscalation is null) yield return "escalations";
    }

    private static IEnumerable<string> ForDesk(CaseState state, StaffSnapshot staff)
    {
        if (state.Status == CaseStates.Decided) yield return "delivery";
        else if (!state.IsOpen && (staff.Level >= StaffLevel.L1 || staff.Number == state.Owner)) yield return "archive";
    }
}
