namespace HallGrains.Silo.Ledger.Memory;

internal sealed class MemorySnapshot(MemoryTables tables) : ILedgerSnapshot
{
    public Task<LedgerMeta> ReadMetaAsync() => Task.FromResult(tables.Meta!);

    public Task<IReadOnlyList<StoredHead>> ReadHeadsAsync() => Task.FromResult<IReadOnlyList<StoredHead>>(tables.Heads);

    public Task<IReadOnlyList<StoredBlock>> ReadBlocksAsync(int partition, long afterNumber, int max) =>
        Task.FromResult<IReadOnlyList<StoredBlock>>([.. tables.Blocks[partition].Where(b => b.Number > afterNumber).Take(max)]);

    public Task<IReadOnlyList<StoredEntry>> ReadEntriesAsync(int partition, long afterPosition, int max) =>
        Task.FromResult<IReadOnlyList<StoredEntry>>([.. tables.Entries[partition].Where(e => e.Position > afterPosition).Take(max)]);

    public Task<IReadOnlyList<(string Stream, int Version)>> ReadSummaryVersionsAsync(int partition, string afterStream, int max) =>
        Task.FromResult<IReadOnlyList<(string, int)>>(
        [
            .. tables.Summaries.Values
                .Where(r => string.CompareOrdinal(r.Stream, afterStream) > 0 && LedgerFormat.PartitionOf(r.Stream, tables.Meta!.Partitions) == partition)
                .Take(max).Select(r => (r.Stream, r.Version)),
        ]);

    public Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> streams) =>
        Task.FromResult<IReadOnlySet<string>>(streams.Where(tables.Summaries.ContainsKey).ToHashSet(StringComparer.Ordinal));

    public Task<long> CountPrivatePartsAsync(int partition) => Task.FromResult((long)tables.Entries[partition].Count(e => e.Sealed is not null));

    public Task<int?> FindStrayPartitionAsync(int partitions) => Task.FromResult<int?>(null);

    public Task<IReadOnlyList<string>> ReadCheckpointsAsync(long afterNumber, int max) => Task.FromResult(tables.SignedAfter(afterNumber, max));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
