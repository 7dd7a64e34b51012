using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>T27 指派: supervisor, section head or hall leader names the owner, with a reason; effective at once, duty may lack (§4 g).</summary>
internal static class AssignmentRules
{
    public static Decision Decide(CaseState state, AssignOwner command, CaseFacts facts)
    {
        var assignee = facts.Find(command.Staff);
        if (!MayAssign(state, assignee, facts)) return Decision.Refuse(Codes.NotPermitted);
        if (OwnershipRules.Open(state) is { } closed) return Decision.Refuse(closed);
        var content = new Validation().Code("staff", command.Staff).Note("reason", command.Reason, required: false);
        if (content.Ok) content.If(assignee is null, "staff", "not-found");
        var unreasoned = string.IsNullOrWhiteSpace(command.Reason);
        if (!content.Ok) return Decision.Refuse(content.If(unreasoned, "reason", "required").Refusal!);
        if (unreasoned) return Decision.Refuse(Codes.AssignmentNeedsReason);
        return Assign(state, assignee!, null, command.Reason, facts, out var refusal) is { } entries ? Decision.Append(entries) : Decision.Refuse(refusal!);
    }

    /// <summary>The entries of an assignment, or why the person may not have the case. A stage nobody has begun is theirs to begin.</summary>
    public static IEntry[]? Assign(CaseState state, StaffSnapshot assignee, string? escalation, string? reason, CaseFacts facts, out Refusal? refusal)
    {
        var pending = OwnershipRules.PendingStage(state);
        refusal = TakingRules.Check(state, assignee, pending ?? state.CurrentRun?.Stage, facts, onDuty: false);
        if (refusal is not null) return null;
        var assigned = new Assigned(assignee.Number, state.Owner, assignee.Hall, escalation, reason);
        var started = pending is not null ? new StageStarted(pending, assignee.Number) : OwnershipRules.FreshStage(state, assignee.Number, facts);
        return started is null ? [assigned] : [assigned, started];
    }

    // An unknown assignee is said to those who may assign at all; to nobody else.
    private static bool MayAssign(CaseState state, StaffSnapshot? assignee, CaseFacts facts)
    {
        if (facts.Caller.Is(Roles.Supervisor)) return true;
        if (facts.Actor is not { } actor) return false;
        if (actor.Level == StaffLevel.L5) return true;
        if (actor.Hall != state.Hall) return false;
        if (actor.Level == StaffLevel.L4) return assignee is null || assignee.Hall == actor.Hall;
        return actor.Level == StaffLevel.L3 && (assignee is null
            || (assignee.Hall == actor.Hall && facts.Halls.GetValueOrDefault(actor.Hall) is { } hall && Heads.IsHeadOf(hall, assignee.Definition.Section, actor.Number)));
    }
}
