using System.Reflection;
using DbUp;
using DbUp.Builder;
using DbUp.Engine.Output;
using HallGrains.Silo.Hosting;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HallGrains.Silo.Ledger;

/// <summary>Runs the embedded scripts that a database has not seen yet, in order of their names.</summary>
internal static class SchemaScripts
{
    // Any number of our own: who upgrades this database's schema waits for whoever does already.
    private const long UpgradeLock = 0x48616C6C;

    public static void UpgradeSqlite(string connectionString, string folder) =>
        Run(DeployChanges.To.SqliteDatabase(connectionString), folder);

    /// <summary>Under an advisory lock, for processes that start together. <paramref name="then"/> runs under the same lock.</summary>
    public static async Task<T> UpgradePostgresAsync<T>(string connectionString, string folder, Func<NpgsqlConnection, Task<T>> then)
    {
        // Not pooled: a pool gives a lock back only when somebody uses the connection next.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using (var take = new NpgsqlCommand("select pg_advisory_lock($1)", connection) { CommandTimeout = 60, Parameters = { new() { Value = UpgradeLock } } })
            await take.ExecuteNonQueryAsync();
        Run(DeployChanges.To.PostgresqlDatabase(connectionString), folder);
        return await then(connection);
    }

    /// <summary>Gives the roles their rights, as the newest script has them. By the tables' owner.</summary>
    public static async Task GrantAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var grant = new NpgsqlCommand("select hall_rights()", connection);
        await grant.ExecuteNonQueryAsync();
    }

    /// <summary>What to do about a right that is missing.</summary>
    public static string Advice(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } ? " Run `migrate` with the connection of the tables' owner first; a hall serves with less." : "";

    private static void Run(UpgradeEngineBuilder builder, string folder)
    {
        var prefix = $"HallGrains.Silo.Ledger.Schema.{folder}.";
        var result = builder
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.StartsWith(prefix, StringComparison.Ordinal))
            .WithVariablesDisabled()
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful) throw new HallCannotStartException($"The database's schema could not be brought up to date ({result.ErrorScript?.Name}): {result.Error.Message}{Advice(result.Error)}", result.Error);
    }
}
