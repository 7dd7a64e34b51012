using System.Security.Cryptography;

namespace HallGrains.Grains.Ledger;

/// <summary>RFC 6962 tree hashing: leaves and inner nodes are told apart by their first byte, a lonely right node moves up as it is.</summary>
public static class Merkle
{
    public static byte[] Leaf(ReadOnlySpan<byte> content)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData([0]);
        sha.AppendData(content);
        return sha.GetHashAndReset();
    }

    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> buffer = stackalloc byte[65];
        buffer[0] = 1;
        left.CopyTo(buffer[1..33]);
        right.CopyTo(buffer[33..]);
        return SHA256.HashData(buffer);
    }

    /// <summary>The root over leaf hashes; of none, the hash of the empty string.</summary>
    public static byte[] Root(IReadOnlyList<byte[]> leaves)
    {
        if (leaves.Count == 0) return SHA256.HashData([]);
        var level = leaves.ToArray();
        while (level.Length > 1)
        {
            var next = new byte[(level.Length + 1) / 2][];
            for (var i = 0; i < next.Length; i++)
                next[i] = 2 * i + 1 < level.Length ? Node(level[2 * i], level[2 * i + 1]) : level[2 * i];
            level = next;
        }

        return level[0];
    }

    /// <summary>Inclusion proof of leaf <paramref name="index"/>: the siblings on the way to the root, nearest first (RFC 6962 2.1.1).</summary>
    public static IReadOnlyList<byte[]> Path(IReadOnlyList<byte[]> leaves, int index)
    {
        var path = new List<byte[]>();
        var level = leaves.ToArray();
        for (var at = index; level.Length > 1; at /= 2)
        {
            // A lonely right node moves up as it is: it has no sibling here.
            if ((at ^ 1) < level.Length) path.Add(level[at ^ 1]);
            var next = new byte[(level.Length + 1) / 2][];
            for (var i = 0; i < next.Length; i++)
                next[i] = 2 * i + 1 < level.Length ? Node(level[2 * i], level[2 * i + 1]) : level[2 * i];
            level = next;
        }

        return path;
    }

    /// <summary>The root that a leaf and its path lead to in a tree of <paramref name="size"/> leaves; null when the path is of another length than such a tree has.</summary>
    public static byte[]? RootOf(byte[] leaf, long index, long size, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size) return null;
        var (hash, used) = (leaf, 0);
        for (var last = size - 1; last > 0; last /= 2, index /= 2)
        {
            var lonely = index == last && index % 2 == 0;
            if (lonely) continue;
            if (used == path.Count || path[used].Length != 32) return null;
            hash = index % 2 == 1 ? Node(path[used], hash) : Node(hash, path[used]);
            used++;
        }

        return used == path.Count ? hash : null;
    }
}

/// <summary>The root of a tree that only grows, in memory of its height: the roots of its whole subtrees, largest first.</summary>
public sealed class GrowingMerkle
{
    private readonly List<byte[]> _whole = [];

    public long Count { get; private set; }

    public void Add(byte[] leaf)
    {
        var node = leaf;
        for (var size = Count++; size % 2 == 1; size /= 2)
        {
            node = Merkle.Node(_whole[^1], node);
            _whole.RemoveAt(_whole.Count - 1);
        }

        _whole.Add(node);
    }

    public byte[] Root()
    {
        if (_whole.Count == 0) return Merkle.Root([]);
        var root = _whole[^1];
        for (var i = _whole.Count - 2; i >= 0; i--) root = Merkle.Node(_whole[i], root);
        return root;
    }
}
