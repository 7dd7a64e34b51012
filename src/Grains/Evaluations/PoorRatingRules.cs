using System.Diagnostics;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using NodaTime;

namespace HallGrains.Grains.Evaluations;

/// <summary>What a step of the follow-up must know.</summary>
/// <param name="Actor">The staff member who acts.</param>
/// <param name="Hours">Of the hall that was rated.</param>
public sealed record EvaluationFacts(Instant Now, Caller Caller, StaffSnapshot? Actor, HallDefinition? Hall, HallHours Hours);

/// <summary>The bad review flow 差评 (§8.6) and annulment (§8.5): pure, and the same for rated results and rated sessions.</summary>
public static class PoorRatingRules
{
    /// <summary>不满意 and below is bad.</summary>
    public const int BestPoor = 2;

    private const int ContactDays = 1, VerifyDays = 3, RectifyDays = 5, ComplexDays = 15;

    /// <summary>The entry that opens the flow together with the rating; null for a good one.</summary>
    /// <param name="about">Who is criticised.</param>
    public static PoorRatingOpened? Opening(int grade, bool anonymous, StaffDefinition? about, string? aboutNumber, EvaluationFacts facts)
    {
        if (grade > BestPoor) return null;
        return new(OwnerFor(facts.Hall, about) ?? aboutNumber ?? "", aboutNumber, anonymous ? null : Due(ContactDays, facts), Due(VerifyDays, facts)!.Value, Due(RectifyDays, facts)!.Value);
    }

    /// <summary>The head of whoever is criticised; their leader's deputy where the leader is.</summary>
    private static string? OwnerFor(HallDefinition? hall, StaffDefinition? about)
    {
        if (hall is null) return null;
        var owner = about is null ? hall.Leader : Heads.Of(hall, about) ?? hall.DeputyLeader ?? hall.BureauLeaders.FirstOrDefault();
        return owner == about?.Number ? hall.BureauLeaders.FirstOrDefault(b => b != about?.Number) ?? owner : owner;
    }

    /// <param name="rated">Whether there is an evaluation at all.</param>
    /// <param name="annulled">It was annulled before.</param>
    /// <param name="anonymous">The person kept their name.</param>
    public static Decision Decide(PoorRating? poor, EvaluationCommand command, bool rated, bool annulled, bool anonymous, string? about, EvaluationFacts facts)
    {
        if (command is AnnulEvaluation annulment) return Annul(annulment, rated, annulled, anonymous, about, facts);
        if (MayNotAct(poor, about, facts) is { } barred) return Decision.Refuse(barred);
        if (poor is not { IsOpen: true }) return Wrong("No bad review is open here.");
        return command switch
        {
            ContactRater c => Contact(poor, c, facts),
            VerifyRating c => Verify(poor, c, facts),
            RectifyRating c => Rectify(poor, c, facts),
            CallBackRater c => CallBack(poor, c, facts),
            ClosePoorRating => Close(poor, facts),
            _ => throw new UnreachableException(command.GetType().Name),
        };
    }

    /// <summary>The first clock of a bad review that ran out by then and has no card yet.</summary>
    public static (string Clock, Instant DueAt)? NextDue(PoorRating? poor, Func<string, bool> carded)
    {
        (string Clock, Instant DueAt)? next = null;
        foreach (var clock in poor?.Clocks() ?? [])
            if (!carded(clock.Clock) && (next is not { } n || clock.DueAt < n.DueAt)) next = clock;
        return next;
    }

    // Nobody follows up what is said of themself; otherwise whoever answers for it, heads of the hall, and supervisors.
    private static Refusal? MayNotAct(PoorRating? poor, string? about, EvaluationFacts facts)
    {
        if (facts.Actor is not { } actor) return Refusal.Of(Codes.NotPermitted);
        if (actor.Number == about) return Refusal.Of(Codes.ConflictOfInterest);
        var may = actor.Number == poor?.Owner || facts.Caller.Is(Roles.Supervisor) || (actor.Level >= StaffLevel.L3 && actor.Hall == facts.Hall?.Code);
        if (!may) return Refusal.Of(Codes.NotPermitted);
        return actor.OnDuty || facts.Caller.Is(Roles.Supervisor) ? null : Refusal.Of(Codes.NotOnDuty);
    }

