using System.Data;
using System.Data.Common;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace HallGrains.Checker;

public sealed record EntryRow(
    int Partition, long Position, string Stream, int Version, string Kind, string Occurred, string Recorded, string Actor, string Account, string CommandId, string Hall, JsonNode Data);

public sealed record CommandRow(string Stream, string Account, string CommandId, string BodyHash, int First, int Last, JsonNode Made);

public sealed record BlockRow(int Partition, long Number, long First, long Last);

public sealed record HeadRow(int Partition, long Position, long Block);

public sealed record SummaryRow(
    string Stream, int Version, string? State, string? Stage, string? Owner, string? Agent, string? OfferedTo, string? Hall, string? Card);

/// <summary>The ledger's tables as an auditor reads them: plain SQL, one consistent state.</summary>
public sealed record LedgerTables(
    IReadOnlyList<EntryRow> Entries, IReadOnlyList<CommandRow> Commands, IReadOnlyList<BlockRow> Blocks, IReadOnlyList<HeadRow> Heads, IReadOnlyList<SummaryRow> Summaries)
{
    public static Task<LedgerTables> ReadSqliteAsync(string file) => ReadAsync(new SqliteConnection($"Data Source={file};Pooling=False"));

    public static Task<LedgerTables> ReadPostgresAsync(string connectionString) =>
        ReadAsync(new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString));

    private static async Task<LedgerTables> ReadAsync(DbConnection connection)
    {
        await using var _ = connection;
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(connection is NpgsqlConnection ? IsolationLevel.RepeatableRead : IsolationLevel.Serializable);
        return new(
            await RowsAsync(connection, transaction, "select \"partition\", position, stream, version, kind, occurred, recorded, actor, account, command_id, hall, data from entries order by \"partition\", position",
                r => new EntryRow(r.GetInt32(0), r.GetInt64(1), r.GetString(2), r.GetInt32(3), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7), r.GetString(8), r.GetString(9), r.GetString(10), JsonNode.Parse(r.GetString(11))!)),
            await RowsAsync(connection, transaction, "select stream, account, command_id, body_hash, first_version, last_version, made from commands order by stream, first_version",
                r => new CommandRow(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt32(4), r.GetInt32(5), JsonNode.Parse(r.GetString(6) is { Length: > 0 } made ? made : "{}")!)),
            await RowsAsync(connection, transaction, "select \"partition\", number, first, last from blocks order by \"partition\", number",
                r => new BlockRow(r.GetInt32(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3))),
            await RowsAsync(connection, transaction, "select \"partition\", position, block from heads order by \"partition\"", r => new HeadRow(r.GetInt32(0), r.GetInt64(1), r.GetInt64(2))),
            await RowsAsync(connection, transaction, "select stream, version, state, stage, owner, agent, offered_to, hall, card from summary order by stream",
                r => new SummaryRow(r.GetString(0), r.GetInt32(1), Text(r, 2), Text(r, 3), Text(r, 4), Text(r, 5), Text(r, 6), Text(r, 7), Text(r, 8))));
    }

    private static async Task<IReadOnlyList<T>> RowsAsync<T>(DbConnection connection, DbTransaction transaction, string sql, Func<DbDataReader, T> read)
    {
        await using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    private static string? Text(DbDataReader r, int column) => r.IsDBNull(column) ? null : r.GetString(column);
}
