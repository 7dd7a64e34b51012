using System.Text.Json.Serialization;
using HallGrains.Contracts.Common;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Cases;

/// <summary>全程代理: offers the matter to an agent 代办员, with the applicant's authorisation and what it covers; effective on acceptance (5.6b, decisions 30).</summary>
/// <param name="Authorisation">Where the authorisation is found: the paper, the electronic one, the recording of a call.</param>
[GenerateSerializer, Immutable, Alias("hg.AppointAgent")]
public sealed record AppointAgent([property: Id(0)] string? Staff, [property: Id(1)] string? Authorisation, [property: Id(2)] string? Scope) : CaseCommand;

/// <summary>Ends the agency: the applicant at any time, or the agent.</summary>
[GenerateSerializer, Immutable, Alias("hg.EndAgency")]
public sealed record EndAgency([property: Id(0)] string? Reason = null) : CaseCommand;

/// <summary>异议: the assignee objects to an assignment within 60 working minutes; the ownership holds meanwhile (§4).</summary>
[GenerateSerializer, Immutable, Alias("hg.ObjectToAssignment")]
public sealed record ObjectToAssignment([property: Id(0)] string? Reason) : CaseCommand;

/// <summary>The assigner's superior decides an objection; upheld, the case goes to whom they name, else back to whom it came from.</summary>
[GenerateSerializer, Immutable, Alias("hg.AnswerObjection")]
public sealed record AnswerObjection([property: Id(0)] bool? Upheld, [property: Id(1)] string? Reason, [property: Id(2)] string? Staff = null) : CaseCommand;

/// <summary>绿色通道 by a listed ground, or 急事急办 with a reason; <c>other</c> and urgent by the head (5.4g, 5.4h).</summary>
[GenerateSerializer, Immutable, Alias("hg.GrantGreenChannel")]
public sealed record GrantGreenChannel([property: Id(0)] string? Ground, [property: Id(1)] bool? Urgent = null, [property: Id(2)] string? Reason = null) : CaseCommand;

/// <summary>Takes it back: the ordinary due date returns, never earlier than a working day from now (§6.6).</summary>
[GenerateSerializer, Immutable, Alias("hg.RevokeGreenChannel")]
public sealed record RevokeGreenChannel([property: Id(0)] string? Reason = null) : CaseCommand;

/// <summary>重点服务: puts the case on the watch list, or notes the day; <c>close</c> takes it off (5.4j).</summary>
[GenerateSerializer, Immutable, Alias("hg.WatchCase")]
public sealed record WatchCase([property: Id(0)] string? Note, [property: Id(1)] bool? Close = null) : CaseCommand;

/// <summary>A duty of this case is done.</summary>
[GenerateSerializer, Immutable, Alias("hg.CompleteCaseDuty")]
public sealed record CompleteCaseDuty([property: Id(0)] string? Note = null) : CaseCommand
{
    [JsonIgnore, Id(10)] public string DutyId { get; init; } = "";
}

/// <summary>The hall itself offers the case to a deputy, since its owner left or is no longer qualified (§4 i). Never from a gateway.</summary>
/// <param name="Cause">off-duty | signed-off | qualification-expired.</param>
[GenerateSerializer, Immutable, Alias("hg.OfferDeputy")]
public sealed record OfferDeputy([property: Id(0)] string Owner, [property: Id(1)] string Cause) : CaseCommand;

/// <summary>The hall itself offers a deputised case back to whom it belongs, who is on duty again. Never from a gateway.</summary>
[GenerateSerializer, Immutable, Alias("hg.OfferReturn")]
public sealed record OfferReturn([property: Id(0)] string Owner) : CaseCommand;

/// <summary>A guide text was withdrawn as wrong: whose inquiry was answered from it is to be told (2.2b). Never from a gateway.</summary>
[GenerateSerializer, Immutable, Alias("hg.GuideWasWithdrawn")]
public sealed record GuideWasWithdrawn([property: Id(0)] string ServiceItem, [property: Id(1)] int ItemVersion) : CaseCommand;
