using System.Diagnostics;
using System.Threading.Channels;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Silo.Ledger;

/// <summary>
/// Group commit: whatever waits becomes one block in one transaction, and its callers are answered after the commit. Why no answer is a
/// guess: a receipt is given only from what the store says it committed; "busy" and "conflict" only where the store says that nothing
/// was written; and when the connection is lost in between, the block's commands are read back before anybody is answered. The queue is
/// bounded: full, or closing, is "busy" at once.
/// </summary>
internal sealed partial class GroupCommitWriter
{
    // Others write to the same partition and little waits here: a moment's patience makes a bigger block, where many small ones would queue for the head.
    private const int ShortQueue = 8;

    private readonly IBlockCommitter _committer;
    private readonly IClock _clock;
    private readonly LedgerOptions _options;
    private readonly LedgerMetrics _metrics;
    private readonly Action<int> _committed;
    private readonly ILogger _logger;
    private readonly Channel<Queued> _queue;
    private readonly List<QueuedAppend> _block = [];
    private readonly List<QueuedKeys> _keys = [];
    private readonly HashSet<string> _streams = new(StringComparer.Ordinal);
    private List<QueuedAppend> _held = [];
    private List<QueuedAppend> _heldNext = [];
    private volatile bool _abandon;
    private bool _othersWrote;
    private Task _loop = Task.CompletedTask;

    public GroupCommitWriter(IBlockCommitter committer, IClock clock, LedgerOptions options, LedgerMetrics metrics, Action<int> committed, ILogger logger)
    {
        (_committer, _clock, _options, _metrics, _committed, _logger) = (committer, clock, options, metrics, committed, logger);
        _queue = Channel.CreateBounded<Queued>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    }

    public int QueueLength => _queue.Reader.Count;

    /// <summary>Whether keys may wait here for a block; otherwise the store takes them by itself.</summary>
    public bool TakesKeys => _committer is IKeyCommitter;

