using HallGrains.Grains.Ledger;

namespace HallGrains.Silo.Ledger.Memory;

/// <summary>The tables of a ledger in memory; guarded by the store's lock.</summary>
internal sealed class MemoryTables
{
    public LedgerMeta? Meta { get; set; }

    public List<List<StoredEntry>> Entries { get; private set; } = [];

    public List<List<StoredBlock>> Blocks { get; private set; } = [];

    public List<StoredHead> Heads { get; private set; } = [];

    public Dictionary<string, List<(int Partition, int Index)>> Streams { get; private set; } = new(StringComparer.Ordinal);

    public Dictionary<string, List<CommandRecord>> Commands { get; private set; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, SummaryRow> Summaries { get; private set; } = new(StringComparer.Ordinal);

    public Dictionary<string, byte[]> PersonKeys { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Checkpoints { get; } = new(StringComparer.Ordinal);

    /// <summary>Signed checkpoints by number.</summary>
    public SortedDictionary<long, string> Signed { get; private set; } = [];

    public long DemoOffset { get; set; }

    public void Make(LedgerMeta meta)
    {
        Meta = meta;
        for (var p = 0; p < meta.Partitions; p++)
        {
            Entries.Add([]);
            Blocks.Add([]);
            Heads.Add(new(p, 0, 0, LedgerFormat.Genesis(meta.LedgerId, p), ""));
        }
    }

    public IReadOnlyList<CommandRecord> CommandsOf(string stream) => Commands.GetValueOrDefault(stream, []);

    public IEnumerable<StoredEntry> EntriesOf(string stream) => Streams.GetValueOrDefault(stream, []).Select(a => Entries[a.Partition][a.Index]);

    public IReadOnlyList<string> SignedAfter(long number, int max) => [.. Signed.Where(c => c.Key > number).Take(max).Select(c => c.Value)];

    public MemoryTables Copy() => new()
    {
        Meta = Meta,
        Entries = [.. Entries.Select(p => p.ToList())],
        Blocks = [.. Blocks.Select(p => p.ToList())],
        Heads = [.. Heads],
        Signed = new(Signed),
        Summaries = new(Summaries, StringComparer.Ordinal),
    };
}
