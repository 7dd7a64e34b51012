using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Evaluations;

/// <summary>How far a bad review 差评 is.</summary>
/// <param name="State">open | contacted | verified | rectified | called-back | closed | annulled.</param>
/// <param name="Facts">Texts: for those who follow it up and the supervisor.</param>
[GenerateSerializer, Immutable, Alias("hg.PoorRatingView")]
public sealed record PoorRatingView(
    [property: Id(0)] string State,
    [property: Id(1)] string Owner,
    [property: Id(2)] string? About,
    [property: Id(3)] Instant OpenedAt,
    [property: Id(4)] Instant? ContactBy,
    [property: Id(5)] Instant VerifyBy,
    [property: Id(6)] Instant RectifyBy,
    [property: Id(7)] int Contacts,
    [property: Id(8)] string? Finding,
    [property: Id(9)] bool Complex,
    [property: Id(10)] bool? Satisfied,
    [property: Id(11)] string? ClosedBy,
    [property: Id(12)] string? Facts,
    [property: Id(13)] string? Measures);

/// <summary>An evaluation 评价: of a session, or of a case's result (then its id is the case number, with no ticket).</summary>
[GenerateSerializer, Immutable, Alias("hg.EvaluationRecord")]
public sealed record EvaluationRecord(
    [property: Id(0)] string EvaluationId,
    [property: Id(1)] string Hall,
    [property: Id(2)] string? Window,
    [property: Id(3)] string? Ticket,
    [property: Id(4)] string? Staff,
    [property: Id(5)] string? Channel,
    [property: Id(6)] int Grade,
    [property: Id(7)] ImmutableArray<string> Tags,
    [property: Id(8)] string? Comment,
    [property: Id(9)] bool Anonymous,
    [property: Id(10)] Instant At,
    [property: Id(11)] bool Annulled,
    [property: Id(12)] PoorRatingView? PoorRating,
    [property: Id(13)] int Version,
    [property: Id(14)] Instant AsOf) : IVersionedView;

/// <summary>An invitation as the person or the bound evaluator gets it; staff never do.</summary>
[GenerateSerializer, Immutable, Alias("hg.InvitationView")]
public sealed record InvitationView([property: Id(0)] string Token, [property: Id(1)] Instant Until, [property: Id(2)] string Ticket, [property: Id(3)] string Window);

[GenerateSerializer, Immutable, Alias("hg.ExitInterviewView")]
public sealed record ExitInterviewView(
    [property: Id(0)] string Hall, [property: Id(1)] string Window, [property: Id(2)] int Number, [property: Id(3)] ImmutableArray<string> Tags, [property: Id(4)] int Version, [property: Id(5)] Instant AsOf)
    : IVersionedView;

/// <summary>Figures of §8.7 and §17 for one group.</summary>
/// <param name="Key">A hall, window, staff number, item, channel, or <c>all</c>.</param>
/// <param name="Rated">Valid evaluations: annulled ones left the rate.</param>
/// <param name="Hidden">Fewer than five of a person: grades and rates are not shown.</param>
/// <param name="Satisfaction">(非常满意+满意+基本满意) / valid; null when hidden or nothing was rated.</param>
/// <param name="ActiveShare">Rated of invited.</param>
/// <param name="ContactInTime">Of the bad reviews with a name whose contact was due or done.</param>
/// <param name="Rectified">Of the bad reviews.</param>
/// <param name="Tags">How often each tag was chosen, exit interviews included.</param>
/// <param name="Attitude">Favourable minus unfavourable attitude tags.</param>
[GenerateSerializer, Immutable, Alias("hg.EvaluationFigures")]
public sealed record EvaluationFigures(
    [property: Id(0)] string Key,
    [property: Id(1)] int Invited,
    [property: Id(2)] int Rated,
    [property: Id(3)] bool Hidden,
    [property: Id(4)] ImmutableArray<int>? ByGrade,
    [property: Id(5)] double? Satisfaction,
    [property: Id(6)] double? ActiveShare,
    [property: Id(7)] int Poor,
    [property: Id(8)] double? ContactInTime,
    [property: Id(9)] double? Rectified,
    [property: Id(10)] int Annulled,
    [property: Id(11)] int Interviews,
    [property: Id(12)] ImmutableSortedDictionary<string, int> Tags,
    [property: Id(13)] int Attitude);

[GenerateSerializer, Immutable, Alias("hg.EvaluationReport")]
public sealed record EvaluationReport(
    [property: Id(0)] string Hall, [property: Id(1)] string By, [property: Id(2)] EvaluationFigures All, [property: Id(3)] ImmutableArray<EvaluationFigures> Groups, [property: Id(4)] Instant AsOf);

/// <param name="By">window | staff | item | channel | hall.</param>
[GenerateSerializer, Immutable, Alias("hg.EvaluationFilter")]
public sealed record EvaluationFilter([property: Id(0)] Instant? From, [property: Id(1)] Instant? To, [property: Id(2)] string By);
