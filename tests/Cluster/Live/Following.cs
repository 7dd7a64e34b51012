using System.Collections.Concurrent;
using System.Threading.Channels;
using HallGrains.Contracts.Live;

namespace HallGrains.Cluster.Live;

/// <summary>Follows a hall as a gateway does: calls again when the monitor moves. A test waits for the view it wants, whenever it comes.</summary>
internal sealed class Following : IAsyncDisposable
{
    private static readonly TimeSpan GiveUp = TimeSpan.FromMinutes(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<HallUpdate> _updates = Channel.CreateUnbounded<HallUpdate>();
    private readonly Task _running;
    private HallLiveView? _last;

    public Following(IHallMonitorGrain monitor) => _running = RunAsync(monitor);

    /// <summary>Numbers of cases that were said to have changed.</summary>
    public ConcurrentBag<string> Cases { get; } = [];

    public async Task<HallLiveView> UntilAsync(Func<HallLiveView, bool> wanted)
    {
        using var late = new CancellationTokenSource(GiveUp);
        if (_last is not null && wanted(_last)) return _last;
        try
        {
            while (true)
            {
                var update = await _updates.Reader.ReadAsync(late.Token);
                foreach (var changed in update.Cases) Cases.Add(changed.CaseNumber);
                _last = update.View;
                if (wanted(_last)) return _last;
            }
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"The view wanted did not come; the last one was {System.Text.Json.JsonSerializer.Serialize(_last)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(IHallMonitorGrain monitor)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var update in monitor.FeedAsync(_stop.Token)) _updates.Writer.TryWrite(update);
                await Task.Delay(20, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // The silo died or the monitor moved: call again.
                await Task.Yield();
            }
        }
    }
}
