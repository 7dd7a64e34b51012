using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;

namespace HallGrains.Tests.Ledger.Stores;

/// <summary>
/// What an administrator could do who has read docs/ledger-format.md: changes the rows of a partition and makes all hashes anew to the end, so that the ledger
/// agrees with itself. Only a checkpoint kept elsewhere can tell.
/// </summary>
internal static class Forgery
{
    /// <param name="change">The partition's entries as they shall be; positions, versions, hashes, blocks, head and summary rows follow.</param>
    public static async Task<Tamper> OfAsync(ServiceLedger ledger, int partition, Func<List<StoredEntry>, IEnumerable<StoredEntry>> change)
    {
        await using var snapshot = await ledger.Reader.OpenSnapshotAsync();
        var old = (await snapshot.ReadEntriesAsync(partition, 0, int.MaxValue)).ToList();
        var sizes = new Queue<int>((await snapshot.ReadBlocksAsync(partition, 0, int.MaxValue)).Select(b => (int)(b.Last - b.First + 1)));
        var recorded = (await snapshot.ReadHeadsAsync())[partition].Recorded;
        var names = old.Select(e => e.Stream).Distinct().ToList();

        var versions = new Dictionary<string, int>();
        var entries = new List<StoredEntry>();
        foreach (var e in change([.. old]))
        {
            versions[e.Stream] = versions.GetValueOrDefault(e.Stream) + 1;
            var forged = e with { Partition = partition, Position = entries.Count + 1, Version = versions[e.Stream], PrivateHash = e.Sealed is null ? null : SHA256.HashData(e.Sealed) };
            entries.Add(forged with { Hash = LedgerFormat.Leaf(partition, forged.Position, forged.Recorded, LedgerFormat.Content(forged)) });
        }

        var (blocks, hash) = (new List<StoredBlock>(), LedgerFormat.Genesis(ledger.Meta.LedgerId, partition));
        for (var first = 1; first <= entries.Count; first = (int)blocks[^1].Last + 1)
        {
            var count = Math.Min(sizes.TryDequeue(out var size) ? size : 1, entries.Count - first + 1);
            var root = Merkle.Root([.. entries.Skip(first - 1).Take(count).Select(e => e.Hash)]);
            hash = LedgerFormat.Link(partition, blocks.Count + 1, first, count, hash, root);
            blocks.Add(new(partition, blocks.Count + 1, first, first + count - 1, root, hash));
        }

        var head = new StoredHead(partition, entries.Count, blocks.Count, hash, recorded);
        return new(Sql(ledger, entries, blocks, head, names, versions), t =>
        {
            (t.Entries[partition], t.Blocks[partition], t.Heads[partition]) = (entries, blocks, head);
            foreach (var name in names)
            {
                t.Streams[name] = [.. entries.Select((e, i) => (e, i)).Where(x => x.e.Stream == name).Select(x => (partition, x.i))];
                if (versions.TryGetValue(name, out var version)) t.Summaries[name] = t.Summaries[name] with { Version = version };
                else t.Summaries.Remove(name);
            }
        });
    }

    private static string Sql(ServiceLedger ledger, List<StoredEntry> entries, List<StoredBlock> blocks, StoredHead head, List<string> names, Dictionary<string, int> versions)
    {
        var isPostgres = ledger.Stored.IsShared;
        var sql = new StringBuilder();
        var p = head.Partition;
        foreach (var table in new[] { "entries", "blocks", "private_parts" }) Add($"delete from {table} where \"partition\" = {p}");
        foreach (var e in entries)
        {
            Add($"insert into entries values ({p}, {e.Position}, {Text(e.Stream)}, {e.Version}, {Text(e.Kind)}, {e.Schema}, {Text(e.Occurred)}, {Text(e.Recorded)}, {Text(e.Actor)}, {Text(e.Account)}, {Text(e.CommandId)}, {Text(e.Hall)}, {Text(e.Data)}, {Text(e.PersonKey)}, {Bytes(e.PrivateHash)}, {Bytes(e.Hash)})");
            if (e.Sealed is not null) Add($"insert into private_parts values ({p}, {e.Position}, {Bytes(e.Sealed)})");
        }

        foreach (var b in blocks) Add($"insert into blocks values ({p}, {b.Number}, {b.First}, {b.Last}, {Bytes(b.Root)}, {Bytes(b.Hash)})");
        Add($"update heads set position = {head.Position}, block = {head.Block}, hash = {Bytes(head.Hash)} where \"partition\" = {p}");
        foreach (var name in names)
        {
            if (versions.TryGetValue(name, out var version)) Add($"update summary set version = {version} where stream = {Text(name)}");
            else Add($"delete from summary where stream = {Text(name)}");
        }

        return sql.ToString();

        void Add(FormattableString statement) => sql.Append(statement.ToString(CultureInfo.InvariantCulture)).Append(";\n");

        static string Text(string? text) => text is null ? "null" : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

        string Bytes(byte[]? bytes) => bytes is null ? "null" : isPostgres ? $"'\\x{Convert.ToHexString(bytes)}'" : $"x'{Convert.ToHexString(bytes)}'";
    }
}
