using System.Security.Cryptography;
using HallGrains.Grains.Ledger;

namespace HallGrains.Unit.Proofs;

public sealed class MerkleTests
{
    [Fact]
    public void Every_leaf_of_every_small_tree_leads_to_its_root_and_to_no_other()
    {
        var leaves = Enumerable.Range(0, 70).Select(i => Merkle.Leaf([(byte)i])).ToList();
        for (var size = 1; size <= leaves.Count; size++)
        {
            var tree = leaves.Take(size).ToList();
            var root = Merkle.Root(tree);
            for (var i = 0; i < size; i++)
            {
                var path = Merkle.Path(tree, i);
                Merkle.RootOf(tree[i], i, size, path).Should().Equal(root, $"{i} of {size}");
                Merkle.RootOf(SHA256.HashData([7]), i, size, path).Should().NotEqual(root);
                Merkle.RootOf(tree[i], i, size, [.. path, root]).Should().BeNull();
                if (path.Count > 0) Merkle.RootOf(tree[i], i, size, [.. path.Skip(1)]).Should().BeNull();
                if (size > 1) Merkle.RootOf(tree[i], (i + 1) % size, size, path)?.Should().NotEqual(root);
            }

            Merkle.RootOf(tree[0], size, size, []).Should().BeNull();
        }
    }

    [Fact]
    public void A_tree_that_grows_has_the_root_of_the_whole_at_every_size()
    {
        var (leaves, tree) = (new List<byte[]>(), new GrowingMerkle());
        tree.Root().Should().Equal(Merkle.Root([]));
        for (var i = 0; i < 300; i++)
        {
            leaves.Add(Merkle.Leaf(BitConverter.GetBytes(i)));
            tree.Add(leaves[^1]);
            tree.Root().Should().Equal(Merkle.Root(leaves), $"{i + 1}");
        }
    }

    /// <summary>The test vectors of Certificate Transparency's reference implementation.</summary>
    [Fact]
    public void Roots_are_those_of_RFC_6962()
    {
        byte[][] inputs = [[], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57], [.. Enumerable.Range(0x60, 16).Select(b => (byte)b)]];
        Convert.ToHexStringLower(Merkle.Root([.. inputs.Select(i => Merkle.Leaf(i))])).Should().Be("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
        Convert.ToHexStringLower(Merkle.Root([.. inputs.Take(3).Select(i => Merkle.Leaf(i))])).Should().Be("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77");
    }
}
