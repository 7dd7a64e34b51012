using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Inspections;

/// <summary>Kinds of inspection 检查 (§10).</summary>
public static class InspectionKinds
{
    /// <summary>上级检查: by a hall above, or the supervisor.</summary>
    public const string Superior = "superior";

    /// <summary>自查, by heads of the hall itself.</summary>
    public const string Self = "self";

    /// <summary>定期巡查.</summary>
    public const string Patrol = "patrol";

    /// <summary>关联环节互查: by staff of another section.</summary>
    public const string CrossStage = "cross-stage";

    /// <summary>争执 (3.3d): opened by the hall's day when a dispute is reported; nobody plans one.</summary>
    public const string Dispute = "dispute";
}

/// <summary>Plans an inspection.</summary>
/// <param name="PlannedFor">A day, or an instant of that day.</param>
/// <param name="Inspector">Staff number; absent: whoever plans it.</param>
/// <param name="Checklist">Codes of checklist items to look at; absent: all that kind of inspection looks at in such a hall.</param>
/// <param name="Window">What it is about, where it is about one window.</param>
/// <param name="About">The same for one person.</param>
/// <param name="Candidates">Of a draw; the other kinds name their hall.</param>
[GenerateSerializer, Immutable, Alias("hg.PlanInspection")]
public sealed record PlanInspection(
    [property: Id(0)] string Kind,
    [property: Id(1)] string Hall,
    [property: Id(2)] string PlannedFor,
    [property: Id(3)] string? Inspector = null,
    [property: Id(4)] ImmutableArray<string>? Checklist = null,
    [property: Id(5)] string? Window = null,
    [property: Id(6)] string? About = null,
    [property: Id(7)] ImmutableArray<string>? Candidates = null);

[GenerateSerializer, Immutable, Alias("hg.InspectionCommand")]
public abstract record InspectionCommand;

/// <summary>Records what was looked at. What is not in order becomes a finding at once.</summary>
[GenerateSerializer, Immutable, Alias("hg.RecordInspection")]
public sealed record RecordInspection([property: Id(0)] ImmutableArray<InspectedItem> Items) : InspectionCommand;

/// <param name="Clause">Unit of the norm, e.g. <c>4.4e</c>.</param>
/// <param name="Grade">advice | minor | major; minor when not said.</param>
/// <param name="Evidence">A photo's hash, a number, a word: kept as its hash in the chain.</param>
/// <param name="Person">Staff number, where it is about one person (3.2).</param>
/// <param name="Facility">Code in the facility register.</param>
/// <param name="Responsible">Who is to see to it; the head when not said.</param>
[GenerateSerializer, Immutable, Alias("hg.InspectedItem")]
public sealed record InspectedItem(
    [property: Id(0)] string Clause,
    [property: Id(1)] bool Ok,
    [property: Id(2)] string? Grade = null,
    [property: Id(3)] string? Note = null,
    [property: Id(4)] string? Evidence = null,
    [property: Id(5)] string? Person = null,
    [property: Id(6)] string? Window = null,
    [property: Id(7)] string? Facility = null,
    [property: Id(8)] string? Responsible = null);

/// <summary>Ends the recording: the report is out.</summary>
[GenerateSerializer, Immutable, Alias("hg.ReleaseInspection")]
public sealed record ReleaseInspection : InspectionCommand;

/// <param name="Code">Of the city's checklist.</param>
[GenerateSerializer, Immutable, Alias("hg.ChecklistItemView")]
public sealed record ChecklistItemView([property: Id(0)] string Code, [property: Id(1)] string NameZh, [property: Id(2)] string? NameEn, [property: Id(3)] string Clause);

