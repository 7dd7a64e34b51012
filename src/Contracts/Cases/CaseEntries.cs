using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Cases;

// What happens to a case (domain-rules §14). Public properties are what an auditor reads; [Private] ones hold names, numbers, phones and
// free text of people: they are encrypted with the person's key and read as null after erasure.

/// <summary>T1: whoever recorded the first contact owns the matter 首问负责 (5.6a).</summary>
public sealed record InquiryOpened(
    string Hall, string? Window, string? Ticket, string Channel, string? ServiceItem, string? Session, string Owner, string? Audience,
    [property: Private] Contact? Contact = null, [property: Private] string? Question = null, string? Bundle = null) : IEntry;

/// <summary>First entry of a voice or video session: name and staff number were told (3.1c-d).</summary>
public sealed record IdentityAnnounced(string Channel, string Session, string Staff) : IEntry;

/// <summary>T2: the four notices 四告知 (5.2a, c, d, e), from an item version in force.</summary>
/// <param name="PromisedDueAt">The date the promised limit would mean if accepted now; null for a matter without an item.</param>
/// <param name="StatutoryDueAt">The same of the statutory limit; null where the law sets none.</param>
/// <param name="Materials">Codes of everything this person must bring, of that version.</param>
public sealed record NoticesGiven(
    string Answer, string ServiceItem, int ItemVersion, Instant? PromisedDueAt,
    [property: Private] string? Rule = null, [property: Private] string? Procedure = null,
    [property: Private] string? Path = null, [property: Private] string? TimeLimit = null,
    Instant? StatutoryDueAt = null, ImmutableArray<string>? Materials = null) : IEntry;

/// <summary>T3.</summary>
public sealed record InquiryClosed(string Outcome, [property: Private] string? WhereTo = null) : IEntry;

/// <summary>T4: what was handed in is the receipt 收件凭证 (5.3f).</summary>
/// <param name="ApplicantKey">Keyed hash of the identity: the same for the same person.</param>
/// <param name="By"><c>staff</c> or <c>applicant</c>.</param>
public sealed record ApplicationReceived(
    string ServiceItem, int ItemVersion, string ApplicantKey, decimal? Amount, ImmutableArray<MaterialHandedIn> Materials, string By,
    [property: Private] Applicant? Applicant = null) : IEntry;

/// <summary>A credit code that fails its check was compared with the licence by L1 (§12).</summary>
public sealed record CodeConfirmed(string Staff) : IEntry;

/// <summary>T6: the one notice of everything missing 一次性告知 (5.6c).</summary>
/// <param name="Limit">Last instant for the citizen to supply.</param>
public sealed record SupplementRequested(
    ImmutableArray<string> Materials, bool Second, Instant? Limit,
    [property: Private] ImmutableArray<MissingMaterial>? Details = null, [property: Private] string? CouldNotBeSeenBefore = null) : IEntry;

/// <summary>T7: a partial supply is stored and leaves the state.</summary>
public sealed record SupplementReceived(ImmutableArray<MaterialHandedIn> Materials, bool Complete) : IEntry;

/// <summary>T8: 受理; the total clocks count from <paramref name="CountsFrom"/>.</summary>
/// <param name="HallLimit">What this hall promises where it is tighter than the item's version (0.3); the case keeps it.</param>
public sealed record Accepted(string ServiceItem, int ItemVersion, string FirstStage, Instant CountsFrom, string? Seal = null, Pages.HallLimit? HallLimit = null) : IEntry;

/// <summary>T10: 视为受理, dated at the end of the acceptance limit; the total clocks count from the receipt.</summary>
public sealed record DeemedAccepted(string ServiceItem, int ItemVersion, string FirstStage, Instant CountsFrom, Pages.HallLimit? HallLimit = null) : IEntry;

/// <summary>T11: 不予受理 with reason, basis and way forward (5.3c).</summary>
public sealed record Refused(
    string Ground, string? Escalation,
    [property: Private] string? Reason = null, [property: Private] string? Basis = null, [property: Private] string? WayForward = null) : IEntry;

/// <summary>交接: offered; the giver owns until acceptance (§4 b).</summary>
/// <param name="HandoffId">Unique within the case: <c>h1</c>, <c>h2</c> …</param>
/// <param name="AcceptBy">End of the acceptance time-out.</param>
/// <param name="Late">The offer was made after the due instant (§4 j).</param>
/// <param name="Clocks">State of the clocks at that moment: name to due instant.</param>
/// <param name="MaterialsHash">SHA-256 over the list of materials handed over, hex.</param>
/// <param name="ByRule">Offered by the hall itself (sign-off, expired qualification).</param>
/// <param name="Scope">Of an agent's offer: what the authorisation covers.</param>
public sealed record HandoffOffered(
    string HandoffId, string Kind, string From, HandoffTarget To, Instant? AcceptBy, bool Late, string? Stage,
    ImmutableSortedDictionary<string, Instant>? Clocks = null, string? MaterialsHash = null, bool ByRule = false,
    [property: Private] string? Reason = null, [property: Private] string? Scope = null, [property: Private] string? Authorisation = null) : IEntry;

