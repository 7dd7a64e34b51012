using System.Diagnostics;
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
    // At the usual rate a twentieth of a processor, whatever stands behind the rows; who asks for more rows lets it have more.
    private const double ShareOfARow = 1.0 / 20 / ServeOptions.UsualReconcileRate;
    // A machine that stood still for an hour is no reason to rest for a day.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);
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
        try
        {
            while (true)
            {
                // A small ledger is not walked without end: as if it had a minute's worth of rows at the usual rate.
                await Task.Delay(TimeSpan.FromSeconds(60.0 * ServeOptions.UsualReconcileRate / options.ReconcileRate), stop);
                await PassAsync(stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }

    private async Task PassAsync(CancellationToken stop)
    {
        var tally = new RowTally();
        try
        {
            for (var p = 0; p < ledger.Partitions; p++)
            {
                if (!IsMine(p)) continue;
                for (var after = ""; after is not null;) after = await UnhurriedAsync(() => walk.RowsAsync(p, after, RowsAtOnce, tally), stop);
                for (long? after = 0; after is { } position;) after = await UnhurriedAsync(() => walk.StreamsAsync(p, position, tally), stop);
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // The database is away, or a grain that knows the hours does not answer: the next pass sees to it.
            LogFailed(e.GetType().Name);
        }

        if (tally.Repaired > 0) LogPass(tally.Compared, tally.Repaired);
    }

    // Rows differ in what stands behind them, a few entries or thousands, and a busy hall has no time to spare: a page that took long is followed by a longer rest.
    private async Task<T> UnhurriedAsync<T>(Func<Task<T>> read, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var after = await read();
        await Task.Delay(RestAfter(Stopwatch.GetElapsedTime(start), options.ReconcileRate), stop);
        return after;
    }

    /// <summary>How long nothing is compared after a page that took so long.</summary>
    internal static TimeSpan RestAfter(TimeSpan took, int rate)
    {
        var page = TimeSpan.FromSeconds((double)RowsAtOnce / rate);
        var share = took / Math.Min(1, ShareOfARow * rate) - took;
        return share > LongestRest ? LongestRest : share > page ? share : page;
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
