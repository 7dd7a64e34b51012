using HallGrains.Silo.Ledger;
using Npgsql;

namespace HallGrains.Benchmarks;

/// <summary>A database for one measurement, dropped after it.</summary>
internal sealed class Scratch : IAsyncDisposable
{
    private readonly string? _server;
    private readonly string? _name;

    private Scratch(LedgerOptions options, string? server, string? name) => (Options, _server, _name) = (options, server, name);

    public LedgerOptions Options { get; }

    public static async Task<Scratch> CreateAsync(string database, string? connection)
    {
        var directory = Directory.CreateTempSubdirectory("hall-bench-").FullName;
        if (database != "postgres") return new(new() { Database = database, DataDirectory = directory }, null, null);
        var server = connection ?? throw new ArgumentException("PostgreSQL needs --connection.");
        var name = "bench_" + Path.GetFileName(directory)["hall-bench-".Length..].ToLowerInvariant();
        await ExecuteAsync(server, $"create database {name}");
        return new(new() { Database = database, DataDirectory = directory, ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString() }, server, name);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        Directory.Delete(Options.DataDirectory, recursive: true);
        if (_server is not null) await ExecuteAsync(_server, $"drop database {_name} with (force)");
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
