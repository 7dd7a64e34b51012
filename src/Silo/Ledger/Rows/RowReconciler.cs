using HallGrains.Contracts.Common;
using HallGrains.Silo.Hosting;
using Microsoft.Extensions.Logging;

namespace HallGrains.Silo.Ledger.Rows;

/// <summary>
/// Walks all summary rows by itself, slowly and for ever, and puts right what differs from the ledger. Of several silos each takes its share of the partitions; where
/// two take the same one for a while, the second finds nothing left to do.
/// </summary>
internal sealed partial class RowReconciler(RowWalk walk, ServiceLedger ledger, ServeOptions options, ISiloStatusOracle silos, ILogger<RowReconciler> logger) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private const int RowsAtOnce = 20;
    private readonly CancellationTokenSource _stopping = new();
    private Task _loop = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(RowReconciler), ServiceLifecycleStage.Active, _ =>
    {
        if (options.ReconcileRate > 0) _loop = Task.Run(LoopAsync, CancellationToken.None);
        return Task.CompletedTask;
    }, async _ =>
    {
        await _stopping.CancelAsync();
        await _loop;
    });

    public void Dispose() => _stopping.Dispose();

    private async Task LoopAsync()
    {
        var stop = _stopping.Token;
        var page = TimeSpan.FromSeconds((double)RowsAtOnce / options.ReconcileRate);
        try
        {
            while (true)
            {
                // A small ledger is not walked without end: as if it had a minute's worth of rows at the usual rate.
                await Task.Delay(TimeSpan.FromSeconds(60.0 * ServeOptions.UsualReconcileRate / options.ReconcileRate), stop);
                await PassAsync(page, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task PassAsync(TimeSpan page, CancellationToken stop)
    {
        var tally = new RowTally();
        try
        {
            for (var p = 0; p < ledger.Partitions; p++)
            {
                if (!IsMine(p)) continue;
                for (var after = ""; after is not null; await Task.Delay(page, stop)) after = await walk.RowsAsync(p, after, RowsAtOnce, tally);
                for (long? after = 0; after is { } position; await Task.Delay(page, stop)) after = await walk.StreamsAsync(p, position, tally);
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // The database is away, or a grain that knows the hours does not answer: the next pass sees to it.
            LogFailed(e.GetType().Name);
        }

        if (tally.Repaired > 0) LogPass(tally.Compared, tally.Repaired);
    }

    private bool IsMine(int partition)
    {
        var active = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Order().ToList();
        var me = active.IndexOf(silos.SiloAddress);
        return me < 0 || partition % active.Count == me;
    }

    [LoggerMessage(2032, LogLevel.Information, "Of {Compared} summary rows {Repaired} were put right")]
    private partial void LogPass(long compared, long repaired);

    [LoggerMessage(2033, LogLevel.Information, "Comparing summary rows was interrupted ({Why})")]
    private partial void LogFailed(string why);
}
