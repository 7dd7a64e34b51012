using Npgsql;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>A database of its own for each test: a data directory on SQLite, a database on the suite's PostgreSQL.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("hall-").FullName;
    private readonly string? _name;

    private Database(string kind, string? name, string? connection)
    {
        (Kind, _name, Connection) = (kind, name, connection);
    }

    public string Kind { get; }

    public string? Connection { get; }

    public string Data => _directory;

    /// <summary>Options of serve and of the other commands that name this database.</summary>
    public string[] Arguments => Connection is { } c ? ["--data", _directory, "--database", "postgres", "--connection", c] : ["--data", _directory];

    public static async Task<Database> CreateAsync(string kind)
    {
        if (kind == "sqlite") return new(kind, null, null);
        var server = Environment.GetEnvironmentVariable("HALL_TEST_POSTGRES")
            ?? throw new InvalidOperationException("HALL_TEST_POSTGRES is not set: run the tests with `bash test.sh`.");
        var name = "hall_" + Guid.NewGuid().ToString("N")[..12];
        await ExecuteAsync(server, $"create database {name}");
        return new(kind, name, new NpgsqlConnectionStringBuilder(server) { Database = name, MaxPoolSize = 6 }.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        if (_name is not null) await ExecuteAsync(Environment.GetEnvironmentVariable("HALL_TEST_POSTGRES")!, $"drop database {_name} with (force)");
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
