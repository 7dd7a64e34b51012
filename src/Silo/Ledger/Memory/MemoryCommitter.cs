using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Silo.Ledger.Memory;

internal sealed class MemoryCommitter(MemoryStore store) : IBlockCommitter
{
    public Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now) => store.Read(t =>
    {
        var receipts = new AppendReceipt?[block.Count];
        foreach (var part in block.Select((append, i) => (append, i)).GroupBy(x => x.append.Partition))
        {
            var head = t.Heads[part.Key];
            var text = LedgerFormat.Time(now);
            var recorded = string.CompareOrdinal(text, head.Recorded) > 0 ? text : head.Recorded;
            List<byte[]> leaves = [];
            foreach (var (append, i) in part)
            {
                var r = append.Request;
                if ((t.Summaries.GetValueOrDefault(r.Stream)?.Version ?? 0) != r.ExpectedVersion) continue;
                if (r.Command is { } taken && t.CommandsOf(r.Stream).Any(c => c.Account == taken.Account && c.CommandId == taken.CommandId)) continue;
                receipts[i] = Write(t, append, head.Position + leaves.Count + 1, recorded, leaves);
            }

            if (leaves.Count == 0) continue;
            var root = Merkle.Root(leaves);
            var hash = LedgerFormat.Link(part.Key, head.Block + 1, head.Position + 1, leaves.Count, head.Hash, root);
            t.Blocks[part.Key].Add(new(part.Key, head.Block + 1, head.Position + 1, head.Position + leaves.Count, root, hash));
            t.Heads[part.Key] = new(part.Key, head.Position + leaves.Count, head.Block + 1, hash, recorded);
        }

        return new BlockResult(receipts, false);
    });

    public Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken) => store.Read(t => block.Select(append =>
    {
        var r = append.Request;
        var first = t.EntriesOf(r.Stream).ElementAtOrDefault(r.ExpectedVersion);
        if (first is null || !append.IsMine(first)) return null;
        return new AppendReceipt(append.Partition, first.Position, append.LastVersion, LedgerFormat.Time(first.Recorded));
    }).ToArray());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static AppendReceipt Write(MemoryTables t, QueuedAppend append, long first, string recorded, List<byte[]> leaves)
    {
        var r = append.Request;
        var p = append.Partition;
        if (!t.Streams.TryGetValue(r.Stream, out var stream)) t.Streams[r.Stream] = stream = [];
        for (var j = 0; j < append.Entries.Length; j++)
        {
            var e = append.Entries[j];
            var leaf = LedgerFormat.Leaf(p, first + j, recorded, e.Content);
            leaves.Add(leaf);
            stream.Add((p, t.Entries[p].Count));
            t.Entries[p].Add(new(
                p, first + j, r.Stream, r.ExpectedVersion + j + 1, e.Kind, e.Schema, e.Occurred, recorded, e.Actor,
                r.Command?.Account ?? Caller.SystemAccount, r.Command?.CommandId ?? "", r.Hall, e.Data, e.PersonKey, e.PrivateHash, leaf, e.Sealed));
        }

        var at = LedgerFormat.Time(recorded);
        t.Summaries[r.Stream] = r.Summary with { Version = append.LastVersion, UpdatedAt = at };
        if (r.Command is { } c)
        {
            if (!t.Commands.TryGetValue(r.Stream, out var commands)) t.Commands[r.Stream] = commands = [];
            commands.Add(new(c.Account, c.CommandId, c.BodyHash, r.ExpectedVersion + 1, append.LastVersion, r.Made));
        }

        return new(p, first, append.LastVersion, at);
    }
}
