using System.Data;
using System.Data.Common;
using Npgsql;

namespace HallGrains.Silo.Ledger.Postgres;

internal sealed class PostgresReading(NpgsqlDataSource source) : ILedgerReader
{
    public static string EntriesSql { get; } = EntrySql.Select + " where e.\"partition\" = $1 and e.position > $2 order by e.position limit $3";

    public static string CheckpointsSql => "select body from checkpoints where number > $1 order by number limit $2";

    public async Task<T?> OneAsync<T>(string sql, Func<DbDataReader, T> row, params object[] values)
    {
        var rows = await ListAsync(sql, row, values);
        return rows.Count > 0 ? rows[0] : default;
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, Func<DbDataReader, T> row, params object[] values)
    {
        await using var connection = await source.OpenConnectionAsync();
        return await ListAsync(connection, sql, row, values);
    }

    public async Task<int> ExecuteAsync(string sql, params object[] values)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    public async Task<ILedgerSnapshot> OpenSnapshotAsync()
    {
        var connection = await source.OpenConnectionAsync();
        try
        {
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead);
            await using (var only = new NpgsqlCommand("set transaction read only", connection)) await only.ExecuteNonQueryAsync();
            return new PostgresSnapshot(connection, transaction);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<IReadOnlyList<T>> ListAsync<T>(NpgsqlConnection connection, string sql, Func<DbDataReader, T> row, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(row(reader));
        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return command;
    }

    private sealed class PostgresSnapshot(NpgsqlConnection connection, NpgsqlTransaction transaction) : ILedgerSnapshot
    {
        public async Task<LedgerMeta> ReadMetaAsync()
        {
            var rows = (await ListAsync(connection, "select key, value from meta", r => (Key: r.GetString(0), Value: r.GetString(1)))).ToDictionary(r => r.Key, r => r.Value);
            return MetaTable.Read(rows.GetValueOrDefault)!;
        }

        public Task<IReadOnlyList<StoredHead>> ReadHeadsAsync() => ListAsync(connection, "select \"partition\", position, block, hash, recorded from heads order by 1", EntrySql.ReadHead);

        public Task<IReadOnlyList<StoredBlock>> ReadBlocksAsync(int partition, long afterNumber, int max) => ListAsync(connection,
            "select \"partition\", number, first, last, root, hash from blocks where \"partition\" = $1 and number > $2 order by number limit $3", EntrySql.ReadBlock, partition, afterNumber, (long)max);

        public Task<IReadOnlyList<StoredEntry>> ReadEntriesAsync(int partition, long afterPosition, int max) =>
            ListAsync(connection, EntriesSql, EntrySql.Read, partition, afterPosition, (long)max);

        public Task<IReadOnlyList<(string Stream, int Version)>> ReadSummaryVersionsAsync(int partition, string afterStream, int max) => ListAsync(connection,
            "select stream, version from summary where \"partition\" = $1 and stream > $2 order by stream limit $3", r => (r.GetString(0), r.GetInt32(1)), partition, afterStream, (long)max);

        public async Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> streams) =>
            (await ListAsync(connection, "select stream from summary where stream = any($1)", r => r.GetString(0), [streams.ToArray()])).ToHashSet(StringComparer.Ordinal);

        public async Task<long> CountPrivatePartsAsync(int partition) =>
            (await ListAsync(connection, "select count(*) from private_parts where \"partition\" = $1", r => r.GetInt64(0), partition))[0];

        public async Task<int?> FindStrayPartitionAsync(int partitions) => (await ListAsync(connection, """
            select min("partition") from entries where "partition" < 0 union all select max("partition") from entries where "partition" >= $1
            union all select min("partition") from blocks where "partition" < 0 union all select max("partition") from blocks where "partition" >= $1
            """, r => r.IsDBNull(0) ? (int?)null : r.GetInt32(0), partitions)).FirstOrDefault(p => p is not null);

        public async Task<IReadOnlyList<string>> ReadCheckpointsAsync(long afterNumber, int max) =>
            (await ListAsync(connection, "select to_regclass('checkpoints') is not null", r => r.GetBoolean(0)))[0] ? await ListAsync(connection, CheckpointsSql, r => r.GetString(0), afterNumber, (long)max) : [];

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
