using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>Whether a person may have a case (§4 f): training, duty, line, level of the stage, agent, same person. Asked at the moment of taking it.</summary>
internal static class TakingRules
{
    private const string GuideLine = "guide";

    /// <param name="stage">The stage the person would work on; null before acceptance and after the decision.</param>
    /// <param name="onDuty">An assignment may go to somebody off duty (§4 g).</param>
    public static Refusal? Check(CaseState state, StaffSnapshot staff, string? stage, CaseFacts facts, bool onDuty = true)
    {
        var line = facts.LineOf(state);
        if (CheckTraining(state, staff, stage, line, facts) is { } untrained) return untrained;
        if (onDuty && !staff.OnDuty) return Refusal.Of(Codes.NotOnDuty);
        if (line is not null && !staff.Definition.Lines.Contains(line) && !DecidesAbove(staff, stage) && !Guides(state, staff)) return Refusal.Of(Codes.NotYourDuty);
        // Who watches over cases has none.
        if (staff.Definition.Roles.Contains(Roles.Supervisor)) return Refusal.Of(Codes.ConflictOfInterest);
        if (state.Agent == staff.Number && state.Status != CaseStates.Inquiry) return Refusal.Of(Codes.AgentCannotDecide);
        return stage is null ? null : CheckStage(state, staff, stage, facts);
    }

    /// <summary>What bars a person from a stage whatever the hour: its level, being the agent, having worked on what it reviews.</summary>
    public static Refusal? CheckStage(CaseState state, StaffSnapshot staff, string stage, CaseFacts facts)
    {
        if (facts.ItemOf(state)?.Stage(stage) is { } work && Authority.LevelOf(staff, facts) < work.Authority) return Refusal.Of(Codes.OverAuthority);
        if (state.Agent == staff.Number) return Refusal.Of(Codes.AgentCannotDecide);
        return SamePerson.Check(state, staff, stage, facts);
    }

    // From L4 on, discipline training is enough for taking the decision (§7.1).
    private static bool DecidesAbove(StaffSnapshot staff, string? stage) => stage == "decision" && staff.Level >= StaffLevel.L4;

    // An inquiry needs no more than a guide has: guides open them, and stand in for each other.
    private static bool Guides(CaseState state, StaffSnapshot staff) => state.Status == CaseStates.Inquiry && staff.Definition.Lines.Contains(GuideLine);

    private static Refusal? CheckTraining(CaseState state, StaffSnapshot staff, string? stage, string? line, CaseFacts facts)
    {
        if (line is null || DecidesAbove(staff, stage)) return Qualification.Check(staff, [], facts.Now);
        if (Guides(state, staff) && Qualification.Check(staff, GuideLine, facts.Now) is null) return null;
        return Qualification.Check(staff, line, facts.Now);
    }
}
