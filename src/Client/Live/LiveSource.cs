using Microsoft.Extensions.Logging;

namespace HallGrains.Client.Live;

/// <summary>
/// One call to a monitor, shared by all who read of it here. It runs while somebody reads and a while after; when the monitor moves or a silo
/// dies it calls again, and what it gets then is the newest view.
/// </summary>
internal abstract partial class LiveSource<TUpdate>(string name, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CallAgain = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private CancellationTokenSource? _running;
    private int _readers;
    private int _generation;

    /// <summary>The monitor's feed.</summary>
    protected abstract IAsyncEnumerable<TUpdate> Open(CancellationToken stop);

    protected abstract void Publish(TUpdate update);

    /// <summary>Drops what was published: nobody follows any more.</summary>
    protected abstract void Forget();

    /// <summary>Keeps the source running until disposed.</summary>
    public IDisposable Hold()
    {
        lock (_gate)
        {
            _readers++;
            _generation++;
            if (_running is null)
            {
                _running = new();
                _ = RunAsync(_running.Token);
            }
        }

        return new Held(this);
    }

    public void Dispose()
    {
        lock (_gate) Stop();
    }

    private void Stop()
    {
        _running?.Cancel();
        _running?.Dispose();
        _running = null;
    }

    private async Task RunAsync(CancellationToken stop)
    {
        // Off the caller's back: it holds the gate.
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await foreach (var update in Open(stop)) Publish(update);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                LogCallAgain(name, e.GetType().Name);
            }

            try
            {
                await Task.Delay(CallAgain, stop);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private void Release()
    {
        int generation;
        lock (_gate)
        {
            if (--_readers > 0) return;
            generation = _generation;
        }

        _ = StopLaterAsync(generation);
    }

    private async Task StopLaterAsync(int generation)
    {
        await Task.Delay(Linger);
        lock (_gate)
        {
            if (_readers > 0 || generation != _generation) return;
            Stop();
            // Whoever comes later begins with what is then, not with what was.
            Forget();
        }
    }

    [LoggerMessage(6301, LogLevel.Information, "The live feed {Name} ended with {Kind} and is called again")]
    private partial void LogCallAgain(string name, string kind);

    private sealed class Held(LiveSource<TUpdate> source) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) source.Release();
        }
    }
}
