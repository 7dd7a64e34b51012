using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger.Checkpoints;

namespace HallGrains.Silo.Ledger;

/// <summary>Recomputes one partition, from its genesis to its head, in memory of its streams: 40 bytes or so each, not of its entries.</summary>
internal sealed class PartitionVerifier(ILedgerSnapshot snapshot, LedgerMeta meta, StoredHead head, IReadOnlyList<Checkpoint> checkpoints, LedgerVerifier.Tally run)
{
    private const int BlockPage = 2000;
    private const int EntryPage = 2000;
    private const int NamePage = 500;
    private readonly int _partition = head.Partition;
    private readonly Dictionary<UInt128, Last> _streams = [];
    private readonly GrowingMerkle _tree = new();
    private readonly List<string> _numbers = [];
    private readonly Queue<StoredEntry> _read = new();
    private long _readTo;
    private long _privateParts;
    private int _marks;

    public async Task<BrokenAt?> VerifyAsync(CancellationToken cancellationToken)
    {
        run.Expect(head.Position);
        var (number, position, hash) = (0L, 0L, LedgerFormat.Genesis(meta.LedgerId, _partition));
        if (Compare(0, 0, hash) is { } otherGenesis) return otherGenesis;
        while (await snapshot.ReadBlocksAsync(_partition, number, BlockPage) is { Count: > 0 } blocks)
        {
            var (entries, told) = (0L, 0L);
            foreach (var block in blocks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (block.Number != number + 1) return new(_partition, number + 1, position + 1, null, null, "a block is missing");
                if (block.First != position + 1 || block.Last < block.First) return new(_partition, block.Number, block.First, null, null, "the block does not begin where the last one ended");
                var (leaves, broken) = await EntriesAsync(block);
                if (broken is not null) return broken;
                if (!Same(Merkle.Root(leaves), block.Root)) return new(_partition, block.Number, block.First, null, null, "the block's root is not that of its entries");
                hash = LedgerFormat.Link(_partition, block.Number, block.First, leaves.Count, hash, block.Root);
                if (!Same(hash, block.Hash)) return new(_partition, block.Number, block.First, null, null, "the block does not follow from the one before");
                (number, position) = (block.Number, block.Last);
                _tree.Add(Merkle.Leaf(hash));
                if (Compare(number, position, hash) is { } other) return other;
                entries += leaves.Count;
                if (++told % 200 == 0)
                {
                    run.Add(_partition, entries, 0);
                    entries = 0;
                }
            }

            run.Add(_partition, entries, blocks.Count);
        }

        if (await NextAsync() is { } extra) return At(extra, null, "the entry is in no block");
        if (head.Block != number || head.Position != position || !Same(head.Hash, hash)) return new(_partition, number, position, null, null, "the head is not the last block");
        if (_marks < checkpoints.Count) return Missing(checkpoints[_marks], number, position);
        await NumbersAsync();
        if (await snapshot.CountPrivatePartsAsync(_partition) != _privateParts) return new(_partition, null, null, null, null, "there is a private part that no entry knows");
        return await SummariesAsync();
    }

    /// <summary>Every checkpoint that was signed at this block.</summary>
    private BrokenAt? Compare(long number, long position, byte[] hash)
    {
        for (; _marks < checkpoints.Count && HeadOf(checkpoints[_marks]) is var signed && (signed is null || signed.Block <= number); _marks++)
        {
            var c = checkpoints[_marks];
            if (signed is null || c.Ledger != meta.LedgerId) return new(_partition, null, null, null, null, $"checkpoint {c.Number} is of another ledger", c.Number);
            if (signed.Block == number && signed.Position == position && signed.Head == Convert.ToHexStringLower(hash) && signed.Tree == Convert.ToHexStringLower(_tree.Root())) continue;
            // What the checkpoint before has signed still holds: the change lies after it.
            var (block, first) = _marks > 0 && HeadOf(checkpoints[_marks - 1]) is { } before ? (before.Block + 1, before.Position + 1) : (1, 1);
            return new(_partition, block, first, null, null, string.Create(CultureInfo.InvariantCulture,
                $"blocks {block} to {signed.Block} are not those that checkpoint {c.Number} signed at {c.Time}: they were rewritten, or an older state was put back and went on"), c.Number);
        }

        return null;
    }

    private BrokenAt Missing(Checkpoint c, long number, long position) => new(_partition, number + 1, position + 1, null, null, string.Create(CultureInfo.InvariantCulture,
        $"the ledger ends before block {HeadOf(c)?.Block}, which checkpoint {c.Number} signed at {c.Time}: its tail was cut, or an older state was put back"), c.Number);

    private CheckpointHead? HeadOf(Checkpoint c) => c.Heads.FirstOrDefault(h => h.Partition == _partition);

    private async Task<(List<byte[]> Leaves, BrokenAt? Broken)> EntriesAsync(StoredBlock block)
    {
        var leaves = new List<byte[]>((int)Math.Min(2000, block.Last - block.First + 1));
        for (var position = block.First; position <= block.Last; position++)
        {
            var entry = await NextAsync();
            if (entry is null || entry.Position != position) return (leaves, new(_partition, block.Number, position, null, null, "an entry is missing"));
            if (Check(entry) is { } what) return (leaves, At(entry, block.Number, what));
            leaves.Add(entry.Hash);
            if (entry.PrivateHash is not null) _privateParts++;
            if (entry.Kind == "NumberIssued" && entry.Stream.StartsWith("numbers/", StringComparison.Ordinal) && NumberOf(entry.Data) is { } given)
            {
                _numbers.Add(given);
                if (_numbers.Count >= NamePage) await NumbersAsync();
            }
        }

        return (leaves, null);
    }