/// <param name="Result">ok | failed | not-applicable; why it is not applicable is not said (3.2c).</param>
/// <param name="Finding">What it became.</param>
[GenerateSerializer, Immutable, Alias("hg.InspectedView")]
public sealed record InspectedView(
    [property: Id(0)] string Clause,
    [property: Id(1)] string Result,
    [property: Id(2)] string? Grade,
    [property: Id(3)] string? Person,
    [property: Id(4)] string? Window,
    [property: Id(5)] string? Facility,
    [property: Id(6)] string? Evidence,
    [property: Id(7)] string? Note,
    [property: Id(8)] string? Finding,
    [property: Id(9)] Instant At);

/// <param name="State">planned | underway | released | closed (released, and every finding closed).</param>
[GenerateSerializer, Immutable, Alias("hg.InspectionView")]
public sealed record InspectionView(
    [property: Id(0)] string InspectionNumber,
    [property: Id(1)] string Kind,
    [property: Id(2)] string Hall,
    [property: Id(3)] string State,
    [property: Id(4)] LocalDate PlannedFor,
    [property: Id(5)] string Planner,
    [property: Id(6)] string Inspector,
    [property: Id(7)] string? Window,
    [property: Id(8)] string? About,
    [property: Id(9)] ImmutableArray<ChecklistItemView> Checklist,
    [property: Id(10)] ImmutableArray<InspectedView> Items,
    [property: Id(11)] ImmutableArray<FindingView> Findings,
    [property: Id(12)] ImmutableArray<string> Allowed,
    [property: Id(13)] int Version,
    [property: Id(14)] Instant AsOf) : IVersionedView;

[GenerateSerializer, Immutable, Alias("hg.InspectionListItem")]
public sealed record InspectionListItem(
    [property: Id(0)] string InspectionNumber, [property: Id(1)] string Kind, [property: Id(2)] string Hall, [property: Id(3)] string State, [property: Id(4)] string Inspector, [property: Id(5)] int Version);

/// <summary>Inspection 检查. Key: inspection number. Stream <c>inspection/{number}</c>.</summary>
[Alias("hg.IInspectionGrain")]
public interface IInspectionGrain : IGrainWithStringKey
{
    /// <summary>The number of the inspection that this command of this account plans: a retry finds the same one.</summary>
    public static string NumberOf(string hall, string account, string commandId) => $"INS-{hall}-{Short($"{hall}\n{account}\n{commandId}")}";

    /// <summary>A short name of a text, the same whenever it is asked.</summary>
    public static string Short(string of)
    {
        const string letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        return string.Create(12, SHA256.HashData(Encoding.UTF8.GetBytes(of)), static (text, h) => { for (var i = 0; i < text.Length; i++) text[i] = letters[h[i] & 31]; });
    }

    /// <summary>The hall itself plans too (a dispute was reported, 3.3d): with <see cref="CommandMeta.BySystem"/> and an inspector or none.</summary>
    [Alias("Plan"), Allow(Roles.Staff, Roles.Supervisor)] Task<Outcome<InspectionView>> PlanAsync(CommandMeta meta, PlanInspection command);

    [Alias("Execute"), Allow(Roles.Staff, Roles.Supervisor)] Task<Outcome<InspectionView>> ExecuteAsync(CommandMeta meta, InspectionCommand command);

    /// <summary>Not found: no such inspection, or not for this caller.</summary>
    [AlwaysInterleave, Alias("Get"), Anyone] Task<CaseRead<InspectionView>> GetAsync(Caller caller);

    /// <summary>Opens the findings that a process which died left behind. Called by timekeepers; idempotent.</summary>
    [Alias("Wake"), Inside] Task WakeAsync();
}

/// <summary>Lists of inspections and findings, from the summary rows alone. Key: <c>list</c> (stateless).</summary>
[Alias("hg.IInspectionListGrain")]
public interface IInspectionListGrain : IGrainWithStringKey
{
    [Alias("Inspections"), Anyone] Task<CaseRead<Page<InspectionListItem>>> InspectionsAsync(Caller caller, string? hall, string? state, string? cursor, int limit);

    [Alias("Findings"), Anyone] Task<CaseRead<Page<FindingListItem>>> FindingsAsync(Caller caller, FindingFilter filter);
}
