using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Evaluations;

/// <summary>The evaluation of one session, folded from its stream; immutable.</summary>
public sealed record SessionEvaluation
{
    public static SessionEvaluation None { get; } = new();

    public SessionEvaluated? Rated { get; init; }
    public Instant At { get; init; }
    public bool Annulled { get; init; }
    public PoorRating? Poor { get; init; }
    public ImmutableArray<YellowCarded> Cards { get; init; } = [];
    public int Version { get; init; }

    /// <exception cref="UnreachableException">An entry that does not belong here: never skipped in a fold that decides.</exception>
    public static SessionEvaluation Evolve(SessionEvaluation s, Recorded r) => r.Body switch
    {
        SessionEvaluated e => s with { Rated = e, At = r.OccurredAt, Version = r.Version },
        EvaluationAnnulled e => s with { Annulled = true, Poor = PoorRating.Evolve(s.Poor, e, r), Version = r.Version },
        IEvaluationEntry e => s with { Poor = PoorRating.Evolve(s.Poor, e, r), Version = r.Version },
        YellowCarded e => s with { Cards = s.Cards.Add(e), Version = r.Version },
        PersonErased => s with { Version = r.Version },
        _ => throw new UnreachableException($"{r.Body.GetType().Name} is no entry of an evaluation."),
    };

    /// <summary>Cards of the follow-up that fell due, each dated at its due instant and once (must-hold 8).</summary>
    public static ImmutableArray<EntryDraft> Fallen(SessionEvaluation state, Instant now)
    {
        var drafts = ImmutableArray.CreateBuilder<EntryDraft>();
        var carded = state.Cards.Select(c => c.Clock).ToHashSet(StringComparer.Ordinal);
        while (PoorRatingRules.NextDue(state.Poor, carded.Contains) is { } due && due.DueAt < now)
        {
            carded.Add(due.Clock);
            drafts.Add(new(new YellowCarded(string.Create(CultureInfo.InvariantCulture, $"c{carded.Count}"), due.Clock, null, due.DueAt, state.Poor!.Owner), due.DueAt, Caller.SystemAccount));
        }

        return drafts.DrainToImmutable();
    }

    internal static StreamModel<SessionEvaluation> Model(string key) => new(
        "evaluation/" + key, None, Evolve, Summary, s => s.Rated?.Hall ?? "", _ => "evaluation-" + key) { Due = Fallen };

    /// <summary>一次一评: by whoever was served, once, in time.</summary>
    internal static Decision Decide(SessionEvaluation state, SessionInvitation invitation, RateService command, Contracts.Staff.StaffSnapshot? about, EvaluationFacts facts)
    {
        if (facts.Caller.Staff is not null) return Decision.Refuse(Codes.StaffCannotEvaluate);
        if (facts.Caller.Is(Roles.Device) && facts.Caller.Window != invitation.Window) return Decision.Refuse(Codes.TokenInvalid, "The evaluator is bound to another window.");
        if (state.Rated is not null) return Decision.Refuse(Codes.AlreadyEvaluated);
        if (facts.Now > invitation.Until) return Decision.Refuse(Codes.TokenInvalid, "The invitation is over.");
        var tags = Rating.Given(command.Tags);
        if (Rating.Check(new(), command.Grade, tags, command.Comment).Refusal is { } invalid) return Decision.Refuse(invalid);
        var anonymous = command.Anonymous == true;
        var rated = new SessionEvaluated(invitation.Hall, invitation.Window, invitation.Ticket, invitation.Staff, "onsite", command.Grade, tags, anonymous,
            string.IsNullOrWhiteSpace(command.Comment) ? null : command.Comment);
        // Nobody gave a name at a window's evaluator or with a token: there is nobody to look for.
        return PoorRatingRules.Opening(command.Grade, anonymous: true, about?.Definition, invitation.Staff, facts) is { } opening
            ? Decision.Append(rated, opening) : Decision.Append(rated);
    }

    internal static Decision Decide(SessionEvaluation state, EvaluationCommand command, EvaluationFacts facts) => PoorRatingRules.Decide(
        state.Poor, command, state.Rated is not null, state.Annulled, anonymous: true, state.Rated?.Staff, facts);

    /// <summary>Null for those who may not know of it: staff it is about until the next working day, and who has nothing to do with it.</summary>
    internal static EvaluationRecord? View(string id, SessionEvaluation s, EvaluationFacts facts, bool justRated = false)
    {
        if (s.Rated is not { } e) return null;
        var caller = facts.Caller;
        var supervises = caller.IsSystem || caller.Is(Roles.Supervisor) || caller.Is(Roles.Auditor);
        var follows = facts.Actor is { } actor && actor.Number != e.Staff && (actor.Number == s.Poor?.Owner || (actor.Level >= StaffLevel.L3 && actor.Hall == e.Hall));
        var itself = caller.Staff == e.Staff && Rating.IsOut(s.At, facts.Now, facts.Hours);
        if (!(justRated || supervises || follows || itself)) return null;
        return new(id, e.Hall, e.Window, e.Ticket, e.Staff, e.Channel, e.Grade, itself ? [] : e.Tags, justRated || caller.Is(Roles.Supervisor) ? e.Comment : null, e.Anonymous, s.At,
            s.Annulled, justRated ? null : s.Poor?.View(supervises || follows), s.Version, facts.Now);
    }

    private static SummaryRow Summary(SessionEvaluation s) => new()
    {
        Stream = "", Hall = s.Rated?.Hall, State = s.Annulled ? "annulled" : s.Poor?.Step ?? "rated", Owner = s.Poor is { IsOpen: true } poor ? poor.Owner : null,
        Card = s.Cards.IsEmpty ? "none" : "yellow",
        NextDue = PoorRatingRules.NextDue(s.Poor, c => s.Cards.Any(card => card.Clock == c)) is { } next ? next.DueAt + Duration.FromMilliseconds(1) : null,
    };
}
