using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HallGrains.Silo.Ledger;

/// <summary>
/// Tables and queries of Orleans' own storage, reminders and (PostgreSQL) clustering, written by us. On SQLite they stand in a file of their own, so that
/// they never share a lock with the ledger's writer; nothing in it is truth but accounts.
/// </summary>
internal static class OrleansSchema
{
    /// <summary>Orleans' name for the driver; on SQLite it loads Microsoft.Data.Sqlite under the other name.</summary>
    public static string Invariant(LedgerOptions options) => options.Database == "postgres" ? "Npgsql" : "System.Data.SQLite";

    public static string ConnectionString(LedgerOptions options) => options.Database == "postgres"
        ? options.ConnectionString!
        : new SqliteConnectionStringBuilder { DataSource = options.OrleansFile, Pooling = true, DefaultTimeout = 30 }.ToString();

    /// <summary>Brings it up to date; to be called before the silo is built, since Orleans reads the queries at its start.</summary>
    public static async Task EnsureAsync(LedgerOptions options)
    {
        if (options.Database == "postgres")
        {
            await SchemaScripts.UpgradePostgresAsync(options.ConnectionString!, "OrleansPostgres", _ => Task.FromResult(true));
            return;
        }

        Directory.CreateDirectory(options.DataDirectory);
        var connectionString = new SqliteConnectionStringBuilder(ConnectionString(options)) { Pooling = false }.ToString();
        await using var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync();
        await using var wal = connection.CreateCommand();
        wal.CommandText = "pragma journal_mode = wal";
        await wal.ExecuteNonQueryAsync();
        SchemaScripts.UpgradeSqlite(connectionString, "OrleansSqlite");
    }

    /// <summary>Drops what grains keep of the ledger to start faster: they read the ledger instead. A running one goes on from what it holds in memory.</summary>
    public static async Task<int> DropSnapshotsAsync(LedgerOptions options)
    {
        await using DbConnection connection = options.Database == "postgres" ? new NpgsqlConnection(options.ConnectionString) : new SqliteConnection(ConnectionString(options));
        await connection.OpenAsync();
        await using var drop = connection.CreateCommand();
        drop.CommandText = "delete from grain_state where type_name = 'monitor'";
        return await drop.ExecuteNonQueryAsync();
    }
}
