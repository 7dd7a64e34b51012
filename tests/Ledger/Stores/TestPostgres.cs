using System.Diagnostics;
using Npgsql;

namespace HallGrains.Tests.Ledger.Stores;

/// <summary>A PostgreSQL server for this run: the one HALL_TEST_POSTGRES names, or one of our own by tests/postgres.sh. Each caller gets a fresh database.</summary>
public static class TestPostgres
{
    private static readonly Lazy<Task<string>> Server = new(StartAsync);

    public static async Task<string> CreateDatabaseAsync()
    {
        var server = await Server.Value;
        var name = "t" + Guid.NewGuid().ToString("N");
        await ExecuteAsync(server, $"create database {name}");
        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    public static async Task DropDatabaseAsync(string connectionString)
    {
        var name = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync(await Server.Value, $"drop database if exists {name} with (force)");
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ScalarAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until a query answers true.</summary>
    public static async Task UntilAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await command.ExecuteScalarAsync(enough.Token) is not true) await Task.Delay(20, enough.Token);
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("HALL_TEST_POSTGRES") is { Length: > 0 } given) return given;
        var directory = Directory.CreateTempSubdirectory("hall-pg").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            using var stop = Script("stop", directory);
            stop.WaitForExit();
            Directory.Delete(directory, recursive: true);
        };
        using var start = Script("start", directory);
        var error = start.StandardError.ReadToEndAsync();
        var line = (await start.StandardOutput.ReadToEndAsync()).Trim();
        await start.WaitForExitAsync();
        return start.ExitCode == 0 ? line : throw new InvalidOperationException($"PostgreSQL could not be started: {await error}");
    }

    private static Process Script(string verb, string directory) =>
        Process.Start(new ProcessStartInfo("bash", [Repository.PathOf("tests", "postgres.sh"), verb, Path.Combine(directory, "pg")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
