using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Inspections;

// Entries of an inspection, stream inspection/{number}.

/// <param name="Checklist">Codes of the items to look at.</param>
public sealed record InspectionPlanned(
    string Kind, string Hall, LocalDate PlannedFor, string Planner, string Inspector, ImmutableArray<string> Checklist, string? Window = null, string? About = null) : IEntry;

/// <summary>Items were looked at; what failed is to be opened as a finding.</summary>
/// <param name="Notes">Free text by the item's place in the list.</param>
public sealed record InspectionRecorded(string By, ImmutableArray<InspectedResult> Items, [property: Private] ImmutableSortedDictionary<string, string>? Notes = null) : IEntry;

/// <param name="Result">ok | failed | not-applicable.</param>
/// <param name="Evidence">SHA-256 of what was given.</param>
/// <param name="Finding">Number of the finding it becomes.</param>
public sealed record InspectedResult(
    string Clause, string Result, string? Grade = null, string? Person = null, string? Window = null, string? Facility = null, string? Evidence = null, string? Responsible = null, string? Finding = null);

/// <summary>The findings of the entry of this stream version are opened.</summary>
public sealed record InspectionFindingsOpened(int AtVersion) : IEntry;

public sealed record InspectionReleased(string By) : IEntry;

// Entries of a finding, stream finding/{number}. Cards are YellowCarded, as everywhere.

/// <param name="Head">Whoever leads the hall: told of cards.</param>
/// <param name="RectifyBy">10, 5 or 3 working days by the grade.</param>
/// <param name="AnswerBy">3 working days.</param>
public sealed record FindingOpened(
    string Hall, string Clause, string Grade, string Source, string Origin, string Responsible, Instant AnswerBy, Instant RectifyBy, string? Head = null, string? RaisedBy = null, string? Inspection = null,
    string? Facility = null, string? What = null, string? Window = null, string? Person = null, string? Evidence = null, [property: Private] string? Note = null) : IEntry;

/// <param name="Late">After the limit: the answer counts, and so does that.</param>
public sealed record FindingAnswered(string By, bool Late, [property: Private] string? Text = null) : IEntry;

/// <param name="RecheckBy">Who is asked to look again; others may.</param>
public sealed record FindingRectified(string By, string? RecheckBy, string? Evidence = null, [property: Private] string? Measures = null) : IEntry;

/// <summary>Looked at again by another person: closed, or open again with a new limit; at the second time under a higher grade.</summary>
/// <param name="RectifyBy">Null when it is closed.</param>
public sealed record FindingRechecked(string By, bool Ok, string Grade, Instant? RectifyBy = null, [property: Private] string? Note = null) : IEntry;
