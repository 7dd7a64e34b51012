using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Silo.Ledger.Memory;

/// <summary>A ledger that ends with its process: for tests. The same blocks, chain and refusals as the databases.</summary>
internal sealed class MemoryStore : ILedgerStore
{
    private readonly Lock _lock = new();
    private readonly MemoryTables _tables = new();

    public bool IsShared => false;

    public Task<LedgerMeta> OpenAsync(int partitions, Func<string?, string> fingerprint)
    {
        lock (_lock)
        {
            var print = fingerprint(_tables.Meta?.KeyFingerprint);
            if (_tables.Meta is null) _tables.Make(new(Guid.NewGuid().ToString("N"), LedgerFormat.Version, partitions, print));
            return Task.FromResult(_tables.Meta!);
        }
    }

    public IReadOnlyList<IBlockCommitter> CreateCommitters(LedgerMeta meta) => [new MemoryCommitter(this)];

    public Task<CommandRecord?> FindCommandAsync(string stream, string account, string commandId) =>
        Read(t => t.CommandsOf(stream).FirstOrDefault(c => c.Account == account && c.CommandId == commandId));

    public Task<IReadOnlyList<CommandRecord>> ReadCommandsAsync(string stream) => Read<IReadOnlyList<CommandRecord>>(t => [.. t.CommandsOf(stream)]);

    public Task<IReadOnlyList<StoredEntry>> ReadStreamAsync(string stream, int afterVersion, int max) =>
        Read<IReadOnlyList<StoredEntry>>(t => [.. t.EntriesOf(stream).Skip(afterVersion).Take(max)]);

    public Task<StoredEntry?> ReadLastAsync(string stream) => Read(t => t.EntriesOf(stream).LastOrDefault());

    public Task<IReadOnlyList<StoredEntry>> ReadPartitionAsync(int partition, long afterPosition, int max) =>
        Read<IReadOnlyList<StoredEntry>>(t => [.. t.Entries[partition].Skip((int)afterPosition).Take(max)]);

    public Task<long> HeadPositionAsync(int partition) => Read(t => t.Heads[partition].Position);

    public Task<SummaryRow?> FindSummaryAsync(string stream) => Read(t => t.Summaries.GetValueOrDefault(stream));

    public Task<IReadOnlyList<SummaryRow>> QuerySummariesAsync(SummaryQuery q) => Read<IReadOnlyList<SummaryRow>>(t =>
    [
        .. t.Summaries.Values.Where(r =>
            (q.Kind.Length == 0 || r.Kind == q.Kind)
            && (q.Hall is null || r.Hall == q.Hall)
            && (q.Owner is null || r.Owner == q.Owner)
            && (q.Agent is null || r.Agent == q.Agent)
            && (q.OfferedTo is null || r.OfferedTo == q.OfferedTo)
            && (q.State is null || r.State == q.State)
            && (q.States is null || (r.State is { } state && q.States.Value.Contains(state)))
            && (q.Stage is null || r.Stage == q.Stage)
            && (q.Item is null || r.Item == q.Item)
            && (q.Card is null || r.Card == q.Card)
            && (q.Overdue is null || r.Overdue == q.Overdue)
            && (q.Applicant is null || r.Applicant == q.Applicant)
            && (q.Contains is null || r.Stream.Contains(q.Contains, StringComparison.Ordinal))
            && (q.WaitingFor is null || (r.Extra.Contains(WaitingItem.Marker, StringComparison.Ordinal) && r.Extra.Contains(WaitingItem.MarkerOf(q.WaitingFor), StringComparison.Ordinal)))
            && (q.After is null || string.CompareOrdinal(r.Stream, q.After) > 0)).Take(q.Limit),
    ]);

    public Task<IReadOnlyList<string>> StreamsOfAsync(HallStreams q) => Read<IReadOnlyList<string>>(t =>
    [
        .. t.Summaries.Values.Where(r => r.Kind == q.Kind
                && (q.States is not { } states || (r.State is { } state && states.Contains(state)) || r.UpdatedAt >= q.ChangedSince)
                && t.EntriesOf(r.Stream).Any(e => e.Hall == q.Hall && LedgerFormat.Time(e.Recorded) <= q.At))
            .Select(r => r.Stream).Order(StringComparer.Ordinal),
    ]);

    public Task<IReadOnlyList<DueStream>> ReadDueAsync(int partition, Instant until, int max) => Read<IReadOnlyList<DueStream>>(t =>
    [
        .. t.Summaries.Values
            .Where(r => r.NextDue <= until && LedgerFormat.PartitionOf(r.Stream, t.Meta!.Partitions) == partition)
            .Select(r => new DueStream(r.Stream, r.NextDue!.Value))
            .OrderBy(d => d.DueAt).ThenBy(d => d.Stream, StringComparer.Ordinal).Take(max),
    ]);

