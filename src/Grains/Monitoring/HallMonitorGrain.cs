using System.Globalization;
using System.Runtime.CompilerServices;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Shell;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace HallGrains.Grains.Monitoring;

/// <summary>Monitor of a hall 大厅监看: an implicit subscriber of the hall's entries around <see cref="HallMonitor"/>; answers and feeds from its picture.</summary>
[GrainType("hall-monitor"), Reentrant]
[ImplicitStreamSubscription(LedgerStreams.HallNamespace)]
internal sealed partial class HallMonitorGrain : Grain, IHallMonitorGrain, IStreamSubscriptionObserver
{
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(80);
    private static readonly TimeSpan Upkeep = TimeSpan.FromSeconds(5);
    private const int ShowTimeEvery = 3;
    private const int ReconcileEvery = 12;
    private const int SnapshotEvery = 60;

    private readonly StreamServices _services;
    private readonly IPersistentState<MonitorSnapshot> _snapshot;
    private readonly ILogger<HallMonitorGrain> _logger;
    private readonly FeedWatchers _watchers = new();
    private readonly Dictionary<string, int> _changedCases = new(StringComparer.Ordinal);
    private HallMonitor _monitor = null!;
    private Task? _loading;
    private IGrainTimer? _publish;
    private bool _publishing;
    private bool _snapshotDue;
    private string _epoch = "";
    private long _count;
    private int _upkeeps;
    private Instant? _newest;
    private int? _lag;
    private CityHallRow? _told;

    public HallMonitorGrain(
        StreamServices services, [PersistentState("monitor", "monitors")] IPersistentState<MonitorSnapshot> snapshot, ILogger<HallMonitorGrain> logger)
    {
        _services = services;
        _snapshot = snapshot;
        _logger = logger;
    }

    private string Key => this.GetPrimaryKeyString();

    private Instant Now => _services.Clock.GetCurrentInstant();

