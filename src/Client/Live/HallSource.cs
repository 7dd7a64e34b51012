using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using HallGrains.Contracts.Live;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Client.Live;

/// <summary>A hall's feed in this gateway, and the feeds made of it: the hall, its screens, each of its windows, its cases' changes.</summary>
internal sealed class HallSource(string hall, IClusterClient client, IClock? clock, ILogger logger) : LiveSource<HallUpdate>($"hall {hall}", logger)
{
    private static readonly Meter Meter = new("HallGrains.Live");
    private static readonly Histogram<double> ScreenLag = Meter.CreateHistogram<double>("hallgrains.live.screen_lag", "s", "From the commit of an entry to its event in the gateway's feeds");

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LiveFeed> _windows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<CaseWatch, byte> _cases = new();
    private HallUpdate? _newest;

    public LiveFeed Hall { get; } = new();

    public LiveFeed Display { get; } = new();

    /// <summary>The feed of a window; it exists from the first who asks on.</summary>
    public LiveFeed Window(string window)
    {
        lock (_gate)
        {
            if (_windows.TryGetValue(window, out var feed)) return feed;
            feed = _windows[window] = new();
            if (_newest is not null) PublishWindow(window, feed, _newest.View);
            return feed;
        }
    }

    public CaseWatch Watch(string caseNumber)
    {
        var watch = new CaseWatch(this, caseNumber);
        _cases[watch] = 0;
        return watch;
    }

    protected override IAsyncEnumerable<HallUpdate> Open(CancellationToken stop) => client.GetGrain<IHallMonitorGrain>(hall).FeedAsync(stop);

    protected override void Publish(HallUpdate update)
    {
        if (update.RecordedAt is { } recorded && recorded != _newest?.RecordedAt && _newest is not null && clock is not null)
            ScreenLag.Record((clock.GetCurrentInstant() - recorded).TotalSeconds);
        var view = update.View;
        Hall.Publish(view.Position, LiveJson.Bytes(view), LiveJson.Bytes(Timeless(view)));
        Display.Publish(update.Display.Position, LiveJson.Bytes(update.Display), LiveJson.Bytes(update.Display with { AsOf = default, Position = "" }));
        lock (_gate)
        {
            _newest = update;
            foreach (var (window, feed) in _windows) PublishWindow(window, feed, view);
        }

        foreach (var changed in update.Cases)
            foreach (var (watch, _) in _cases)
                if (watch.CaseNumber == changed.CaseNumber) watch.Changed();
    }

    protected override void Forget()
    {
        Hall.Clear();
        Display.Clear();
        lock (_gate)
        {
            _newest = null;
            foreach (var feed in _windows.Values) feed.Clear();
        }
    }

    private static void PublishWindow(string window, LiveFeed feed, HallLiveView view)
    {
        if (view.Windows.FirstOrDefault(w => w.Window == window) is { } row)
            feed.Publish(row.Position, LiveJson.Bytes(row), LiveJson.Bytes(row with { AsOf = default, Position = "" }));
    }

    private static HallLiveView Timeless(HallLiveView view) => view with
    {
        AsOf = default, Position = "", LagMilliseconds = null, Windows = [.. view.Windows.Select(w => w with { AsOf = default, Position = "" })],
    };

    /// <summary>Told when a case changed; several changes are one word.</summary>
    internal sealed class CaseWatch(HallSource source, string caseNumber) : IDisposable
    {
        private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

        public string CaseNumber => caseNumber;

        public void Changed() => _changes.Writer.TryWrite(true);

        /// <summary>False: nothing changed within the time.</summary>
        public async Task<bool> NextAsync(TimeSpan atMost, CancellationToken stop)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
            enough.CancelAfter(atMost);
            try
            {
                return await _changes.Reader.ReadAsync(enough.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return false;
            }
        }

        public void Dispose() => source._cases.TryRemove(this, out _);
    }
}

/// <summary>The city's feed in this gateway.</summary>
internal sealed class CitySource(IClusterClient client, ILogger logger) : LiveSource<CityLiveView>("city", logger)
{
    public LiveFeed City { get; } = new();

    protected override IAsyncEnumerable<CityLiveView> Open(CancellationToken stop) => client.GetGrain<ICityMonitorGrain>(ICityMonitorGrain.Key).FeedAsync(stop);

    protected override void Forget() => City.Clear();

    protected override void Publish(CityLiveView update) => City.Publish(update.Position, LiveJson.Bytes(update), LiveJson.Bytes(update with { AsOf = default, Position = "" }));
}