/// <summary>Accepted; from this entry on <paramref name="To"/> owns (kind <c>agent</c>: is the agent).</summary>
/// <param name="Hall">The hall of the case from now on.</param>
public sealed record HandoffAccepted(string HandoffId, string From, string To, string Kind, string? Stage, string Hall) : IEntry;

/// <param name="Pending">An <c>overloaded</c> decline waits for the head's confirmation; until then the offer stays open.</param>
public sealed record HandoffDeclined(string HandoffId, string By, string Ground, bool Pending, [property: Private] string? Reason = null) : IEntry;

/// <summary>The head's word on a decline for overload; not confirmed, the offer stands.</summary>
public sealed record HandoffDeclineConfirmed(string HandoffId, bool Confirmed, [property: Private] string? Reason = null) : IEntry;

/// <summary>Nobody accepted in time; dated at <c>acceptBy</c>.</summary>
/// <param name="WaitsAt">Of a next stage: the receiver's section head, to whom the waiting minutes are booked from here on.</param>
public sealed record HandoffExpired(string HandoffId, string Kind, string From, HandoffTarget To, string? WaitsAt = null) : IEntry;

public sealed record HandoffWithdrawn(string HandoffId) : IEntry;

/// <summary>T27: 指派 with a reason; effective at once.</summary>
public sealed record Assigned(string Staff, string From, string Hall, string? Escalation = null, [property: Private] string? Reason = null) : IEntry;

public sealed record AgentEnded(string Agent, string By) : IEntry;

/// <summary>请示: ownership stays (3.4c).</summary>
/// <param name="EscalationId">Unique within the case: <c>e1</c> …</param>
/// <param name="Asked">The person of that level nearest to the asker; null where nobody is known.</param>
public sealed record EscalationAsked(
    string EscalationId, string From, StaffLevel Level, decimal? Amount, int? ItemVersion, bool Urgent, Instant AnswerBy, string? Stage,
    [property: Private] string? Question = null, [property: Private] string? Proposal = null, string? Asked = null) : IEntry;

/// <param name="Verdict">approve | reject | instruct | take-over.</param>
public sealed record EscalationAnswered(
    string EscalationId, string Verdict, string By, StaffLevel ByLevel, decimal? Amount, int? ItemVersion,
    [property: Private] string? Text = null) : IEntry;

/// <summary>Unanswered: one level up with half the limit; dated at the former <c>answerBy</c>.</summary>
public sealed record EscalationClimbed(string EscalationId, StaffLevel FromLevel, StaffLevel Level, Instant AnswerBy, string? Asked = null) : IEntry;

/// <summary>A stage was taken by its handler: its clock starts.</summary>
public sealed record StageStarted(string Stage, string Handler) : IEntry;

/// <summary>T13.</summary>
public sealed record StageFinished(
    string Stage, string Handler, string? Next, [property: Private] string? Conclusion = null, [property: Private] string? Ground = null) : IEntry;

/// <summary>T14: 退回; the error counts at the earlier handler (6.4d).</summary>
public sealed record ReviewReturned(
    string Stage, string ToStage, string By, string ToHandler, int Faults,
    [property: Private] ImmutableArray<string>? FaultTexts = null, [property: Private] string? Reason = null) : IEntry;

/// <summary>预警, dated at its own instant.</summary>
public sealed record Warned(string Clock, string? Stage, Instant DueAt, string Owner) : IEntry;

/// <summary>黄牌: names the owner at the due instant (§6.7).</summary>
/// <param name="CardId">Unique within the case: <c>c1</c> …</param>
/// <param name="Receiver">Whoever let an offer wait past its time-out at that instant.</param>
public sealed record YellowCarded(string CardId, string Clock, string? Stage, Instant DueAt, string Owner, string? Receiver = null) : IEntry;

/// <summary>红牌.</summary>
public sealed record RedCarded(string CardId, string Clock, string? Stage, Instant DueAt, string Owner, string? Receiver = null) : IEntry;

/// <summary>By the supervisor only; card and cancellation both stay visible.</summary>
public sealed record CardCancelled(string CardId, string Ground, [property: Private] string? Reason = null) : IEntry;

/// <summary>T18: 办结 under the item version of the acceptance.</summary>
public sealed record Decided(
    string Result, decimal? Amount, int ItemVersion, string? Escalation, StaffLevel ByLevel,
    [property: Private] string? Opinion = null, [property: Private] string? Basis = null, [property: Private] string? Remedies = null) : IEntry;

/// <summary>T22: 送达.</summary>
public sealed record Delivered(string Method, bool Consent, [property: Private] string? Evidence = null) : IEntry;

public sealed record DeliveryFailed(string Method, [property: Private] string? Evidence = null) : IEntry;

/// <summary>T23: 评价, 1 to 5, by the person only.</summary>
public sealed record Evaluated(int Grade, ImmutableArray<string> Tags, bool Anonymous, string? Staff, [property: Private] string? Comment = null) : IEntry;

/// <summary>T19: 撤回 by the applicant.</summary>
public sealed record Withdrawn([property: Private] string? Reason = null) : IEntry;

/// <summary>T24: 归档; read-only from here on.</summary>
public sealed record Archived : IEntry;