    public void Start() => _loop = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _committer.Scheduler).Unwrap();

    /// <summary>False when the queue is full or closed: certainly nothing is written.</summary>
    public bool TryEnqueue(Queued waiting)
    {
        if (_queue.Writer.TryWrite(waiting)) return true;
        _metrics.Busy(1);
        return false;
    }

    /// <summary>Takes nothing new, commits what waits; when the token fires, what still waits is answered busy.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await using (cancellationToken.Register(() => _abandon = true))
            await _loop;
        await _committer.DisposeAsync();
    }

    private async Task RunAsync()
    {
        while (_held.Count > 0 || await _queue.Reader.WaitToReadAsync())
        {
            if (_othersWrote && _held.Count == 0 && _queue.Reader.Count < ShortQueue && !_queue.Reader.Completion.IsCompleted) await Task.Delay(1);
            Fill();
            if (_abandon) Fail(_block, _keys, static () => new LedgerBusyException("The ledger is closing; nothing was written."));
            else await CommitAsync(_block, _keys);
        }
    }

    /// <summary>One command per stream: a second one waits for the next block, where its expected version can be true.</summary>
    private void Fill()
    {
        _block.Clear();
        _keys.Clear();
        _streams.Clear();
        _heldNext.Clear();
        long bytes = 0;
        var entries = 0;
        foreach (var waiting in _held) Take(waiting);
        while (_block.Count < _options.BlockCommands && _heldNext.Count < _options.BlockCommands && entries < _options.BlockEntries && bytes < _options.BlockBytes
            && _queue.Reader.TryRead(out var next))
        {
            if (next is QueuedAppend append) Take(append);
            else _keys.Add((QueuedKeys)next);
        }

        (_held, _heldNext) = (_heldNext, _held);

        void Take(QueuedAppend append)
        {
            var fits = _block.Count == 0
                || (_block.Count < _options.BlockCommands && entries + append.Entries.Length <= _options.BlockEntries && bytes + append.Bytes <= _options.BlockBytes);
            // A stream that had to wait once keeps its order: nothing of it overtakes.
            if (!_streams.Add(append.Request.Stream) || !fits)
            {
                _heldNext.Add(append);
                return;
            }

            _block.Add(append);
            entries += append.Entries.Length;
            bytes += append.Bytes;
        }
    }

    private async Task CommitAsync(List<QueuedAppend> block, List<QueuedKeys> keys)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var now = _clock.GetCurrentInstant();
            var result = keys.Count > 0 ? await ((IKeyCommitter)_committer).CommitAsync(block, [.. keys.SelectMany(k => k.Keys)], now) : await _committer.CommitAsync(block, now);
            foreach (var stored in keys) stored.Complete();
            _othersWrote = result.OthersWrote;
            Answer(block, result.Receipts, static () => new LedgerConflictException("The stream has moved on, or the command was done before; nothing was written."), start);
        }
        catch (BlockFailedException e) when (e.Failure == BlockFailure.BadValue)
        {
            if (block.Count + keys.Count > 1)
            {
                foreach (var single in keys) await CommitAsync([], [single]);
                foreach (var single in block) await CommitAsync([single], []);
                return;
            }

            LogBadValue(e.Message);
            Fail(block, keys, () => new ArgumentException($"The ledger cannot store a value of this command ({e.Message}); nothing was written."));
        }
        catch (BlockFailedException e) when (e.Failure == BlockFailure.Busy)
        {
            LogBusy(block.Count, e.Message);
            _metrics.Busy(block.Count);
            Fail(block, keys, () => new LedgerBusyException($"{e.Message}; nothing was written."));
        }
        catch (Exception e)
        {
            LogUnknown(block.Count, e.Message);
            // A key may be there or not: what it was to seal is not written, and whoever tries again is given the one that is stored.
            Fail([], keys, static () => new LedgerBusyException("The connection was lost while a person's key was stored; nothing was written."));
            await LookUpAsync(block, start);
        }
    }

    private async Task LookUpAsync(List<QueuedAppend> block, long start)
    {
        _metrics.LookedUp();
        using var deadline = new CancellationTokenSource(_options.LookUpTimeout);
        for (var wait = 20; ; wait = Math.Min(2 * wait, 500))
        {
            try
            {
                var receipts = await _committer.LookUpAsync(block, deadline.Token);
                Answer(block, receipts, static () => new LedgerBusyException("The connection was lost before the commit; nothing was written."), start);
                return;
            }
            catch (Exception e)
            {
                LogLookUpFailed(e.Message);
                if (deadline.IsCancellationRequested) break;
            }

            try
            {
                await Task.Delay(wait, deadline.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        Fail(block, [], static () => new LedgerOutcomeUnknownException("It is not known whether the command was committed; ask again with the same command id."));
    }

    private void Answer(List<QueuedAppend> block, AppendReceipt?[] receipts, Func<Exception> lost, long start)
    {
        if (block.Count == 0) return;
        var (entries, losers) = (0, 0);
        for (var i = 0; i < block.Count; i++)
        {
            if (receipts[i] is not null) entries += block[i].Entries.Length;
            else losers++;
        }

        _metrics.Committed(block.Count, entries, losers, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        foreach (var partition in block.Where((_, i) => receipts[i] is not null).Select(b => b.Partition).Distinct()) _committed(partition);
        for (var i = 0; i < block.Count; i++)
        {
            if (receipts[i] is { } receipt) block[i].Complete(receipt);
            else block[i].Fail(lost());
        }
    }

    private static void Fail(List<QueuedAppend> block, List<QueuedKeys> keys, Func<Exception> why)
    {
        foreach (var waiting in block.Concat<Queued>(keys)) waiting.Fail(why());
    }

    [LoggerMessage(2001, LogLevel.Warning, "A value could not be stored: {Reason}")]
    private partial void LogBadValue(string reason);

    [LoggerMessage(2002, LogLevel.Warning, "A block of {Commands} was not written: {Reason}")]
    private partial void LogBusy(int commands, string reason);

    [LoggerMessage(2003, LogLevel.Warning, "The outcome of a block of {Commands} is read back: {Reason}")]
    private partial void LogUnknown(int commands, string reason);

    [LoggerMessage(2004, LogLevel.Warning, "Reading back failed: {Reason}")]
    private partial void LogLookUpFailed(string reason);
}
