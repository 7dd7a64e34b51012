using System.Collections.Immutable;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Silo.Ledger;

/// <summary>Writes blocks; one writer uses it, one call at a time.</summary>
internal interface IBlockCommitter : IAsyncDisposable
{
    /// <summary>Where its writer's loop runs best: a committer with a thread of its own saves it the way there and back.</summary>
    TaskScheduler Scheduler => TaskScheduler.Default;

    /// <summary>
    /// Commits what of the block may be committed, in one transaction. A command that is not at its expected version, or whose id is taken, loses
    /// alone. The block holds at most one command per stream.
    /// </summary>
    /// <param name="now">Recorded time, unless the partition's head is later.</param>
    /// <exception cref="BlockFailedException">Nothing was written, or it is not known.</exception>
    Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now);

    /// <summary>
    /// After an unknown outcome: makes sure that nothing of the lost session can still happen, then reads what was committed. Null: certainly not written.
    /// </summary>
    Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken);
}

/// <summary>
/// A committer that stores new persons' keys in a block's transaction: where one thread writes for everybody, a transaction of their own keeps the next
/// block waiting.
/// </summary>
internal interface IKeyCommitter : IBlockCommitter
{
    /// <summary>As <see cref="IBlockCommitter.CommitAsync"/>; the keys are stored whichever commands lose. A name that has a key keeps it.</summary>
    /// <param name="block">May be empty.</param>
    Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, IReadOnlyList<NewKey> keys, Instant now);
}

/// <summary>A person's wrapped key that is to be stored unless the name has one.</summary>
internal readonly record struct NewKey(string Name, byte[] Wrapped);

/// <param name="Receipts">One per command of the block; null for those that lost.</param>
/// <param name="OthersWrote">Another process has written to the partition since this one's last block.</param>
internal sealed record BlockResult(AppendReceipt?[] Receipts, bool OthersWrote);

/// <summary>What waits for a block.</summary>
internal abstract class Queued
{
    public abstract void Fail(Exception e);
}

/// <summary>Keys waiting for a block.</summary>
internal sealed class QueuedKeys(IReadOnlyCollection<NewKey> keys) : Queued
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyCollection<NewKey> Keys => keys;

    public Task Task => _done.Task;

    public void Complete() => _done.TrySetResult();

    public override void Fail(Exception e) => _done.TrySetException(e);
}

/// <summary>A command waiting for its block, with everything that can be made ready outside the transaction.</summary>
internal sealed class QueuedAppend(AppendRequest request, int partition, ImmutableArray<PreparedEntry> entries, string made) : Queued
{
    private readonly TaskCompletionSource<AppendReceipt> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AppendRequest Request => request;

    public int Partition => partition;

    public ImmutableArray<PreparedEntry> Entries => entries;

    /// <summary>Made ids as JSON.</summary>
    public string Made => made;

    public int LastVersion => request.ExpectedVersion + entries.Length;

    public long Bytes { get; } = entries.Sum(e => 64L + e.Data.Length * 2 + (e.Sealed?.Length ?? 0));

    public Task<AppendReceipt> Task => _done.Task;

    public void Complete(AppendReceipt receipt) => _done.TrySetResult(receipt);

    public override void Fail(Exception e) => _done.TrySetException(e);

    /// <summary>Whether a stored first entry of this command's first version is this command's, for commands without an id.</summary>
    public bool IsMine(StoredEntry first) =>
        LedgerFormat.Leaf(first.Partition, first.Position, first.Recorded, entries[0].Content).AsSpan().SequenceEqual(first.Hash);
}

/// <summary>An entry ready to be written.</summary>
/// <param name="Content">Content hash of <see cref="LedgerFormat"/>.</param>
internal sealed record PreparedEntry(string Kind, int Schema, string Occurred, string Actor, string Data, string? PersonKey, byte[]? PrivateHash, byte[]? Sealed, byte[] Content);

internal enum BlockFailure
{
    /// <summary>Nothing was written; a value of some command is to blame.</summary>
    BadValue,

    /// <summary>Nothing was written; later it may go.</summary>
    Busy,

    /// <summary>The connection was lost while the commit was under way.</summary>
    Unknown,
}

/// <summary>A block was not committed, or it is not known. Holds no values of the block: messages of databases may quote rows.</summary>
internal sealed class BlockFailedException(BlockFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public BlockFailure Failure => failure;
}
