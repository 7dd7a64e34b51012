using System.Globalization;
using System.Runtime.CompilerServices;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace HallGrains.Grains.Monitoring;

/// <summary>Monitor of the city 全市监看: the summaries that hall monitors tell, asked of them once at its start and now and then. Holds nothing of its own.</summary>
[GrainType("city-monitor"), Reentrant]
internal sealed partial class CityMonitorGrain(StreamServices services, ILogger<CityMonitorGrain> logger) : Grain, ICityMonitorGrain
{
    private static readonly TimeSpan Coalesce = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<string, CityHallRow> _halls = new(StringComparer.Ordinal);
    private readonly FeedWatchers _watchers = new();
    private IGrainTimer? _publish;
    private bool _publishing;
    private string _epoch = "";
    private long _count;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _epoch = ((uint)GrainContext.ActivationId.GetHashCode()).ToString("x8", CultureInfo.InvariantCulture);
        _publish = this.RegisterGrainTimer(static (self, _) => self.Publish(), this, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan, Interleave = true });
        // Not in the activation itself: halls that are asked may be telling this grain at that moment.
        this.RegisterGrainTimer(static (self, _) => self.AskAsync(), this, new() { DueTime = TimeSpan.Zero, Period = AskAgain, Interleave = true });
        await base.OnActivateAsync(cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _watchers.Close();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async Task<LiveRead<CityLiveView>> CityAsync(Caller caller)
    {
        var actor = caller.Staff is { } number && !caller.Is(Roles.Supervisor) ? await GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() : null;
        if (!MonitorRights.City(caller, actor))
            return LiveRead.Refused<CityLiveView>(caller.Account == Caller.AnonymousAccount ? Codes.NotSignedIn : Codes.NotPermitted);
        if (_halls.Count == 0) await AskAsync();
        return LiveRead.Of(View());
    }

    public async IAsyncEnumerable<CityLiveView> FeedAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (_halls.Count == 0) await AskAsync();
        var watcher = _watchers.Add();
        try
        {
            do
            {
                yield return View();
            }
            while (await watcher.NextAsync(cancellationToken));
        }
        finally
        {
            _watchers.Remove(watcher);
        }
    }

    public Task TellAsync(CityHallRow row)
    {
        if (_halls.TryGetValue(row.Hall, out var known) && known.AsOf > row.AsOf) return Task.CompletedTask;
        _halls[row.Hall] = row;
        _count++;
        if (!_publishing)
        {
            _publishing = true;
            _publish?.Change(Coalesce, Timeout.InfiniteTimeSpan);
        }

        return Task.CompletedTask;
    }

    private Task Publish()
    {
        _publishing = false;
        _watchers.Changed(new Dictionary<string, int>());
        return Task.CompletedTask;
    }

    private async Task AskAsync()
    {
        try
        {
            var halls = await GrainFactory.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).HallsAsync();
            foreach (var batch in halls.Chunk(8))
            {
                var rows = await Task.WhenAll(batch.Select(h => GrainFactory.GetGrain<IHallMonitorGrain>(h.Code).SummaryAsync()));
                foreach (var row in rows.OfType<CityHallRow>()) await TellAsync(row);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            LogNotAsked(e);
        }
    }

    private CityLiveView View() => new()
    {
        Halls = [.. _halls.Values],
        OpenWindows = _halls.Values.Sum(h => h.OpenWindows),
        Waiting = _halls.Values.Sum(h => h.Waiting),
        ServedToday = _halls.Values.Sum(h => h.ServedToday),
        OpenCases = _halls.Values.Sum(h => h.OpenCases),
        Overdue = _halls.Values.Sum(h => h.Overdue),
        Yellow = _halls.Values.Sum(h => h.Yellow),
        Red = _halls.Values.Sum(h => h.Red),
        AsOf = services.Clock.GetCurrentInstant(),
        Position = string.Create(CultureInfo.InvariantCulture, $"{_epoch}-{_count}"),
    };

    [LoggerMessage(6121, LogLevel.Warning, "Not every hall's monitor could be asked")]
    private partial void LogNotAsked(Exception exception);
}
