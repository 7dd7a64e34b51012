using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Evaluations;

/// <summary>What happens to an evaluation after it was given: in its case's stream, or in its session's.</summary>
public interface IEvaluationEntry : IEntry;

/// <summary>邀请评价: the person may rate this instance once, until then. Not used, it is "not rated", never counted as good (§8.2).</summary>
/// <param name="Until">24:00 of the tenth working day.</param>
/// <param name="Window">The window of the session, where there is one.</param>
public sealed record EvaluationInvited(string Channel, string? Window, string Staff, Instant Until) : IEntry;

/// <summary>A service session was rated, once.</summary>
/// <param name="Staff">Who served.</param>
public sealed record SessionEvaluated(
    string Hall, string Window, string Ticket, string Staff, string Channel, int Grade, ImmutableArray<string> Tags, bool Anonymous,
    [property: Private] string? Comment = null) : IEntry;

/// <summary>差评 opened, at once with the rating; each step has its own clock.</summary>
/// <param name="Owner">The head who answers for it, never the person criticised.</param>
/// <param name="About">The person criticised.</param>
/// <param name="ContactBy">Null for an anonymous one: verified and published without contact.</param>
public sealed record PoorRatingOpened(string Owner, string? About, Instant? ContactBy, Instant VerifyBy, Instant RectifyBy) : IEvaluationEntry;

public sealed record RaterContacted(string By, bool Reached, [property: Private] string? Note = null) : IEvaluationEntry;

/// <param name="RectifyBy">Moved where the matter is complex.</param>
public sealed record RatingVerified(
    string By, string Finding, bool Complex, Instant RectifyBy, [property: Private] string? Facts = null, [property: Private] string? Reason = null) : IEvaluationEntry;

public sealed record RatingRectified(string By, bool Interim, [property: Private] string? Measures = null) : IEvaluationEntry;

public sealed record RaterCalledBack(string By, bool Satisfied, [property: Private] string? Note = null) : IEvaluationEntry;

public sealed record PoorRatingClosed(string By) : IEvaluationEntry;

/// <summary>Both stay visible: the rating, and why it no longer counts.</summary>
public sealed record EvaluationAnnulled(string By, string Grounds, bool EvaluatorAsked, [property: Private] string? Evidence = null) : IEvaluationEntry;

/// <summary>截访 (6.1a): tags only; the words are the person's.</summary>
public sealed record ExitInterviewed(string Window, string? Ticket, string Interviewer, ImmutableArray<string> Tags, [property: Private] string? Note = null) : IEntry;
