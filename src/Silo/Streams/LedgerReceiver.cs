using System.Globalization;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Monitoring;
using HallGrains.Silo.Ledger;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace HallGrains.Silo.Streams;

/// <summary>
/// Reads one partition by position. Why nothing is lost: positions have no gaps and are committed in order, so everything up to the newest read
/// has been read; and a position is saved only when all before it was delivered (or is nobody's), so a restart begins at or before the first
/// undelivered entry. What was delivered and not yet saved comes again; subscribers know it by (stream, version).
/// </summary>
internal sealed partial class LedgerReceiver(ILedger ledger, IStreamCheckpoints checkpoints, LedgerStreamOptions options, int partition, ILogger logger) : IQueueAdapterReceiver, IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private long _read;
    private int _outstanding;
    private long _delivered;
    private long _saved;
    private bool _ready;

    private string Queue => string.Create(CultureInfo.InvariantCulture, $"hall/{partition}");

    public Task Initialize(TimeSpan timeout) => StartAsync();

    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount)
    {
        try
        {
            if (!_ready) await StartAsync();
            var found = await ReadAsync(maxCount);
            if (found.Count > 0) return found;
            await ledger.WaitForCommitAsync(partition, options.Poll, _closing.Token);
            return await ReadAsync(maxCount);
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }

    public async Task MessagesDeliveredAsync(IList<IBatchContainer> messages)
    {
        if (messages.Count == 0) return;
        _outstanding -= messages.Count;
        _delivered = Math.Max(_delivered, messages.Max(m => ((LedgerBatch)m).Event.Position));
        await SaveAsync();
    }

    public async Task Shutdown(TimeSpan timeout)
    {
        await _closing.CancelAsync();
        await SaveAsync();
    }

    /// <summary>Everything up to here was delivered, or concerns no hall.</summary>
    internal long Safe => _outstanding <= 0 ? _read : Math.Max(_delivered - 1, _saved);

    public void Dispose() => _closing.Dispose();

    private async Task StartAsync()
    {
        _read = _delivered = _saved = await checkpoints.LoadAsync(Queue);
        _ready = true;
    }

    private async Task<IList<IBatchContainer>> ReadAsync(int maxCount)
    {
        // An entry may go to two halls; the cache takes no more than it was asked for.
        var entries = await ledger.ReadPartitionAsync(partition, _read, Math.Max(1, Math.Min(maxCount < 0 ? options.ReadAtOnce : maxCount, options.ReadAtOnce) / 2));
        if (entries.Count == 0) return [];
        var batches = new List<LedgerBatch>(entries.Count);
        foreach (var entry in entries) await HallRouting.AddAsync(batches, entry, ledger);
        LiveMetrics.Received.Add(entries.Count);
        _read = entries[^1].Position;
        _outstanding += batches.Count;
        if (batches.Count == 0 && _read - _saved >= options.ReadAtOnce) await SaveAsync();
        return [.. batches];
    }

    private async Task SaveAsync()
    {
        var safe = Safe;
        if (safe <= _saved) return;
        try
        {
            await checkpoints.SaveAsync(Queue, safe);
            _saved = safe;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Only means more repetitions after a restart.
            LogNotSaved(partition, e);
        }
    }

    [LoggerMessage(6201, LogLevel.Warning, "The position of ledger partition {Partition} was not saved")]
    private partial void LogNotSaved(int partition, Exception exception);
}