    public Task<IReadOnlyDictionary<string, byte[]>> LoadKeysAsync(IReadOnlyCollection<string> names) =>
        Read<IReadOnlyDictionary<string, byte[]>>(t => names.Where(t.PersonKeys.ContainsKey).ToDictionary(n => n, n => t.PersonKeys[n]));

    public Task<IReadOnlyDictionary<string, byte[]>> AddKeysAsync(IReadOnlyCollection<NewKey> keys) => Read<IReadOnlyDictionary<string, byte[]>>(t =>
    {
        foreach (var (name, wrapped) in keys) t.PersonKeys.TryAdd(name, wrapped);
        return keys.ToDictionary(k => k.Name, k => t.PersonKeys[k.Name]);
    });

    public Task<bool> DropKeyAsync(string name) => Read(t => t.PersonKeys.Remove(name));

    public Task<IReadOnlyList<SummaryRow>> ReadSummariesAsync(int partition, string afterStream, int max) => Read<IReadOnlyList<SummaryRow>>(t =>
        [.. t.Summaries.Values.Where(r => string.CompareOrdinal(r.Stream, afterStream) > 0 && LedgerFormat.PartitionOf(r.Stream, t.Meta!.Partitions) == partition).Take(max)]);

    public Task<IReadOnlyList<string>> ReadStreamsWithoutRowAsync(int partition, long afterPosition, long lastPosition) => Read<IReadOnlyList<string>>(t =>
        [.. t.Entries[partition].Where(e => e.Version == 1 && e.Position > afterPosition && e.Position <= lastPosition && !t.Summaries.ContainsKey(e.Stream)).Select(e => e.Stream)]);

    public Task<bool[]> RepairSummariesAsync(IReadOnlyList<SummaryRepair> repairs) => Read(t => repairs.Select(repair =>
    {
        if (t.EntriesOf(repair.Stream).LastOrDefault()?.Version != repair.Row?.Version || t.Summaries.GetValueOrDefault(repair.Stream)?.Version != repair.Seen) return false;
        if (repair.Row is { } row) t.Summaries[repair.Stream] = row;
        else t.Summaries.Remove(repair.Stream);
        return true;
    }).ToArray());

    public Task<bool> MayEditHistoryAsync() => Task.FromResult(false);

    public Task<long> LoadCheckpointAsync(string queue) => Read(t => t.Checkpoints.GetValueOrDefault(queue));

    public Task SaveCheckpointAsync(string queue, long position) => Read(t => t.Checkpoints[queue] = Math.Max(position, t.Checkpoints.GetValueOrDefault(queue)));

    public Task<long> ReadDemoOffsetAsync() => Read(t => t.DemoOffset);

    public Task<long> RaiseDemoOffsetAsync(long ticks) => Read(t => t.DemoOffset = Math.Max(t.DemoOffset, ticks));

    public Task<IReadOnlyList<StoredHead>> ReadHeadsAsync() => Read<IReadOnlyList<StoredHead>>(t => [.. t.Heads]);

    public Task<IReadOnlyList<byte[]>> ReadBlockHashesAsync(int partition, long afterNumber, int max) =>
        Read<IReadOnlyList<byte[]>>(t => [.. t.Blocks[partition].Where(b => b.Number > afterNumber).Take(max).Select(b => b.Hash)]);

    public Task<StoredBlock?> FindBlockAsync(int partition, long position) => Read(t => t.Blocks[partition].Find(b => b.First <= position && b.Last >= position));

    public Task<IReadOnlyList<byte[]>> ReadLeavesAsync(int partition, long first, long last) =>
        Read<IReadOnlyList<byte[]>>(t => [.. t.Entries[partition].Where(e => e.Position >= first && e.Position <= last).Select(e => e.Hash)]);

    public Task<IReadOnlyList<string>> ReadCheckpointsAsync(long afterNumber, int max) => Read(t => t.SignedAfter(afterNumber, max));

    public Task<string?> ReadLastCheckpointAsync() => Read(t => t.Signed.Count > 0 ? t.Signed.Values.Last() : null);

    public Task<bool> AddCheckpointAsync(long number, string text, string? keyFingerprint = null) => Read(t =>
    {
        if (!t.Signed.TryAdd(number, text)) return false;
        if (keyFingerprint is not null) t.Meta = t.Meta! with { KeyFingerprint = keyFingerprint };
        return true;
    });

    public Task<ILedgerSnapshot> OpenSnapshotAsync() => Read<ILedgerSnapshot>(t => new MemorySnapshot(t.Copy()));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>For tests that tamper.</summary>
    public Task<T> Read<T>(Func<MemoryTables, T> read)
    {
        lock (_lock) return Task.FromResult(read(_tables));
    }
}
