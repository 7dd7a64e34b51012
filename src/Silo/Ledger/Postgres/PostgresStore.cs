using HallGrains.Grains.Ledger;
using HallGrains.Silo.Hosting;
using Npgsql;
using NpgsqlTypes;
using NodaTime;

namespace HallGrains.Silo.Ledger.Postgres;

/// <summary>The cluster's ledger: many processes, one writer for each partition in each of them, ordered by the partition's head row.</summary>
internal sealed class PostgresStore : ILedgerStore
{
    private readonly LedgerOptions _options;
    private readonly string _connectionString;
    private readonly NpgsqlDataSource _writers;
    private readonly NpgsqlDataSource _lookupSource;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresReading _lookups;
    private readonly PostgresReading _reading;

    public PostgresStore(LedgerOptions options)
    {
        _options = options;
        _connectionString = options.ConnectionString ?? throw new HallCannotStartException("--database postgres needs --connection \"…\".");
        _writers = Source(b =>
        {
            b.ApplicationName ??= "hallgrains-writer";
            b.Options = $"{b.Options} -c lock_timeout={Milliseconds(options.LockTimeout)} -c statement_timeout={Milliseconds(options.CommitTimeout)}"
                + $" -c idle_in_transaction_session_timeout={Milliseconds(options.CommitTimeout)} -c plan_cache_mode=force_generic_plan";
            b.Pooling = false;
            b.NoResetOnClose = true;
            b.Timeout = 3;
            b.CancellationTimeout = 1000;
        });
        _source = Source(ForReading);
        // The pool hands out its sessions in turn, so of many each is cold when its turn comes: what is short and asked with each command has few.
        _lookupSource = Source(b =>
        {
            ForReading(b);
            b.MaxPoolSize = Math.Min(b.MaxPoolSize, Math.Max(4, 2 * Environment.ProcessorCount));
            b.MinPoolSize = Math.Min(b.MinPoolSize, b.MaxPoolSize);
        });
        (_lookups, _reading) = (new(_lookupSource), new(_source));

        static void ForReading(NpgsqlConnectionStringBuilder b)
        {
            b.ApplicationName ??= "hallgrains";
            b.MaxAutoPrepare = 60;
            // Nothing sets anything in a session that another read could find.
            b.NoResetOnClose = true;
            // Prepared reads keep the plan they were given while the tables were small: that of the index.
            b.Options = $"{b.Options} -c enable_seqscan=off -c jit=off";
            b.Timeout = 3;
            b.CommandTimeout = 10;
        }

        NpgsqlDataSource Source(Action<NpgsqlConnectionStringBuilder> set)
        {
            var b = new NpgsqlConnectionStringBuilder(_connectionString) { IncludeErrorDetail = false };
            set(b);
            return new NpgsqlDataSourceBuilder(b.ConnectionString).Build();
        }
    }

    public bool IsShared => true;

    public async Task<LedgerMeta> OpenAsync(int partitions, Func<string?, string> fingerprint)
    {
        try
        {
            await AssertDurableAsync();
            return await SchemaScripts.UpgradePostgresAsync(_connectionString, "Postgres", c => OpenAsync(c, partitions, fingerprint));
        }
        catch (NpgsqlException e)
        {
            throw new HallCannotStartException($"PostgreSQL cannot be used: {(e as PostgresException)?.MessageText ?? e.Message}{SchemaScripts.Advice(e)}", e);
        }
    }

    public IReadOnlyList<IBlockCommitter> CreateCommitters(LedgerMeta meta) => [.. Enumerable.Range(0, meta.Partitions).Select(_ => new PostgresCommitter(_writers, _options))];

    public Task<CommandRecord?> FindCommandAsync(string stream, string account, string commandId) =>
        _lookups.OneAsync(EntrySql.Commands + " where stream = $1 and account = $2 and command_id = $3", EntrySql.ReadCommand, stream, account, commandId);

