using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using Npgsql;

namespace HallGrains.Benchmarks.Load;

/// <summary>A database of its own, gone afterwards.</summary>
internal sealed class Place : IAsyncDisposable
{
    private readonly string? _server;

    private Place(string? server, ServeOptions options) => (_server, Options) = (server, options);

    public ServeOptions Options { get; }

    public LedgerOptions Ledger => LedgerFactory.OptionsOf(Options);

    /// <param name="database"><c>sqlite</c> or <c>postgres</c>.</param>
    /// <param name="server">Connection string of a PostgreSQL server.</param>
    public static async Task<Place> MakeAsync(string database, string? server)
    {
        var options = new ServeOptions { Database = database, Data = Directory.CreateTempSubdirectory("hall-bench").FullName };
        if (database == "sqlite") return new(null, options);
        if (string.IsNullOrWhiteSpace(server)) throw new HallCannotStartException("A PostgreSQL server is needed: --postgres \"Host=…\" or HALL_TEST_POSTGRES; bash tests/postgres.sh start DIR makes one.");
        var name = "bench_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync(server, $"create database {name}");
        return new(server, options with { Connection = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await ExecuteAsync(_server, $"drop database if exists {new NpgsqlConnectionStringBuilder(Options.Connection).Database} with (force)");
        Directory.Delete(Options.Data, recursive: true);
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
