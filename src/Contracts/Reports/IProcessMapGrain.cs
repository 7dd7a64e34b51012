using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Reports;

/// <param name="From">Only events at or after this instant; null: from the first.</param>
/// <param name="To">Only events before this instant; null: to the last.</param>
[GenerateSerializer, Immutable, Alias("hg.ProcessMapFilter")]
public sealed record ProcessMapFilter([property: Id(0)] Instant? From = null, [property: Id(1)] Instant? To = null);

[GenerateSerializer, Immutable, Alias("hg.ProcessActivity")]
public sealed record ProcessActivity([property: Id(0)] string Name, [property: Id(1)] long Count);

/// <summary>
/// How often one activity directly followed another in a case, and the milliseconds between the two: differences of instants, so negative where a log
/// runs backwards. Times are null when no such pair has two times. The median of an even number is the mean of the two middle ones; mean and median are
/// rounded to three decimals, half to even.
/// </summary>
[GenerateSerializer, Immutable, Alias("hg.ProcessEdge")]
public sealed record ProcessEdge(
    [property: Id(0)] string From,
    [property: Id(1)] string To,
    [property: Id(2)] long Count,
    [property: Id(3)] long? MinMs,
    [property: Id(4)] decimal? MedianMs,
    [property: Id(5)] decimal? MeanMs,
    [property: Id(6)] long? MaxMs,
    [property: Id(7)] long TotalMs);

/// <summary>Process map 流程图: how cases really run. Activities and edges by falling count, then by name, ordinal.</summary>
[GenerateSerializer, Immutable, Alias("hg.ProcessMapView")]
public sealed record ProcessMapView(
    [property: Id(0)] ImmutableArray<ProcessActivity> Activities,
    [property: Id(1)] ImmutableArray<ProcessEdge> Edges,
    [property: Id(2)] Instant AsOf);

/// <summary>Process map of one hall, or of all (<see cref="City"/>). Key: hall code. For heads (L3 and above), supervisors and auditors. A fold of the ledger.</summary>
[Alias("hg.IProcessMapGrain")]
public interface IProcessMapGrain : IGrainWithStringKey
{
    /// <summary>All halls, imported ones included.</summary>
    public const string City = "city";

    [Alias("Get"), Allow(Roles.Staff, Roles.Supervisor, Roles.Auditor)] Task<CaseRead<ProcessMapView>> GetAsync(Caller caller, ProcessMapFilter filter);
}