    public Task<IReadOnlyList<CommandRecord>> ReadCommandsAsync(string stream) =>
        _lookups.ListAsync(EntrySql.Commands + " where stream = $1 order by first_version", EntrySql.ReadCommand, stream);

    public Task<IReadOnlyList<StoredEntry>> ReadStreamAsync(string stream, int afterVersion, int max) =>
        _lookups.ListAsync(EntrySql.Select + " where e.stream = $1 and e.version > $2 order by e.version limit $3", EntrySql.Read, stream, afterVersion, (long)max);

    public Task<StoredEntry?> ReadLastAsync(string stream) =>
        _lookups.OneAsync(EntrySql.Select + " where e.stream = $1 order by e.version desc limit 1", EntrySql.Read, stream);

    public Task<IReadOnlyList<StoredEntry>> ReadPartitionAsync(int partition, long afterPosition, int max) =>
        _reading.ListAsync(PostgresReading.EntriesSql, EntrySql.Read, partition, afterPosition, (long)max);

    public Task<long> HeadPositionAsync(int partition) =>
        _lookups.OneAsync("select position from heads where \"partition\" = $1", r => r.GetInt64(0), partition);

    public Task<SummaryRow?> FindSummaryAsync(string stream) => _lookups.OneAsync($"select {SummarySql.Columns} from summary where stream = $1", SummarySql.Read, stream);

    public Task<IReadOnlyList<SummaryRow>> QuerySummariesAsync(SummaryQuery query)
    {
        List<object> values = [];
        var where = SummarySql.Where(query, "strpos", static (column, list) => $"{column} = any({list})", value =>
        {
            values.Add(value);
            return $"${values.Count}";
        });
        // An applicant's rows are few, and asked for while a command waits.
        var reading = query.Applicant is null ? _reading : _lookups;
        return reading.ListAsync($"select {SummarySql.Columns} from summary {where}", SummarySql.Read, [.. values]);
    }

    public Task<IReadOnlyList<string>> StreamsOfAsync(HallStreams query)
    {
        List<object> values = [];
        var sql = SummarySql.OfHall(query, static (column, list) => $"{column} = any({list})", value =>
        {
            values.Add(value is string[] states ? states : value);
            return $"${values.Count}";
        });
        return _reading.ListAsync(sql, r => r.GetString(0), [.. values]);
    }

    public Task<IReadOnlyList<DueStream>> ReadDueAsync(int partition, Instant until, int max) => _lookups.ListAsync(
        "select stream, next_due from summary where \"partition\" = $1 and next_due is not null and next_due <= $2 order by next_due, stream limit $3",
        r => new DueStream(r.GetString(0), LedgerFormat.Time(r.GetString(1))), partition, LedgerFormat.Time(until), (long)max);

    public async Task<IReadOnlyDictionary<string, byte[]>> LoadKeysAsync(IReadOnlyCollection<string> names) =>
        (await _lookups.ListAsync("select name, wrapped from person_key where name = any($1)", r => (Name: r.GetString(0), Wrapped: r.GetFieldValue<byte[]>(1)), [names.ToArray()]))
        .ToDictionary(k => k.Name, k => k.Wrapped, StringComparer.Ordinal);

    public async Task<IReadOnlyDictionary<string, byte[]>> AddKeysAsync(IReadOnlyCollection<NewKey> keys)
    {
        // Always in the same order: two processes that add the same names cannot wait for each other.
        var ordered = keys.OrderBy(k => k.Name, StringComparer.Ordinal).ToArray();
        var names = ordered.Select(k => k.Name).ToArray();
        var added = (await _lookups.ListAsync("insert into person_key (name, wrapped) select * from unnest($1::text[], $2::bytea[]) on conflict do nothing returning name, wrapped",
            r => (Name: r.GetString(0), Wrapped: r.GetFieldValue<byte[]>(1)), names, ordered.Select(k => k.Wrapped).ToArray())).ToDictionary(k => k.Name, k => k.Wrapped, StringComparer.Ordinal);
        // Who was there before has the key that counts; a statement of its own sees also what was committed meanwhile.
        if (added.Count < names.Length)
            foreach (var (name, wrapped) in await LoadKeysAsync([.. names.Where(n => !added.ContainsKey(n))])) added[name] = wrapped;
        return added;
    }

