using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Cases;

/// <summary>States of a case (domain-rules §2), kebab-case as in JSON.</summary>
public static class CaseStates
{
    public const string Inquiry = "inquiry";
    public const string InquiryClosed = "inquiry-closed";
    public const string Received = "received";
    public const string AwaitingSupplement = "awaiting-supplement";
    public const string InStage = "in-stage";
    public const string Decided = "decided";
    public const string Delivered = "delivered";
    public const string Archived = "archived";
    public const string Correcting = "correcting";
    public const string Refused = "refused";
    public const string ReferredOut = "referred-out";
    public const string Withdrawn = "withdrawn";
    public const string Terminated = "terminated";

    /// <summary>Not yet ended: needs exactly one owner and has clocks. Decided stays open until delivered.</summary>
    public static bool IsOpen(string state) => state is Inquiry or Received or AwaitingSupplement or InStage or Decided or Correcting;
}

/// <summary>A case 办件 as the API shows it, masked for the caller's rights (§12).</summary>
[GenerateSerializer, Immutable, Alias("hg.CaseView")]
public sealed partial record CaseView : IVersionedView
{
    [Id(0)] public required string CaseNumber { get; init; }
    [Id(1)] public required string Hall { get; init; }
    [Id(2)] public required string Channel { get; init; }
    [Id(3)] public string? ServiceItem { get; init; }
    [Id(4)] public int? ItemVersion { get; init; }
    [Id(5)] public required string State { get; init; }
    [Id(6)] public string? Stage { get; init; }
    [Id(7)] public string? Owner { get; init; }

    /// <summary>Name on the owner's badge: receipts, decisions and progress name who is responsible (3.1e).</summary>
    [Id(8)] public string? OwnerName { get; init; }

    [Id(9)] public string? Agent { get; init; }
    [Id(10)] public HandoffView? OpenHandoff { get; init; }
    [Id(11)] public EscalationView? OpenEscalation { get; init; }
    [Id(12)] public bool Paused { get; init; }
    [Id(13)] public bool Overdue { get; init; }

    /// <summary><c>none</c>, <c>yellow</c> or <c>red</c>: the worst of the promised and statutory clocks.</summary>
    [Id(14)] public string Card { get; init; } = "none";

    /// <summary>Effective due: the earlier of promised and statutory; before acceptance the clock that runs (answer, acceptance).</summary>
    [Id(15)] public Instant? DueAt { get; init; }

    [Id(16)] public Instant? PromisedDueAt { get; init; }
    [Id(17)] public Instant? StatutoryDueAt { get; init; }

    /// <summary>The due date is computed on an arrangement not yet published.</summary>
    [Id(18)] public bool Provisional { get; init; }

    [Id(19)] public CaseResultView? Result { get; init; }
    [Id(20)] public EvaluationView? Evaluation { get; init; }
    [Id(21)] public int Version { get; init; }
    [Id(22)] public Instant AsOf { get; init; }
    [Id(23)] public string? Question { get; init; }
    [Id(24)] public PersonView? Contact { get; init; }
    [Id(25)] public PersonView? Applicant { get; init; }
    [Id(26)] public decimal? Amount { get; init; }
    [Id(27)] public ImmutableArray<MaterialView> Materials { get; init; } = [];

    /// <summary>What is missing now, all of it.</summary>
    [Id(28)] public ImmutableArray<MissingMaterial> Missing { get; init; } = [];

    [Id(29)] public NoticesView? Notices { get; init; }
    [Id(30)] public string? Window { get; init; }
    [Id(31)] public string? Ticket { get; init; }
    [Id(32)] public ImmutableArray<StageView> Stages { get; init; } = [];
    [Id(33)] public ImmutableArray<CardView> Cards { get; init; } = [];
    [Id(34)] public ImmutableArray<EscalationView> Escalations { get; init; } = [];
    [Id(35)] public Instant OpenedAt { get; init; }
    [Id(36)] public RefusalView? Refused { get; init; }

    /// <summary>Commands this caller may give now.</summary>
    [Id(37)] public ImmutableArray<string> Allowed { get; init; } = [];

