using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Cases;

/// <summary>A command to a case 办件. Each record is at once the HTTP body (API.md); what comes from the path is not read from the body.</summary>
[GenerateSerializer, Immutable, Alias("hg.CaseCommand")]
public abstract record CaseCommand
{
    /// <summary>Keeps what people wrote out of logs: a call that is late is logged with its arguments.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>T1: opens an inquiry 咨询; whoever records it owns the matter (首问负责, 5.6a).</summary>
[GenerateSerializer, Immutable, Alias("hg.OpenInquiry")]
public sealed record OpenInquiry(
    [property: Id(0)] string Hall,
    [property: Id(1)] string? Window,
    [property: Id(2)] string? Ticket,
    [property: Id(3)] string Channel,
    [property: Id(4)] Contact? Contact,
    [property: Id(5)] string Question,
    [property: Id(6)] string? ServiceItem,
    [property: Id(7)] string? Session = null) : CaseCommand
{
    /// <summary>The bundle 一件事 it is a member of; said by the bundle only.</summary>
    [JsonIgnore, Id(10)] public string? Bundle { get; init; }
}

/// <summary>Who asks 服务对象; anonymous is allowed. Personal data.</summary>
[GenerateSerializer, Immutable, Alias("hg.Contact")]
public sealed record Contact(
    [property: Id(0)] string Name,
    [property: Id(1)] string Audience,
    [property: Id(2)] string? IdNumber = null,
    [property: Id(3)] string? CreditCode = null,
    [property: Id(4)] string? Phone = null)
{
    public override string ToString() => nameof(Contact);
}

/// <summary>T2: the four notices 四告知 (5.2a, c, d, e). The papers and the dates that stand in them come from the item's version, not from whoever writes them.</summary>
[GenerateSerializer, Immutable, Alias("hg.GiveNotices")]
public sealed record GiveNotices(
    [property: Id(0)] Eligibility? Eligible,
    [property: Id(1)] string? Procedure,
    [property: Id(2)] string? Path,
    [property: Id(3)] string? TimeLimit,
    [property: Id(4)] string? ServiceItem = null) : CaseCommand
{
    /// <summary>Codes of the conditional materials whose condition holds, by what the person answered.</summary>
    [Id(5)] public ImmutableArray<string> Applies { get; init; } = [];
}

/// <param name="Answer"><c>eligible</c>, <c>not-eligible</c> or <c>cannot-tell-yet</c>.</param>
/// <param name="Rule">The rule the answer rests on.</param>
[GenerateSerializer, Immutable, Alias("hg.Eligibility")]
public sealed record Eligibility([property: Id(0)] string? Answer, [property: Id(1)] string? Rule);

/// <summary>T3: closes the inquiry. <c>outcome</c>: answered | not-of-this-system | not-pursued.</summary>
[GenerateSerializer, Immutable, Alias("hg.CloseInquiry")]
public sealed record CloseInquiry([property: Id(0)] string Outcome, [property: Id(1)] string? WhereTo = null) : CaseCommand;

/// <summary>T4: hands in an application 收件.</summary>
[GenerateSerializer, Immutable, Alias("hg.SubmitApplication")]
public sealed record SubmitApplication(
    [property: Id(0)] string ServiceItem,
    [property: Id(1)] Applicant Applicant,
    [property: Id(2)] decimal? Amount,
    [property: Id(3)] ImmutableArray<MaterialHandedIn> Materials) : CaseCommand;

/// <summary>Applicant 申请人: a person with ID number or an employer with credit code. Personal data.</summary>
/// <param name="CodeConfirmed">L1 compared a credit code that fails its check with the licence.</param>
[GenerateSerializer, Immutable, Alias("hg.Applicant")]
public sealed record Applicant(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Audience = null,
    [property: Id(2)] string? IdNumber = null,
    [property: Id(3)] string? CreditCode = null,
    [property: Id(4)] string? Phone = null,
    [property: Id(5)] string? Address = null,
    [property: Id(6)] string? Representative = null,
    [property: Id(7)] bool? CodeConfirmed = null)
{
    public override string ToString() => nameof(Applicant);
}

/// <param name="Form"><c>original</c>, <c>copy</c>, <c>electronic</c> or <c>shared</c>.</param>
[GenerateSerializer, Immutable, Alias("hg.MaterialHandedIn")]
public sealed record MaterialHandedIn([property: Id(0)] string Code, [property: Id(1)] string Form);

/// <summary>T6: the one notice of everything missing 一次性告知 (5.6c).</summary>
[GenerateSerializer, Immutable, Alias("hg.RequestSupplement")]
public sealed record RequestSupplement([property: Id(0)] ImmutableArray<MissingMaterial> Missing, [property: Id(1)] string? CouldNotBeSeenBefore = null) : CaseCommand;

[GenerateSerializer, Immutable, Alias("hg.MissingMaterial")]
public sealed record MissingMaterial([property: Id(0)] string Material, [property: Id(1)] string Reason, [property: Id(2)] string How);

/// <summary>T7: supplies what was missing 补正; partial supply is stored.</summary>
[GenerateSerializer, Immutable, Alias("hg.SupplyMaterials")]
public sealed record SupplyMaterials([property: Id(0)] ImmutableArray<MaterialHandedIn> Materials) : CaseCommand;

/// <summary>T8: accepts 受理; with <c>tolerate</c> and <c>commitment</c> T9 容缺受理.</summary>
[GenerateSerializer, Immutable, Alias("hg.AcceptCase")]
public sealed record AcceptCase(
    [property: Id(0)] ImmutableArray<ToleratedMaterial>? Tolerate = null,
    [property: Id(1)] string? Commitment = null) : CaseCommand;

[GenerateSerializer, Immutable, Alias("hg.ToleratedMaterial")]
public sealed record ToleratedMaterial([property: Id(0)] string Material, [property: Id(1)] Instant PromisedBy);

/// <summary>T11: refuses 不予受理, with reason, basis and way forward (5.3c). <c>ground</c>: not-needing | not-competent | false-materials. Promised items cite an L2's approving escalation.</summary>
[GenerateSerializer, Immutable, Alias("hg.RefuseCase")]
public sealed record RefuseCase(
    [property: Id(0)] string? Reason,
    [property: Id(1)] string? Basis,
    [property: Id(2)] string? WayForward,
    [property: Id(3)] string? Ground = null,
    [property: Id(4)] string? Escalation = null) : CaseCommand;

/// <summary>T13: finishes a stage and offers the case to the next stage's handler.</summary>
[GenerateSerializer, Immutable, Alias("hg.FinishStage")]
public sealed record FinishStage(
    [property: Id(0)] string? Conclusion,
    [property: Id(1)] string? Ground,
    [property: Id(2)] HandoffTarget? To) : CaseCommand
{
    /// <summary>From the path: initial-review | investigation | recheck | decision.</summary>
    [JsonIgnore, Id(10)] public string Stage { get; init; } = "";
}

/// <summary>T14: returns 退回 the case to an earlier stage.</summary>
[GenerateSerializer, Immutable, Alias("hg.ReturnStage")]
public sealed record ReturnStage([property: Id(0)] ImmutableArray<string> Faults, [property: Id(1)] string? Reason) : CaseCommand
{
    [JsonIgnore, Id(10)] public string Stage { get; init; } = "";
}

/// <summary>T18: decides 办结. <c>result</c>: granted | denied. Above one's authority it cites an approving escalation.</summary>
[GenerateSerializer, Immutable, Alias("hg.DecideCase")]
public sealed record DecideCase(
    [property: Id(0)] string Result,
    [property: Id(1)] string? Opinion,
    [property: Id(2)] string? Basis = null,
    [property: Id(3)] string? Remedies = null,
    [property: Id(4)] decimal? Amount = null,
    [property: Id(5)] string? Escalation = null) : CaseCommand;

/// <summary>T22: delivers 送达. <c>method</c>: pickup | mail | electronic; electronic needs consent. <c>failed</c>: it did not arrive.</summary>
[GenerateSerializer, Immutable, Alias("hg.DeliverCase")]
public sealed record DeliverCase(
    [property: Id(0)] string Method,
    [property: Id(1)] string? Evidence,
    [property: Id(2)] bool? Consent = null,
    [property: Id(3)] bool? Failed = null) : CaseCommand;

/// <summary>T19: the applicant withdraws 撤回.</summary>
[GenerateSerializer, Immutable, Alias("hg.WithdrawCase")]
public sealed record WithdrawCase([property: Id(0)] string? Reason = null) : CaseCommand;

/// <summary>T23: the person evaluates 评价 the result, 1 (非常不满意) to 5 (非常满意), once.</summary>
[GenerateSerializer, Immutable, Alias("hg.EvaluateCase")]
public sealed record EvaluateCase(
    [property: Id(0)] int Grade,
    [property: Id(1)] ImmutableArray<string>? Tags = null,
    [property: Id(2)] string? Comment = null,
    [property: Id(3)] bool? Anonymous = null) : CaseCommand;

/// <summary>T24: archives 归档.</summary>
[GenerateSerializer, Immutable, Alias("hg.ArchiveCase")]
public sealed record ArchiveCase : CaseCommand;

/// <summary>T27: a supervisor or head assigns an owner 指派, with a reason; effective at once.</summary>
[GenerateSerializer, Immutable, Alias("hg.AssignOwner")]
public sealed record AssignOwner([property: Id(0)] string Staff, [property: Id(1)] string? Reason) : CaseCommand;

/// <summary>Offers the case to somebody 交接. Kinds: transfer-inside | transfer-hall | next-stage | deputy | agent | counter-to-back.</summary>
[GenerateSerializer, Immutable, Alias("hg.OfferHandoff")]
public sealed record OfferHandoff(
    [property: Id(0)] HandoffTarget To,
    [property: Id(1)] string Kind,
    [property: Id(2)] string? Reason,
    [property: Id(3)] ImmutableArray<string>? Materials = null) : CaseCommand;

/// <summary>A person, or whoever takes it at a hall's service line.</summary>
[GenerateSerializer, Immutable, Alias("hg.HandoffTarget")]
public sealed record HandoffTarget([property: Id(0)] string? Staff = null, [property: Id(1)] string? Hall = null, [property: Id(2)] string? ServiceLine = null);

[GenerateSerializer, Immutable, Alias("hg.AcceptHandoff")]
public sealed record AcceptHandoff : CaseCommand
{
    [JsonIgnore, Id(10)] public string HandoffId { get; init; } = "";
}

/// <summary>Grounds: not-competent | not-qualified | off-duty | overloaded | conflict-of-interest | incomplete-work.</summary>
[GenerateSerializer, Immutable, Alias("hg.DeclineHandoff")]
public sealed record DeclineHandoff([property: Id(0)] string? Ground, [property: Id(1)] string? Reason) : CaseCommand
{
    [JsonIgnore, Id(10)] public string HandoffId { get; init; } = "";
}

/// <summary>The head confirms (or not) that the decliner is overloaded.</summary>
[GenerateSerializer, Immutable, Alias("hg.ConfirmDecline")]
public sealed record ConfirmDecline([property: Id(0)] bool Confirmed, [property: Id(1)] string? Reason = null) : CaseCommand
{
    [JsonIgnore, Id(10)] public string HandoffId { get; init; } = "";
}

[GenerateSerializer, Immutable, Alias("hg.WithdrawHandoff")]
public sealed record WithdrawHandoff : CaseCommand
{
    [JsonIgnore, Id(10)] public string HandoffId { get; init; } = "";
}

/// <summary>请示: asks upward, ownership stays (3.4c).</summary>
[GenerateSerializer, Immutable, Alias("hg.AskEscalation")]
public sealed record AskEscalation(
    [property: Id(0)] string? Question,
    [property: Id(1)] string? Proposal,
    [property: Id(2)] StaffLevel Level,
    [property: Id(3)] decimal? Amount = null,
    [property: Id(4)] bool? Urgent = null) : CaseCommand;

/// <summary>Verdicts: approve | reject | instruct | take-over.</summary>
[GenerateSerializer, Immutable, Alias("hg.AnswerEscalation")]
public sealed record AnswerEscalation([property: Id(0)] string Verdict, [property: Id(1)] string? Text) : CaseCommand
{
    [JsonIgnore, Id(10)] public string EscalationId { get; init; } = "";
}

/// <summary>S cancels a card with a reason (§6.7): system-outage | wrong-calendar | wrong-clock-start.</summary>
[GenerateSerializer, Immutable, Alias("hg.CancelCard")]
public sealed record CancelCard([property: Id(0)] string? Ground, [property: Id(1)] string? Reason) : CaseCommand
{
    [JsonIgnore, Id(10)] public string CardId { get; init; } = "";
}