    public async Task<bool> DropKeyAsync(string name) => await _lookups.ExecuteAsync("delete from person_key where name = $1", name) == 1;

    public Task<IReadOnlyList<SummaryRow>> ReadSummariesAsync(int partition, string afterStream, int max) => _reading.ListAsync(
        $"select {SummarySql.Columns} from summary where \"partition\" = $1 and stream > $2 order by stream limit $3", SummarySql.Read, partition, afterStream, (long)max);

    public Task<IReadOnlyList<string>> ReadStreamsWithoutRowAsync(int partition, long afterPosition, long lastPosition) =>
        _reading.ListAsync(SummarySql.WithoutRow, r => r.GetString(0), partition, afterPosition, lastPosition);

    public async Task<bool[]> RepairSummariesAsync(IReadOnlyList<SummaryRepair> repairs)
    {
        // One transaction each: the partition's head is held no longer than for one row.
        var done = new bool[repairs.Count];
        for (var i = 0; i < done.Length; i++)
        {
            var r = repairs[i];
            done[i] = (await _reading.ListAsync(
                "select ledger_repair($1, $2, $3::int, $4, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text, $11::text, $12::text, $13, $14::text, $15::text, $16, $17)", row => row.GetBoolean(0),
                [r.Partition, r.Stream, (object?)r.Seen ?? DBNull.Value, r.Row?.Version ?? 0, .. SummarySql.Values(r.Row ?? new() { Stream = r.Stream })]))[0];
        }

        return done;
    }

    public async Task<bool> MayEditHistoryAsync() => (await _reading.ListAsync("""
        select bool_or(pg_has_role(current_user, c.relowner, 'usage') or has_table_privilege(c.oid, 'update') or has_table_privilege(c.oid, 'delete') or has_table_privilege(c.oid, 'truncate'))
        from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relname in ('entries', 'blocks', 'commands', 'private_parts')
        """, r => r.GetBoolean(0)))[0];

    public Task<long> LoadCheckpointAsync(string queue) =>
        _lookups.OneAsync("select position from stream_checkpoints where queue = $1", r => r.GetInt64(0), queue);

    public Task SaveCheckpointAsync(string queue, long position) => _lookups.ExecuteAsync(
        "insert into stream_checkpoints as s (queue, position) values ($1, $2) on conflict (queue) do update set position = greatest(s.position, excluded.position)", queue, position);

    public Task<long> ReadDemoOffsetAsync() =>
        _reading.OneAsync("select value::bigint from meta where key = 'demo-offset'", r => r.GetInt64(0));

    public async Task<long> RaiseDemoOffsetAsync(long ticks) => (await _reading.ListAsync("select ledger_raise_demo_offset($1)", r => r.GetInt64(0), ticks))[0];

    public Task<IReadOnlyList<StoredHead>> ReadHeadsAsync() =>
        _reading.ListAsync("select \"partition\", position, block, hash, recorded from heads order by 1", EntrySql.ReadHead);

    public Task<IReadOnlyList<byte[]>> ReadBlockHashesAsync(int partition, long afterNumber, int max) => _reading.ListAsync(
        "select hash from blocks where \"partition\" = $1 and number > $2 order by number limit $3", r => r.GetFieldValue<byte[]>(0), partition, afterNumber, (long)max);

    public Task<StoredBlock?> FindBlockAsync(int partition, long position) => _reading.OneAsync(
        "select \"partition\", number, first, last, root, hash from blocks where \"partition\" = $1 and first <= $2 order by first desc limit 1", EntrySql.ReadBlock, partition, position);