    /// <summary>Only in the answer that issued the number; never stored.</summary>
    [Id(38), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? RetrievalCode { get; init; }

    [Id(39)] public bool GreenChannel { get; init; }
    [Id(40)] public bool Erased { get; init; }
    [Id(41)] public DeliveryView? Delivery { get; init; }

    /// <summary>What the applicant authorised the agent to do (5.6b).</summary>
    [Id(160)] public string? AgencyScope { get; init; }

    [Id(161)] public string? GreenChannelGround { get; init; }
    [Id(162)] public bool Urgent { get; init; }
    [Id(163)] public WatchView? Watch { get; init; }
    [Id(164)] public AssignmentView? Assignment { get; init; }

    /// <summary>Whose case a deputy has.</summary>
    [Id(165)] public string? DeputyFor { get; init; }

    /// <summary>The bundle 一件事 it is a member of.</summary>
    [Id(167)] public string? Bundle { get; init; }

    [Id(166)] public ImmutableArray<Duties.DutyView> Duties { get; init; } = [];
}

/// <summary>A person or employer, masked unless the caller's need shows them whole.</summary>
[GenerateSerializer, Immutable, Alias("hg.PersonView")]
public sealed record PersonView(
    [property: Id(0)] string? Name,
    [property: Id(1)] string? Audience,
    [property: Id(2)] string? IdNumber,
    [property: Id(3)] string? CreditCode,
    [property: Id(4)] string? Phone,
    [property: Id(5)] string? Address = null);

[GenerateSerializer, Immutable, Alias("hg.MaterialView")]
public sealed record MaterialView([property: Id(0)] string Code, [property: Id(1)] string NameZh, [property: Id(2)] string? Form, [property: Id(3)] Instant? At, [property: Id(4)] bool Needed);

/// <param name="PromisedDueAt">What the promised limit would have meant when the notices were given (5.2e).</param>
/// <param name="Materials">Everything the person was told to bring, from the item's version (5.2c).</param>
[GenerateSerializer, Immutable, Alias("hg.NoticesView")]
public sealed record NoticesView(
    [property: Id(0)] Eligibility Eligible,
    [property: Id(1)] string Procedure,
    [property: Id(2)] string Path,
    [property: Id(3)] string TimeLimit,
    [property: Id(4)] string ServiceItem,
    [property: Id(5)] int ItemVersion,
    [property: Id(6)] Instant At,
    [property: Id(7)] Instant? PromisedDueAt,
    [property: Id(8)] Instant? StatutoryDueAt,
    [property: Id(9)] ImmutableArray<NamedMaterial> Materials);

/// <param name="When">Of a material asked only of some: the condition that holds.</param>
[GenerateSerializer, Immutable, Alias("hg.NamedMaterial")]
public sealed record NamedMaterial([property: Id(0)] string Code, [property: Id(1)] string NameZh, [property: Id(2)] string? When);

[GenerateSerializer, Immutable, Alias("hg.HandoffView")]
public sealed record HandoffView(
    [property: Id(0)] string HandoffId,
    [property: Id(1)] string Kind,
    [property: Id(2)] string From,
    [property: Id(3)] HandoffTarget To,
    [property: Id(4)] string? Reason,
    [property: Id(5)] Instant OfferedAt,
    [property: Id(6)] Instant? AcceptBy,
    [property: Id(7)] bool Late);

[GenerateSerializer, Immutable, Alias("hg.EscalationView")]
public sealed record EscalationView(
    [property: Id(0)] string EscalationId,
    [property: Id(1)] string From,
    [property: Id(2)] StaffLevel Level,
    [property: Id(3)] string? Question,
    [property: Id(4)] string? Proposal,
    [property: Id(5)] decimal? Amount,
    [property: Id(6)] Instant AskedAt,
    [property: Id(7)] Instant? AnswerBy,
    [property: Id(8)] string? Verdict,
    [property: Id(9)] string? AnsweredBy,
    [property: Id(10)] string? Text,
    [property: Id(11)] bool Void);

[GenerateSerializer, Immutable, Alias("hg.StageView")]
public sealed record StageView(
    [property: Id(0)] string Stage,
    [property: Id(1)] string? Handler,
    [property: Id(2)] Instant? StartedAt,
    [property: Id(3)] Instant? FinishedAt,
    [property: Id(4)] string? Conclusion,
    [property: Id(5)] string? Ground,
    [property: Id(6)] int Returns);

[GenerateSerializer, Immutable, Alias("hg.CardView")]
public sealed record CardView(
    [property: Id(0)] string Id,
    [property: Id(1)] string Colour,
    [property: Id(2)] string Clock,
    [property: Id(3)] Instant DueAt,
    [property: Id(4)] Instant At,
    [property: Id(5)] string Owner,
    [property: Id(6)] bool Cancelled);

[GenerateSerializer, Immutable, Alias("hg.CaseResultView")]
public sealed record CaseResultView(
    [property: Id(0)] string Result,
    [property: Id(1)] string DecidedBy,
    [property: Id(2)] Instant At,
    [property: Id(3)] string? Opinion,
    [property: Id(4)] string? Basis,
    [property: Id(5)] string? Remedies,
    [property: Id(6)] decimal? Amount,
    [property: Id(7)] int? ItemVersion,
    [property: Id(8)] string? Escalation)
{
    /// <summary>Name on the badge of whoever decided (3.1e).</summary>
    [Id(20)] public string? DecidedByName { get; init; }
}

[GenerateSerializer, Immutable, Alias("hg.DeliveryView")]
public sealed record DeliveryView([property: Id(0)] string Method, [property: Id(1)] Instant At, [property: Id(2)] string? Evidence, [property: Id(3)] int Failures);

[GenerateSerializer, Immutable, Alias("hg.RefusalView")]
public sealed record RefusalView([property: Id(0)] string? Reason, [property: Id(1)] string? Basis, [property: Id(2)] string? WayForward, [property: Id(3)] Instant At, [property: Id(4)] string By);

[GenerateSerializer, Immutable, Alias("hg.EvaluationView")]
public sealed record EvaluationView(
    [property: Id(0)] int Grade,
    [property: Id(1)] ImmutableArray<string> Tags,
    [property: Id(2)] string? Comment,
    [property: Id(3)] bool Anonymous,
    [property: Id(4)] Instant At,
    [property: Id(5)] bool Annulled = false)
{
    /// <summary>How far a bad one is followed up; for those who follow it up.</summary>
    [Id(10)] public Evaluations.PoorRatingView? PoorRating { get; init; }
}

/// <summary>A row of GET /cases: from the summary rows alone.</summary>
[GenerateSerializer, Immutable, Alias("hg.CaseListItem")]
public sealed record CaseListItem(
    [property: Id(0)] string CaseNumber,
    [property: Id(1)] string? Hall,
    [property: Id(2)] string? Channel,
    [property: Id(3)] string? ServiceItem,
    [property: Id(4)] string? State,
    [property: Id(5)] string? Stage,
    [property: Id(6)] string? Owner,
    [property: Id(7)] string? Agent,
    [property: Id(8)] string? OfferedTo,
    [property: Id(9)] string Card,
    [property: Id(10)] bool Overdue,
    [property: Id(11)] Instant? DueAt,
    [property: Id(12)] int Version,
    [property: Id(13)] Instant UpdatedAt);

/// <summary>A page of a list: stable under inserts.</summary>
[GenerateSerializer, Immutable, Alias("hg.Page`1")]
public sealed record Page<T>([property: Id(0)] ImmutableArray<T> Items, [property: Id(1)] string? Next);

/// <summary>An entry as auditors and the case's people see it.</summary>
/// <param name="DataJson">Public part as stored, with the private part merged in only where the caller may see it.</param>
[GenerateSerializer, Immutable, Alias("hg.LedgerItem")]
public sealed record LedgerItem(
    [property: Id(0)] string Position,
    [property: Id(1)] int Version,
    [property: Id(2)] string Kind,
    [property: Id(3)] Instant OccurredAt,
    [property: Id(4)] Instant RecordedAt,
    [property: Id(5)] string Actor,
    [property: Id(6)] string CommandId,
    [property: Id(7)] string DataJson,
    [property: Id(8)] string Hash);

/// <summary>How long each owner held the case, in working minutes of its hall (5.5e).</summary>
/// <param name="LateUnder">Whose card the late minutes stand under: the owner at the due instant, whoever owned them (5.6e, §6.7).</param>
/// <param name="WaitingWorkingMinutes">Those of them in which it waited for others, see <paramref name="Waiting"/>.</param>
[GenerateSerializer, Immutable, Alias("hg.ResponsibilityItem")]
public sealed record ResponsibilityItem(
    [property: Id(0)] string Staff,
    [property: Id(1)] Instant From,
    [property: Id(2)] Instant? To,
    [property: Id(3)] int WorkingMinutes,
    [property: Id(4)] int PausedWorkingMinutes,
    [property: Id(5)] int LateWorkingMinutes,
    [property: Id(6)] string? LateUnder,
    [property: Id(7)] int WaitingWorkingMinutes,
    [property: Id(8)] ImmutableArray<WaitingMinutes> Waiting);

/// <summary>A clock of the case and how its due instant comes about.</summary>
[GenerateSerializer, Immutable, Alias("hg.ClockView")]
public sealed record ClockView(
    [property: Id(0)] string Clock,
    [property: Id(1)] string? Stage,
    [property: Id(2)] Catalogue.Limit? Limit,
    [property: Id(3)] Instant StartedAt,
    [property: Id(4)] Instant? DueAt,
    [property: Id(5)] int UsedWorkingMinutes,
    [property: Id(6)] int? LimitWorkingMinutes,
    [property: Id(7)] string State,
    [property: Id(8)] bool Provisional,
    [property: Id(9)] Instant? WarnAt,
    [property: Id(10)] Instant? YellowAt,
    [property: Id(11)] Instant? RedAt,
    [property: Id(12)] ImmutableArray<string> Explanation);

/// <summary>Public progress 办件进度 for number + retrieval code.</summary>
[GenerateSerializer, Immutable, Alias("hg.TrackView")]
public sealed partial record TrackView(
    [property: Id(0)] string CaseNumber,
    [property: Id(1)] string Hall,
    [property: Id(2)] string State,
    [property: Id(3)] string? Stage,
    [property: Id(4)] string? ServiceItem,
    [property: Id(5)] string? OwnerName,
    [property: Id(6)] string? Owner,
    [property: Id(7)] Instant? DueAt,
    [property: Id(8)] ImmutableArray<string> DueExplanation,
    [property: Id(9)] ImmutableArray<MissingMaterial> Missing,
    [property: Id(10)] NoticesView? Notices,
    [property: Id(11)] CaseResultView? Result,
    [property: Id(12)] RefusalView? Refused,
    [property: Id(13)] EvaluationView? Evaluation,
    [property: Id(14)] bool MayEvaluate,
    [property: Id(15)] int Version,
    [property: Id(16)] Instant AsOf) : IVersionedView;
