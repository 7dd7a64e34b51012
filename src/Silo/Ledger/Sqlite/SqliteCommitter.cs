using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using Microsoft.Data.Sqlite;
using NodaTime;

namespace HallGrains.Silo.Ledger.Sqlite;

/// <summary>
/// Blocks on SQLite: one explicit transaction (BEGIN IMMEDIATE … COMMIT; an autocommit statement would never let the WAL be checkpointed), one ledger
/// block for each partition it touches. Versions are checked before anything of a command is written, so a loser leaves no trace.
/// </summary>
internal sealed class SqliteCommitter(SqliteThread thread, string connectionString) : IKeyCommitter
{
    private SqliteSession? _session;

    public TaskScheduler Scheduler => thread;

    public Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now) => CommitAsync(block, [], now);

    public Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, IReadOnlyList<NewKey> keys, Instant now) => thread.RunAsync(() => Commit(block, keys, now));

    public Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken) => thread.RunAsync(() => LookUp(block));

    public async ValueTask DisposeAsync() => await thread.RunAsync(() =>
    {
        Drop();
        return true;
    });

    private BlockResult Commit(IReadOnlyList<QueuedAppend> block, IReadOnlyList<NewKey> keys, Instant now)
    {
        AppendReceipt?[] receipts;
        try
        {
            _session ??= new(connectionString);
            SqliteSession.Write(_session.Begin);
            foreach (var (name, wrapped) in keys) SqliteSession.Write(_session.Key, name, wrapped);
            receipts = Write(_session, block, LedgerFormat.Time(now));
        }
        catch (Exception e)
        {
            // Nothing was committed: the transaction ends with its connection, if not by the rollback.
            UndoAll();
            var bad = e is SqliteException { SqliteErrorCode: 18 or 19 or 20 };   // too big, constraint, mismatch
            throw new BlockFailedException(bad ? BlockFailure.BadValue : BlockFailure.Busy, $"SQLite {(e as SqliteException)?.SqliteExtendedErrorCode.ToString(null, null) ?? e.GetType().Name}", e);
        }

        try
        {
            SqliteSession.Write(_session.Commit);
            return new(receipts, false);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 5 or 6)
        {
            UndoAll();
            throw new BlockFailedException(BlockFailure.Busy, "The file is locked by another program", e);
        }
        catch (Exception e)
        {
            Drop();
            throw new BlockFailedException(BlockFailure.Unknown, $"COMMIT failed: {e.GetType().Name}", e);
        }
    }

    private static AppendReceipt?[] Write(SqliteSession s, IReadOnlyList<QueuedAppend> block, string now)
    {
        var receipts = new AppendReceipt?[block.Count];
        var open = new Dictionary<int, (StoredHead Head, string Recorded, List<byte[]> Leaves)>();
        for (var i = 0; i < block.Count; i++)
        {
            var append = block[i];
            var r = append.Request;
            if (Convert.ToInt32(SqliteSession.Run(s.Version, r.Stream) ?? 0, null) != r.ExpectedVersion) continue;
            if (r.Command is { } c && SqliteSession.Run(s.Taken, r.Stream, c.Account, c.CommandId) is not null) continue;
            if (!open.TryGetValue(append.Partition, out var at))
            {
                var head = s.ReadHead(append.Partition);
                open[append.Partition] = at = (head, string.CompareOrdinal(now, head.Recorded) > 0 ? now : head.Recorded, []);
            }

            receipts[i] = WriteOne(s, append, at.Head.Position + at.Leaves.Count + 1, at.Recorded, at.Leaves);
        }

        foreach (var (p, (head, recorded, leaves)) in open)
        {
            var root = Merkle.Root(leaves);
            var hash = LedgerFormat.Link(p, head.Block + 1, head.Position + 1, leaves.Count, head.Hash, root);
            SqliteSession.Write(s.Block, p, head.Block + 1, head.Position + 1, head.Position + leaves.Count, root, hash);
            SqliteSession.Write(s.MoveHead, p, head.Position + leaves.Count, head.Block + 1, hash, recorded);
        }

        return receipts;
    }

    private static AppendReceipt WriteOne(SqliteSession s, QueuedAppend append, long first, string recorded, List<byte[]> leaves)
    {
        var r = append.Request;
        var p = append.Partition;
        var (account, commandId) = (r.Command?.Account ?? Caller.SystemAccount, r.Command?.CommandId ?? "");
        for (var j = 0; j < append.Entries.Length; j++)
        {
            var e = append.Entries[j];
            var leaf = LedgerFormat.Leaf(p, first + j, recorded, e.Content);
            leaves.Add(leaf);
            SqliteSession.Write(s.Entry, p, first + j, r.Stream, r.ExpectedVersion + j + 1, e.Kind, e.Schema, e.Occurred, recorded, e.Actor, account, commandId, r.Hall, e.Data,
                e.PersonKey, e.PrivateHash, leaf);
            if (e.Sealed is not null) SqliteSession.Write(s.Part, p, first + j, e.Sealed);
        }

        var row = r.Summary;
        SqliteSession.Write(s.Summary, r.Stream, p, append.LastVersion, row.State, row.Stage, row.Owner, row.Agent, row.OfferedTo, row.Hall, row.Item, row.Card, row.Overdue ? 1 : 0,
            row.Applicant, row.NextDue is { } due ? LedgerFormat.Time(due) : null, row.Extra, recorded);
        if (r.Command is { } c) SqliteSession.Write(s.Command, r.Stream, c.Account, c.CommandId, c.BodyHash, r.ExpectedVersion + 1, append.LastVersion, append.Made);
        return new(p, first, append.LastVersion, LedgerFormat.Time(recorded));
    }

    private AppendReceipt?[] LookUp(IReadOnlyList<QueuedAppend> block)
    {
        // A new connection: what the lost one had not committed is gone with it.
        Drop();
        _session = new(connectionString);
        using var command = _session.Prepare(EntrySql.Select + " where e.stream = $1 and e.version = $2", SqliteType.Text, SqliteType.Integer);
        return [.. block.Select(append =>
        {
            command.Parameters[0].Value = append.Request.Stream;
            command.Parameters[1].Value = append.Request.ExpectedVersion + 1;
            using var reader = command.ExecuteReader();
            if (!reader.Read() || EntrySql.Read(reader) is var first && !append.IsMine(first)) return null;
            return new AppendReceipt(append.Partition, first.Position, append.LastVersion, LedgerFormat.Time(first.Recorded));
        })];
    }

    private void UndoAll()
    {
        try
        {
            if (_session is not null) SqliteSession.Write(_session.Rollback);
        }
        catch (SqliteException)
        {
            Drop();
        }
    }

    private void Drop()
    {
        _session?.Dispose();
        _session = null;
    }
}
