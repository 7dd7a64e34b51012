using System.Collections.Immutable;
using HallGrains.Contracts.Audit;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Silo.Ledger.Checkpoints;

/// <summary>Gathers the hashes that lead from a stream's entries to a checkpoint.</summary>
internal sealed class ReceiptMaker(IProofStore store, BlockTree tree, LedgerMeta meta)
{
    public async Task<ReceiptView> MakeAsync(IReadOnlyList<StoredEntry> entries, Checkpoint checkpoint, Instant now)
    {
        var partition = entries[0].Partition;
        var head = checkpoint.Heads[partition];
        var proved = ImmutableArray.CreateBuilder<ReceiptEntry>();
        var blocks = ImmutableArray.CreateBuilder<ReceiptBlock>();
        StoredBlock? block = null;
        IReadOnlyList<byte[]> leaves = [];
        // Entries written since the checkpoint are for the next receipt.
        foreach (var e in entries.TakeWhile(e => e.Position <= head.Position))
        {
            if (block is null || e.Position > block.Last)
            {
                block = await store.FindBlockAsync(partition, e.Position) ?? throw new UnreadableEntryException($"The block of position {e.Position} is missing.");
                leaves = await store.ReadLeavesAsync(partition, block.First, block.Last);
                blocks.Add(await BlockAsync(block, head.Block));
            }

            var index = (int)(e.Position - block.First);
            if (index >= leaves.Count) throw new UnreadableEntryException($"Entries of block {block.Number} are missing.");
            proved.Add(new(
                e.Position, e.Version, e.Kind, e.Schema, e.Occurred, e.Recorded, e.Actor, e.Account, e.CommandId, e.Hall, e.Data, e.PersonKey,
                e.PrivateHash is { } part ? Hex(part) : null, Hex(e.Hash), block.Number, index, [.. Merkle.Path(leaves, index).Select(Hex)]));
        }

        return new(ReceiptView.CurrentFormat, meta.LedgerId, entries[0].Stream, partition, proved.ToImmutable(), blocks.ToImmutable(), checkpoint.ToString(), proved.Count > 0 ? proved[^1].Version : 0, now);
    }

    private async Task<ReceiptBlock> BlockAsync(StoredBlock block, long size)
    {
        var before = block.Number == 1
            ? LedgerFormat.Genesis(meta.LedgerId, block.Partition)
            : await store.ReadBlockHashesAsync(block.Partition, block.Number - 2, 1) is [var hash] ? hash : throw new UnreadableEntryException($"Block {block.Number - 1} is missing.");
        return new(block.Number, block.First, (int)(block.Last - block.First + 1), Hex(before), Hex(block.Root), Hex(block.Hash), [.. (await tree.PathAsync(block.Number, size)).Select(Hex)]);
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
