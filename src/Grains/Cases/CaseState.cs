using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Evaluations;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>A case 办件 as its entries fold; immutable. What follows from it (clocks, cards due, what is missing) is computed, not kept.</summary>
public sealed partial record CaseState
{
    public static CaseState None { get; } = new();

    /// <summary>Empty until the first entry.</summary>
    public string Status { get; init; } = "";

    public bool Exists => Status.Length > 0;

    /// <summary>The stage 环节 the case is in; null outside <c>in-stage</c>.</summary>
    public string? Stage { get; init; }

    /// <summary>The hall that has the case now.</summary>
    public string Hall { get; init; } = "";

    public string OpeningHall { get; init; } = "";

    /// <summary>Whose calendar the day clocks keep, also when the case changes halls (§6.1): the hall that received it, before that the opening one.</summary>
    public string ClockHall { get; init; } = "";
    public string? Window { get; init; }
    public string? Ticket { get; init; }
    public string Channel { get; init; } = "onsite";
    public string? Session { get; init; }
    public bool Announced { get; init; }
    public string? Audience { get; init; }
    public Contact? Contact { get; init; }
    public string? Question { get; init; }
    public string? Item { get; init; }
    public int? ItemVersion { get; init; }
    public Applicant? Applicant { get; init; }
    public string? ApplicantKey { get; init; }
    public decimal? Amount { get; init; }
    public ImmutableSortedDictionary<string, MaterialHeld> Materials { get; init; } = ImmutableSortedDictionary<string, MaterialHeld>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What the one notice named and has not arrived yet.</summary>
    public ImmutableArray<MissingMaterial> Requested { get; init; } = [];

    public int SupplementRequests { get; init; }
    public Instant? SupplementLimit { get; init; }
    public NoticesHeld? Notices { get; init; }

    /// <summary>Exactly one from the first entry on (§4).</summary>
    public string Owner { get; init; } = "";

    public ImmutableArray<OwnerChange> Owners { get; init; } = [];
    public string? Agent { get; init; }
    public Offer? Offer { get; init; }

    /// <summary>An offer of kind agent stands beside the one ownership offer (decisions 30).</summary>
    public Offer? AgentOffer { get; init; }

    public ImmutableArray<PastOffer> PastOffers { get; init; } = [];

    /// <summary>How many of <see cref="PastOffers"/> are older than the owner's tenure: bouncing counts anew with each owner.</summary>
    public int OffersBefore { get; init; }

    /// <summary>How many of <see cref="Owners"/> are older than the last assignment: a return to one of them is no ping-pong (decisions 31).</summary>
    public int OwnersBefore { get; init; }

    public int Handoffs { get; init; }
    public ImmutableArray<Escalation> Escalations { get; init; } = [];
    public ImmutableArray<StageRun> Stages { get; init; } = [];

    /// <summary>A stage was finished and the offer to the next handler is not accepted yet: the stage the receiver will take.</summary>
    public string? NextStage { get; init; }

    public Instant OpenedAt { get; init; }

    /// <summary>The inquiry was answered: notices given or closed.</summary>
    public Instant? AnsweredAt { get; init; }

    public Instant? ReceivedAt { get; init; }

    /// <summary>The acceptance clock stands from here on (T6, T8, T11).</summary>
    public Instant? AcceptanceStoppedAt { get; init; }

    /// <summary>The supplement was complete: the acceptance clock runs again with one working day (T7).</summary>
    public Instant? AcceptanceRestartedAt { get; init; }

    public Instant? AcceptedAt { get; init; }

    /// <summary>Where the total clocks count from.</summary>
    public Instant? CountsFrom { get; init; }

    /// <summary>The accepting hall's own promise, where it was tighter than the item's (0.3).</summary>
    public Contracts.Pages.HallLimit? HallLimit { get; init; }

    public Instant? DecidedAt { get; init; }
    public Instant? DeliveredAt { get; init; }

    /// <summary>When the case reached an end (closed, refused, withdrawn, delivered …).</summary>
    public Instant? EndedAt { get; init; }

    public PauseList Pauses { get; init; } = PauseList.None;
    public CaseResultHeld? Result { get; init; }
    public RefusedHeld? RefusedWith { get; init; }
    public EvaluationView? Evaluation { get; init; }

    /// <summary>Whom the evaluation is about: the owner when it was given.</summary>
    public string? EvaluatedStaff { get; init; }

    /// <summary>Last instant to rate the matter (§8.2); null before it was invited.</summary>
    public Instant? EvaluateUntil { get; init; }

    /// <summary>The follow-up of a bad review 差评.</summary>
    public PoorRating? Poor { get; init; }
    public DeliveryView? Delivery { get; init; }
    public int DeliveryFailures { get; init; }
    public ImmutableArray<Card> Cards { get; init; } = [];