    private string Position => string.Create(CultureInfo.InvariantCulture, $"{_epoch}-{_count}");

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _monitor = new(_services.Ledger, _services.Codec, _services.Clock, Key, _logger) { Changed = OnChanged };
        _epoch = ((uint)GrainContext.ActivationId.GetHashCode()).ToString("x8", CultureInfo.InvariantCulture);
        _publish = this.RegisterGrainTimer(static (self, _) => self.PublishAsync(), this, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan, Interleave = true });
        this.RegisterGrainTimer(static (self, _) => self.UpkeepAsync(), this, new() { DueTime = Upkeep, Period = Upkeep, Interleave = true });
        try
        {
            await LoadedAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The ledger is away. Upkeep and questions try again; deliveries meanwhile are in the ledger, from where they will be read.
            LogNotLoaded(Key, e);
        }

        await base.OnActivateAsync(cancellationToken);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _watchers.Close();
        if (_snapshotDue) await SaveSnapshotAsync();
        await base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        await handleFactory.Create<LedgerEvent>().ResumeAsync((e, _) => ReceiveAsync(e), OnStreamErrorAsync);

    public async Task<LiveRead<HallLiveView>> HallAsync(Caller caller)
    {
        await LoadedAsync();
        if (_monitor.Picture.Definition is not { } hall) return Absent<HallLiveView>();
        if (!MonitorRights.Hall(caller, await ActorAsync(caller), hall)) return Forbidden<HallLiveView>(caller);
        return LiveRead.Of(View());
    }

    public async Task<LiveRead<WindowView>> WindowAsync(Caller caller, string window)
    {
        var read = await HallAsync(caller);
        if (read.Refusal is { } refusal) return new(null, refusal);
        return read.Value!.Windows.FirstOrDefault(w => w.Window == window) is { } row ? LiveRead.Of(row) : LiveRead.Refused<WindowView>(Codes.NotFound);
    }

    public async Task<LiveRead<StaffLiveView>> StaffAsync(Caller caller, string number)
    {
        await LoadedAsync();
        if (_monitor.Picture.Definition is not { } hall) return Absent<StaffLiveView>();
        if (!MonitorRights.Staff(caller, await ActorAsync(caller), hall, number)) return Forbidden<StaffLiveView>(caller);
        return HallViews.Staff(_monitor.Picture, number, Now, Position) is { } view ? LiveRead.Of(view) : LiveRead.Refused<StaffLiveView>(Codes.NotFound);
    }

    public async Task<DisplayView?> DisplayAsync()
    {
        await LoadedAsync();
        if (_monitor.Picture.Definition is not null) return HallViews.Display(_monitor.Picture, Now, Position);
        DeactivateOnIdle();
        return null;
    }

    public async Task<CityHallRow?> SummaryAsync()
    {
        await LoadedAsync();
        return _monitor.Picture.Definition is null ? null : HallViews.Summary(View());
    }

    public async IAsyncEnumerable<HallUpdate> FeedAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await LoadedAsync();
        if (_monitor.Picture.Definition is null) yield break;
        var watcher = _watchers.Add();
        try
        {
            do
            {
                yield return new(View(), HallViews.Display(_monitor.Picture, Now, Position), watcher.Take(), _newest);
            }
            while (await watcher.NextAsync(cancellationToken));
        }
        finally
        {
            _watchers.Remove(watcher);
        }
    }

    public async Task ReconcileAsync()
    {
        await LoadedAsync();
        await _monitor.ReconcileAsync();
    }

    private async Task ReceiveAsync(LedgerEvent e)
    {
        // The entry came from outside the grain: until it reads its stream again it has in memory what is to be forgotten. Delivered again until it is done.
        if (e.Kind == nameof(PersonErased) && FollowedStream.Parse(e.Stream) is { Kind: FollowedKind.Case, Id: var number }) await GrainFactory.GetGrain<ICaseGrain>(number).ForgetAsync(e.Version);
        if (_loading is { IsCompletedSuccessfully: false })
        {
            try
            {
                await _loading;
            }
            catch (Exception) when (!_loading.IsCompletedSuccessfully)
            {
                return;
            }
        }

        // Not loaded: the next load reads it from the ledger.
        if (_loading is null) return;
        if (await _monitor.ReceiveAsync(e) is not (Folded.Done or Folded.Gap)) return;
        var lag = Now - e.RecordedAt;
        LiveMetrics.Lag.Record(lag.TotalSeconds, new KeyValuePair<string, object?>("partition", e.Partition));
        _lag = (int)Math.Clamp(lag.TotalMilliseconds, 0, int.MaxValue);
        if (_newest is null || e.RecordedAt > _newest) _newest = e.RecordedAt;
    }

    private Task OnStreamErrorAsync(Exception exception)
    {
        LogStreamError(Key, exception);
        return Task.CompletedTask;
    }

    /// <summary>Loads once; a failed load is tried again by the next who asks.</summary>
    private async Task LoadedAsync()
    {
        if (_loading is null or { IsFaulted: true } or { IsCanceled: true }) _loading = _monitor.LoadAsync(_snapshot.State);
        await _loading;
    }

    private void OnChanged(string stream, int version)
    {
        _count++;
        _snapshotDue = true;
        if (FollowedStream.Parse(stream) is { Kind: FollowedKind.Case, Id: var number }) _changedCases[number] = version;
        SchedulePublish();
    }

    private void SchedulePublish()
    {
        if (_publishing) return;
        _publishing = true;
        _publish?.Change(Coalesce, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Wakes the watchers and tells the city, a few times a second at most.</summary>
    private async Task PublishAsync()
    {
        _publishing = false;
        _watchers.Changed(_changedCases);
        _changedCases.Clear();
        if (_loading is not { IsCompletedSuccessfully: true } || _monitor.Picture.Definition is null) return;
        var row = HallViews.Summary(View());
        if (row with { AsOf = default } == _told) return;
        try
        {
            await GrainFactory.GetGrain<ICityMonitorGrain>(ICityMonitorGrain.Key).TellAsync(row);
            _told = row with { AsOf = default };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Told again by the next publication or upkeep.
            LogCityNotTold(Key, e);
        }
    }

    private async Task UpkeepAsync()
    {
        try
        {
            _upkeeps++;
            await LoadedAsync();
            await _monitor.RetryAsync();
            if (_upkeeps % ReconcileEvery == 0) await _monitor.ReconcileAsync();
            if (_upkeeps % SnapshotEvery == 0 && _snapshotDue) await SaveSnapshotAsync();

            // Waiting times grow and days end without an entry.
            if (_upkeeps % ShowTimeEvery == 0)
            {
                _count++;
                SchedulePublish();
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogUpkeepFailed(Key, e);
        }
    }

    private async Task SaveSnapshotAsync()
    {
        if (_loading is not { IsCompletedSuccessfully: true } || _monitor.Picture.Definition is null) return;
        try
        {
            _snapshotDue = false;
            _snapshot.State = MonitorSnapshot.Of(_monitor.Picture);
            await _snapshot.WriteStateAsync();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _snapshotDue = true;
            LogSnapshotFailed(Key, e);
            // Somebody else wrote or dropped it (a rebuild): the next save starts from what stands there.
            if (e is InconsistentStateException) await _snapshot.ReadStateAsync();
        }
    }

    private HallLiveView View() => HallViews.Hall(_monitor.Picture, Now, Position, _lag);

    private async Task<StaffSnapshot?> ActorAsync(Caller caller) =>
        caller.Staff is { } number && !caller.Is(Roles.Supervisor) ? await GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() : null;

    private LiveRead<T> Absent<T>() where T : class
    {
        DeactivateOnIdle();
        return LiveRead.Refused<T>(Codes.NotFound);
    }

    private static LiveRead<T> Forbidden<T>(Caller caller) where T : class =>
        LiveRead.Refused<T>(caller.Account == Caller.AnonymousAccount ? Codes.NotSignedIn : Codes.NotPermitted);

    [LoggerMessage(6111, LogLevel.Warning, "The monitor of hall {Hall} could not be loaded yet")]
    private partial void LogNotLoaded(string hall, Exception exception);

    [LoggerMessage(6112, LogLevel.Warning, "The stream of hall {Hall} reported an error")]
    private partial void LogStreamError(string hall, Exception exception);

    [LoggerMessage(6113, LogLevel.Warning, "The city's monitor was not told of hall {Hall}")]
    private partial void LogCityNotTold(string hall, Exception exception);

    [LoggerMessage(6114, LogLevel.Warning, "Upkeep of the monitor of hall {Hall} failed")]
    private partial void LogUpkeepFailed(string hall, Exception exception);

    [LoggerMessage(6115, LogLevel.Warning, "The snapshot of the monitor of hall {Hall} was not saved")]
    private partial void LogSnapshotFailed(string hall, Exception exception);
}
