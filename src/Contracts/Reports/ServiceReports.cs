using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pages;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Reports;

/// <param name="Hall">Null: the city.</param>
/// <param name="From">Only what happened at or after this instant; null: from the first.</param>
/// <param name="By">What the rows are by.</param>
[GenerateSerializer, Immutable, Alias("hg.ReportFilter")]
public sealed record ReportFilter([property: Id(0)] string? Hall, [property: Id(1)] Instant? From, [property: Id(2)] Instant? To, [property: Id(3)] string By);

/// <summary>Figures of §17 for one group. Rates are shares of one, four decimals; null where nothing is counted.</summary>
/// <param name="OnTimeRate">Decided by effective due / decided; a card that the supervisor cancelled does not count as late.</param>
/// <param name="HandlingMinutes">Mean of the working minutes from where the limit counts to the decision, pauses left out.</param>
/// <param name="OneVisitRate">Decided with at most one visit / decided (0.1).</param>
/// <param name="BouncePer100">Handoffs declined or expired per 100 cases received.</param>
[GenerateSerializer, Immutable, Alias("hg.ServiceFigures")]
public sealed record ServiceFigures(
    [property: Id(0)] string Key,
    [property: Id(1)] int Opened,
    [property: Id(2)] int Received,
    [property: Id(3)] int Accepted,
    [property: Id(4)] double? AcceptanceRate,
    [property: Id(5)] int Decided,
    [property: Id(6)] int OnTime,
    [property: Id(7)] double? OnTimeRate,
    [property: Id(8)] double? HandlingMinutes,
    [property: Id(9)] double? HandlingMinutesP90,
    [property: Id(10)] int Visits,
    [property: Id(11)] double? OneVisitRate,
    [property: Id(12)] int Served,
    [property: Id(13)] double? WaitMinutes,
    [property: Id(14)] double? WaitMinutesP90,
    [property: Id(15)] double? ServiceMinutes,
    [property: Id(16)] double? ReturnRate,
    [property: Id(17)] double? ErrorRate,
    [property: Id(18)] double? BouncePer100,
    [property: Id(19)] double? GreenShare,
    [property: Id(20)] double? OnlineShare,
    [property: Id(21)] int Rated,
    [property: Id(22)] double? Satisfaction);

/// <param name="OnlineItems">Items in force that can be applied for online / items in force (5.6f).</param>
[GenerateSerializer, Immutable, Alias("hg.ServiceReport")]
public sealed record ServiceReport(
    [property: Id(0)] string Hall, [property: Id(1)] string By, [property: Id(2)] ServiceFigures All, [property: Id(3)] ImmutableArray<ServiceFigures> Groups,
    [property: Id(4)] double? OnlineItems, [property: Id(5)] Instant AsOf);

/// <summary>公平 (2.3c): the same for everybody, shown for each group.</summary>
/// <param name="RefusalRate">Refused / received.</param>
/// <param name="LateRate">Decided after the effective due / decided.</param>
[GenerateSerializer, Immutable, Alias("hg.FairnessFigures")]
public sealed record FairnessFigures(
    [property: Id(0)] string Key,
    [property: Id(1)] int Called,
    [property: Id(2)] double? WaitMinutes,
    [property: Id(3)] double? WaitMinutesP90,
    [property: Id(4)] int Received,
    [property: Id(5)] int Refused,
    [property: Id(6)] double? RefusalRate,
    [property: Id(7)] int Decided,
    [property: Id(8)] int Denied,
    [property: Id(9)] int Late,
    [property: Id(10)] double? LateRate);

/// <summary>A ticket that was called before its turn: by whom and why.</summary>
[GenerateSerializer, Immutable, Alias("hg.OutOfOrderCall")]
public sealed record OutOfOrderCall(
    [property: Id(0)] string Hall,
    [property: Id(1)] string Ticket,
    [property: Id(2)] string ServiceLine,
    [property: Id(3)] string Window,
    [property: Id(4)] string Staff,
    [property: Id(5)] string Reason,
    [property: Id(6)] Instant At);

/// <param name="Jumps">Every out-of-order call of the span, newest first, at most 500.</param>
[GenerateSerializer, Immutable, Alias("hg.FairnessReport")]
public sealed record FairnessReport(
    [property: Id(0)] string Hall,
    [property: Id(1)] ImmutableArray<FairnessFigures> Audiences,
    [property: Id(2)] ImmutableArray<FairnessFigures> Channels,
    [property: Id(3)] ImmutableArray<FairnessFigures> Halls,
    [property: Id(4)] int OutOfOrder,
    [property: Id(5)] ImmutableArray<OutOfOrderCall> Jumps,
    [property: Id(6)] Instant AsOf);

