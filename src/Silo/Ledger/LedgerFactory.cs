using HallGrains.Grains.Clocks;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger.Keys;
using HallGrains.Silo.Ledger.Memory;
using HallGrains.Silo.Ledger.Postgres;
using HallGrains.Silo.Ledger.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace HallGrains.Silo.Ledger;

/// <summary>Makes ledgers: for the container, for tools, for tests.</summary>
internal static class LedgerFactory
{
    public static LedgerOptions OptionsOf(ServeOptions options) => new()
    {
        Database = options.Database,
        ConnectionString = options.Connection,
        DataDirectory = options.Data,
        KeyDirectory = options.KeyDirectory,
        CheckpointDirectory = options.CheckpointDirectory,
        CheckpointInterval = options.CheckpointInterval,
    };

    public static ILedgerStore CreateStore(LedgerOptions options) => options.Database switch
    {
        "sqlite" => new SqliteStore(options),
        "postgres" => new PostgresStore(options),
        "memory" => new MemoryStore(),
        _ => throw new HallCannotStartException($"--database is sqlite or postgres, not '{options.Database}'."),
    };

    /// <summary>A ledger yet to be started.</summary>
    public static ServiceLedger Create(LedgerOptions options, IClock? clock = null, ILogger<ServiceLedger>? logger = null) =>
        new(CreateStore(options), options, clock ?? new HallClock(TimeProvider.System), logger ?? NullLogger<ServiceLedger>.Instance);

    /// <summary>A started ledger for tools and tests; dispose it to close it.</summary>
    public static async Task<ServiceLedger> StartAsync(LedgerOptions options, IClock? clock = null)
    {
        var ledger = Create(options, clock);
        try
        {
            await ledger.StartAsync();
            return ledger;
        }
        catch
        {
            await ledger.DisposeAsync();
            throw;
        }
    }

    /// <summary>A started ledger in memory, with keys in memory.</summary>
    public static Task<ServiceLedger> StartMemoryAsync(IClock? clock = null, int partitions = 4) =>
        StartAsync(new() { Database = "memory", Partitions = partitions }, clock);

    /// <summary>Makes schema, ledger and keys where they are missing and answers the keys: for a host that needs them before it is built.</summary>
    public static async Task<KeyFiles> PrepareAsync(LedgerOptions options)
    {
        await using var ledger = await StartAsync(options);
        return ledger.Keys;
    }

    /// <summary>Whether the database role that the options name could change or remove what is written.</summary>
    public static async Task<bool> MayEditHistoryAsync(LedgerOptions options)
    {
        await using var store = CreateStore(options);
        return await store.MayEditHistoryAsync();
    }
}
