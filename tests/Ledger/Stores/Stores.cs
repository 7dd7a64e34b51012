using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Memory;
using HallGrains.Silo.Ledger.Sqlite;
using Microsoft.Data.Sqlite;

namespace HallGrains.Tests.Ledger.Stores;

/// <summary>One place where a ledger of its own can be opened, closed, reopened and tampered with.</summary>
internal abstract class TestStore : IAsyncDisposable
{
    /// <summary>A directory of this place alone.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("hall-ledger").FullName;

    public abstract LedgerOptions Options { get; }

    /// <summary>A store over this place: for memory the same tables each time, so that "restart" means the same for all.</summary>
    public virtual ILedgerStore Open(LedgerOptions options) => LedgerFactory.CreateStore(options);

    /// <summary>What an intruder with the database's password could do.</summary>
    public abstract Task TamperAsync(Tamper with);

    public virtual ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A change of one row, in SQL and in memory.</summary>
internal sealed record Tamper(string Sql, Action<MemoryTables> InMemory);

internal sealed class MemoryPlace : TestStore
{
    private readonly MemoryStore _store = new();

    public MemoryPlace() => Options = new() { Database = "memory", KeyDirectory = Path.Combine(Folder, "keys") };

    public override LedgerOptions Options { get; }

    public override ILedgerStore Open(LedgerOptions options) => _store;

    public override Task TamperAsync(Tamper with) => _store.Read(t =>
    {
        with.InMemory(t);
        return true;
    });
}

internal sealed class SqlitePlace : TestStore
{
    public SqlitePlace() => Options = new() { Database = "sqlite", DataDirectory = Folder };

    public override LedgerOptions Options { get; }

    public override async Task TamperAsync(Tamper with)
    {
        await using var connection = new SqliteConnection($"Data Source={Options.SqliteFile};Pooling=False");
        await connection.OpenAsync();
        await HistoryGuard.DropAsync(connection);
        await using var command = connection.CreateCommand();
        command.CommandText = with.Sql;
        await command.ExecuteNonQueryAsync();
    }
}

internal sealed class PostgresPlace : TestStore
{
    public PostgresPlace(string connectionString) =>
        Options = new() { Database = "postgres", ConnectionString = connectionString, DataDirectory = Folder };

    public static async Task<PostgresPlace> CreateAsync() => new(await TestPostgres.CreateDatabaseAsync());

    public override LedgerOptions Options { get; }

    public override Task TamperAsync(Tamper with) => TestPostgres.ExecuteAsync(Options.ConnectionString!, with.Sql);

    public override async ValueTask DisposeAsync()
    {
        await TestPostgres.DropDatabaseAsync(Options.ConnectionString!);
        await base.DisposeAsync();
    }
}