    /// <summary>Signals that have fallen, <see cref="SignalKey"/>: each at most once per clock.</summary>
    public ImmutableHashSet<string> Signals { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Imported history: no clocks, no commands.</summary>
    public bool Imported { get; init; }

    /// <summary>How far an imported case is recorded; null for a case of our own.</summary>
    public HistoryHeld? History { get; init; }

    public bool Erased { get; init; }
    public int Version { get; init; }

    public bool IsOpen => CaseStates.IsOpen(Status);

    public StageRun? CurrentRun => Stages.LastOrDefault() is { FinishedAt: null } run ? run : null;

    public Escalation? OpenEscalation => Escalations.LastOrDefault(e => e.Verdict is null);

    /// <summary>A signal of one clock's one run: a stage that is done again has a clock of its own.</summary>
    public static string SignalKey(string clock, Instant startedAt, ClockSignal signal) => $"{clock}@{startedAt.ToUnixTimeTicks()}:{signal}";
}

/// <param name="From">The case of the bundle that received it; null: this one.</param>
public sealed record MaterialHeld(string Code, string Form, Instant At, string? From = null);

public sealed record NoticesHeld(Eligibility Eligible, string? Procedure, string? Path, string? TimeLimit, string ServiceItem, int ItemVersion, Instant At)
{
    /// <summary>What the limits would mean on that day (5.2e).</summary>
    public Instant? PromisedDueAt { get; init; }

    public Instant? StatutoryDueAt { get; init; }

    /// <summary>What the person was told to bring (5.2c).</summary>
    public ImmutableArray<string> Materials { get; init; } = [];
}

/// <param name="Pending">Declined for overload, the head's confirmation is waited for.</param>
public sealed record Offer(
    string Id, string Kind, string From, HandoffTarget To, string? Reason, Instant OfferedAt, Instant? AcceptBy, bool Late, string? Stage, string? Pending = null, string? PendingGround = null)
{
    /// <summary>Of an agent's offer: what the applicant authorised.</summary>
    public AgencyTerms? Agency { get; init; }
}

/// <param name="Outcome">accepted | declined | expired | withdrawn.</param>
public sealed record PastOffer(string Id, string Kind, string From, HandoffTarget To, string Outcome, string? By, Instant At);

public sealed record Escalation(
    string Id, string From, StaffLevel Level, decimal? Amount, int? ItemVersion, bool Urgent, Instant AskedAt, Instant AnswerBy, string? Stage,
    string? Question, string? Proposal, string? Verdict = null, string? By = null, StaffLevel? ByLevel = null, string? Text = null, Instant? AnsweredAt = null)
{
    /// <summary>How often it climbed; each time the limit is halved.</summary>
    public int Climbs { get; init; }

    /// <summary>Where the limit that runs now began: when it was asked, or climbed last.</summary>
    public Instant LimitFrom { get; init; } = AskedAt;

    /// <summary>Who was asked, one after another: the minutes until the next one or the answer are booked to their level.</summary>
    public ImmutableArray<AskedLevel> AskedOf { get; init; } = [];
}

/// <param name="Staff">The person of that level nearest to the asker; null where nobody is known.</param>
public sealed record AskedLevel(StaffLevel Level, string? Staff, Instant From);

/// <summary>One stretch of work on a stage by one handler; a return or an assignment begins another.</summary>
/// <param name="Returned">Ended by a return to an earlier stage, not by a conclusion.</param>
public sealed record StageRun(string Stage, string Handler, Instant StartedAt, Instant? FinishedAt = null, string? Conclusion = null, string? Ground = null, bool Returned = false, bool Faulted = false)
{
    /// <summary>Whose sessions its minutes run in.</summary>
    public string Hall { get; init; } = "";

    /// <summary>Who worked on it before <see cref="Handler"/>: the run went on when the case was handed over in time.</summary>
    public ImmutableArray<string> Former { get; init; } = [];

    /// <summary>Everybody who worked on it.</summary>
    public IEnumerable<string> Handlers => Former.Append(Handler);
}

public sealed record CaseResultHeld(string Result, string By, Instant At, string? Opinion, string? Basis, string? Remedies, decimal? Amount, int ItemVersion, string? Escalation)
{
    public StaffLevel ByLevel { get; init; } = StaffLevel.L1;
}

public sealed record RefusedHeld(string Ground, string? Reason, string? Basis, string? WayForward, string By, Instant At);

public sealed record Card(string Id, string Colour, string Clock, string? Stage, Instant DueAt, Instant At, string Owner, string? Receiver, bool Cancelled = false)
{
    /// <summary>Its proposal 责任追究 exists.</summary>
    public bool Pursued { get; init; }

    /// <summary>Its proposal knows that it is cancelled.</summary>
    public bool Dropped { get; init; }
}
