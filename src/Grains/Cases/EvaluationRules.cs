using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Grains.Evaluations;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>T23 评价 of a result, and what follows it, in the case's own stream (§8).</summary>
internal static class EvaluationRules
{
    /// <summary>The invitation 邀请评价 that goes with the end of a service: the decision, the refusal, the answered question (3.3f), whatever the channel.</summary>
    public static EvaluationInvited? Invitation(CaseState state, Decision decision, CaseFacts facts) =>
        state.EvaluateUntil is null && decision.Entries.Any(e => e.Body is Decided or Refused or InquiryClosed)
            ? new(state.Channel, state.Window, state.Owner, Rating.Until(facts.Now, facts.HoursFor(state, state.Hall)))
            : null;

    /// <summary>T23: by the person, with the code or at the evaluator of a window of the hall; once, and in time.</summary>
    public static Decision Decide(CaseState state, EvaluateCase command, CaseFacts facts)
    {
        if (facts.Caller.Staff is not null) return Decision.Refuse(Codes.StaffCannotEvaluate);
        if (!Rights.IsPerson(facts) && !Rights.IsItsDevice(state, facts)) return Decision.Refuse(Codes.NotPermitted);
        if (state.Status != CaseStates.Archived && state.Evaluation is not null) return Decision.Refuse(Codes.AlreadyEvaluated);
        if (BundleMemberRules.Rated(state, facts) is { } once) return Decision.Refuse(once);
        if (Guards.In(state, CaseStates.Decided, CaseStates.Delivered, CaseStates.Refused, CaseStates.InquiryClosed) is { } untimely) return Decision.Refuse(untimely);
        if (state.EvaluateUntil is { } until && facts.Now > until) return Decision.Refuse(Codes.TokenInvalid, "The invitation is over.");
        var tags = Rating.Given(command.Tags);
        if (Rating.Check(new(), command.Grade, tags, command.Comment).Refusal is { } invalid) return Decision.Refuse(invalid);
        var rated = new Evaluated(command.Grade, tags, command.Anonymous == true, state.Owner, InquiryRules.Given(command.Comment));
        return PoorRatingRules.Opening(command.Grade, rated.Anonymous, facts.Find(state.Owner)?.Definition, state.Owner, FactsOf(state, facts)) is { } opening
            ? Decision.Append(rated, opening) : Decision.Append(rated);
    }

    public static Decision Decide(CaseState state, EvaluationCommand command, CaseFacts facts) => state.Status == CaseStates.Archived
        ? Decision.Refuse(Codes.Archived)
        : PoorRatingRules.Decide(state.Poor, command, state.Evaluation is not null, state.Evaluation is { Annulled: true }, state.Evaluation is { Anonymous: true }, state.EvaluatedStaff, FactsOf(state, facts));

    /// <summary>The next clock of a bad review to run out without a card.</summary>
    public static (string Clock, NodaTime.Instant DueAt)? NextDue(CaseState state) => PoorRatingRules.NextDue(state.Poor, clock => state.Cards.Any(c => c.Clock == clock));

    /// <summary>
    /// What a caller sees of the rating: the person their own; the supervisor all; those who follow it up the grade and how far it is; others of the staff the bare
    /// grade, from the next working day on (§8.3).
    /// </summary>
    public static EvaluationView? View(CaseState state, CaseFacts facts)
    {
        if (state.Evaluation is not { } e) return null;
        var whole = Rights.SeesRating(facts);
        var follows = facts.Actor is { } actor && actor.Number != state.EvaluatedStaff && (actor.Number == state.Poor?.Owner || (actor.Level >= StaffLevel.L3 && actor.Hall == state.Hall));
        if (!IsOut(state, facts) && !whole && !follows) return null;
        return (whole ? e : e with { Comment = null, Tags = [] }) with { PoorRating = Rights.IsPerson(facts) || !(whole || follows) ? null : state.Poor?.View(texts: true) };
    }

    /// <summary>Whether staff may know of the rating by now.</summary>
    public static bool IsOut(CaseState state, CaseFacts facts) =>
        facts.Caller.IsSystem || facts.Caller.Staff is null || state.Evaluation is not { } e || Rating.IsOut(e.At, facts.Now, facts.HoursFor(state, state.Hall));

    private static EvaluationFacts FactsOf(CaseState state, CaseFacts facts) => new(facts.Now, facts.Caller, facts.Actor, facts.HallOf(state), facts.HoursFor(state, state.Hall));
}
