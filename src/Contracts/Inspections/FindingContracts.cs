using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Inspections;

/// <summary>Grades of findings, least first, with the working days each gives (§10).</summary>
public static class FindingGrades
{
    public const string Advice = "advice";
    public const string Minor = "minor";
    public const string Major = "major";
}

/// <summary>What a finding came from, besides the kinds of inspection.</summary>
public static class FindingSources
{
    /// <summary>A failed item of a window's opening check 三提前.</summary>
    public const string OpeningCheck = "opening-check";

    /// <summary>The facility register by itself: broken, expired, overdue, outdated.</summary>
    public const string Register = "register";
}

/// <summary>Something is not in order. Given by inspections, windows and the facility register after their commits, under a number made from where it came from.</summary>
/// <param name="Source">A kind of inspection, or of <see cref="FindingSources"/>.</param>
/// <param name="Origin">Stream and place in it: the same thing is found once.</param>
[GenerateSerializer, Immutable, Alias("hg.OpenFinding")]
public sealed record OpenFinding(
    [property: Id(0)] string Hall,
    [property: Id(1)] string Clause,
    [property: Id(2)] string Grade,
    [property: Id(3)] string Source,
    [property: Id(4)] string Origin)
{
    [Id(5)] public string? Inspection { get; init; }
    [Id(6)] public string? Facility { get; init; }

    /// <summary>For the register: broken | expired | drill-overdue | leaflet-outdated.</summary>
    [Id(7)] public string? What { get; init; }

    [Id(8)] public string? Window { get; init; }
    [Id(9)] public string? Person { get; init; }

    /// <summary>Who sees to it; null: the head.</summary>
    [Id(10)] public string? Responsible { get; init; }

    /// <summary>Who found it; null: nobody, by itself.</summary>
    [Id(11)] public string? RaisedBy { get; init; }

    [Id(12)] public string? Evidence { get; init; }
    [Id(13)] public string? Note { get; init; }

    /// <summary>When it came about; null: now.</summary>
    [Id(14)] public Instant? At { get; init; }

    /// <summary>Number of the finding: made from its origin, so that whoever opens it again opens it not twice.</summary>
    public string Number => $"FND-{Hall}-{IInspectionGrain.Short(Origin)}";
}

[GenerateSerializer, Immutable, Alias("hg.FindingCommand")]
public abstract record FindingCommand;

/// <summary>答复: the inspected unit, or the person named, says how it came and what is done.</summary>
[GenerateSerializer, Immutable, Alias("hg.AnswerFinding")]
public sealed record AnswerFinding([property: Id(0)] string? Text) : FindingCommand;

/// <summary>整改.</summary>
[GenerateSerializer, Immutable, Alias("hg.RectifyFinding")]
public sealed record RectifyFinding([property: Id(0)] string? Measures, [property: Id(1)] string? Evidence = null) : FindingCommand;

/// <summary>复查, by another person: closes it, or opens it again.</summary>
[GenerateSerializer, Immutable, Alias("hg.RecheckFinding")]
public sealed record RecheckFinding([property: Id(0)] bool Ok, [property: Id(1)] string? Note = null) : FindingCommand;

/// <summary>The item that failed was found in order again, by whoever checked it: given by the window after its commit.</summary>
[GenerateSerializer, Immutable, Alias("hg.FoundRepaired")]
public sealed record FoundRepaired([property: Id(0)] string By) : FindingCommand;

/// <param name="State">open | rectified | closed | reopened.</param>
/// <param name="DueAt">Last instant to rectify in time; moved when it is opened again.</param>
/// <param name="Overdue">Not rectified, and past that instant.</param>
/// <param name="Card">none | yellow.</param>
/// <param name="Note">Texts: for the inspected unit's heads and those named, who inspected, and supervisors.</param>
[GenerateSerializer, Immutable, Alias("hg.FindingView")]
public sealed record FindingView(
    [property: Id(0)] string FindingId,
    [property: Id(1)] string Hall,
    [property: Id(2)] string Clause,
    [property: Id(3)] string Grade,
    [property: Id(4)] string State,
    [property: Id(5)] string Source,
    [property: Id(6)] string? Inspection,
    [property: Id(7)] string? Facility,
    [property: Id(8)] string? What,
    [property: Id(9)] string? Window,
    [property: Id(10)] string? Person,
    [property: Id(11)] string Responsible,
    [property: Id(12)] string? RaisedBy,
    [property: Id(13)] Instant Since,
    [property: Id(14)] Instant AnswerBy,
    [property: Id(15)] Instant? AnsweredAt,
    [property: Id(16)] bool AnswerLate,
    [property: Id(17)] Instant DueAt,
    [property: Id(18)] bool Overdue,
    [property: Id(19)] string Card,
    [property: Id(20)] int Reopened,
    [property: Id(21)] string? RectifiedBy,
    [property: Id(22)] string? RecheckBy,
    [property: Id(23)] string? ClosedBy,
    [property: Id(24)] string? Evidence,
    [property: Id(25)] string? Note,
    [property: Id(26)] string? Answer,
    [property: Id(27)] string? Measures,
    [property: Id(28)] System.Collections.Immutable.ImmutableArray<string> Allowed,
    [property: Id(29)] int Version,
    [property: Id(30)] Instant AsOf) : IVersionedView;

/// <summary>A finding as everybody may see it on the hall's page: what, since when, until when; never who.</summary>
[GenerateSerializer, Immutable, Alias("hg.FindingListItem")]
public sealed record FindingListItem(
    [property: Id(0)] string FindingId,
    [property: Id(1)] string Hall,
    [property: Id(2)] string Clause,
    [property: Id(3)] string Grade,
    [property: Id(4)] string State,
    [property: Id(5)] string Source,
    [property: Id(6)] string? Facility,
    [property: Id(7)] string? Window,
    [property: Id(8)] Instant Since,
    [property: Id(9)] Instant DueAt,
    [property: Id(10)] bool Overdue,
    [property: Id(11)] string Card,
    [property: Id(12)] int Version);

[GenerateSerializer, Immutable, Alias("hg.FindingFilter")]
public sealed record FindingFilter(
    [property: Id(0)] string? Hall, [property: Id(1)] string? State, [property: Id(2)] string? Card, [property: Id(3)] bool? Overdue, [property: Id(4)] string? Cursor, [property: Id(5)] int Limit);

/// <summary>Finding 检查发现问题. Key: finding number. Stream <c>finding/{number}</c>.</summary>
[Alias("hg.IFindingGrain")]
public interface IFindingGrain : IGrainWithStringKey
{
    /// <summary>Idempotent by its number.</summary>
    [Alias("Open"), Inside] Task<Outcome<FindingView>> OpenAsync(CommandMeta meta, OpenFinding command);

    [Alias("Execute"), Allow(Roles.Staff, Roles.Supervisor)] Task<Outcome<FindingView>> ExecuteAsync(CommandMeta meta, FindingCommand command);

    /// <summary>Not found: no such finding, or not for this caller.</summary>
    [AlwaysInterleave, Alias("Get"), Anyone] Task<CaseRead<FindingView>> GetAsync(Caller caller);

    /// <summary>Records what fell due. Called by timekeepers; idempotent.</summary>
    [Alias("Wake"), Inside] Task WakeAsync();
}
