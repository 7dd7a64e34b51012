using HallGrains.Silo.Ledger.Checkpoints;

namespace HallGrains.Silo.Ledger;

/// <summary>The first thing found wrong. Entry and block are those at fault, or the place where something is missing.</summary>
/// <param name="Checkpoint">The signed checkpoint that the ledger does not agree with; null when the ledger contradicts itself.</param>
internal sealed record BrokenAt(int Partition, long? Block, long? Position, string? Stream, int? Version, string What, long? Checkpoint = null);

/// <param name="UnusedNumbers">Numbers given without a case: allowed, and named.</param>
/// <param name="Checkpoints">Signed checkpoints that the ledger was compared with.</param>
internal sealed record VerifyResult(bool Ok, long Entries, long Blocks, BrokenAt? FirstBroken, IReadOnlyList<string> UnusedNumbers, int Checkpoints = 0);

internal readonly record struct VerifyProgress(int Partition, long Entries, long Total);

/// <summary>
/// Recomputes the whole ledger from its rows: every leaf, root and link, positions and versions without gap, recorded times that never go back, hashes of
/// private parts, heads, and the versions the summary rows say; and compares it with every signed checkpoint. Needs no key and no silo. Partitions are checked beside
/// each other, each in a snapshot of its own taken after the checkpoints were read: a hall may go on writing.
/// </summary>
/// <param name="outside">Checkpoints kept outside; null: those of the database alone.</param>
internal sealed class LedgerVerifier(ILedgerReader reader, CheckpointFiles? outside = null, string? publicKey = null)
{
    public async Task<VerifyResult> VerifyAsync(Action<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        LedgerMeta meta;
        SavedCheckpoints saved;
        await using (var first = await reader.OpenSnapshotAsync())
        {
            meta = await first.ReadMetaAsync();
            saved = SavedCheckpoints.Of(await StoredAsync(first), outside, publicKey);
        }

        // The lower partition's fault is named first, as if they had been read one after the other.
        var run = new Tally(progress);
        var parts = await Task.WhenAll(Enumerable.Range(0, meta.Partitions).Select(p => Task.Run(() => PartitionAsync(p, meta, saved, run, cancellationToken), cancellationToken)));
        var broken = parts.FirstOrDefault(p => p is not null) ?? await StrayAsync(meta, saved);
        return new(broken is null, run.Entries, run.Blocks, broken, [.. run.UnusedNumbers], saved.Chain.Count);
    }

    private async Task<BrokenAt?> PartitionAsync(int partition, LedgerMeta meta, SavedCheckpoints saved, Tally run, CancellationToken cancellationToken)
    {
        await using var snapshot = await reader.OpenSnapshotAsync();
        var head = (await snapshot.ReadHeadsAsync()).FirstOrDefault(h => h.Partition == partition);
        return head is null
            ? new(partition, null, null, null, null, "the partition has no head")
            : await new PartitionVerifier(snapshot, meta, head, saved.Chain, run).VerifyAsync(cancellationToken);
    }

    private async Task<BrokenAt?> StrayAsync(LedgerMeta meta, SavedCheckpoints saved)
    {
        await using var last = await reader.OpenSnapshotAsync();
        if (await last.FindStrayPartitionAsync(meta.Partitions) is { } stray) return new(stray, null, null, null, null, "the ledger has no such partition");
        if (saved.Chain.FirstOrDefault(c => c.Ledger != meta.LedgerId || c.Heads.Length != meta.Partitions) is { } other) return new(0, null, null, null, null, $"checkpoint {other.Number} is of another ledger", other.Number);
        return saved.Problem is { } problem ? new(0, null, null, null, null, problem) : null;
    }

    private static async Task<IReadOnlyList<string>> StoredAsync(ILedgerSnapshot snapshot)
    {
        var all = new List<string>();
        try
        {
            while (await snapshot.ReadCheckpointsAsync(all.Count > 0 ? Checkpoint.Parse(all[^1]).Number : 0, 500) is { Count: > 0 } page) all.AddRange(page);
        }
        catch (FormatException)
        {
            // The list names it.
        }

        return all;
    }

    /// <summary>What all partitions add to.</summary>
    internal sealed class Tally(Action<VerifyProgress>? progress)
    {
        private readonly Lock _lock = new();
        private long _total;

        public long Entries { get; private set; }

        public long Blocks { get; private set; }

        public SortedSet<string> UnusedNumbers { get; } = new(StringComparer.Ordinal);

        public void Expect(long entries)
        {
            lock (_lock) _total += entries;
        }

        public void Add(int partition, long entries, long blocks)
        {
            lock (_lock)
            {
                Entries += entries;
                Blocks += blocks;
                progress?.Invoke(new(partition, Entries, Math.Max(_total, Entries)));
            }
        }

        public void Unused(IEnumerable<string> numbers)
        {
            lock (_lock) UnusedNumbers.UnionWith(numbers);
        }
    }
}
