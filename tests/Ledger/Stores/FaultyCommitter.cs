using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using NodaTime;

namespace HallGrains.Tests.Ledger.Stores;

/// <summary>How often what goes wrong.</summary>
internal sealed class Faults
{
    /// <summary>Blocks that are committed, but whose answer is lost.</summary>
    public int LoseAnswers { get; set; }

    /// <summary>Blocks that never reach the database.</summary>
    public int LoseBlocks { get; set; }

    public int FailLookUps { get; set; }

    public int LookUps { get; set; }
}

/// <summary>A connection that is lost at the wrong moment.</summary>
internal sealed class FaultyCommitter(IBlockCommitter inner, Faults faults) : IBlockCommitter
{
    public async Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now)
    {
        if (faults.LoseBlocks-- > 0) throw new IOException("lost before");
        var result = await inner.CommitAsync(block, now);
        return faults.LoseAnswers-- > 0 ? throw new IOException("lost after") : result;
    }

    public Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken)
    {
        faults.LookUps++;
        return faults.FailLookUps-- > 0 ? throw new IOException("still away") : inner.LookUpAsync(block, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>Tells when the first block has come, and holds it until it is opened.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void Open() => _open.TrySetResult();

    public Task PassAsync()
    {
        _reached.TrySetResult();
        return _open.Task;
    }
}

internal sealed class GatedCommitter(IBlockCommitter inner, Gate gate) : IBlockCommitter
{
    public async Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now)
    {
        await gate.PassAsync();
        return await inner.CommitAsync(block, now);
    }

    public Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken) => inner.LookUpAsync(block, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>A store in memory has no constraints of its own: refuses what the databases are told to refuse.</summary>
internal sealed class PoisonedCommitter(IBlockCommitter inner) : IBlockCommitter
{
    public Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now) =>
        block.Any(b => b.Entries.Any(e => e.Kind == "Poison")) ? throw new BlockFailedException(BlockFailure.BadValue, "constraint") : inner.CommitAsync(block, now);

    public Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken) => inner.LookUpAsync(block, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>Does something around each commit, and keeps how many commands and keys it had.</summary>
internal sealed class KeyedCommitter(IBlockCommitter inner, Func<Func<Task<BlockResult>>, Task<BlockResult>> around, List<(int Commands, int Keys)> blocks) : IKeyCommitter
{
    public TaskScheduler Scheduler => inner.Scheduler;

    public Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now) => CommitAsync(block, [], now);

    public Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, IReadOnlyList<NewKey> keys, Instant now)
    {
        blocks.Add((block.Count, keys.Count));
        return around(() => ((IKeyCommitter)inner).CommitAsync(block, keys, now));
    }

    public Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken) => inner.LookUpAsync(block, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
