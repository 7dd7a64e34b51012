using System.Security.Cryptography;
using System.Text.Json;
using HallGrains.Grains.Ledger;

namespace HallGrains.Silo.Ledger;

/// <summary>The first thing found wrong. Entry and block are those at fault, or the place where something is missing.</summary>
internal sealed record BrokenAt(int Partition, long? Block, long? Position, string? Stream, int? Version, string What);

/// <param name="UnusedNumbers">Numbers given without a case: allowed, and named.</param>
internal sealed record VerifyResult(bool Ok, long Entries, long Blocks, BrokenAt? FirstBroken, IReadOnlyList<string> UnusedNumbers);

internal readonly record struct VerifyProgress(int Partition, long Entries, long Total);

/// <summary>
/// Recomputes the whole ledger from its rows: every leaf, root and link, positions and versions without gap, recorded times that never go back, hashes of
/// private parts, heads, and the versions the summary rows say. Reads pages of one snapshot; needs no key and no silo.
/// </summary>
internal sealed class LedgerVerifier(ILedgerReader reader)
{
    private const int Page = 500;

    public async Task<VerifyResult> VerifyAsync(Action<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await using var snapshot = await reader.OpenSnapshotAsync();
        var meta = await snapshot.ReadMetaAsync();
        var heads = await snapshot.ReadHeadsAsync();
        var run = new Run(snapshot, meta, heads.Sum(h => h.Position), progress);
        BrokenAt? broken = null;
        for (var p = 0; p < meta.Partitions && broken is null; p++)
        {
            var head = heads.FirstOrDefault(h => h.Partition == p);
            broken = head is null ? new(p, null, null, null, null, "the partition has no head") : await run.PartitionAsync(head, cancellationToken);
        }

        return new(broken is null, run.Entries, run.Blocks, broken, [.. run.UnusedNumbers]);
    }

    private sealed class Run(ILedgerSnapshot snapshot, LedgerMeta meta, long total, Action<VerifyProgress>? progress)
    {
        private Dictionary<string, (int Version, string Recorded)> _streams = [];

        public long Entries { get; private set; }

        public long Blocks { get; private set; }

        public SortedSet<string> UnusedNumbers { get; } = new(StringComparer.Ordinal);

        public async Task<BrokenAt?> PartitionAsync(StoredHead head, CancellationToken cancellationToken)
        {
            _streams = new(StringComparer.Ordinal);
            var (p, number, position, hash) = (head.Partition, 0L, 0L, LedgerFormat.Genesis(meta.LedgerId, head.Partition));
            while (await snapshot.ReadBlocksAsync(p, number, Page) is { Count: > 0 } blocks)
            {
                foreach (var block in blocks)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (block.Number != number + 1) return new(p, number + 1, position + 1, null, null, "a block is missing");
                    if (block.First != position + 1 || block.Last < block.First) return new(p, block.Number, block.First, null, null, "the block does not begin where the last one ended");
                    var (leaves, broken) = await EntriesAsync(block);
                    if (broken is not null) return broken;
                    if (!Same(Merkle.Root(leaves), block.Root)) return new(p, block.Number, block.First, null, null, "the block's root is not that of its entries");
                    hash = LedgerFormat.Link(p, block.Number, block.First, leaves.Count, hash, block.Root);
                    if (!Same(hash, block.Hash)) return new(p, block.Number, block.First, null, null, "the block does not follow from the one before");
                    (number, position) = (block.Number, block.Last);
                    Blocks++;
                }

                progress?.Invoke(new(p, Entries, total));
            }

            if ((await snapshot.ReadEntriesAsync(p, position, 1)) is [var extra, ..]) return At(extra, null, "the entry is in no block");
            if (head.Block != number || head.Position != position || !Same(head.Hash, hash)) return new(p, number, position, null, null, "the head is not the last block");
            return await SummariesAsync(p);
        }

        private async Task<(List<byte[]> Leaves, BrokenAt? Broken)> EntriesAsync(StoredBlock block)
        {
            List<byte[]> leaves = [];
            for (var after = block.First - 1; after < block.Last;)
            {
                var entries = await snapshot.ReadEntriesAsync(block.Partition, after, (int)Math.Min(Page, block.Last - after));
                if (entries.Count == 0) return (leaves, new(block.Partition, block.Number, after + 1, null, null, "an entry is missing"));
                foreach (var entry in entries)
                {
                    if (entry.Position != after + 1) return (leaves, new(block.Partition, block.Number, after + 1, null, null, "an entry is missing"));
                    if (Check(entry) is { } what) return (leaves, At(entry, block.Number, what));
                    leaves.Add(entry.Hash);
                    _streams[entry.Stream] = (entry.Version, entry.Recorded);
                    after++;
                    Entries++;
                }

                await NumbersAsync(entries);
            }

            return (leaves, null);
        }

        private string? Check(StoredEntry e)
        {
            if (!Same(LedgerFormat.Leaf(e.Partition, e.Position, e.Recorded, LedgerFormat.Content(e)), e.Hash)) return "the entry is not what was hashed";
            if (LedgerFormat.PartitionOf(e.Stream, meta.Partitions) != e.Partition) return "the stream belongs to another partition";
            var (version, recorded) = _streams.GetValueOrDefault(e.Stream, (0, ""));
            if (e.Version != version + 1) return $"the version after {version} is {e.Version}";
            if (string.CompareOrdinal(e.Recorded, recorded) < 0) return "the recorded time goes back";
            if (e.PrivateHash is null) return e.Sealed is null ? null : "there is a private part that the entry does not know";
            if (e.Sealed is null) return "the private part is missing";
            return Same(SHA256.HashData(e.Sealed), e.PrivateHash) ? null : "the private part is not what was hashed";
        }

        private async Task<BrokenAt?> SummariesAsync(int partition)
        {
            var after = "";
            var seen = 0;
            while (await snapshot.ReadSummaryVersionsAsync(partition, after, Page) is { Count: > 0 } rows)
            {
                foreach (var (stream, version) in rows)
                {
                    if (!_streams.TryGetValue(stream, out var last)) return new(partition, null, null, stream, version, "the summary row is of a stream without entries");
                    if (last.Version != version) return new(partition, null, null, stream, version, $"the summary row says version {version}, the stream has {last.Version}");
                    seen++;
                }

                after = rows[^1].Stream;
            }

            if (seen == _streams.Count) return null;
            foreach (var names in _streams.Keys.Order(StringComparer.Ordinal).Chunk(Page))
            {
                var existing = await snapshot.ExistingAsync(names);
                if (names.FirstOrDefault(n => !existing.Contains(n)) is { } missing) return new(partition, null, null, missing, _streams[missing].Version, "the stream has no summary row");
            }

            return new(partition, null, null, null, null, "a summary row names another partition");
        }

        private async Task NumbersAsync(IReadOnlyList<StoredEntry> entries)
        {
            var given = entries.Where(e => e.Kind == "NumberIssued" && e.Stream.StartsWith("numbers/", StringComparison.Ordinal)).Select(e => NumberOf(e.Data)).OfType<string>().ToArray();
            if (given.Length == 0) return;
            var used = await snapshot.ExistingAsync([.. given.Select(n => "case/" + n)]);
            foreach (var number in given)
                if (!used.Contains("case/" + number)) UnusedNumbers.Add(number);
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
    }
}
