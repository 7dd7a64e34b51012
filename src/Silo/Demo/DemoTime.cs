using HallGrains.Grains.Clocks;
using HallGrains.Silo.Ledger;
using NodaTime;

namespace HallGrains.Silo.Demo;

/// <summary>
/// The demo's time of this process. The offset is a row in the ledger's database, the same for every process; it only grows, so that time never
/// goes back before what is recorded.
/// </summary>
internal sealed class DemoTime(DemoTimeProvider time, IDemoOffset row) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private Task _following = Task.CompletedTask;

    public Instant Now => Instant.FromDateTimeOffset(time.GetUtcNow());

    public void Participate(ISiloLifecycle lifecycle) =>
        // Just after the ledger is open, before any grain lives.
        lifecycle.Subscribe(nameof(DemoTime), ServiceLifecycleStage.RuntimeStorageServices + 1, StartAsync, _ => StopAsync());

    /// <summary>Moves this process and the row to the instant; an earlier one than now changes nothing.</summary>
    public async Task MoveToAsync(Instant instant)
    {
        if (instant <= Now) return;
        time.RaiseTo(await row.RaiseAsync(time.OffsetFor(instant)));
    }

    public void Dispose() => _stop.Dispose();

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        time.RaiseTo(await row.RaiseAsync(time.Offset));
        _following = FollowAsync(_stop.Token);
    }

    // Another process may move the time too.
    private async Task FollowAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Poll);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                try
                {
                    time.RaiseTo(await row.ReadAsync());
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // The database is away: time runs on from the last known offset; the next tick asks again.
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _following;
    }
}
