using HallGrains.Grains.Ledger;
using HallGrains.Silo.Hosting;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace HallGrains.Silo.Ledger.Sqlite;

/// <summary><c>hall.db</c>: one writer thread, any number of readers that see only committed blocks (WAL).</summary>
internal sealed class SqliteStore(LedgerOptions options) : ILedgerStore
{
    private readonly string _write = ConnectionString(options.SqliteFile, SqliteOpenMode.ReadWriteCreate, pooling: false);
    private readonly SqliteReading _reading = new(ConnectionString(options.SqliteFile, SqliteOpenMode.ReadOnly, pooling: true));
    private DataDirectoryLock? _lock;
    private SqliteThread? _thread;

    public bool IsShared => false;

    private SqliteThread Writer => _thread ?? throw new InvalidOperationException("The ledger is not open.");

    /// <summary>A reader for tools, beside a running hall or without one.</summary>
    public static ILedgerReader OpenReader(string file) => new SqliteReading(ConnectionString(file, SqliteOpenMode.ReadOnly, pooling: false));

    public async Task<LedgerMeta> OpenAsync(int partitions, Func<string?, string> fingerprint)
    {
        Directory.CreateDirectory(options.DataDirectory);
        _lock = DataDirectoryLock.Take(options.DataDirectory);
        try
        {
            _thread = new();
            return await _thread.RunAsync(() => Open(partitions, fingerprint));
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public IReadOnlyList<IBlockCommitter> CreateCommitters(LedgerMeta meta) => [new SqliteCommitter(Writer, _write)];

    public Task<CommandRecord?> FindCommandAsync(string stream, string account, string commandId) =>
        _reading.OneAsync(EntrySql.Commands + " where stream = $1 and account = $2 and command_id = $3", EntrySql.ReadCommand, stream, account, commandId);

    public Task<IReadOnlyList<CommandRecord>> ReadCommandsAsync(string stream) =>
        _reading.ListAsync(EntrySql.Commands + " where stream = $1 order by first_version", EntrySql.ReadCommand, stream);

    public Task<IReadOnlyList<StoredEntry>> ReadStreamAsync(string stream, int afterVersion, int max) =>
        _reading.ListAsync(EntrySql.Select + " where e.stream = $1 and e.version > $2 order by e.version limit $3", EntrySql.Read, stream, afterVersion, max);

    public Task<StoredEntry?> ReadLastAsync(string stream) =>
        _reading.OneAsync(EntrySql.Select + " where e.stream = $1 order by e.version desc limit 1", EntrySql.Read, stream);

    public Task<IReadOnlyList<StoredEntry>> ReadPartitionAsync(int partition, long afterPosition, int max) => _reading.EntriesAsync(partition, afterPosition, max);

    public Task<long> HeadPositionAsync(int partition) =>
        _reading.OneAsync("select position from heads where \"partition\" = $1", r => r.GetInt64(0), partition);

    public Task<SummaryRow?> FindSummaryAsync(string stream) => _reading.OneAsync($"select {SummarySql.Columns} from summary where stream = $1", SummarySql.Read, stream);

    public Task<IReadOnlyList<SummaryRow>> QuerySummariesAsync(SummaryQuery query)
    {
        List<object> values = [];
        var where = SummarySql.Where(query, "instr", static (column, list) => $"{column} in (select value from json_each({list}))", value =>
        {
            values.Add(value is string[] list ? System.Text.Json.JsonSerializer.Serialize(list) : value);
            return $"${values.Count}";
        });
        return _reading.ListAsync($"select {SummarySql.Columns} from summary {where}", SummarySql.Read, [.. values]);
    }

    public Task<IReadOnlyList<string>> StreamsOfAsync(HallStreams query)
    {
        List<object> values = [];
        var sql = SummarySql.OfHall(query, static (column, list) => $"{column} in (select value from json_each({list}))", value =>
        {
            values.Add(value is string[] states ? System.Text.Json.JsonSerializer.Serialize(states) : value);
            return $"${values.Count}";
        });
        return _reading.ListAsync(sql, r => r.GetString(0), [.. values]);
    }

    public Task<IReadOnlyList<DueStream>> ReadDueAsync(int partition, Instant until, int max) => _reading.ListAsync(
        "select stream, next_due from summary where \"partition\" = $1 and next_due is not null and next_due <= $2 order by next_due, stream limit $3",
        r => new DueStream(r.GetString(0), LedgerFormat.Time(r.GetString(1))), partition, LedgerFormat.Time(until), max);

    public async Task<IReadOnlyDictionary<string, byte[]>> LoadKeysAsync(IReadOnlyCollection<string> names) =>
        (await _reading.ListAsync("select name, wrapped from person_key where name in (select value from json_each($1))",
            r => (Name: r.GetString(0), Wrapped: r.GetFieldValue<byte[]>(1)), System.Text.Json.JsonSerializer.Serialize(names)))
        .ToDictionary(k => k.Name, k => k.Wrapped, StringComparer.Ordinal);

    public async Task<IReadOnlyDictionary<string, byte[]>> AddKeysAsync(IReadOnlyCollection<NewKey> keys)
    {
        await WriteAsync(c => keys.Sum(k => Execute(c, SqliteSession.InsertKey, k.Name, k.Wrapped)));
        return await LoadKeysAsync([.. keys.Select(k => k.Name)]);
    }

    // Overwritten, not only let go: a deleted row would stay in the file until its page is used again.
    public Task<bool> DropKeyAsync(string name) => WriteAsync(c =>
    {
        using (var secure = Command(c, "pragma secure_delete = on")) secure.ExecuteScalar();
        return Execute(c, "delete from person_key where name = $1", name) == 1;
    });

    public Task<IReadOnlyList<SummaryRow>> ReadSummariesAsync(int partition, string afterStream, int max) => _reading.ListAsync(
        $"select {SummarySql.Columns} from summary where stream > $2 and \"partition\" = $1 order by stream limit $3", SummarySql.Read, partition, afterStream, max);

    public Task<IReadOnlyList<string>> ReadStreamsWithoutRowAsync(int partition, long afterPosition, long lastPosition) =>
        _reading.ListAsync(SummarySql.WithoutRow, r => r.GetString(0), partition, afterPosition, lastPosition);

    public Task<bool[]> RepairSummariesAsync(IReadOnlyList<SummaryRepair> repairs) => WriteAsync(c => repairs.Select(repair =>
    {
        using var newest = Command(c, "select max(version) from entries where stream = $1", repair.Stream);
        using var seen = Command(c, "select version from summary where stream = $1", repair.Stream);
        if (Number(newest) != repair.Row?.Version || Number(seen) != repair.Seen) return false;
        if (repair.Row is not { } row) return Execute(c, "delete from summary where stream = $1", repair.Stream) == 1;
        return Execute(c, "insert or replace into summary values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)", [repair.Stream, repair.Partition, row.Version, .. SummarySql.Values(row)]) == 1;
    }).ToArray());

    // Whoever may write to a file may do anything with it: what the guard's triggers stop are slips.
    public Task<bool> MayEditHistoryAsync() => Task.FromResult(false);

    public Task<long> LoadCheckpointAsync(string queue) =>
        _reading.OneAsync("select position from stream_checkpoints where queue = $1", r => r.GetInt64(0), queue);

    public Task SaveCheckpointAsync(string queue, long position) => WriteAsync(c =>
        Execute(c, "insert into stream_checkpoints values ($1, $2) on conflict (queue) do update set position = max(position, excluded.position)", queue, position));

    public Task<long> ReadDemoOffsetAsync() =>
        _reading.OneAsync("select cast(value as integer) from meta where key = 'demo-offset'", r => r.GetInt64(0));

    public Task<long> RaiseDemoOffsetAsync(long ticks) => WriteAsync(c =>
    {
        Execute(c, "insert into meta values ('demo-offset', cast($1 as text)) on conflict (key) do update set value = cast(max(cast(value as integer), cast(excluded.value as integer)) as text)", ticks);
        using var read = Command(c, "select cast(value as integer) from meta where key = 'demo-offset'");
        return (long)read.ExecuteScalar()!;
    });

    public Task<IReadOnlyList<StoredHead>> ReadHeadsAsync() =>
        _reading.ListAsync("select \"partition\", position, block, hash, recorded from heads order by 1", EntrySql.ReadHead);

    public Task<IReadOnlyList<byte[]>> ReadBlockHashesAsync(int partition, long afterNumber, int max) => _reading.ListAsync(
        "select hash from blocks where \"partition\" = $1 and number > $2 order by number limit $3", r => r.GetFieldValue<byte[]>(0), partition, afterNumber, max);

    public Task<StoredBlock?> FindBlockAsync(int partition, long position) => _reading.OneAsync(
        "select \"partition\", number, first, last, root, hash from blocks where \"partition\" = $1 and first <= $2 order by first desc limit 1", EntrySql.ReadBlock, partition, position);

    public Task<IReadOnlyList<byte[]>> ReadLeavesAsync(int partition, long first, long last) => _reading.ListAsync(
        "select hash from entries where \"partition\" = $1 and position between $2 and $3 order by position", r => r.GetFieldValue<byte[]>(0), partition, first, last);

    public Task<IReadOnlyList<string>> ReadCheckpointsAsync(long afterNumber, int max) => _reading.ListAsync(SqliteReading.CheckpointsSql, r => r.GetString(0), afterNumber, max);

    public Task<string?> ReadLastCheckpointAsync() => _reading.OneAsync("select body from checkpoints order by number desc limit 1", r => r.GetString(0));

    public Task<bool> AddCheckpointAsync(long number, string text, string? keyFingerprint = null) => WriteAsync(c =>
    {
        if (Execute(c, "insert into checkpoints values ($1, $2) on conflict do nothing", number, text) == 0) return false;
        if (keyFingerprint is not null) Execute(c, "update meta set value = $1 where key = 'key-fingerprint'", keyFingerprint);
        return true;
    });

    public Task<ILedgerSnapshot> OpenSnapshotAsync() => _reading.OpenSnapshotAsync();

    public async ValueTask DisposeAsync()
    {
        _reading.Dispose();
        if (_thread is not null)
        {
            await _thread.RunAsync(Settle);
            await _thread.DisposeAsync();
        }

        _thread = null;
        _lock?.Dispose();
        _lock = null;
    }

    private LedgerMeta Open(int partitions, Func<string?, string> fingerprint)
    {
        using var c = new SqliteConnection(_write);
        c.Open();
        Require(c, "pragma journal_mode = wal", "wal", "the write-ahead log");
        Execute(c, "pragma synchronous = full");
        Require(c, "pragma synchronous", "2", "synchronous = FULL");
        SchemaScripts.UpgradeSqlite(_write, "Sqlite");
        using var transaction = c.BeginTransaction(deferred: false);
        var known = MetaTable.Read(key =>
        {
            using var read = Command(c, "select value from meta where key = $1", key);
            return (string?)read.ExecuteScalar();
        });
        var print = fingerprint(known?.KeyFingerprint);
        if (known is null)
        {
            known = MetaTable.New(partitions, print);
            foreach (var (key, value) in MetaTable.Rows(known)) Execute(c, "insert into meta values ($1, $2)", key, value);
            for (var p = 0; p < known.Partitions; p++) Execute(c, "insert into heads values ($1, 0, 0, $2, '')", p, LedgerFormat.Genesis(known.LedgerId, p));
        }

        transaction.Commit();
        return known;
    }

    // A reader that closes last leaves the write-ahead log beside the file: whoever copies the file alone would copy an old state.
    private bool Settle()
    {
        try
        {
            using var c = new SqliteConnection(_write);
            c.Open();
            Execute(c, "pragma wal_checkpoint(truncate)");
            return true;
        }
        catch (SqliteException)
        {
            // Nothing is lost: the next start reads the log.
            return false;
        }
    }

    /// <summary>Small writes beside the blocks, on the same thread: SQLite has one writer.</summary>
    private Task<T> WriteAsync<T>(Func<SqliteConnection, T> write) => Writer.RunAsync(() =>
    {
        using var c = new SqliteConnection(_write);
        c.Open();
        Execute(c, SqliteSession.Settings);
        using var transaction = c.BeginTransaction(deferred: false);
        var result = write(c);
        transaction.Commit();
        return result;
    });

    private static void Require(SqliteConnection c, string sql, string wanted, string what)
    {
        using var command = Command(c, sql);
        var found = Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
        if (found != wanted) throw new HallCannotStartException($"SQLite does not keep {what} here (it says '{found}'): commits could be lost.");
    }

    private static int Execute(SqliteConnection c, string sql, params ReadOnlySpan<object> values)
    {
        using var command = Command(c, sql, values);
        return command.ExecuteNonQuery();
    }

    private static int? Number(SqliteCommand command) => command.ExecuteScalar() is long found ? (int)found : null;

    private static SqliteCommand Command(SqliteConnection c, string sql, params ReadOnlySpan<object> values)
    {
        var command = c.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++) command.Parameters.AddWithValue($"${i + 1}", values[i]);
        return command;
    }

    private static string ConnectionString(string file, SqliteOpenMode mode, bool pooling) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = pooling, DefaultTimeout = 3, Cache = SqliteCacheMode.Private }.ToString();
}
