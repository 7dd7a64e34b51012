using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using HallGrains.Contracts.Audit;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger.Keys;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Silo.Ledger.Checkpoints;

/// <summary>
/// Signs where the ledger stands: when a hall starts, at an interval, when it stops, when somebody asks, and for a receipt that needs it. Several silos may do so at
/// once: the number is taken in the database, and whoever comes second takes what the first has signed. Before it signs, it makes sure that the ledger still is the
/// one it signed last; a ledger that was put back or rewritten gets no signature, and the log says so until a human has looked.
/// </summary>
internal sealed partial class Checkpointer(ServiceLedger ledger, LedgerOptions options, IClock clock, ILogger<Checkpointer> logger)
    : ILedgerProofs, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private const int Page = 500;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CheckpointFiles? _files = options.CheckpointDirectory is { } directory ? new(directory) : null;
    private readonly ConcurrentDictionary<int, BlockTree> _trees = new();
    private readonly CancellationTokenSource _stopping = new();
    private KeyFiles? _keys;
    private Checkpoint? _last;
    private Task _loop = Task.CompletedTask;
    private bool _disposed;

    private IProofStore Store => ledger.Proofs;

    private KeyFiles Keys => _keys ??= ledger.Keys;

    // After the ledger is open; before it closes, when the grains have left already.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(Checkpointer), ServiceLifecycleStage.RuntimeStorageServices + 1, StartAsync, StopAsync);

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await TryMakeAsync("start");
        if (options.CheckpointInterval > TimeSpan.Zero) _loop = LoopAsync(_stopping.Token);
    }

    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        await _loop;
        await TryMakeAsync("stop");
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await StopAsync();
        _stopping.Dispose();
        _turn.Dispose();
    }

    /// <summary>The newest checkpoint, made now unless nothing was written since.</summary>
    /// <exception cref="CheckpointRefusedException">The ledger is not the one that was signed, or the key may not sign.</exception>
    /// <exception cref="LedgerBusyException">The database is away.</exception>
    public async Task<Checkpoint> MakeAsync(string reason)
    {
        await _turn.WaitAsync();
        try
        {
            return await ledger.ReadAsync(() => MakeInTurnAsync(reason));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A new signing key: the old one signs the new one's public key into a checkpoint, and the ledger knows the new keys from that transaction on.</summary>
    public async Task<Checkpoint> RotateAsync()
    {
        await _turn.WaitAsync();
        try
        {
            await ledger.ReadAsync(() => MakeInTurnAsync("demand"));
            var next = KeyFiles.PrepareNextSigner(options.Keys);
            using var signer = ECDsa.Create();
            signer.ImportFromPem(next);
            using var old = SignerFor(_last!);
            var rotation = (await DraftAsync("rotation", _last!)) with { NextKey = Checkpoint.PublicKey(signer) };
            rotation = rotation.SignedBy(old, signer);
            if (!await ledger.ReadAsync(() => Store.AddCheckpointAsync(rotation.Number, rotation.ToString(), Keys.WithSigner(next).Fingerprint)))
                throw new CheckpointRefusedException("Another silo has made a checkpoint in this moment; try again.");
            _files?.Save(rotation);
            _keys = KeyFiles.TakeNextSigner(options.Keys);
            return _last = rotation;
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<IReadOnlyList<Checkpoint>> ReadAsync(long afterNumber, int max) =>
        ledger.ReadAsync<IReadOnlyList<Checkpoint>>(async () => [.. (await Store.ReadCheckpointsAsync(afterNumber, max)).Select(Checkpoint.Parse)]);

    /// <summary>What a verifier compares the ledger with: the files, and what the database holds.</summary>
    public async Task<SavedCheckpoints> SavedAsync() => SavedCheckpoints.Of(await ledger.ReadAsync(() => ReadAllAsync(Store)), _files);

    public static async Task<IReadOnlyList<string>> ReadAllAsync(IProofStore store)
    {
        var all = new List<string>();
        while (await store.ReadCheckpointsAsync(all.Count > 0 ? Checkpoint.Parse(all[^1]).Number : 0, Page) is { Count: > 0 } page) all.AddRange(page);
        return all;
    }

    public async Task<ReceiptView?> ProveAsync(string stream, Instant now)
    {
        try
        {
            if (await ledger.ReadAsync(() => ledger.Stored.ReadStreamAsync(stream, 0, int.MaxValue)) is not { Count: > 0 } entries) return null;
            var checkpoint = await CoveringAsync(entries[^1]);
            var receipt = await ledger.ReadAsync(() => new ReceiptMaker(Store, TreeOf(entries[0].Partition), ledger.Meta).MakeAsync(entries, checkpoint, now));
            return ReceiptCheck.Problem(receipt) is { } problem ? throw new UnreadableEntryException($"No receipt of {stream}: {problem}.") : receipt;
        }
        catch (CheckpointRefusedException e)
        {
            LogRefused(e.Message);
            throw new LedgerBusyException("No checkpoint can be signed now.", e);
        }
    }

    // Whoever waits for a turn while another's checkpoint is made finds it good for themself too.
    private async Task<Checkpoint> CoveringAsync(StoredEntry entry) =>
        _last is { } last && last.Heads[entry.Partition].Position >= entry.Position ? last : await MakeAsync("receipt");

    private BlockTree TreeOf(int partition) => _trees.GetOrAdd(partition, p => new(Store, p));

    private async Task<Checkpoint> MakeInTurnAsync(string reason)
    {
        while (true)
        {
            var last = await LastAsync();
            var heads = await Store.ReadHeadsAsync();
            if (last is not null && heads.All(h => last.Heads[h.Partition].Position == h.Position)) return last;
            var draft = await DraftAsync(reason, last, heads);
            using var signer = SignerFor(last);
            var signed = draft.SignedBy(signer);
            if (!await Store.AddCheckpointAsync(signed.Number, signed.ToString())) continue;
            _files?.Save(signed);
            return _last = signed;
        }
    }

    // What other silos have signed meanwhile comes to this one's files too.
    private async Task<Checkpoint?> LastAsync()
    {
        if (_last is null && _files is not null && _files.Newest() is { } newest && await NumberAsync() < newest.Number)
            throw new CheckpointRefusedException($"{_files.Directory} holds checkpoint {newest.Number} of {newest.Time}, which this database does not: an older state of it was put back. Verify it against that directory.");
        while (await Store.ReadCheckpointsAsync(_last?.Number ?? 0, Page) is { Count: > 0 } page)
        {
            foreach (var text in page)
            {
                var next = Checkpoint.Parse(text);
                if (_last is not null && (next.Number != _last.Number + 1 || next.Previous != _last.Hash)) throw new CheckpointRefusedException($"Checkpoint {next.Number} does not follow from the one before.");
                if (next.SignatureProblem() is { } problem) throw new CheckpointRefusedException($"Checkpoint {next.Number}: {problem}.");
                _files?.Save(next);
                _last = next;
            }
        }

        return _last;

        async Task<long> NumberAsync() => await Store.ReadLastCheckpointAsync() is { } text ? Checkpoint.Parse(text).Number : 0;
    }

    private async Task<Checkpoint> DraftAsync(string reason, Checkpoint? last, IReadOnlyList<StoredHead>? heads = null)
    {
        heads ??= await ledger.ReadAsync(Store.ReadHeadsAsync);
        var signed = new List<CheckpointHead>();
        foreach (var head in heads)
        {
            var tree = TreeOf(head.Partition);
            if (last?.Heads[head.Partition] is { } before && (head.Block < before.Block || Hex(await tree.RootAsync(before.Block)) != before.Tree))
                throw new CheckpointRefusedException($"Partition {head.Partition} is not what checkpoint {last.Number} of {last.Time} signed: it was put back or rewritten. Verify the ledger.");
            signed.Add(new(head.Partition, head.Block, head.Position, Hex(head.Hash), Hex(await tree.RootAsync(head.Block))));
        }

        var now = clock.GetCurrentInstant();
        return new()
        {
            Ledger = ledger.Meta.LedgerId, Number = (last?.Number ?? 0) + 1, Time = last is not null && last.Time > now ? last.Time : now, Reason = reason,
            Previous = last?.Hash ?? Checkpoint.NoPrevious, Heads = [.. signed],
        };
    }

    /// <summary>The key that the last checkpoint names; where another process has rotated it, its file has changed meanwhile.</summary>
    private ECDsa SignerFor(Checkpoint? last)
    {
        var signer = Keys.CreateSigner();
        if (last is null || Checkpoint.PublicKey(signer) == last.KeyAfter) return signer;
        signer.Dispose();
        if (Keys.Directory is { } keys) _keys = KeyFiles.Load(keys);
        signer = Keys.CreateSigner();
        if (Checkpoint.PublicKey(signer) == last.KeyAfter) return signer;
        signer.Dispose();
        throw new CheckpointRefusedException($"The signing key at hand is not {Checkpoint.KeyId(last.KeyAfter)}, which checkpoint {last.Number} names: it was rotated elsewhere, bring its file here.");
    }

    private async Task LoopAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(options.CheckpointInterval, TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(stop)) await TryMakeAsync("interval");
        }
        catch (OperationCanceledException)
        {
            // The hall stops.
        }
    }

    // Neither a database that is away nor a full disk stops the hall: the next checkpoint covers what this one would have.
    private async Task TryMakeAsync(string reason)
    {
        try
        {
            await MakeAsync(reason);
        }
        catch (CheckpointRefusedException e)
        {
            LogRefused(e.Message);
        }
        catch (Exception e) when (e is LedgerBusyException or DbException or IOException or UnauthorizedAccessException or FormatException)
        {
            LogFailed(reason, e.GetType().Name);
        }
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    [LoggerMessage(2020, LogLevel.Critical, "No checkpoint is signed: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(2021, LogLevel.Warning, "The checkpoint at {Reason} failed ({Cause})")]
    private partial void LogFailed(string reason, string cause);
}