    public Task<IReadOnlyList<byte[]>> ReadLeavesAsync(int partition, long first, long last) => _reading.ListAsync(
        "select hash from entries where \"partition\" = $1 and position between $2 and $3 order by position", r => r.GetFieldValue<byte[]>(0), partition, first, last);

    public Task<IReadOnlyList<string>> ReadCheckpointsAsync(long afterNumber, int max) => _reading.ListAsync(PostgresReading.CheckpointsSql, r => r.GetString(0), afterNumber, (long)max);

    public Task<string?> ReadLastCheckpointAsync() => _reading.OneAsync("select body from checkpoints order by number desc limit 1", r => r.GetString(0));

    // Only who rotates the signing key writes to the meta table: that is the owner's right, not a silo's.
    public async Task<bool> AddCheckpointAsync(long number, string text, string? keyFingerprint = null) => keyFingerprint is null
        ? await _reading.ExecuteAsync("insert into checkpoints (number, body) values ($1, $2) on conflict do nothing", number, text) == 1
        : (await _reading.ListAsync("""
            with added as (insert into checkpoints (number, body) values ($1, $2) on conflict do nothing returning number),
              known as (update meta set value = $3 where key = 'key-fingerprint' and exists (select from added))
            select number from added
            """, r => r.GetInt64(0), number, text, keyFingerprint)).Count > 0;

    public Task<ILedgerSnapshot> OpenSnapshotAsync() => _reading.OpenSnapshotAsync();

    public async ValueTask DisposeAsync()
    {
        await _writers.DisposeAsync();
        await _lookupSource.DisposeAsync();
        await _source.DisposeAsync();
    }

    /// <summary>An answer means durable: a server told to forget is refused.</summary>
    private async Task AssertDurableAsync()
    {
        await using var connection = await _writers.OpenConnectionAsync();
        foreach (var (setting, allowed) in new[] { ("fsync", "on"), ("full_page_writes", "on"), ("synchronous_commit", "on local remote_write remote_apply") })
        {
            await using var show = new NpgsqlCommand("select current_setting($1)", connection) { Parameters = { new() { Value = setting } } };
            var value = (string)(await show.ExecuteScalarAsync())!;
            if (!allowed.Split(' ').Contains(value)) throw new HallCannotStartException($"PostgreSQL has {setting} = {value}: commits could be lost. Set it to on.");
        }
    }

    private static async Task<LedgerMeta> OpenAsync(NpgsqlConnection c, int partitions, Func<string?, string> fingerprint)
    {
        await using var transaction = await c.BeginTransactionAsync();
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (var read = new NpgsqlCommand("select key, value from meta", c))
        await using (var reader = await read.ExecuteReaderAsync())
            while (await reader.ReadAsync()) rows[reader.GetString(0)] = reader.GetString(1);

        var known = MetaTable.Read(rows.GetValueOrDefault);
        var print = fingerprint(known?.KeyFingerprint);
        if (known is not null) return known;
        known = MetaTable.New(partitions, print);
        foreach (var (key, value) in MetaTable.Rows(known)) await InsertAsync("insert into meta (key, value) values ($1, $2)", key, value);
        for (var p = 0; p < known.Partitions; p++)
            await InsertAsync("insert into heads (\"partition\", position, block, hash, recorded) values ($1, 0, 0, $2, '')", p, LedgerFormat.Genesis(known.LedgerId, p));
        await transaction.CommitAsync();
        return known;

        async Task InsertAsync(string sql, params object[] values)
        {
            await using var insert = new NpgsqlCommand(sql, c);
            foreach (var value in values) insert.Parameters.Add(new() { Value = value });
            await insert.ExecuteNonQueryAsync();
        }
    }

    private static string Milliseconds(TimeSpan time) => ((int)time.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
