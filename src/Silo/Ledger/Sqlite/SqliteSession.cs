using HallGrains.Grains.Ledger;
using Microsoft.Data.Sqlite;

namespace HallGrains.Silo.Ledger.Sqlite;

/// <summary>The writer's connection with its prepared statements.</summary>
internal sealed class SqliteSession : IDisposable
{
    public const string InsertKey = "insert into person_key values ($1, $2) on conflict do nothing";

    /// <summary>
    /// For whatever connection writes. A checkpoint every thousand pages, as SQLite makes by itself, is one every few blocks under load: the pages that many
    /// blocks change, those of the indexes, would be copied into the file each time. The log takes 16 MB.
    /// </summary>
    public const string Settings = "pragma synchronous = full; pragma wal_autocheckpoint = 4000";

    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _commands = [];

    public SqliteSession(string connectionString)
    {
        _connection = new(connectionString);
        _connection.Open();
        Execute(Settings);
        Execute("pragma busy_timeout = 3000");
        Begin = Prepare("begin immediate");
        Commit = Prepare("commit");
        Rollback = Prepare("rollback");
        Head = Prepare("select \"partition\", position, block, hash, recorded from heads where \"partition\" = $1", SqliteType.Integer);
        MoveHead = Prepare("update heads set position = $2, block = $3, hash = $4, recorded = $5 where \"partition\" = $1",
            SqliteType.Integer, SqliteType.Integer, SqliteType.Integer, SqliteType.Blob, SqliteType.Text);
        Version = Prepare("select version from summary where stream = $1", SqliteType.Text);
        Taken = Prepare("select 1 from commands where stream = $1 and account = $2 and command_id = $3", SqliteType.Text, SqliteType.Text, SqliteType.Text);
        Entry = Prepare("insert into entries values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
            SqliteType.Integer, SqliteType.Integer, SqliteType.Text, SqliteType.Integer, SqliteType.Text, SqliteType.Integer, SqliteType.Text, SqliteType.Text, SqliteType.Text,
            SqliteType.Text, SqliteType.Text, SqliteType.Text, SqliteType.Text, SqliteType.Text, SqliteType.Blob, SqliteType.Blob);
        Part = Prepare("insert into private_parts values ($1, $2, $3)", SqliteType.Integer, SqliteType.Integer, SqliteType.Blob);
        Command = Prepare("insert into commands values ($1, $2, $3, $4, $5, $6, $7)",
            SqliteType.Text, SqliteType.Text, SqliteType.Text, SqliteType.Text, SqliteType.Integer, SqliteType.Integer, SqliteType.Text);
        Key = Prepare(InsertKey, SqliteType.Text, SqliteType.Blob);
        Block = Prepare("insert into blocks values ($1, $2, $3, $4, $5, $6)",
            SqliteType.Integer, SqliteType.Integer, SqliteType.Integer, SqliteType.Integer, SqliteType.Blob, SqliteType.Blob);
        Summary = Prepare("""
            insert into summary values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            on conflict (stream) do update set version = excluded.version, state = excluded.state, stage = excluded.stage, owner = excluded.owner, agent = excluded.agent,
              offered_to = excluded.offered_to, hall = excluded.hall, item = excluded.item, card = excluded.card, overdue = excluded.overdue, applicant = excluded.applicant,
              next_due = excluded.next_due, extra = excluded.extra, updated = excluded.updated
            """,
            SqliteType.Text, SqliteType.Integer, SqliteType.Integer, SqliteType.Text, SqliteType.Text, SqliteType.Text, SqliteType.Text, SqliteType.Text, SqliteType.Text,
            SqliteType.Text, SqliteType.Text, SqliteType.Integer, SqliteType.Text, SqliteType.Text, SqliteType.Text, SqliteType.Text);
    }

    public SqliteCommand Begin { get; }

    public SqliteCommand Commit { get; }

    public SqliteCommand Rollback { get; }

    public SqliteCommand Head { get; }

    public SqliteCommand MoveHead { get; }

    public SqliteCommand Version { get; }

    public SqliteCommand Taken { get; }

    public SqliteCommand Entry { get; }

    public SqliteCommand Part { get; }

    public SqliteCommand Command { get; }

    public SqliteCommand Key { get; }

    public SqliteCommand Block { get; }

    public SqliteCommand Summary { get; }

    public static object? Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        Bind(command, values);
        return command.ExecuteScalar();
    }

    public static void Write(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        Bind(command, values);
        command.ExecuteNonQuery();
    }

    public StoredHead ReadHead(int partition)
    {
        Bind(Head, partition);
        using var reader = Head.ExecuteReader();
        reader.Read();
        return EntrySql.ReadHead(reader);
    }

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public SqliteCommand Prepare(string sql, params ReadOnlySpan<SqliteType> types)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < types.Length; i++) command.Parameters.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${i + 1}"), types[i]);
        command.Prepare();
        _commands.Add(command);
        return command;
    }

    public void Dispose()
    {
        foreach (var command in _commands) command.Dispose();
        _connection.Dispose();
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }
}
