using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger.Checkpoints;
using HallGrains.Silo.Ledger.Keys;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Silo.Ledger;

/// <summary>
/// 服务日志台账 over one store: checks and seals outside the transaction, lets the partition's writer commit, unseals what is read. Everything that
/// differs between databases is in <see cref="ILedgerStore"/>; everything promised of a ledger is here and in <see cref="GroupCommitWriter"/>, once.
/// </summary>
internal sealed class ServiceLedger(ILedgerStore store, LedgerOptions options, IClock clock, ILogger<ServiceLedger> logger)
    : ILedger, IStreamCheckpoints, IDemoOffset, IPersonErasure, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim _starting = new(1, 1);
    private Running? _running;
    private KeyFiles? _keys;
    private bool _disposed;

    public Instant Now => clock.GetCurrentInstant();

    /// <summary>What the ledger is; known once it was started.</summary>
    public LedgerMeta Meta => Started.Meta;

    /// <summary>The keys, also before the start where they exist already.</summary>
    public KeyFiles Keys => _keys ??= KeyFiles.Load(options.Keys);

    /// <summary>For the verifier.</summary>
    public ILedgerReader Reader => store;

    /// <summary>For checkpoints and receipts.</summary>
    public IProofStore Proofs => store;

    /// <summary>Rows as they are stored, private parts sealed; for receipts.</summary>
    public ILedgerStore Stored => store;

    public int Partitions => Started.Meta.Partitions;

    private Running Started => Volatile.Read(ref _running) ?? throw new LedgerBusyException("The ledger is not open; nothing was written.");

    public int PartitionOf(string stream) => LedgerFormat.PartitionOf(stream, Partitions);

    /// <summary>Opens the store and starts the writers. A second call does nothing.</summary>
    /// <exception cref="HallCannotStartException">Other keys, a second process, or a database that would forget.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_running is not null) return;
            var meta = await store.OpenAsync(options.Partitions, known =>
            {
                _keys = options is { Database: "memory", KeyDirectory: null } ? _keys ?? KeyFiles.InMemory() : KeyFiles.Open(options.Keys, known);
                return _keys.Fingerprint;
            });
            var signals = Enumerable.Range(0, meta.Partitions).Select(_ => new CommitSignal()).ToImmutableArray();
            GroupCommitWriter[] writers = [];
            var metrics = new LedgerMetrics(() => writers.Sum(w => w.QueueLength));
            writers = [.. store.CreateCommitters(meta).Select(c => new GroupCommitWriter(options.Committers(c), clock, options, metrics, p => signals[p].Set(), logger))];
            foreach (var writer in writers) writer.Start();
            Volatile.Write(ref _running, new(meta, [.. writers], signals, metrics, new(Keys.Master, store, writers[0].TakesKeys ? keys => WithBlockAsync(writers[0], keys) : store.AddKeysAsync, store.IsShared, options.QueueCapacity)));
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Commits what waits, then closes. Appends from now on are answered busy.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _running, null) is not { } running) return;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(ShutdownTime);
        await Task.WhenAll(running.Writers.Select(w => w.StopAsync(enough.Token)));
        running.Metrics.Dispose();
    }

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(nameof(ServiceLedger), ServiceLifecycleStage.RuntimeStorageServices, StartAsync, StopAsync);

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await StopAsync();
        await store.DisposeAsync();
        _starting.Dispose();
    }

    public Task<AppendReceipt> AppendAsync(AppendRequest request)
    {
        var preparing = PrepareAsync(request);
        // What is ready at once is queued at once, in the order of the calls, and the block itself wakes the caller.
        return preparing.IsCompletedSuccessfully ? Enqueue(preparing.Result) : EnqueueAsync();

        async Task<AppendReceipt> EnqueueAsync() => await Enqueue(await preparing);
    }

    public void ExpectKey(string personKey) => Volatile.Read(ref _running)?.Vault.Expect(personKey);

    public Task<CommandRecord?> FindCommandAsync(string stream, string account, string commandId) => ReadAsync(() => store.FindCommandAsync(stream, account, commandId));

    public Task<IReadOnlyList<CommandRecord>> ReadCommandsAsync(string stream) => ReadAsync(() => store.ReadCommandsAsync(stream));

    public Task<IReadOnlyList<LedgerEntry>> ReadStreamAsync(string stream, int afterVersion = 0, int max = int.MaxValue) =>
        ReadAsync(async () => await OpenAsync(await store.ReadStreamAsync(stream, afterVersion, max)));

    public Task<LedgerEntry?> ReadLastAsync(string stream) =>
        ReadAsync(async () => await store.ReadLastAsync(stream) is { } last ? (await OpenAsync([last]))[0] : null);

    public Task<IReadOnlyList<LedgerEntry>> ReadPartitionAsync(int partition, long afterPosition, int max) =>
        ReadAsync(async () => await OpenAsync(await store.ReadPartitionAsync(partition, afterPosition, max)));

    public Task<long> HeadPositionAsync(int partition) => ReadAsync(() => store.HeadPositionAsync(partition));

    public Task<SummaryRow?> FindSummaryAsync(string stream) => ReadAsync(() => store.FindSummaryAsync(stream));

    public Task<IReadOnlyList<SummaryRow>> QuerySummariesAsync(SummaryQuery query) => ReadAsync(() => store.QuerySummariesAsync(query));

    public Task<IReadOnlyList<string>> StreamsOfAsync(HallStreams query) => ReadAsync(() => store.StreamsOfAsync(query));

    public Task<IReadOnlyList<DueStream>> ReadDueAsync(int partition, Instant until, int max) => ReadAsync(() => store.ReadDueAsync(partition, until, max));

    public Task WaitForCommitAsync(int partition, TimeSpan atMost, CancellationToken cancellationToken) => Started.Signals[partition].WaitAsync(atMost, cancellationToken);

    public Task<long> LoadAsync(string queue) => ReadAsync(() => store.LoadCheckpointAsync(queue));

    public Task SaveAsync(string queue, long position) => ReadAsync(async () =>
    {
        await store.SaveCheckpointAsync(queue, position);
        return true;
    });

    public Task<TimeSpan> ReadAsync() => ReadAsync(async () => TimeSpan.FromTicks(await store.ReadDemoOffsetAsync()));

    public Task<TimeSpan> RaiseAsync(TimeSpan offset) => ReadAsync(async () => TimeSpan.FromTicks(await store.RaiseDemoOffsetAsync(offset.Ticks)));

    public Task<bool> EraseAsync(string personKey) => ReadAsync(() => Started.Vault.EraseAsync(personKey));

    private Task<AppendReceipt> Enqueue(QueuedAppend append)
    {
        var writers = Started.Writers;
        var writer = writers[writers.Length == 1 ? 0 : append.Partition];
        return writer.TryEnqueue(append) ? append.Task : Task.FromException<AppendReceipt>(new LedgerBusyException("The ledger's queue is full or closed; nothing was written."));
    }

    private async Task<QueuedAppend> PrepareAsync(AppendRequest request)
    {
        LedgerGuard.Check(request);
        var running = Started;
        var account = request.Command?.Account ?? Caller.SystemAccount;
        var commandId = request.Command?.CommandId ?? "";
        var prepared = ImmutableArray.CreateBuilder<PreparedEntry>(request.Entries.Length);
        for (var i = 0; i < request.Entries.Length; i++)
        {
            var e = request.Entries[i];
            var version = request.ExpectedVersion + i + 1;
            byte[]? text = null;
            if (e.Private is { } part) text = (await KeyForAsync(running, part.PersonKey)).Seal(request.Stream, version, part.Json);
            var hash = text is null ? null : SHA256.HashData(text);
            var occurred = LedgerFormat.Time(e.OccurredAt);
            var content = LedgerFormat.Content(request.Stream, version, e.Kind, e.Schema, occurred, e.Actor, account, commandId, request.Hall, e.Data, e.Private?.PersonKey, hash);
            prepared.Add(new(e.Kind, e.Schema, occurred, e.Actor, e.Data, e.Private?.PersonKey, hash, text, content));
        }

        return new(request, LedgerFormat.PartitionOf(request.Stream, running.Meta.Partitions), prepared.MoveToImmutable(), MadeJson.Write(request.Made));
    }

    private async Task<IReadOnlyDictionary<string, byte[]>> WithBlockAsync(GroupCommitWriter writer, IReadOnlyCollection<NewKey> keys)
    {
        var queued = new QueuedKeys(keys);
        if (!writer.TryEnqueue(queued)) throw new LedgerBusyException("The ledger's queue is full or closed; nothing was written.");
        await queued.Task;
        // A name that had a key keeps it.
        return await store.LoadKeysAsync([.. keys.Select(k => k.Name)]);
    }

    /// <summary>A key that cannot be stored keeps the command from being written: certainly nothing was.</summary>
    private static async Task<DataKey> KeyForAsync(Running running, string name)
    {
        try
        {
            return await running.Vault.ForWritingAsync(name);
        }
        catch (DbException e)
        {
            throw Away(e);
        }
    }

    private async Task<IReadOnlyList<LedgerEntry>> OpenAsync(IReadOnlyList<StoredEntry> stored)
    {
        // Keys are dropped before it is said so: whoever reads that a person was erased reads nothing of them with a key kept from before.
        foreach (var e in stored.Where(e => e.Kind == nameof(PersonErased))) Started.Vault.Forget(Eraser.KeysOf(e.Data));
        var keys = await Started.Vault.FindAsync(stored.Where(e => e is { PersonKey: not null, PrivateHash: not null }).Select(e => e.PersonKey!));
        var entries = new LedgerEntry[stored.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var e = stored[i];
            var hasPrivate = e.PrivateHash is not null;
            var text = hasPrivate && e.Sealed is not null && keys.TryGetValue(e.PersonKey!, out var key) ? key.Open(e.Stream, e.Version, e.Sealed) : null;
            entries[i] = new(
                e.Partition, e.Position, e.Stream, e.Version, e.Kind, e.Schema, LedgerFormat.Time(e.Occurred), LedgerFormat.Time(e.Recorded), e.Actor,
                e.Account, e.CommandId, e.Hall, e.Data, e.PersonKey, text, hasPrivate && text is null, e.Hash);
        }

        return entries;
    }

    /// <summary>A database that is away is "busy" to the caller, not a fault of the hall.</summary>
    internal async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        _ = Started;
        try
        {
            return await read();
        }
        catch (DbException e) when (e.IsTransient)
        {
            // A pooled connection may have died since it was last used: the next one is new.
        }
        catch (DbException e)
        {
            throw Away(e);
        }

        try
        {
            return await read();
        }
        catch (DbException e)
        {
            throw Away(e);
        }
    }

    private static LedgerBusyException Away(DbException e) => new($"The ledger's database does not answer ({e.SqlState ?? e.GetType().Name}); nothing was written.");

    private sealed record Running(LedgerMeta Meta, ImmutableArray<GroupCommitWriter> Writers, ImmutableArray<CommitSignal> Signals, LedgerMetrics Metrics, PersonVault Vault);
}