    private static Decision Contact(PoorRating poor, ContactRater command, EvaluationFacts facts)
    {
        if (poor.IsAnonymous) return Wrong("An anonymous evaluator is not looked for.");
        if (poor.ContactedAt is not null) return Wrong("The evaluator was contacted.");
        var content = new Content();
        content.Fields.Note("note", command.Note);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new RaterContacted(facts.Actor!.Number, command.Reached, command.Note));
    }

    private static Decision Verify(PoorRating poor, VerifyRating command, EvaluationFacts facts)
    {
        if (poor.VerifiedAt is not null) return Wrong("It was verified.");
        if (!poor.IsAnonymous && poor.Contacts.IsEmpty) return Wrong("Contact the evaluator first.");
        var content = new Content();
        content.Fields.OneOf("finding", command.Finding, "justified", "partly", "not-justified", "unverifiable");
        content.Needs(Codes.ReasonMissing, "facts", command.Facts);
        if (command.Complex == true) content.Needs(Codes.ReasonMissing, "reason", command.Reason);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var by = command.Complex == true ? Due(ComplexDays, facts, poor.OpenedAt)!.Value : poor.RectifyBy;
        return Decision.Append(new RatingVerified(facts.Actor!.Number, command.Finding!, command.Complex == true, by, command.Facts, command.Reason));
    }

    private static Decision Rectify(PoorRating poor, RectifyRating command, EvaluationFacts facts)
    {
        if (poor.VerifiedAt is null) return Wrong("Verify it first.");
        if (poor.RectifiedAt is not null) return Wrong("It was rectified.");
        if (command.Interim == true && !poor.Complex) return Wrong("An interim note belongs to a complex one.");
        var content = new Content();
        content.Needs(Codes.ReasonMissing, "measures", command.Measures);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new RatingRectified(facts.Actor!.Number, command.Interim == true, command.Measures));
    }

    private static Decision CallBack(PoorRating poor, CallBackRater command, EvaluationFacts facts)
    {
        if (poor.IsAnonymous) return Wrong("An anonymous evaluator is not called back.");
        if (poor.RectifiedAt is null) return Wrong("Rectify it first.");
        var content = new Content();
        content.Fields.Note("note", command.Note, required: false);
        return content.Refusal is { } invalid ? Decision.Refuse(invalid) : Decision.Append(new RaterCalledBack(facts.Actor!.Number, command.Satisfied, command.Note));
    }

    private static Decision Close(PoorRating poor, EvaluationFacts facts)
    {
        if (poor.RectifiedAt is null) return Wrong("Rectify it first.");
        if (!poor.IsAnonymous && poor.Satisfied is null) return Wrong("Call the evaluator back first.");
        return Decision.Append(new PoorRatingClosed(facts.Actor!.Number));
    }

    private static Decision Annul(AnnulEvaluation command, bool rated, bool annulled, bool anonymous, string? about, EvaluationFacts facts)
    {
        if (!facts.Caller.Is(Roles.Supervisor)) return Decision.Refuse(Codes.NotPermitted);
        if (facts.Caller.Staff is { } staff && staff == about) return Decision.Refuse(Codes.ConflictOfInterest);
        if (!rated) return Wrong("There is no evaluation.");
        if (annulled) return Wrong("It was annulled.");
        var content = new Content();
        if (!string.IsNullOrWhiteSpace(command.Grounds)) content.Fields.OneOf("grounds", command.Grounds, "mistaken", "malicious");
        content.Lack(string.IsNullOrWhiteSpace(command.Grounds), Codes.ReasonMissing, "grounds");
        content.Needs(Codes.ReasonMissing, "evidence", command.Evidence);
        content.Lack(!anonymous && command.EvaluatorAsked != true, Codes.ReasonMissing, "evaluatorAsked", "the-evaluator-is-asked-first");
        return content.Refusal is { } invalid ? Decision.Refuse(invalid)
            : Decision.Append(new EvaluationAnnulled(facts.Caller.Actor, command.Grounds!, command.EvaluatorAsked == true, command.Evidence));
    }

    private static Instant? Due(int days, EvaluationFacts facts, Instant? from = null) => DueDate.WorkingDays(facts.Hours, from ?? facts.Now, days).At;

    private static Decision Wrong(string detail) => Decision.Refuse(Codes.StageOrder, detail);
}
