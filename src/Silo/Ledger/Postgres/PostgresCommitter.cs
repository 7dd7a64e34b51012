using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using Npgsql;
using NodaTime;

namespace HallGrains.Silo.Ledger.Postgres;

/// <summary>
/// Blocks of one partition on PostgreSQL: one call of <c>ledger_append</c>, so one message and one transaction. What an ERROR of the server means is
/// certain: rolled back. Anything else leaves the outcome open, and a lost session may still be working on it: before anything is looked up, its backend is
/// ended, so that "not there" cannot become "there" afterwards.
/// </summary>
internal sealed class PostgresCommitter(NpgsqlDataSource source, LedgerOptions options) : IBlockCommitter
{
    private PostgresSession? _session;
    private (int Pid, DateTime Started)? _lost;
    private long _lastBlock;

    public async Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now)
    {
        try
        {
            _session ??= await PostgresSession.OpenAsync(source, options);
        }
        catch (Exception e)
        {
            throw new BlockFailedException(BlockFailure.Busy, $"PostgreSQL does not answer ({Name(e)})", e);
        }

        try
        {
            var receipts = new AppendReceipt?[block.Count];
            var number = 0L;
            await foreach (var (cmd, first, recorded, written) in _session.AppendAsync(block, LedgerFormat.Time(now)))
            {
                receipts[cmd - 1] = new(block[0].Partition, first, block[cmd - 1].LastVersion, LedgerFormat.Time(recorded));
                number = written;
            }

            if (number == 0) return new(receipts, false);
            var others = _lastBlock != 0 && number > _lastBlock + 1;
            _lastBlock = number;
            return new(receipts, others);
        }
        catch (PostgresException e) when (e.Severity == "ERROR" || e.InvariantSeverity == "ERROR")
        {
            throw new BlockFailedException(IsBadValue(e.SqlState) ? BlockFailure.BadValue : BlockFailure.Busy, $"PostgreSQL {e.SqlState}", null);
        }
        catch (Exception e)
        {
            await LoseAsync();
            throw new BlockFailedException(BlockFailure.Unknown, $"The connection was lost ({Name(e)})", e);
        }
    }

    public async Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken)
    {
        await LoseAsync();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        if (_lost is { } lost)
        {
            await PostgresSession.EndAsync(connection, lost.Pid, lost.Started, cancellationToken);
            _lost = null;
        }

        await using var command = new NpgsqlCommand(
            EntrySql.Select + " join unnest($1, $2) w(stream, version) on e.stream = w.stream and e.version = w.version", connection)
        {
            Parameters =
            {
                new() { Value = block.Select(b => b.Request.Stream).ToArray() },
                new() { Value = block.Select(b => b.Request.ExpectedVersion + 1).ToArray() },
            },
        };
        var found = new Dictionary<string, StoredEntry>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) found[reader.GetString(2)] = EntrySql.Read(reader);
        return [.. block.Select(b => found.TryGetValue(b.Request.Stream, out var first) && b.IsMine(first)
            ? new AppendReceipt(b.Partition, first.Position, b.LastVersion, LedgerFormat.Time(first.Recorded))
            : null)];
    }

    public async ValueTask DisposeAsync()
    {
        if (_session is not null) await _session.DisposeAsync();
        _session = null;
    }

    private async Task LoseAsync()
    {
        if (_session is null) return;
        _lost = (_session.Pid, _session.Started);
        try
        {
            await _session.DisposeAsync();
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            // It is being given up; its end is made sure of by the look-up.
        }

        _session = null;
    }

    /// <summary>Data exception, integrity violation, limit exceeded: some value's fault, so the neighbours may still be written.</summary>
    private static bool IsBadValue(string sqlState) => sqlState.StartsWith("22", StringComparison.Ordinal) || sqlState.StartsWith("23", StringComparison.Ordinal) || sqlState.StartsWith("54", StringComparison.Ordinal);

    private static string Name(Exception e) => e is PostgresException p ? p.SqlState : e.GetType().Name;
}
