using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Cases;

/// <summary>T5: 当场更正; the acceptance clock runs on.</summary>
public sealed record SpotCorrected(string Kind, string? Material, [property: Private] string? Text = null) : IEntry;

/// <summary>T12: 告知转出: the competent body outside the system, and what was given back.</summary>
public sealed record ReferredOut(
    ImmutableArray<string> Returned, string Body, string Address, string Phone, [property: Private] string? Reason = null) : IEntry;

/// <summary>T9: 容缺受理: what is missing, and the last instant for it (§3); the acceptance follows.</summary>
/// <param name="Promised">The days the applicant named, by material.</param>
public sealed record ToleranceGranted(
    ImmutableArray<string> Missing, Instant Due, ImmutableSortedDictionary<string, Instant> Promised, [property: Private] string? Commitment = null) : IEntry;

/// <summary>All that was tolerated has arrived; after a lapse this repairs it.</summary>
public sealed record ToleranceFulfilled : IEntry;

/// <summary>Dated at its due: what was promised did not come. Bars tolerance for this person for twelve months or until repaired.</summary>
public sealed record ToleranceLapsed(ImmutableArray<string> Missing) : IEntry;

/// <summary>Force majeure: one new limit.</summary>
public sealed record ToleranceProlonged(Instant Due, string By, [property: Private] string? Reason = null) : IEntry;

/// <summary>The applicant was reminded of a limit of theirs. <c>when</c>: half | day-before.</summary>
public sealed record Reminded(string Clock, string When, Instant DueAt) : IEntry;

/// <summary>A pause that wants a head's word; the clocks run on until it is approved.</summary>
/// <param name="PauseId">Unique within the case: <c>p1</c> …</param>
public sealed record PauseAsked(string PauseId, string Reason, Instant ExpectedUntil, StaffLevel Approver, string By, [property: Private] string? Evidence = null) : IEntry;

/// <summary>T15: 中止; total and stage clocks stop. It ends by itself at <paramref name="Until"/>.</summary>
/// <param name="ApprovedBy">The head, where one was needed.</param>
public sealed record Paused(
    string PauseId, string Reason, Instant ExpectedUntil, Instant Until, string? ApprovedBy = null, [property: Private] string? Evidence = null) : IEntry;

public sealed record PauseDenied(string PauseId, string By, [property: Private] string? Reason = null) : IEntry;

/// <summary>T16. <c>cause</c>: ended | expected-end | longest. The days are those not counted.</summary>
public sealed record Resumed(string PauseId, string Cause, int PausedDays, [property: Private] string? Outcome = null) : IEntry;

/// <param name="Basis"><c>promised</c> or <c>statutory</c>: whose limit is extended, and so who grants it.</param>
public sealed record ExtensionAsked(int WorkingDays, string Basis, StaffLevel Approver, string By, [property: Private] string? Reason = null) : IEntry;

/// <summary>T17: once per case; the reason is told to the applicant (行政许可法 42).</summary>
public sealed record ExtensionGranted(int WorkingDays, string Basis, string By, [property: Private] string? Reason = null) : IEntry;

public sealed record ExtensionDenied(string By, [property: Private] string? Reason = null) : IEntry;

/// <summary>T20, T21: 终止; the person may apply again.</summary>
public sealed record Terminated(string Ground, string By, [property: Private] string? Reason = null, [property: Private] string? Remedies = null) : IEntry;

/// <summary>A closed inquiry goes on under its number; who records the new contact owns it.</summary>
public sealed record InquiryReopened(string Owner, [property: Private] string? Question = null) : IEntry;

/// <param name="CorrectionId">Unique within the case: <c>k1</c> …</param>
public sealed record CorrectionReported(string CorrectionId, string Stage, string By, [property: Private] string? Wrong = null, [property: Private] string? Effect = null) : IEntry;

/// <summary>T25: 纠错 opened; the correction clock runs.</summary>
public sealed record CorrectionOpened(string CorrectionId, string Stage, string By, [property: Private] string? Wrong = null, [property: Private] string? Effect = null) : IEntry;

/// <summary>T26: the first decision stays where it is; this one stands beside it.</summary>
/// <param name="Result">A new decision; null when the case goes back to <paramref name="Stage"/>.</param>
/// <param name="CountsFrom">Where the total clocks count from again: the receipt, when a refusal was wrong.</param>
/// <param name="ErrorStage">Where the error counts (5.5c).</param>
public sealed record Corrected(
    string CorrectionId, string By, StaffLevel ByLevel, string ErrorStage, string? Stage, Instant? CountsFrom, string? Result, decimal? Amount, int? ItemVersion,
    [property: Private] string? Reason = null, [property: Private] string? Basis = null, [property: Private] string? Remedies = null, [property: Private] string? Heard = null) : IEntry;

public sealed record CorrectionRejected(string CorrectionId, string By, [property: Private] string? Reason = null) : IEntry;

/// <summary>2.1b: explained to the person, from which version of the guide.</summary>
public sealed record ExplanationGiven(string Topic, string? ServiceItem, int? ItemVersion, string By, [property: Private] string? Text = null) : IEntry;

/// <summary>2.2c: 执法告知: basis and rights were told by two officers before the step.</summary>
public sealed record EnforcementNotice(ImmutableArray<string> Officers, string? Stage, [property: Private] string? Basis = null, [property: Private] string? Rights = null) : IEntry;

/// <summary>调查核实: an enforcement step by two officers, after the notice.</summary>
public sealed record EnforcementStep(ImmutableArray<string> Officers, string? Stage, [property: Private] string? Text = null) : IEntry;

/// <summary>2.2d: amount and basis were told.</summary>
public sealed record FeeNotified(string Code, decimal Amount, string? Basis) : IEntry;

public sealed record FeeRecorded(string Code, decimal Amount) : IEntry;

/// <summary>2.2e: with the person's consent.</summary>
public sealed record ExtraAdded(string Code, string By) : IEntry;

/// <summary>5.1d: 用印.</summary>
public sealed record SealUsed(string Seal, string Document, string Window, string By) : IEntry;

/// <summary>The question needs research or another body: three working days to answer instead of one (§5).</summary>
public sealed record ResearchNoted(string By, [property: Private] string? Text = null) : IEntry;

/// <summary>即办件转承诺件: could not be finished in the session; the promised clock counts from the receipt.</summary>
public sealed record InstantConverted(int PromisedDays, Instant CountsFrom, [property: Private] string? Reason = null) : IEntry;

/// <summary>5.2f: helped with filling in.</summary>
public sealed record FillingHelped(string Material, string By, [property: Private] string? Text = null) : IEntry;

/// <summary>最多跑一次 (0.1): the person came again, and why.</summary>
/// <param name="Reason">missing-paper | sign-in-person | identity-check | collect-result | asked-to-come | own-wish.</param>
public sealed record VisitRecorded(string? Ticket, string Reason, [property: Private] string? Text = null) : IEntry;

/// <summary>A finished instant item was drawn for a look by another person the next day (5.5c). <c>cause</c>: money | drawn.</summary>
public sealed record SampleDrawn(string Handler, string Cause, Instant DueAt) : IEntry;

public sealed record SampleChecked(string By, bool Ok, [property: Private] string? Text = null) : IEntry;