    private async ValueTask<StoredEntry?> NextAsync()
    {
        if (_read.Count == 0)
        {
            foreach (var entry in await snapshot.ReadEntriesAsync(_partition, _readTo, EntryPage)) _read.Enqueue(entry);
            if (_read.Count == 0) return null;
        }

        var next = _read.Dequeue();
        _readTo = next.Position;
        return next;
    }

    private string? Check(StoredEntry e)
    {
        if (!Same(LedgerFormat.Leaf(e.Partition, e.Position, e.Recorded, LedgerFormat.Content(e)), e.Hash)) return "the entry is not what was hashed";
        var (name, partition) = NameOf(e.Stream);
        if (partition != e.Partition) return "the stream belongs to another partition";
        if (!Last.TryRead(e.Recorded, out var now)) return "the recorded time is not one of a ledger";
        ref var last = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_streams, name, out _);
        if (e.Version != last.Version + 1) return $"the version after {last.Version} is {e.Version}";
        if (now.IsBefore(last)) return "the recorded time goes back";
        last = now with { Version = e.Version };
        if (e.PrivateHash is null) return e.Sealed is null ? null : "there is a private part that the entry does not know";
        if (e.Sealed is null) return "the private part is missing";
        return Same(SHA256.HashData(e.Sealed), e.PrivateHash) ? null : "the private part is not what was hashed";
    }

    // The name's hash stands for the name: it gives the partition, and nobody finds two names with the same half of it.
    private (UInt128 Name, int Partition) NameOf(string stream)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(stream), hash);
        return (BinaryPrimitives.ReadUInt128BigEndian(hash), (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % (uint)meta.Partitions));
    }

    private async Task<BrokenAt?> SummariesAsync()
    {
        var after = "";
        var seen = 0;
        while (await snapshot.ReadSummaryVersionsAsync(_partition, after, EntryPage) is { Count: > 0 } rows)
        {
            foreach (var (stream, version) in rows)
            {
                if (!_streams.TryGetValue(NameOf(stream).Name, out var last)) return new(_partition, null, null, stream, version, "the summary row is of a stream without entries");
                if (last.Version != version) return new(_partition, null, null, stream, version, $"the summary row says version {version}, the stream has {last.Version}");
                seen++;
            }

            after = rows[^1].Stream;
        }

        return seen == _streams.Count ? null : await WithoutSummaryAsync();
    }

    // Names were not kept: the rows are read once more, only to say which stream it is.
    private async Task<BrokenAt> WithoutSummaryAsync()
    {
        for (var after = 0L; await snapshot.ReadEntriesAsync(_partition, after, NamePage) is { Count: > 0 } page; after = page[^1].Position)
        {
            var names = page.Select(e => e.Stream).Distinct(StringComparer.Ordinal).ToList();
            var existing = await snapshot.ExistingAsync(names);
            if (names.Find(n => !existing.Contains(n)) is { } missing) return new(_partition, null, null, missing, _streams[NameOf(missing).Name].Version, "the stream has no summary row");
        }

        return new(_partition, null, null, null, null, "a summary row names another partition");
    }

    private async Task NumbersAsync()
    {
        if (_numbers.Count == 0) return;
        var used = await snapshot.ExistingAsync([.. _numbers.Select(n => "case/" + n)]);
        run.Unused(_numbers.Where(n => !used.Contains("case/" + n)));
        _numbers.Clear();
    }

    private static string? NumberOf(string data)
    {
        try
        {
            using var json = JsonDocument.Parse(data);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("number", out var number) ? number.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Unreadable content is its reader's concern; the chain over it holds.
            return null;
        }
    }

    private static BrokenAt At(StoredEntry e, long? block, string what) => new(e.Partition, block, e.Position, e.Stream, e.Version, what);

    private static bool Same(byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b);

    /// <summary>Where a stream stands: its newest version and recorded time.</summary>
    private readonly record struct Last(int Version, long Second, int Nanosecond)
    {
        private const string Pattern = "0000-00-00T00:00:00.000000000Z";

        public bool IsBefore(Last other) => Second != other.Second ? Second < other.Second : Nanosecond < other.Nanosecond;

        public static bool TryRead(string text, out Last time)
        {
            time = default;
            if (text.Length != Pattern.Length) return false;
            var (second, nanosecond) = (0L, 0);
            for (var i = 0; i < text.Length; i++)
            {
                if (Pattern[i] != '0')
                {
                    if (text[i] != Pattern[i]) return false;
                }
                else if (!char.IsAsciiDigit(text[i]))
                {
                    return false;
                }
                else if (i < 20)
                {
                    second = second * 10 + (text[i] - '0');
                }
                else
                {
                    nanosecond = nanosecond * 10 + (text[i] - '0');
                }
            }

            time = new(0, second, nanosecond);
            return true;
        }
    }
}
