using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>Objecting to an assignment 指派异议 (domain-rules §4): within 60 working minutes, decided by the assigner's superior; ownership holds meanwhile.</summary>
internal static class ObjectionRules
{
    /// <summary>Working minutes to object in, and to decide in. The project's choice.</summary>
    private const int Within = 60;

    public static Decision Decide(CaseState state, ObjectToAssignment command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (state.Owner != actor.Number) return Decision.Refuse(Codes.NotOwner);
        if (OwnershipRules.Open(state) is { } closed) return Decision.Refuse(closed);
        if (state.Assignment is not { } assignment || assignment.Staff != actor.Number) return Decision.Refuse(Codes.StageOrder, "The case was not assigned to you.");
        if (assignment.ObjectedAt is not null) return Decision.Refuse(Codes.StageOrder, "You objected already.");
        if (Until(state, assignment, facts) < facts.Now) return Decision.Refuse(Codes.AlreadyLate, "An objection is made within 60 working minutes.");
        var content = new Content().Needs(Codes.ReasonMissing, "reason", command.Reason);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var decider = SuperiorOf(state, assignment.By, facts);
        var by = WorkingMinutes.Add(facts.Now, Within, facts.HoursFor(state, state.Hall), facts.LineOf(state));
        return Decision.Append(
            new AssignmentObjected(actor.Number, assignment.By, decider, by, command.Reason),
            FailedOffers.Duty(state, [], DutyKinds.Objection, decider, by, null));
    }

    public static Decision Decide(CaseState state, AnswerObjection command, CaseFacts facts)
    {
        if (facts.Actor is not { } actor) return Decision.Refuse(Codes.NotPermitted);
        if (state.Assignment is not { } assignment || assignment.ObjectedAt is null) return Decision.Refuse(Codes.StageOrder, "Nobody objected to an assignment.");
        if (actor.Number == assignment.Staff || actor.Number == assignment.By) return Decision.Refuse(Codes.TwoPersonsNeeded);
        if (!IsSuperior(state, actor, assignment, facts)) return Decision.Refuse(Codes.NotPermitted);
        if (OwnershipRules.Open(state) is { } closed) return Decision.Refuse(closed);
        if (assignment.Upheld is not null) return Decision.Refuse(Codes.StageOrder, "The objection is decided.");
        var content = new Content().Needs(Codes.ReasonMissing, "reason", command.Reason);
        content.Fields.If(command.Upheld is null, "upheld", "required").Code("staff", command.Staff, required: false)
            .If(command.Staff is not null && command.Upheld == false, "staff", "only-when-upheld")
            .If(command.Staff is not null && command.Staff == state.Owner, "staff", "is-the-owner");
        var to = facts.Find(command.Staff ?? assignment.From);
        if (command.Upheld == true && content.Fields.Ok) content.Fields.If(to is null, "staff", "not-found");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var answered = new AssignmentObjectionAnswered(actor.Number, command.Upheld!.Value, command.Reason);
        if (!answered.Upheld) return Decision.Append(answered);
        return AssignmentRules.Assign(state, to!, null, command.Reason, facts, out var refusal) is { } assigned
            ? Decision.Append([answered, .. assigned]) : Decision.Refuse(refusal!);
    }

    private static NodaTime.Instant? Until(CaseState state, AssignmentHeld assignment, CaseFacts facts) =>
        WorkingMinutes.Add(assignment.At, Within, facts.HoursFor(state, state.Hall), facts.LineOf(state));

    // Above a head the hall's leader, above a leader the next hall's or the bureau's, above the supervisor and the bureau a bureau leader who did not assign.
    private static string? SuperiorOf(CaseState state, string assigner, CaseFacts facts)
    {
        var level = LevelOf(assigner, facts);
        var up = Heads.Upward(facts.HallsUp(state.Hall), facts.Find(assigner)?.Definition.Section, assigner).Where(n => n != state.Assignment?.Staff).ToList();
        return up.FirstOrDefault(n => facts.Find(n)?.Level > level) ?? up.LastOrDefault(n => facts.Find(n)?.Level == StaffLevel.L5);
    }

    private static bool IsSuperior(CaseState state, StaffSnapshot actor, AssignmentHeld assignment, CaseFacts facts) =>
        actor.Number == assignment.Decider
        || (facts.HallsUp(state.Hall).Any(h => h.Code == actor.Hall) && (actor.Level > LevelOf(assignment.By, facts) || actor.Level == StaffLevel.L5));

    // The supervisor assigns in every hall: only the bureau stands above.
    private static StaffLevel LevelOf(string assigner, CaseFacts facts) => facts.Find(assigner) is not { } staff ? StaffLevel.L0
        : staff.Definition.Roles.Contains(Roles.Supervisor) ? StaffLevel.L4 : staff.Level;
}
