using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Evaluations;

/// <summary>Rates a service session 一次一评 (§8.1), also one without a case; the token is the invitation, for one use.</summary>
/// <param name="Grade">1 (非常不满意) to 5 (非常满意).</param>
[GenerateSerializer, Immutable, Alias("hg.RateService")]
public sealed record RateService(
    [property: Id(0)] string Token,
    [property: Id(1)] int Grade,
    [property: Id(2)] ImmutableArray<string>? Tags = null,
    [property: Id(3)] string? Comment = null,
    [property: Id(4)] bool? Anonymous = null);

/// <summary>
/// What is done about an evaluation after it was given (§8.5-8.6). A rated result is followed up in its case, a rated session in its own stream: one set of
/// commands, one set of rules.
/// </summary>
[GenerateSerializer, Immutable, Alias("hg.EvaluationCommand")]
public abstract record EvaluationCommand : CaseCommand;

/// <summary>联系评价人 within one working day; two attempts on different days count as contact.</summary>
[GenerateSerializer, Immutable, Alias("hg.ContactRater")]
public sealed record ContactRater([property: Id(0)] bool Reached, [property: Id(1)] string? Note) : EvaluationCommand;

/// <summary>核实 within three working days.</summary>
/// <param name="Finding">justified | partly | not-justified | unverifiable.</param>
/// <param name="Complex">The matter is complex: fifteen working days instead of five, with a reason.</param>
[GenerateSerializer, Immutable, Alias("hg.VerifyRating")]
public sealed record VerifyRating(
    [property: Id(0)] string? Finding, [property: Id(1)] string? Facts, [property: Id(2)] bool? Complex = null, [property: Id(3)] string? Reason = null) : EvaluationCommand;

/// <summary>整改并反馈 within five working days, or fifteen for a complex one with an interim note.</summary>
/// <param name="Interim">Only a note on how far it is; the limit runs on.</param>
[GenerateSerializer, Immutable, Alias("hg.RectifyRating")]
public sealed record RectifyRating([property: Id(0)] string? Measures, [property: Id(1)] bool? Interim = null) : EvaluationCommand;

/// <summary>回访: asks the person whether it is well now.</summary>
[GenerateSerializer, Immutable, Alias("hg.CallBackRater")]
public sealed record CallBackRater([property: Id(0)] bool Satisfied, [property: Id(1)] string? Note = null) : EvaluationCommand;

/// <summary>办结差评, by somebody other than the person criticised.</summary>
[GenerateSerializer, Immutable, Alias("hg.ClosePoorRating")]
public sealed record ClosePoorRating : EvaluationCommand;

/// <summary>The supervisor, not the hall, annuls a mistaken or malicious evaluation; it stays visible as annulled and leaves the rate (§8.5).</summary>
/// <param name="Grounds">mistaken | malicious.</param>
/// <param name="EvaluatorAsked">The person was asked, where known.</param>
[GenerateSerializer, Immutable, Alias("hg.AnnulEvaluation")]
public sealed record AnnulEvaluation([property: Id(0)] string? Grounds, [property: Id(1)] string? Evidence, [property: Id(2)] bool? EvaluatorAsked = null) : EvaluationCommand;

/// <summary>截访: asks somebody on the way out (6.1a).</summary>
/// <param name="Window">The window that served them.</param>
/// <param name="Ticket">The ticket of today, where told.</param>
[GenerateSerializer, Immutable, Alias("hg.RecordExitInterview")]
public sealed record RecordExitInterview(
    [property: Id(0)] string Hall,
    [property: Id(1)] string Window,
    [property: Id(2)] ImmutableArray<string> Tags,
    [property: Id(3)] string? Ticket = null,
    [property: Id(4)] string? Note = null);
