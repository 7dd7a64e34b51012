using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace HallGrains.Silo.Ledger.Sqlite;

/// <summary>
/// Reading connections. SQLite reads synchronously and, in WAL, never waits for the writer. A connection keeps the statements it has prepared: a grain's
/// reads are few in kind and small, and preparing one costs more than running it.
/// </summary>
internal sealed class SqliteReading(string connectionString) : ILedgerReader, IDisposable
{
    private readonly ConcurrentBag<Session> _idle = [];
    private volatile bool _disposed;

    public Task<IReadOnlyList<StoredEntry>> EntriesAsync(int partition, long afterPosition, int max) =>
        ListAsync(EntriesSql, EntrySql.Read, partition, afterPosition, max);

    public static string EntriesSql { get; } = EntrySql.Select + " where e.\"partition\" = $1 and e.position > $2 order by e.position limit $3";

    public static string CheckpointsSql => "select body from checkpoints where number > $1 order by number limit $2";

    public async Task<T?> OneAsync<T>(string sql, Func<DbDataReader, T> row, params object[] values)
    {
        var rows = await ListAsync(sql, row, values);
        return rows.Count > 0 ? rows[0] : default;
    }

    public Task<IReadOnlyList<T>> ListAsync<T>(string sql, Func<DbDataReader, T> row, params object[] values)
    {
        Session? session = null;
        try
        {
            if (!_idle.TryTake(out session)) session = new(connectionString);
            var rows = session.List(sql, row, values);
            Return(session);
            return Task.FromResult<IReadOnlyList<T>>(rows);
        }
        catch (Exception e)
        {
            // Whatever state the connection is in, the next reader gets another.
            session?.Dispose();
            return Task.FromException<IReadOnlyList<T>>(e);
        }
    }

    public Task<ILedgerSnapshot> OpenSnapshotAsync()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        return Task.FromResult<ILedgerSnapshot>(new SqliteSnapshot(connection));
    }

    public static IReadOnlyList<T> List<T>(SqliteConnection connection, string sql, Func<DbDataReader, T> row, params ReadOnlySpan<object> values)
    {
        using var command = Command(connection, sql, values);
        return Rows(command, row);
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i + 1}", Plain(values[i]));
        return command;
    }

    private static object Plain(object value) => value is bool b ? (b ? 1 : 0) : value;

    private static List<T> Rows<T>(SqliteCommand command, Func<DbDataReader, T> row)
    {
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(row(reader));
        return rows;
    }

    /// <summary>Closes what is kept open, so that the file can be moved.</summary>
    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var session)) session.Dispose();
        SqliteConnection.ClearPool(new SqliteConnection(connectionString));
    }

    private void Return(Session session)
    {
        _idle.Add(session);
        if (_disposed && _idle.TryTake(out var late)) late.Dispose();
    }

    /// <summary>One connection with its statements; used by one reader at a time.</summary>
    private sealed class Session : IDisposable
    {
        /// <summary>Conditions of lists make many texts: beyond these a text is prepared each time.</summary>
        private const int MostKept = 64;
        private readonly Dictionary<string, SqliteCommand> _kept = new(StringComparer.Ordinal);
        private readonly SqliteConnection _connection;

        public Session(string connectionString)
        {
            _connection = new(connectionString);
            _connection.Open();
        }

        public IReadOnlyList<T> List<T>(string sql, Func<DbDataReader, T> row, ReadOnlySpan<object> values)
        {
            if (_kept.TryGetValue(sql, out var command))
            {
                for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = Plain(values[i]);
                return Rows(command, row);
            }

            if (_kept.Count >= MostKept) return SqliteReading.List(_connection, sql, row, values);
            return Rows(_kept[sql] = Command(_connection, sql, values), row);
        }

        public void Dispose()
        {
            foreach (var command in _kept.Values) command.Dispose();
            _connection.Dispose();
        }
    }

    private sealed class SqliteSnapshot : ILedgerSnapshot
    {
        private readonly SqliteConnection _connection;
        private readonly SqliteTransaction _transaction;

        public SqliteSnapshot(SqliteConnection connection)
        {
            _connection = connection;
            _transaction = connection.BeginTransaction(deferred: true);
            // The snapshot is taken at the first read.
            _ = List(connection, "select 1 from meta limit 1", r => r.GetInt32(0));
        }

        public Task<LedgerMeta> ReadMetaAsync()
        {
            var rows = List(_connection, "select key, value from meta", r => (Key: r.GetString(0), Value: r.GetString(1))).ToDictionary(r => r.Key, r => r.Value);
            return Task.FromResult(MetaTable.Read(rows.GetValueOrDefault)!);
        }

        public Task<IReadOnlyList<StoredHead>> ReadHeadsAsync() =>
            Task.FromResult(List(_connection, "select \"partition\", position, block, hash, recorded from heads order by 1", EntrySql.ReadHead));

        public Task<IReadOnlyList<StoredBlock>> ReadBlocksAsync(int partition, long afterNumber, int max) => Task.FromResult(List(_connection,
            "select \"partition\", number, first, last, root, hash from blocks where \"partition\" = $1 and number > $2 order by number limit $3", EntrySql.ReadBlock, partition, afterNumber, max));

        public Task<IReadOnlyList<StoredEntry>> ReadEntriesAsync(int partition, long afterPosition, int max) =>
            Task.FromResult(List(_connection, EntriesSql, EntrySql.Read, partition, afterPosition, max));

        public Task<IReadOnlyList<(string Stream, int Version)>> ReadSummaryVersionsAsync(int partition, string afterStream, int max) => Task.FromResult(List(_connection,
            "select stream, version from summary where \"partition\" = $1 and stream > $2 order by stream limit $3", r => (r.GetString(0), r.GetInt32(1)), partition, afterStream, max));

        public Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> streams) => Task.FromResult<IReadOnlySet<string>>(
            List(_connection, "select stream from summary where stream in (select value from json_each($1))", r => r.GetString(0), System.Text.Json.JsonSerializer.Serialize(streams))
                .ToHashSet(StringComparer.Ordinal));

        public Task<long> CountPrivatePartsAsync(int partition) =>
            Task.FromResult(List(_connection, "select count(*) from private_parts where \"partition\" = $1", r => r.GetInt64(0), partition)[0]);

        public Task<int?> FindStrayPartitionAsync(int partitions) => Task.FromResult(List(_connection, """
            select min("partition") from entries where "partition" < 0 union all select max("partition") from entries where "partition" >= $1
            union all select min("partition") from blocks where "partition" < 0 union all select max("partition") from blocks where "partition" >= $1
            """, r => r.IsDBNull(0) ? (int?)null : r.GetInt32(0), partitions).FirstOrDefault(p => p is not null));

        public Task<IReadOnlyList<string>> ReadCheckpointsAsync(long afterNumber, int max) => Task.FromResult(
            List(_connection, "select 1 from sqlite_schema where name = 'checkpoints'", r => r.GetInt32(0)).Count == 0 ? [] : List(_connection, CheckpointsSql, r => r.GetString(0), afterNumber, max));

        public ValueTask DisposeAsync()
        {
            _transaction.Dispose();
            _connection.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