/// <summary>差错 (5.5c) by stage, person or item: an error counts where it was made, however long after.</summary>
/// <param name="Done">Stages finished and decisions made.</param>
/// <param name="Returned">退回 to here.</param>
/// <param name="Corrected">Decisions found wrong whose fault lies here.</param>
/// <param name="ErrorRate">Of those done.</param>
/// <param name="Sampled">Instant items drawn for a look by another person.</param>
[GenerateSerializer, Immutable, Alias("hg.QualityFigures")]
public sealed record QualityFigures(
    [property: Id(0)] string Key,
    [property: Id(1)] int Done,
    [property: Id(2)] int Returned,
    [property: Id(3)] double? ReturnRate,
    [property: Id(4)] int Corrected,
    [property: Id(5)] double? ErrorRate,
    [property: Id(6)] int Sampled,
    [property: Id(7)] int SamplesChecked,
    [property: Id(8)] int SamplesWrong);

[GenerateSerializer, Immutable, Alias("hg.QualityReport")]
public sealed record QualityReport(
    [property: Id(0)] string Hall, [property: Id(1)] string By, [property: Id(2)] QualityFigures All, [property: Id(3)] ImmutableArray<QualityFigures> Groups, [property: Id(4)] Instant AsOf);

/// <summary>在办积压 (5.4e): open cases by how much of their limit is used.</summary>
[GenerateSerializer, Immutable, Alias("hg.BacklogFigures")]
public sealed record BacklogFigures(
    [property: Id(0)] string Key,
    [property: Id(1)] int Open,
    [property: Id(2)] int Under50,
    [property: Id(3)] int From50,
    [property: Id(4)] int From80,
    [property: Id(5)] int Over100);

/// <param name="Used">Share of the limit that is used now; above one it is late. Null where no clock runs, or a pause keeps it open.</param>
[GenerateSerializer, Immutable, Alias("hg.BacklogCase")]
public sealed record BacklogCase(
    [property: Id(0)] string CaseNumber,
    [property: Id(1)] string? Hall,
    [property: Id(2)] string? Item,
    [property: Id(3)] string? State,
    [property: Id(4)] string? Stage,
    [property: Id(5)] string? Owner,
    [property: Id(6)] string? Window,
    [property: Id(7)] double? Used,
    [property: Id(8)] Instant? DueAt,
    [property: Id(9)] string Card);

/// <param name="Cases">The most used first, at most 200.</param>
[GenerateSerializer, Immutable, Alias("hg.BacklogReport")]
public sealed record BacklogReport(
    [property: Id(0)] string Hall,
    [property: Id(1)] BacklogFigures All,
    [property: Id(2)] ImmutableArray<BacklogFigures> Staff,
    [property: Id(3)] ImmutableArray<BacklogFigures> Windows,
    [property: Id(4)] ImmutableArray<BacklogFigures> Stages,
    [property: Id(5)] ImmutableArray<BacklogCase> Cases,
    [property: Id(6)] Instant AsOf);

/// <summary>A live figure beside a clause of the norm (0.2).</summary>
[GenerateSerializer, Immutable, Alias("hg.NormFigure")]
public sealed record NormFigure([property: Id(0)] string Metric, [property: Id(1)] decimal? Value, [property: Id(2)] int Count);

/// <summary>
/// Figures of the service 服务指标: one fold of the ledger for the whole city, read on by position at each question, so that a question costs the entries
/// since the last one and the counting, never a scan of the ledger. Key: <see cref="Key"/>.
/// </summary>
[Alias("hg.IServiceFiguresGrain")]
public interface IServiceFiguresGrain : IGrainWithStringKey
{
    public const string Key = "city";

    /// <summary>For everybody who is signed in; by person for heads (L3 and above), supervisors and auditors.</summary>
    [Alias("Service"), Anyone] Task<CaseRead<ServiceReport>> ServiceAsync(Caller caller, ReportFilter filter);

    /// <summary>For heads, supervisors, social supervisors and auditors.</summary>
    [Alias("Fairness"), Allow(Roles.Staff, Roles.Supervisor, Roles.SocialSupervisor, Roles.Auditor)] Task<CaseRead<FairnessReport>> FairnessAsync(Caller caller, ReportFilter filter);

    /// <summary>For heads, supervisors and auditors.</summary>
    [Alias("Quality"), Allow(Roles.Staff, Roles.Supervisor, Roles.Auditor)] Task<CaseRead<QualityReport>> QualityAsync(Caller caller, ReportFilter filter);

    /// <summary>The hall's promises with how far each is kept; null when there is no such hall.</summary>
    [Alias("Promises"), Anyone] Task<PromiseList?> PromisesAsync(string hall);

    /// <summary>Figures of this month in the whole city, by clause of the norm.</summary>
    [Alias("Norm"), Anyone] Task<ImmutableSortedDictionary<string, NormFigure>> NormAsync();
}

[GenerateSerializer, Immutable, Alias("hg.PromiseList")]
public sealed record PromiseList([property: Id(0)] string Hall, [property: Id(1)] ImmutableArray<PromiseView> Promises, [property: Id(2)] Instant AsOf);

/// <summary>Backlog 在办积压, from the summary rows of open cases. Key: hall code.</summary>
[Alias("hg.IBacklogGrain")]
public interface IBacklogGrain : IGrainWithStringKey
{
    /// <summary>For heads (L3 and above) of the hall and those above it, and supervisors.</summary>
    [Alias("Get"), Allow(Roles.Staff, Roles.Supervisor, Roles.Auditor)] Task<CaseRead<BacklogReport>> GetAsync(Caller caller);
}
