using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Evaluations;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Evaluations;

/// <summary>A bad review 差评 and how far it is followed up; part of a case's state or of a session's. Immutable.</summary>
/// <param name="ContactBy">Null for an anonymous one.</param>
public sealed record PoorRating(string Owner, string? About, Instant OpenedAt, Instant? ContactBy, Instant VerifyBy, Instant RectifyBy)
{
    /// <summary>Instants of attempts, and whether the person was reached.</summary>
    public ImmutableArray<(Instant At, bool Reached)> Contacts { get; init; } = [];

    public string? Finding { get; init; }
    public bool Complex { get; init; }
    public string? Facts { get; init; }
    public Instant? VerifiedAt { get; init; }
    public string? Measures { get; init; }
    public Instant? RectifiedAt { get; init; }
    public bool? Satisfied { get; init; }
    public string? ClosedBy { get; init; }
    public bool Annulled { get; init; }

    public bool IsAnonymous => ContactBy is null;

    public bool IsOpen => ClosedBy is null && !Annulled;

    /// <summary>When the duty of contact was met: the person was reached, or it was tried on a second day. Null: not yet.</summary>
    public Instant? ContactedAt
    {
        get
        {
            LocalDate? first = null;
            foreach (var (at, reached) in Contacts)
            {
                var day = HallHours.DateOf(at);
                if (reached || (first is { } f && day != f)) return at;
                first ??= day;
            }

            return null;
        }
    }

    public string Step =>
        Annulled ? "annulled" : ClosedBy is not null ? "closed" : Satisfied is not null ? "called-back" : RectifiedAt is not null ? "rectified"
        : VerifiedAt is not null ? "verified" : ContactedAt is not null ? "contacted" : "open";

    /// <summary>The clocks that still run, with the instant each is late from.</summary>
    public IEnumerable<(string Clock, Instant DueAt)> Clocks()
    {
        if (!IsOpen) yield break;
        if (ContactBy is { } contact && ContactedAt is null) yield return (EvaluationClocks.Contact, contact);
        if (VerifiedAt is null) yield return (EvaluationClocks.Verification, VerifyBy);
        if (RectifiedAt is null) yield return (EvaluationClocks.Rectification, RectifyBy);
    }

    /// <summary>The one fold of what follows a rating, wherever its stream is.</summary>
    public static PoorRating? Evolve(PoorRating? s, IEvaluationEntry entry, Recorded r) => entry switch
    {
        PoorRatingOpened e => new(e.Owner, e.About, r.OccurredAt, e.ContactBy, e.VerifyBy, e.RectifyBy),
        // Annulled without having been bad: there is nothing to follow up.
        EvaluationAnnulled => s is null ? null : s with { Annulled = true },
        _ when s is null => throw new UnreachableException($"{entry.GetType().Name} of no bad review."),
        RaterContacted e => s with { Contacts = s.Contacts.Add((r.OccurredAt, e.Reached)) },
        RatingVerified e => s with { Finding = e.Finding, Complex = e.Complex, RectifyBy = e.RectifyBy, Facts = e.Facts, VerifiedAt = r.OccurredAt },
        RatingRectified { Interim: true } e => s with { Measures = e.Measures },
        RatingRectified e => s with { Measures = e.Measures, RectifiedAt = r.OccurredAt },
        RaterCalledBack e => s with { Satisfied = e.Satisfied },
        PoorRatingClosed e => s with { ClosedBy = e.By },
        _ => throw new UnreachableException($"{entry.GetType().Name} follows no rating."),
    };

    public PoorRatingView View(bool texts) => new(
        Step, Owner, About, OpenedAt, ContactBy, VerifyBy, RectifyBy, Contacts.Length, Finding, Complex, Satisfied, ClosedBy, texts ? Facts : null, texts ? Measures : null);
}

/// <summary>Names of the clocks of a bad review, as cards and views call them.</summary>
public static class EvaluationClocks
{
    public const string Contact = "rating-contact";
    public const string Verification = "rating-verification";
    public const string Rectification = "rating-rectification";
}
