using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Pursuits;

// Entries of a pursuit 责任追究, stream pursuit/{number}. The card of an appeal nobody answered is YellowCarded, as everywhere.

/// <summary>提出: by a rule or a person. It is in the named person's inbox from here on, facts and grounds with it.</summary>
/// <param name="Level">0-6 of the table of measures.</param>
/// <param name="HearBy">5 working days to be heard in.</param>
/// <param name="Decider">Who is asked to decide; others of the level may.</param>
/// <param name="Card">The red card it comes from.</param>
/// <param name="Section">Section of the person, for the head's share.</param>
/// <param name="Pursuits">The head shares: the pursuits in their section that it comes from.</param>
public sealed record PursuitProposed(
    string Hall, string Staff, string Clause, int Level, string By, Instant HearBy, string? Decider = null, string? Case = null, string? Complaint = null, string? Inspection = null, string? Card = null,
    [property: Private] string? Facts = null, string? Section = null, ImmutableArray<string>? Pursuits = null) : IEntry;

/// <summary>陈述申辩; or, dated at its limit, that nobody said anything.</summary>
/// <param name="By">Null: the limit passed.</param>
public sealed record PursuitHeard(string? By, [property: Private] string? Statement = null) : IEntry;

/// <summary>By somebody not involved, never graver than what was told.</summary>
/// <param name="AppealBy">10 working days; null where there is nothing to appeal against.</param>
public sealed record PursuitDecided(string By, StaffLevel ByLevel, int Level, Instant? AppealBy = null, [property: Private] string? Reason = null) : IEntry;

/// <param name="Answerer">Who is asked to answer; others of the level may.</param>
/// <param name="AnswerBy">15 working days.</param>
public sealed record PursuitAppealed(string By, StaffLevel AnswerLevel, string? Answerer, Instant AnswerBy, [property: Private] string? Reason = null) : IEntry;

/// <param name="Outcome">in-effect | revoked | exempt.</param>
/// <param name="By">Null: by the passing of the appeal limit.</param>
/// <param name="Cause">decision | no-appeal | appeal | card-cancelled.</param>
public sealed record PursuitClosed(string Outcome, string Cause, string? By = null, [property: Private] string? Reason = null) : IEntry;

/// <summary>What comes of the decision was carried out where it belongs.</summary>
/// <param name="What">suspended: the person is off the windows; lifted: back, since it was revoked; counted: the head's share of the quarter was looked at.</param>
public sealed record PursuitFollowed(string What) : IEntry;
