using System.Runtime.CompilerServices;
using HallGrains.Contracts.Common;
using Npgsql;
using NpgsqlTypes;

namespace HallGrains.Silo.Ledger.Postgres;

/// <summary>A writer's connection with its prepared call.</summary>
internal sealed class PostgresSession : IAsyncDisposable
{
    private const NpgsqlDbType Array = NpgsqlDbType.Array;
    private const NpgsqlDbType Text = NpgsqlDbType.Text;
    private const NpgsqlDbType Integer = NpgsqlDbType.Integer;
    private const NpgsqlDbType Bytea = NpgsqlDbType.Bytea;

    private static readonly NpgsqlDbType[] Types =
    [
        Integer, Text,
        Array | Text, Array | Integer, Array | Integer, Array | Text, Array | Text, Array | Text, Array | Text, Array | Text,
        Array | Text, Array | Text, Array | Text, Array | Text, Array | Text, Array | Text, Array | Text, Array | Text, Array | NpgsqlDbType.Boolean,
        Array | Text, Array | Text, Array | Text,
        Array | Integer, Array | Integer, Array | Text, Array | Integer, Array | Text, Array | Text, Array | Text, Array | Text, Array | Bytea,
        Array | Bytea, Array | Bytea,
    ];

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _append;

    private PostgresSession(NpgsqlConnection connection, NpgsqlCommand append, DateTime started) => (_connection, _append, Pid, Started) = (connection, append, connection.ProcessID, started);

    /// <summary>Kept: a broken connection no longer tells.</summary>
    public int Pid { get; }

    /// <summary>With the pid, names the backend for ever: pids come again.</summary>
    public DateTime Started { get; }

    public static async Task<PostgresSession> OpenAsync(NpgsqlDataSource source, LedgerOptions options)
    {
        var connection = await source.OpenConnectionAsync();
        try
        {
            await using var who = new NpgsqlCommand("select backend_start from pg_stat_activity where pid = pg_backend_pid()", connection);
            var started = (DateTime)(await who.ExecuteScalarAsync())!;
            var append = new NpgsqlCommand($"select * from ledger_append({string.Join(',', Enumerable.Range(1, Types.Length).Select(i => $"${i}"))})", connection)
            {
                // The server's own time-outs come first; this one is for a server that no longer answers.
                CommandTimeout = (int)Math.Ceiling((options.CommitTimeout + TimeSpan.FromSeconds(1)).TotalSeconds),
            };
            foreach (var type in Types) append.Parameters.Add(new() { NpgsqlDbType = type });
            await append.PrepareAsync();
            return new(connection, append, started);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes sure that a backend has ended, so that nothing of it can still be committed.</summary>
    /// <exception cref="TimeoutException">It has not.</exception>
    public static async Task EndAsync(NpgsqlConnection connection, int pid, DateTime started, CancellationToken cancellationToken)
    {
        await using var end = new NpgsqlCommand("select coalesce(bool_and(pg_terminate_backend(pid, 2000)), true) from pg_stat_activity where pid = $1 and backend_start = $2", connection)
        {
            Parameters = { new() { Value = pid }, new() { Value = started, NpgsqlDbType = NpgsqlDbType.TimestampTz } },
        };
        if (!(bool)(await end.ExecuteScalarAsync(cancellationToken))!) throw new TimeoutException("The lost session is still at work.");
    }

    public async IAsyncEnumerable<(int Command, long First, string Recorded, long Block)> AppendAsync(
        IReadOnlyList<QueuedAppend> block, string now, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Bind(block, now);
        await using var reader = await _append.ExecuteReaderAsync(cancellationToken);
        // All rows are read before the first is believed: only the end of the result says that the transaction was committed.
        var rows = new List<(int, long, string, long)>(block.Count);
        while (await reader.ReadAsync(cancellationToken)) rows.Add((reader.GetInt32(0), reader.GetInt64(1), reader.GetString(2), reader.GetInt64(3)));
        await reader.CloseAsync();
        foreach (var row in rows) yield return row;
    }

    public async ValueTask DisposeAsync()
    {
        await _append.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private void Bind(IReadOnlyList<QueuedAppend> block, string now)
    {
        var p = _append.Parameters;
        var next = 0;
        Add(block[0].Partition);
        Add(now);
        Each(b => b.Request.Stream);
        Each(b => b.Request.ExpectedVersion);
        Each(b => b.Entries.Length);
        Each(b => b.Request.Command?.Account ?? Caller.SystemAccount);
        Each(b => b.Request.Command?.CommandId);
        Each(b => b.Request.Command?.BodyHash);
        Each(b => b.Made);
        Each(b => b.Request.Hall);
        Each(b => b.Request.Summary.State);
        Each(b => b.Request.Summary.Stage);
        Each(b => b.Request.Summary.Owner);
        Each(b => b.Request.Summary.Agent);
        Each(b => b.Request.Summary.OfferedTo);
        Each(b => b.Request.Summary.Hall);
        Each(b => b.Request.Summary.Item);
        Each(b => b.Request.Summary.Card);
        Each(b => b.Request.Summary.Overdue);
        Each(b => b.Request.Summary.Applicant);
        Each(b => b.Request.Summary.NextDue is { } due ? LedgerFormat.Time(due) : null);
        Each(b => b.Request.Summary.Extra);

        var entries = block.SelectMany((b, i) => b.Entries.Select((e, j) => (Command: i + 1, Offset: j, Entry: e))).ToArray();
        EachEntry(e => e.Command);
        EachEntry(e => e.Offset + 1);
        EachEntry(e => e.Entry.Kind);
        EachEntry(e => e.Entry.Schema);
        EachEntry(e => e.Entry.Occurred);
        EachEntry(e => e.Entry.Actor);
        EachEntry(e => e.Entry.Data);
        EachEntry(e => e.Entry.PersonKey);
        EachEntry(e => e.Entry.PrivateHash);
        EachEntry(e => e.Entry.Sealed);
        EachEntry(e => e.Entry.Content);

        void Add(object value) => p[next++].Value = value;

        void Each<T>(Func<QueuedAppend, T> value)
        {
            var values = new T[block.Count];
            for (var i = 0; i < values.Length; i++) values[i] = value(block[i]);
            Add(values);
        }

        void EachEntry<T>(Func<(int Command, int Offset, PreparedEntry Entry), T> value) => Add(System.Array.ConvertAll(entries, e => value(e)));
    }
}
