using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger.Checkpoints;
using NodaTime;

namespace HallGrains.Silo.Ledger;

/// <summary>An entry as its row holds it: the very characters that were hashed, the private part still sealed.</summary>
internal sealed record StoredEntry(
    int Partition, long Position, string Stream, int Version, string Kind, int Schema, string Occurred, string Recorded, string Actor,
    string Account, string CommandId, string Hall, string Data, string? PersonKey, byte[]? PrivateHash, byte[] Hash, byte[]? Sealed);

/// <summary>A block: the entries of one transaction in one partition, their Merkle root, and the hash over root and previous block.</summary>
internal sealed record StoredBlock(int Partition, long Number, long First, long Last, byte[] Root, byte[] Hash);

/// <summary>Where a partition ends.</summary>
internal sealed record StoredHead(int Partition, long Position, long Block, byte[] Hash, string Recorded);

/// <summary>What a ledger is: fixed when it was made.</summary>
internal sealed record LedgerMeta(string LedgerId, int Format, int Partitions, string KeyFingerprint);

/// <summary>A summary row made anew.</summary>
/// <param name="Seen">Version of the row as it was read; null: there was none.</param>
/// <param name="Row">Null: the stream has no entry, and so no row.</param>
internal sealed record SummaryRepair(int Partition, string Stream, int? Seen, SummaryRow? Row);

/// <summary>What a verifier reads: pages, in order, of one consistent state. No silo and no key is needed.</summary>
internal interface ILedgerReader
{
    Task<ILedgerSnapshot> OpenSnapshotAsync();
}

/// <summary>One consistent state of the ledger; dispose it to let the database go on cleaning up.</summary>
internal interface ILedgerSnapshot : IAsyncDisposable
{
    Task<LedgerMeta> ReadMetaAsync();

    Task<IReadOnlyList<StoredHead>> ReadHeadsAsync();

    Task<IReadOnlyList<StoredBlock>> ReadBlocksAsync(int partition, long afterNumber, int max);

    Task<IReadOnlyList<StoredEntry>> ReadEntriesAsync(int partition, long afterPosition, int max);

    /// <summary>Streams of a partition with the version their summary row says, by name.</summary>
    Task<IReadOnlyList<(string Stream, int Version)>> ReadSummaryVersionsAsync(int partition, string afterStream, int max);

    /// <summary>Which of these streams have a summary row.</summary>
    Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> streams);

    /// <summary>How many private parts a partition has.</summary>
    Task<long> CountPrivatePartsAsync(int partition);

    /// <summary>A partition number that some entry or block has, and the ledger does not; null when there is none.</summary>
    Task<int?> FindStrayPartitionAsync(int partitions);

    /// <summary>Checkpoints after a number, in order; none where the database is older than they are.</summary>
    Task<IReadOnlyList<string>> ReadCheckpointsAsync(long afterNumber, int max);
}

/// <summary>Wrapped data keys of persons. Dropping a row is the erasure of the person.</summary>
internal interface IPersonKeyStore
{
    Task<IReadOnlyDictionary<string, byte[]>> LoadKeysAsync(IReadOnlyCollection<string> names);

    /// <summary>Stores keys for names that have none; a name that has one keeps it, also where another process was first.</summary>
    /// <returns>The key that each name has now.</returns>
    Task<IReadOnlyDictionary<string, byte[]>> AddKeysAsync(IReadOnlyCollection<NewKey> keys);

    Task<bool> DropKeyAsync(string name);
}

/// <summary>A database under the ledger. Every write of entries goes through an <see cref="IBlockCommitter"/>.</summary>
internal interface ILedgerStore : ILedgerReader, IProofStore, IPersonKeyStore, IAsyncDisposable
{
    /// <summary>Other processes may write to the same ledger: caches of keys must age.</summary>
    bool IsShared { get; }

    /// <summary>Brings the schema up to date, makes the ledger if there is none, and asserts that commits are durable.</summary>
    /// <param name="partitions">For a new ledger.</param>
    /// <param name="fingerprint">From the fingerprint the ledger knows (null: a new one) to that of the keys at hand; refuses by throwing.</param>
    Task<LedgerMeta> OpenAsync(int partitions, Func<string?, string> fingerprint);

    /// <summary>One per writer: either one per partition, or one for all.</summary>
    IReadOnlyList<IBlockCommitter> CreateCommitters(LedgerMeta meta);

    Task<CommandRecord?> FindCommandAsync(string stream, string account, string commandId);

    Task<IReadOnlyList<CommandRecord>> ReadCommandsAsync(string stream);

    Task<IReadOnlyList<StoredEntry>> ReadStreamAsync(string stream, int afterVersion, int max);

    Task<StoredEntry?> ReadLastAsync(string stream);

    Task<IReadOnlyList<StoredEntry>> ReadPartitionAsync(int partition, long afterPosition, int max);

    Task<long> HeadPositionAsync(int partition);

    Task<SummaryRow?> FindSummaryAsync(string stream);

    Task<IReadOnlyList<SummaryRow>> QuerySummariesAsync(SummaryQuery query);

    Task<IReadOnlyList<string>> StreamsOfAsync(HallStreams query);

    Task<IReadOnlyList<DueStream>> ReadDueAsync(int partition, Instant until, int max);

    /// <summary>Summary rows that say they are of a partition, by stream name.</summary>
    Task<IReadOnlyList<SummaryRow>> ReadSummariesAsync(int partition, string afterStream, int max);

    /// <summary>Streams that begin after <paramref name="afterPosition"/> and not after <paramref name="lastPosition"/>, and have no summary row in their partition.</summary>
    Task<IReadOnlyList<string>> ReadStreamsWithoutRowAsync(int partition, long afterPosition, long lastPosition);

    /// <summary>Puts summary rows right, each by itself; false, and nothing done, where the stream or its row has moved on since they were read.</summary>
    Task<bool[]> RepairSummariesAsync(IReadOnlyList<SummaryRepair> repairs);

    /// <summary>Whether the database would let this program change or remove what is written: a silo should not be able to.</summary>
    Task<bool> MayEditHistoryAsync();

    Task<long> LoadCheckpointAsync(string queue);

    Task SaveCheckpointAsync(string queue, long position);

    Task<long> ReadDemoOffsetAsync();

    Task<long> RaiseDemoOffsetAsync(long ticks);
}
