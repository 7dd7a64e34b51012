using HallGrains.Grains.Ledger;

namespace HallGrains.Silo.Ledger.Checkpoints;

/// <summary>
/// The tree over a partition's blocks (RFC 6962 over their hashes) that checkpoints sign, so that a receipt's way from its block to a checkpoint is short however
/// long the ledger is. Only the roots of whole runs of 256 blocks are kept; the rest is read when it is asked for.
/// </summary>
internal sealed class BlockTree(IProofStore store, int partition)
{
    private const int Run = 256;
    private const int Page = 16 * Run;
    private readonly List<byte[]> _runs = [];

    /// <summary>Root of the tree over the first <paramref name="size"/> blocks.</summary>
    public async Task<byte[]> RootAsync(long size)
    {
        await CatchUpAsync(size);
        return Merkle.Root(await LevelAsync(size));
    }

    /// <summary>The way from a block to the root over the first <paramref name="size"/>.</summary>
    public async Task<IReadOnlyList<byte[]>> PathAsync(long number, long size)
    {
        await CatchUpAsync(size);
        var run = (number - 1) / Run;
        var near = await LeavesAsync(run * Run, (int)Math.Min(Run, size - run * Run));
        return [.. Merkle.Path(near, (int)((number - 1) % Run)), .. Merkle.Path(await LevelAsync(size), (int)run)];
    }

    private async Task<List<byte[]>> LevelAsync(long size)
    {
        var level = _runs.Take((int)(size / Run)).ToList();
        if (size % Run > 0) level.Add(Merkle.Root(await LeavesAsync(size - size % Run, (int)(size % Run))));
        return level;
    }

    private async Task CatchUpAsync(long size)
    {
        while ((long)(_runs.Count + 1) * Run <= size)
        {
            var from = (long)_runs.Count * Run;
            var leaves = await LeavesAsync(from, (int)Math.Min(Page, (size - from) / Run * Run));
            for (var i = 0; i < leaves.Count; i += Run) _runs.Add(Merkle.Root([.. leaves.Skip(i).Take(Run)]));
        }
    }

    private async Task<IReadOnlyList<byte[]>> LeavesAsync(long after, int count)
    {
        var hashes = await store.ReadBlockHashesAsync(partition, after, count);
        if (hashes.Count != count) throw new CheckpointRefusedException($"Blocks of partition {partition} after {after} are missing.");
        return [.. hashes.Select(h => Merkle.Leaf(h))];
    }
}
