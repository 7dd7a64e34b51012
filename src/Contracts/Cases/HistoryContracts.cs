using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Cases;

/// <summary>
/// One attribute of an event log as it is written there: nothing trimmed, converted or filled in. Also used for the log's own
/// declarations (extension, global, classifier), whose XML attributes are children with a type that begins with <c>@</c>.
/// </summary>
/// <param name="Type">Element name: <c>string</c>, <c>date</c>, <c>int</c>, <c>float</c>, <c>boolean</c>, <c>id</c>, <c>list</c>, <c>values</c>, <c>container</c> …</param>
/// <param name="Value">The original text; null where the element has none (lists).</param>
/// <param name="Children">Nested attributes in their order; null when there are none.</param>
[GenerateSerializer, Immutable, Alias("hg.LogAttribute")]
public sealed record LogAttribute(
    [property: Id(0)] string Type,
    [property: Id(1)] string? Key,
    [property: Id(2)] string? Value,
    [property: Id(3)] ImmutableArray<LogAttribute>? Children = null);

/// <summary>One event of an imported case.</summary>
/// <param name="Activity"><c>concept:name</c>, <c>""</c> if absent.</param>
/// <param name="Time">Original text of <c>time:timestamp</c>; null if absent.</param>
/// <param name="At">The same as an instant; null if absent.</param>
/// <param name="Worker">Opaque staff id <c>imported/…</c> of <c>org:resource</c>; null: nobody.</param>
[GenerateSerializer, Immutable, Alias("hg.HistoryEvent")]
public sealed record HistoryEvent(
    [property: Id(0)] string Activity,
    [property: Id(1)] string? Time,
    [property: Id(2)] Instant? At,
    [property: Id(3)] string? Worker,
    [property: Id(4)] ImmutableArray<LogAttribute> Attributes);

/// <summary>
/// Imported history 历史导入 of one case, or a part of it where it is long: one command, one append. Not decided again, no clocks, no cards (decisions 19).
/// </summary>
/// <param name="Log">Id of the log: the first 12 hex digits of the SHA-256 of its unpacked bytes.</param>
/// <param name="Hall">The imported hall, <see cref="ImportedHistory.HallOf"/>.</param>
/// <param name="Trace">Number of the trace in the file, from 1.</param>
/// <param name="FirstEvent">Number of the part's first event within the trace, from 1; a part that does not follow what is recorded is refused.</param>
/// <param name="Last">No further part follows.</param>
/// <param name="Attributes">The trace's own attributes; only in the first part.</param>
/// <param name="Late">Attributes of the trace that stand after its first event; only in the last part.</param>
[GenerateSerializer, Immutable, Alias("hg.HistoryPart")]
public sealed record HistoryPart(
    [property: Id(0)] string Log,
    [property: Id(1)] string Hall,
    [property: Id(2)] int Trace,
    [property: Id(3)] int FirstEvent,
    [property: Id(4)] bool Last,
    [property: Id(5)] ImmutableArray<LogAttribute> Attributes,
    [property: Id(6)] ImmutableArray<HistoryEvent> Events,
    [property: Id(7)] ImmutableArray<LogAttribute> Late)
{
    /// <summary>Events in one part: each is at most three entries (offer, acceptance, event) of the 500 that one append takes.</summary>
    public const int MaxEvents = 160;
}

/// <summary>How much of an imported case is recorded.</summary>
[GenerateSerializer, Immutable, Alias("hg.HistoryReceipt")]
public sealed record HistoryReceipt(
    [property: Id(0)] string CaseNumber,
    [property: Id(1)] int Events,
    [property: Id(2)] bool Complete,
    [property: Id(3)] int Version);

/// <summary>Names of what is imported; all follow from the log's hash, so a second run finds the first one's cases.</summary>
public static class ImportedHistory
{
    /// <summary>Owns an event by nobody before any resource is named.</summary>
    public const string UnknownStaff = "imported/unknown";

    public const string StaffPrefix = "imported/";

    /// <summary>The channel 渠道 of imported cases.</summary>
    public const string Channel = "imported";

    private const int PerDay = 999_999;
    private static readonly LocalDate FirstDay = new(2000, 1, 1);

    /// <summary>The "imported" hall of a log.</summary>
    public static string HallOf(string log) => "IMP" + log[..9].ToUpperInvariant();

    public static bool IsImported(string hall) => hall.Length == 12 && hall.StartsWith("IMP", StringComparison.Ordinal);

    /// <summary>Case number of a trace. The day only carries what the sequence cannot; numbers sort as the traces stand in the file.</summary>
    public static CaseNumber NumberOf(string log, int trace) => CaseNumber.Create(HallOf(log), FirstDay.PlusDays((trace - 1) / PerDay), ((trace - 1) % PerDay) + 1);

    public static string CommandId(string log, int trace, int firstEvent) => FormattableString.Invariant($"log-{log}-{trace}-{firstEvent}");
}

/// <summary>An imported case begins.</summary>
/// <param name="Trace">Number of the trace in the file, from 1.</param>
/// <param name="Owner">First owner: the worker of the first event, or <see cref="ImportedHistory.UnknownStaff"/>.</param>
/// <param name="Attributes">The trace's attributes: they may name people.</param>
public sealed record HistoryBegan(string Log, string Hall, int Trace, string Owner, [property: Private] ImmutableArray<LogAttribute>? Attributes = null) : IEntry;

/// <summary>One event of the log, at its own instant, in the order of the file.</summary>
/// <param name="Event">Number within the trace, from 1.</param>
/// <param name="Time">Original text of the time; null if the event has none.</param>
/// <param name="Owner">Who owns the case during it: its worker, or the last one named.</param>
/// <param name="Attributes">All attributes of the event, the resource's name among them.</param>
public sealed record HistoryRecorded(int Event, string Activity, string? Time, string Owner, [property: Private] ImmutableArray<LogAttribute>? Attributes = null) : IEntry;

/// <summary>The trace is complete.</summary>
public sealed record HistoryEnded(int Events, [property: Private] ImmutableArray<LogAttribute>? Attributes = null) : IEntry;
