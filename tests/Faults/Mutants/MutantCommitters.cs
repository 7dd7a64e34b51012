using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using NodaTime;

namespace HallGrains.Faults.Mutants;

/// <summary>What a mutant may do behind the ledger's back: read a stream's version, and SQL.</summary>
internal sealed record BackDoor(Func<string, Task<int>> VersionOf, Func<string, Task> Sql);

/// <summary>The committer as it is, but for one wrong thing.</summary>
internal abstract class Mutant(IBlockCommitter inner) : IBlockCommitter
{
    protected IBlockCommitter Inner => inner;

    public abstract Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now);

    public Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken) => inner.LookUpAsync(block, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>The same entries, some of them perhaps left out, at another version.</summary>
    protected static QueuedAppend Moved(QueuedAppend append, int expected, int skip = 0)
    {
        var r = append.Request with { ExpectedVersion = expected, Entries = append.Request.Entries[skip..], Summary = append.Request.Summary with { Version = expected + append.Entries.Length - skip } };
        return new(r, append.Partition, [.. append.Entries[skip..].Select((e, i) => e with
        {
            Content = LedgerFormat.Content(r.Stream, expected + i + 1, e.Kind, e.Schema, e.Occurred, e.Actor, r.Command!.Account, r.Command.CommandId, r.Hall, e.Data, e.PersonKey, e.PrivateHash),
        })], append.Made);
    }
}

/// <summary>No fence: who is late writes all the same, after what came before.</summary>
internal sealed class FenceRemoved(IBlockCommitter inner, BackDoor door) : Mutant(inner)
{
    public override async Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now)
    {
        var result = await Inner.CommitAsync(block, now);
        for (var i = 0; i < block.Count; i++)
            if (result.Receipts[i] is null)
                result.Receipts[i] = (await Inner.CommitAsync([Moved(block[i], await door.VersionOf(block[i].Request.Stream))], now)).Receipts[0];
        return result;
    }
}

/// <summary>Answers first; every fifth block never makes it.</summary>
internal sealed class AnswerBeforeCommit(IBlockCommitter inner) : Mutant(inner)
{
    private int _blocks;

    public override Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now) => ++_blocks % 5 == 0
        ? Task.FromResult(new BlockResult([.. block.Select(b => new AppendReceipt(b.Partition, 1, b.LastVersion, now))], false))
        : Inner.CommitAsync(block, now);
}

/// <summary>Command ids live in the activations' memory only: nothing of them is kept with the entries.</summary>
internal sealed class CommandIdInMemory(IBlockCommitter inner, BackDoor door) : Mutant(inner)
{
    public override async Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now)
    {
        var result = await Inner.CommitAsync(block, now);
        await door.Sql("delete from commands");
        return result;
    }
}

/// <summary>Losers per row: of a late command the rows that do not collide are written, as INSERT … ON CONFLICT DO NOTHING would.</summary>
internal sealed class LosersPerRow(IBlockCommitter inner, BackDoor door) : Mutant(inner)
{
    public override async Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now)
    {
        var result = await Inner.CommitAsync(block, now);
        for (var i = 0; i < block.Count; i++)
        {
            var r = block[i].Request;
            var version = await door.VersionOf(r.Stream);
            if (result.Receipts[i] is not null || version <= r.ExpectedVersion || version >= block[i].LastVersion) continue;
            var rest = (await Inner.CommitAsync([Moved(block[i], version, version - r.ExpectedVersion)], now)).Receipts[0];
            if (rest is null) continue;
            await door.Sql($"update commands set first_version = {r.ExpectedVersion + 1} where stream = '{r.Stream}' and command_id = '{r.Command!.CommandId}'");
            result.Receipts[i] = rest with { LastVersion = block[i].LastVersion };
        }

        return result;
    }
}
