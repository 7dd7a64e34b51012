using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Cases;

/// <summary>What an event log says of itself before its first trace.</summary>
/// <param name="Format"><c>xes</c> or <c>csv</c>.</param>
/// <param name="Declarations">XML attributes of the root (types that begin with <c>@</c>), extensions, globals, classifiers and the log's attributes.</param>
[GenerateSerializer, Immutable, Alias("hg.LogOpening")]
public sealed record LogOpening(
    [property: Id(0)] string Log,
    [property: Id(1)] string Format,
    [property: Id(2)] ImmutableArray<LogAttribute> Declarations);

/// <summary>What is known when the whole file was read.</summary>
/// <param name="Broken">Why the rest of the file could not be read; null when all was.</param>
/// <param name="Declarations">What stands after the first trace.</param>
[GenerateSerializer, Immutable, Alias("hg.LogClosing")]
public sealed record LogClosing(
    [property: Id(0)] int Cases,
    [property: Id(1)] long Events,
    [property: Id(2)] long Refused,
    [property: Id(3)] string? Broken,
    [property: Id(4)] ImmutableArray<LogAttribute> Declarations);

public sealed record EventLogOpened(string Log, string Hall, string Format, [property: Private] ImmutableArray<LogAttribute>? Declarations = null) : IEntry;

public sealed record EventLogClosed(int Cases, long Events, long Refused, string? Broken, [property: Private] ImmutableArray<LogAttribute>? Declarations = null) : IEntry;

/// <summary>An imported event log. <c>state</c>: importing | imported.</summary>
[GenerateSerializer, Immutable, Alias("hg.EventLogView")]
public sealed record EventLogView(
    [property: Id(0)] string Log,
    [property: Id(1)] string Hall,
    [property: Id(2)] string Format,
    [property: Id(3)] string State,
    [property: Id(4)] int Cases,
    [property: Id(5)] long Events,
    [property: Id(6)] long Refused,
    [property: Id(7)] string? Broken,
    [property: Id(8)] int Version,
    [property: Id(9)] Instant AsOf) : IVersionedView;

/// <summary>An imported event log 事件日志. Key: the log's id. Stream <c>log/{id}</c>. Its cases are Case grains of the hall <see cref="ImportedHistory.HallOf"/>.</summary>
[Alias("hg.IEventLogGrain")]
public interface IEventLogGrain : IGrainWithStringKey
{
    [Alias("Open"), Inside] Task<Outcome<EventLogView>> OpenAsync(CommandMeta meta, LogOpening opening);

    /// <summary>Every trace is recorded: the log can be given back.</summary>
    [Alias("Close"), Inside] Task<Outcome<EventLogView>> CloseAsync(CommandMeta meta, LogClosing closing);

    /// <summary>Null: no such log, or the caller may not know of it.</summary>
    [AlwaysInterleave, Alias("Get"), Allow(Roles.Admin, Roles.Auditor, Roles.Supervisor)] Task<EventLogView?> GetAsync(Caller caller);
}
