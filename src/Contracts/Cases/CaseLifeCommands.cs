using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;

namespace HallGrains.Contracts.Cases;

// What may happen to a case besides its straight way: T5, T12, T15-T17, T20-T21, T25-T26, and what is charged, sealed and noted on the way.

/// <summary>T5: 当场更正. <c>kind</c>: typing-slip | arithmetic | missing-signature | missing-date | wrong-field (行政许可法 32(3)).</summary>
[GenerateSerializer, Immutable, Alias("hg.SpotCorrect")]
public sealed record SpotCorrect([property: Id(0)] string? Kind, [property: Id(1)] string? Text, [property: Id(2)] string? Material = null) : CaseCommand;

/// <summary>T12: 告知转出: a body outside the system is competent; what was handed in goes back.</summary>
[GenerateSerializer, Immutable, Alias("hg.ReferOut")]
public sealed record ReferOut(
    [property: Id(0)] string? Body,
    [property: Id(1)] string? Address,
    [property: Id(2)] string? Phone,
    [property: Id(3)] string? Reason) : CaseCommand;

/// <summary>T15: 扣除时间 for a lawful reason (§6.4); the owner asks, and where neither the applicant nor a third party sets the end a head approves.</summary>
[GenerateSerializer, Immutable, Alias("hg.PauseCase")]
public sealed record PauseCase(
    [property: Id(0)] string? Reason,
    [property: Id(1)] string? Evidence,
    [property: Id(2)] Instant? ExpectedUntil) : CaseCommand;

/// <summary>The head's word on a pause: L3, for force majeure L4. <c>approve</c> left out means yes.</summary>
[GenerateSerializer, Immutable, Alias("hg.ApprovePause")]
public sealed record ApprovePause([property: Id(0)] bool? Approve = null, [property: Id(1)] string? Reason = null) : CaseCommand
{
    [JsonIgnore, Id(10)] public string PauseId { get; init; } = "";
}

/// <summary>T16: the pause ends, with what came of it.</summary>
[GenerateSerializer, Immutable, Alias("hg.EndPause")]
public sealed record EndPause([property: Id(0)] string? Outcome = null) : CaseCommand;

/// <summary>T17: asks for an extension 延期, in working days, once and before due (§6.5).</summary>
[GenerateSerializer, Immutable, Alias("hg.AskExtension")]
public sealed record AskExtension([property: Id(0)] int WorkingDays, [property: Id(1)] string? Reason) : CaseCommand;

/// <summary>T17: L4 for a promised limit, L5 for a statutory one.</summary>
[GenerateSerializer, Immutable, Alias("hg.AnswerExtension")]
public sealed record AnswerExtension([property: Id(0)] bool? Grant, [property: Id(1)] string? Reason) : CaseCommand;

/// <summary>
/// T20, T21: 终止. Awaiting a supplement: by the owner when the limit has passed. In a stage: by L4, <c>ground</c> death | dissolution | object-gone |
/// tolerance-lapsed | proven-fraud; left out where the reason itself is one of them.
/// </summary>
[GenerateSerializer, Immutable, Alias("hg.TerminateCase")]
public sealed record TerminateCase(
    [property: Id(0)] string? Reason,
    [property: Id(1)] string? Ground = null,
    [property: Id(2)] string? Remedies = null) : CaseCommand;

/// <summary>A new contact within 30 days of closing: the same number, an open inquiry again (T3).</summary>
[GenerateSerializer, Immutable, Alias("hg.ReopenInquiry")]
public sealed record ReopenInquiry([property: Id(0)] string? Question) : CaseCommand;

/// <summary>T25: 纠错: what is wrong, whose stage, what it means for the person. An L3 or the supervisor opens it, anybody else reports it.</summary>
[GenerateSerializer, Immutable, Alias("hg.OpenCorrection")]
public sealed record OpenCorrection([property: Id(0)] string? Wrong, [property: Id(1)] string? Stage, [property: Id(2)] string? Effect) : CaseCommand;

/// <summary>A head opens what was reported.</summary>
[GenerateSerializer, Immutable, Alias("hg.OpenReported")]
public sealed record OpenReported : CaseCommand
{
    [JsonIgnore, Id(10)] public string CorrectionId { get; init; } = "";
}

/// <summary>
/// T26: <c>verdict</c> corrected | rejected. Corrected with a <c>result</c> (granted | denied) it is decided anew; without one it goes back to the stage
/// the error was made in, a wrong refusal into its first stage. <c>heard</c>: how the person was heard, where their favour is taken back.
/// </summary>
[GenerateSerializer, Immutable, Alias("hg.AnswerCorrection")]
public sealed record AnswerCorrection(
    [property: Id(0)] string? Verdict,
    [property: Id(1)] string? Reason,
    [property: Id(2)] string? Result = null,
    [property: Id(3)] decimal? Amount = null,
    [property: Id(4)] string? Basis = null,
    [property: Id(5)] string? Remedies = null,
    [property: Id(6)] string? Heard = null) : CaseCommand
{
    [JsonIgnore, Id(10)] public string CorrectionId { get; init; } = "";
}

/// <summary>用印: each use of a seal is recorded (5.1d). <c>document</c>: acceptance | refusal | decision | notice | certificate | receipt.</summary>
/// <param name="Window">Where the caller is signed on; left out: the case's window or their own.</param>
[GenerateSerializer, Immutable, Alias("hg.UseSeal")]
public sealed record UseSeal([property: Id(0)] string? Seal, [property: Id(1)] string? Document, [property: Id(2)] string? Window = null) : CaseCommand;

/// <summary>Records a fee 收费 that the version lists and the person was told of (2.2d).</summary>
[GenerateSerializer, Immutable, Alias("hg.RecordFee")]
public sealed record RecordFee([property: Id(0)] string? Code, [property: Id(1)] decimal Amount) : CaseCommand;

/// <summary>Adds an optional extra 选择性项目 of the version; off until the person consents (2.2e).</summary>
[GenerateSerializer, Immutable, Alias("hg.AddExtra")]
public sealed record AddExtra([property: Id(0)] string? Code, [property: Id(1)] bool? Consent) : CaseCommand;

/// <summary>
/// Something said or done on the way. <c>kind</c>: explanation {topic, text} · fee-notice {code} · enforcement-notice {basis, text, officers} ·
/// on-the-spot-check {text, officers} · research {text} · conversion {text} · tolerance-prolongation {text} · filling-help {material, text} ·
/// visit {reason, ticket} · sample-check {ok, text}.
/// </summary>
[GenerateSerializer, Immutable, Alias("hg.AddNote")]
public sealed record AddNote : CaseCommand
{
    [Id(0)] public string? Kind { get; init; }
    [Id(1)] public string? Topic { get; init; }
    [Id(2)] public string? Text { get; init; }
    [Id(3)] public string? Code { get; init; }
    [Id(4)] public string? Basis { get; init; }
    [Id(5)] public ImmutableArray<string>? Officers { get; init; }
    [Id(6)] public string? Material { get; init; }
    [Id(7)] public string? Reason { get; init; }
    [Id(8)] public string? Ticket { get; init; }
    [Id(9)] public bool? Ok { get; init; }

    /// <summary>Of <c>contact</c>: whom the applicant may turn to; of a request passed on: whose it is now.</summary>
    [Id(20)] public string? Staff { get; init; }

    /// <summary>Of <c>request-answer</c>: which request.</summary>
    [Id(21)] public string? Request { get; init; }

    /// <summary>Of <c>request-answer</c>: met | not-met | passed-on.</summary>
    [Id(22)] public string? Outcome { get; init; }
}
