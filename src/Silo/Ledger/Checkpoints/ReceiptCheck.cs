using System.Collections.Immutable;
using HallGrains.Contracts.Audit;
using HallGrains.Grains.Ledger;

namespace HallGrains.Silo.Ledger.Checkpoints;

/// <summary>Checks a receipt with nothing but itself: no database, no network (docs/check-receipt.py does the same).</summary>
internal static class ReceiptCheck
{
    /// <param name="kept">A checkpoint that the holder has from elsewhere: the receipt must lead to that one.</param>
    /// <param name="publicKey">The key the hall publishes, as base64 of its SubjectPublicKeyInfo.</param>
    /// <returns>Null when everything holds; else what does not.</returns>
    public static string? Problem(ReceiptView receipt, Checkpoint? kept = null, string? publicKey = null)
    {
        try
        {
            if (receipt.Format != ReceiptView.CurrentFormat) return "it is not a receipt of this format";
            var checkpoint = Checkpoint.Parse(receipt.Checkpoint);
            if (checkpoint.SignatureProblem() is { } signature) return $"the checkpoint: {signature}";
            if (publicKey is not null && checkpoint.Signatures[0].Key != publicKey) return $"the checkpoint is signed with key {Checkpoint.KeyId(checkpoint.Signatures[0].Key)}, not with {Checkpoint.KeyId(publicKey)}";
            if (kept is not null && (kept.Body != checkpoint.Body || kept.SignatureProblem() is not null)) return $"checkpoint {checkpoint.Number} of the receipt is not checkpoint {kept.Number} of the file";
            if (checkpoint.Ledger != receipt.Ledger) return "the checkpoint is of another ledger";
            if (receipt.Partition < 0 || receipt.Partition >= checkpoint.Heads.Length || receipt.Partition != LedgerFormat.PartitionOf(receipt.Stream, checkpoint.Heads.Length)) return "the stream belongs to another partition";
            if (receipt.Entries.IsDefaultOrEmpty || receipt.Blocks.IsDefaultOrEmpty) return "it holds no entry";
            if (receipt.Entries[^1].Version != receipt.Version) return "the last entry is not of the version it names";

            var head = checkpoint.Heads[receipt.Partition];
            foreach (var block in receipt.Blocks)
                if (Problem(receipt, block, head) is { } problem) return problem;
            var version = 0;
            foreach (var entry in receipt.Entries)
            {
                if (entry.Version != ++version) return $"the version after {version - 1} is {entry.Version}";
                if (Problem(receipt, entry) is { } problem) return problem;
            }

            return null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or NullReferenceException or InvalidOperationException)
        {
            return "it cannot be read";
        }
    }

    private static string? Problem(ReceiptView receipt, ReceiptBlock b, CheckpointHead head)
    {
        var hash = LedgerFormat.Link(receipt.Partition, b.Number, b.First, b.Count, Hash(b.Previous), Hash(b.Root));
        if (!Same(hash, b.Hash)) return $"block {b.Number} is not what was hashed";
        var root = Merkle.RootOf(Merkle.Leaf(hash), b.Number - 1, head.Block, Path(b.Path));
        return root is not null && Same(root, head.Tree) ? null : $"block {b.Number} is not in the checkpoint";
    }

    private static string? Problem(ReceiptView receipt, ReceiptEntry e)
    {
        if (receipt.Blocks.FirstOrDefault(b => b.Number == e.Block) is not { } block || e.Index < 0 || e.Index >= block.Count || block.First + e.Index != e.Position) return $"entry {e.Version} is in no block of the receipt";
        var content = LedgerFormat.Content(receipt.Stream, e.Version, e.Kind, e.Schema, e.Occurred, e.Actor, e.Account, e.CommandId, e.Hall, e.Data, e.PersonKey, e.PrivateHash is { } part ? Hash(part) : null);
        var leaf = LedgerFormat.Leaf(receipt.Partition, e.Position, e.Recorded, content);
        if (!Same(leaf, e.Hash)) return $"entry {e.Version} is not what was hashed";
        var root = Merkle.RootOf(leaf, e.Index, block.Count, Path(e.Path));
        return root is not null && Same(root, block.Root) ? null : $"entry {e.Version} is not in block {e.Block}";
    }

    private static byte[] Hash(string hex) => Convert.FromHexString(hex) is { Length: 32 } hash ? hash : throw new FormatException();

    private static IReadOnlyList<byte[]> Path(ImmutableArray<string> path) => [.. path.Select(Hash)];

    private static bool Same(byte[] hash, string hex) => Convert.ToHexStringLower(hash) == hex;
}
