namespace HallGrains.Silo.Ledger;

/// <summary>Where a ledger stands and how its writers behave.</summary>
internal sealed record LedgerOptions
{
    /// <summary><c>sqlite</c>, <c>postgres</c> or <c>memory</c>.</summary>
    public string Database { get; init; } = "sqlite";

    /// <summary>Npgsql connection string; PostgreSQL only.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Holds <c>hall.db</c>, <c>orleans.db</c> and the lock file on SQLite.</summary>
    public string DataDirectory { get; init; } = "hall-data";

    /// <summary>Null: <c>keys</c> under the data directory. A ledger in memory keeps its keys in memory.</summary>
    public string? KeyDirectory { get; init; }

    /// <summary>Where signed checkpoints are kept as files; null: in the database alone.</summary>
    public string? CheckpointDirectory { get; init; }

    /// <summary>How often a checkpoint is made where something was written; zero: only at start, at stop and on demand.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Number of partitions of a ledger made now; an existing ledger keeps its own.</summary>
    public int Partitions { get; init; } = 4;

    /// <summary>Commands that may wait per writer; one more is answered busy.</summary>
    public int QueueCapacity { get; init; } = 4096;

    /// <summary>Most commands in one block.</summary>
    public int BlockCommands { get; init; } = 512;

    /// <summary>Most entries in one block, but a single command always fits.</summary>
    public int BlockEntries { get; init; } = 2000;

    /// <summary>Most bytes of text and ciphertext in one block, but a single command always fits.</summary>
    public int BlockBytes { get; init; } = 4 << 20;

    /// <summary>How long a writer waits for a lock before its block is answered busy.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long one block may take in the database.</summary>
    public TimeSpan CommitTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the fate of a commit is looked for after a lost connection.</summary>
    public TimeSpan LookUpTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Tests put faults between the writer and the store.</summary>
    public Func<IBlockCommitter, IBlockCommitter> Committers { get; init; } = static c => c;

    public string Keys => KeyDirectory ?? Path.Combine(DataDirectory, "keys");

    public string SqliteFile => Path.Combine(DataDirectory, "hall.db");

    public string OrleansFile => Path.Combine(DataDirectory, "orleans.db");
}
