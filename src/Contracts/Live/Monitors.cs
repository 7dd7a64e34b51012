using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Windows;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Live;

/// <summary>A live read that may be refused.</summary>
[GenerateSerializer, Immutable, Alias("hg.LiveRead`1")]
public sealed record LiveRead<T>([property: Id(0)] T? Value, [property: Id(1)] Refusal? Refusal) where T : class;

/// <summary>Makes reads.</summary>
public static class LiveRead
{
    public static LiveRead<T> Of<T>(T value) where T : class => new(value, null);

    public static LiveRead<T> Refused<T>(string code) where T : class => new(null, Refusal.Of(code));
}

/// <summary>A case of the hall has a new version.</summary>
[GenerateSerializer, Immutable, Alias("hg.CaseChanged")]
public sealed record CaseChanged([property: Id(0)] string CaseNumber, [property: Id(1)] int Version);

/// <summary>What a watcher of a hall gets: the newest view, and the cases that changed since its last update.</summary>
/// <param name="RecordedAt">Commit of the newest entry in it, for the lag; null when only time passed.</param>
[GenerateSerializer, Immutable, Alias("hg.HallUpdate")]
public sealed record HallUpdate(
    [property: Id(0)] HallLiveView View,
    [property: Id(1)] DisplayView Display,
    [property: Id(2)] ImmutableArray<CaseChanged> Cases,
    [property: Id(3)] Instant? RecordedAt);

/// <summary>
/// Monitor of a hall 大厅监看: folds its windows, staff, tickets and cases from the streams over the ledger. Key: hall code.
/// A view never blocks a command, and authorises none.
/// </summary>
[Alias("hg.IHallMonitorGrain")]
public interface IHallMonitorGrain : IGrainWithStringKey
{
    /// <summary>Staff of the hall, leaders above it, supervisors.</summary>
    [AlwaysInterleave, Alias("Hall"), Anyone] Task<LiveRead<HallLiveView>> HallAsync(Caller caller);

    /// <summary>The window's row of the hall's view; the same rights.</summary>
    [AlwaysInterleave, Alias("Window"), Anyone] Task<LiveRead<WindowView>> WindowAsync(Caller caller, string window);

    /// <summary>The person themselves, heads and leaders of the hall, supervisors.</summary>
    [AlwaysInterleave, Alias("Staff"), Anyone] Task<LiveRead<StaffLiveView>> StaffAsync(Caller caller, string number);

    /// <summary>For anybody; null when there is no such hall.</summary>
    [AlwaysInterleave, Alias("Display"), Anyone] Task<DisplayView?> DisplayAsync();

    /// <summary>Null when there is no such hall.</summary>
    [AlwaysInterleave, Alias("Summary"), Inside] Task<CityHallRow?> SummaryAsync();

    /// <summary>
    /// The newest view at once, then again after changes, several of them in one where they come fast. For gateways, one call a hall; they ask
    /// <see cref="HallAsync"/> for each watcher's right. Ends when the monitor moves: call again. Empty when there is no such hall.
    /// </summary>
    [Alias("Feed"), Anyone] IAsyncEnumerable<HallUpdate> FeedAsync(CancellationToken cancellationToken = default);

    /// <summary>Compares with the ledger now and folds what is missing; the monitor does so by itself every minute.</summary>
    [Alias("Reconcile"), Inside] Task ReconcileAsync();
}

/// <summary>
/// A hall as it stood 历史实况: the fold of what was recorded until an instant, read from the ledger anew. Key: hall code. The rights of today's
/// <see cref="IHallMonitorGrain"/>.
/// </summary>
[Alias("hg.IHallHistoryGrain")]
public interface IHallHistoryGrain : IGrainWithStringKey
{
    /// <summary>Not found before the hall was registered.</summary>
    [Alias("Hall"), Anyone] Task<LiveRead<HallLiveView>> HallAsync(Caller caller, Instant at);

    /// <summary>The window's row of it.</summary>
    [Alias("Window"), Anyone] Task<LiveRead<WindowView>> WindowAsync(Caller caller, string window, Instant at);
}

/// <summary>Monitor of the city 全市监看. Key: <see cref="Key"/>.</summary>
[Alias("hg.ICityMonitorGrain")]
public interface ICityMonitorGrain : IGrainWithStringKey
{
    public const string Key = "city";

    /// <summary>Leaders (L4, L5), supervisors.</summary>
    [AlwaysInterleave, Alias("City"), Anyone] Task<LiveRead<CityLiveView>> CityAsync(Caller caller);

    /// <summary>As <see cref="IHallMonitorGrain.FeedAsync"/>.</summary>
    [Alias("Feed"), Anyone] IAsyncEnumerable<CityLiveView> FeedAsync(CancellationToken cancellationToken = default);

    /// <summary>Told by hall monitors; an older summary than one known changes nothing.</summary>
    [AlwaysInterleave, Alias("Tell"), Inside] Task TellAsync(CityHallRow row);
}
