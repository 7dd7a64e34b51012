using System.Globalization;
using HallGrains.Contracts.Timekeeping;
using HallGrains.Grains.Ledger;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HallGrains.Silo.Hosting;

/// <summary>How the silos look after the timekeepers.</summary>
internal sealed class TimekeeperOptions
{
    /// <summary>How often each silo sees to it that every timekeeper is awake somewhere.</summary>
    public TimeSpan Watch { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// Every silo calls every timekeeper now and then. A reminder comes once a minute at best, and not at all where its row was lost: when the silo that held a
/// timekeeper dies, the next call of any other silo brings it back (must-hold 8, 25).
/// </summary>
internal sealed partial class TimekeeperWatch(ILedger ledger, IGrainFactory grains, IOptions<TimekeeperOptions> options, ILogger<TimekeeperWatch> logger)
    : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(TimekeeperWatch), ServiceLifecycleStage.Active, StartAsync, StopAsync);

    public void Dispose() => _stop.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(options.Value.Watch);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token)) await Task.WhenAll(Enumerable.Range(0, ledger.Partitions).Select(CallAsync));
        }
        catch (OperationCanceledException)
        {
            // The silo stops; the others go on calling.
        }
    }

    private async Task CallAsync(int partition)
    {
        try
        {
            await grains.GetGrain<ITimekeeperGrain>(partition.ToString(CultureInfo.InvariantCulture)).RunAsync().WaitAsync(_stop.Token);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (!_stop.IsCancellationRequested) NotReached(partition, e.GetType().Name);
        }
    }

    [LoggerMessage(2210, LogLevel.Warning, "Timekeeper {Partition} was not reached: {Why}")]
    private partial void NotReached(int partition, string why);
}
