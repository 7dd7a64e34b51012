using HallGrains.Checker;
using HallGrains.Cluster.Registries;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Timekeeping;
using HallGrains.Silo.City;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Streams;
using HallGrains.Tests.Ledger.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace HallGrains.Cluster.TwoSilos;

/// <summary>One shared ledger, the demo city in it, and as many clusters over it as a test asks for; each silo has writers of its own, as processes have.</summary>
internal sealed class SharedHall : IAsyncDisposable
{
    public const string Guide = "YXCS019", Handler = "YXCS015";
    private readonly TestStore _place;
    private readonly ILedgerStore? _memory;
    private readonly FakeTimeProvider _time = new(RegistryCluster.City.DemoStart.ToDateTimeOffset());
    private int _commands;

    private SharedHall(TestStore place) => (_place, _memory) = (place, place is MemoryPlace ? place.Open(place.Options) : null);

    public History History { get; } = new();

    public Instant Now => Instant.FromDateTimeOffset(_time.GetUtcNow());

    public static async Task<SharedHall> OpenAsync(string kind) => new(kind == "memory" ? new MemoryPlace() : await PostgresPlace.CreateAsync());

    public void Advance(Duration by) => _time.Advance(by.ToTimeSpan());

    /// <param name="forget">Every reminder is lost as soon as it was written.</param>
    public async Task<InProcessTestCluster> ClusterAsync(short silos = 2, bool forget = false)
    {
        var postgres = _place is PostgresPlace;
        if (postgres) await OrleansSchema.EnsureAsync(_place.Options);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IClock>(new HallClock(_time));
            silo.Services.AddHallLedger(_place.Options);
            if (_memory is not null)
                silo.Services.AddSingleton(s => new ServiceLedger(_memory, _place.Options, s.GetRequiredService<IClock>(), NullLogger<ServiceLedger>.Instance));
            silo.AddMemoryGrainStorage("monitors").AddMemoryGrainStorage("snapshots").AddLedgerStreams();
            if (postgres) silo.UseAdoNetReminderService(o => (o.Invariant, o.ConnectionString) = (OrleansSchema.Invariant(_place.Options), _place.Options.ConnectionString!));
            else silo.UseInMemoryReminderService();
            if (forget) silo.Services.AddSingleton<IReminderTable, Forgetful>();
            silo.AddStartupTask<TimekeeperStart>();
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, TimekeeperWatch>();
            silo.Services.Configure<TimekeeperOptions>(o => o.Watch = TimeSpan.FromSeconds(1));
            silo.Services.AddSingleton<IWaker, CaseWaker>();
            silo.Services.AddSingleton<IWaker, StaffWaker>();
            silo.Services.AddHallGrains();
            silo.Configure<ClusterMembershipOptions>(o => (o.ProbeTimeout, o.NumMissedProbesLimit) = (TimeSpan.FromSeconds(1), 2));
            // As in a hall: what bounds the wait for a silo that died.
            silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = SiloSetup.CallDeadline);
        });
        builder.ConfigureClient(client => client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = SiloSetup.CallDeadline));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        await CityLoader.ImportAsync(cluster.Client, RegistryCluster.City);
        return cluster;
    }

    /// <summary>At nine o'clock, at their posts.</summary>
    public async Task GoOnDutyAsync(InProcessTestCluster cluster)
    {
        Advance(Duration.FromHours(1));
        foreach (var staff in new[] { Guide, Handler, "YXCS014" })
            (await cluster.Client.GetGrain<IStaffGrain>(staff).SetDutyAsync(Meta(staff), new(true))).Refusal.Should().BeNull();
    }

    public CommandMeta Meta(string staff) => RegistryCluster.By(staff, $"c{Interlocked.Increment(ref _commands)}");

    public async Task<string> OpenCaseAsync(InProcessTestCluster cluster)
    {
        var meta = Meta(Guide);
        var outcome = await SureAsync(meta, null, () => cluster.Client.GetGrain<IIntakeGrain>($"YXCS/{IIntakeGrain.Lane(Guide, meta.CommandId)}")
            .OpenAsync(meta, new("YXCS", null, null, "onsite", new("秦小满", "unemployed"), "失业了能领什么？", "UNE-BENEFIT")));
        return outcome.View!.CaseNumber;
    }

    public Task<Outcome<CaseView>> DoAsync(InProcessTestCluster cluster, string number, string by, CaseCommand command)
    {
        var meta = Meta(by);
        return SureAsync(meta, number, () => cluster.Client.GetGrain<ICaseGrain>(number).ExecuteAsync(meta, command));
    }

    /// <summary>Asks until it is known, with the same command id, as a client of the hall does; every answer goes to the history.</summary>
    private async Task<Outcome<CaseView>> SureAsync(CommandMeta meta, string? number, Func<Task<Outcome<CaseView>>> call)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                var outcome = await call();
                Add(outcome.Refusal is null ? Seen.Acknowledged : Seen.Refused, outcome);
                return outcome;
            }
            catch (Exception e) when (!late.IsCancellationRequested && e is LedgerConflictException or LedgerBusyException or LedgerOutcomeUnknownException or TimeoutException or OrleansException)
            {
                Add(Seen.Unknown, null);
                await Task.Delay(50);
            }
        }

        void Add(Seen seen, Outcome<CaseView>? outcome) => History.Add(new(
            1, meta.Caller.Account, meta.CommandId, number is null ? null : "case/" + number, meta.BodyHash, seen, 0, outcome?.Refusal?.Code, outcome?.Replayed ?? false,
            outcome is { Replayed: false } ? outcome.View?.Version : null, outcome?.Made ?? Outcome.Refused<CaseView>(Refusal.Of(Codes.NotFound)).Made));
    }

    /// <summary>The checker's word on everything so far.</summary>
    /// <param name="unreadable">Streams that were spoiled on purpose; each must be named, and nothing else.</param>
    public async Task<LedgerChecker> CheckAsync(params IReadOnlyList<string> unreadable)
    {
        var checker = new LedgerChecker(_place is PostgresPlace ? await LedgerTables.ReadPostgresAsync(_place.Options.ConnectionString!) : await TablesAsync(_memory!));
        var violations = checker.Check(History);
        violations.Where(v => !unreadable.Any(u => v.Where == u || v.Where.StartsWith(u + " ", StringComparison.Ordinal))).Select(v => v.ToString()).Should().BeEmpty();
        foreach (var stream in unreadable) violations.Should().Contain(v => v.Rule == Rules.Readable && v.Where.StartsWith(stream + " ", StringComparison.Ordinal));
        return checker;
    }

    public async ValueTask DisposeAsync() => await _place.DisposeAsync();

    /// <summary>A ledger in memory has no SQL: its rows as they are.</summary>
    private static async Task<LedgerTables> TablesAsync(ILedgerStore store)
    {
        while (true)
        {
            var tables = await ReadAsync(store);
            // Commands and rows are read as they are now: they belong to the entries only where nothing was written meanwhile.
            await using var after = await store.OpenSnapshotAsync();
            if ((await after.ReadHeadsAsync()).Select(h => new HeadRow(h.Partition, h.Position, h.Block)).SequenceEqual(tables.Heads)) return tables;
        }
    }

    private static async Task<LedgerTables> ReadAsync(ILedgerStore store)
    {
        await using var snapshot = await store.OpenSnapshotAsync();
        var heads = await snapshot.ReadHeadsAsync();
        var (entries, blocks, commands, rows) = (new List<EntryRow>(), new List<BlockRow>(), new List<CommandRow>(), new List<Checker.SummaryRow>());
        foreach (var head in heads)
        {
            entries.AddRange((await snapshot.ReadEntriesAsync(head.Partition, 0, int.MaxValue)).Select(e =>
                new EntryRow(e.Partition, e.Position, e.Stream, e.Version, e.Kind, e.Occurred, e.Recorded, e.Actor, e.Account, e.CommandId, e.Hall, System.Text.Json.Nodes.JsonNode.Parse(e.Data)!)));
            blocks.AddRange((await snapshot.ReadBlocksAsync(head.Partition, 0, int.MaxValue)).Select(b => new BlockRow(b.Partition, b.Number, b.First, b.Last)));
        }

        foreach (var stream in entries.Select(e => e.Stream).Distinct())
        {
            commands.AddRange((await store.ReadCommandsAsync(stream)).Select(c => new CommandRow(
                stream, c.Account, c.CommandId, c.BodyHash, c.FirstVersion, c.LastVersion, System.Text.Json.JsonSerializer.SerializeToNode(c.Made)!)));
            if (await store.FindSummaryAsync(stream) is { } s) rows.Add(new(stream, s.Version, s.State, s.Stage, s.Owner, s.Agent, s.OfferedTo, s.Hall, s.Card));
        }

        return new(entries, commands, blocks, [.. heads.Select(h => new HeadRow(h.Partition, h.Position, h.Block))], rows);
    }

    private sealed class Forgetful : IReminderTable
    {
        public Task<ReminderTableData> ReadRows(GrainId grainId) => Task.FromResult(new ReminderTableData());

        public Task<ReminderTableData> ReadRows(uint begin, uint end) => Task.FromResult(new ReminderTableData());

        public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => Task.FromResult<ReminderEntry?>(null);

        public Task<string?> UpsertRow(ReminderEntry entry) => Task.FromResult<string?>("1");

        public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => Task.FromResult(true);

        public Task TestOnlyClearTable() => Task.CompletedTask;
    }
}
