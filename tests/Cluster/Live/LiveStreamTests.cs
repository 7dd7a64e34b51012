using System.Collections.Concurrent;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Live;
using HallGrains.Silo.Ledger;
using HallGrains.Tests.Live;

namespace HallGrains.Cluster.Live;

public sealed class LiveStreamTests
{
    private static readonly Caller Supervisor = new("supervisor", null, [Roles.Supervisor]);

    [Fact]
    public async Task What_is_committed_reaches_whoever_follows_the_hall()
    {
        await using var live = await LiveCluster.StartAsync();
        await live.Town.RegisterHallAsync("AA", "AA001");
        await using var feed = new Following(live.Client.GetGrain<IHallMonitorGrain>("AA"));
        (await feed.UntilAsync(_ => true)).Waiting.Should().Be(0);

        await live.Town.TakeTicketAsync("AA", "A001");
        await live.Town.OpenCaseAsync("c1", "AA", "AA001");
        await live.Town.SignOnAsync("AA", "AA-01", "AA001");
        await live.Town.CallTicketAsync("AA", "A001", "AA-01", "AA001");

        var view = await feed.UntilAsync(v => v.OpenCases == 1 && v.Windows[0].Serving?.Ticket == "A001");
        view.Windows[0].Staff!.Name.Should().Be("人AA001");
        view.Windows[0].OpenCases.Should().Be(1);
        feed.Cases.Should().Contain("c1");
    }

    [Fact]
    public async Task A_hall_nobody_asks_about_is_told_to_the_city_by_its_own_entries()
    {
        await using var live = await LiveCluster.StartAsync();
        await live.Town.RegisterHallAsync("AA", "AA001");
        var city = live.Client.GetGrain<ICityMonitorGrain>(ICityMonitorGrain.Key);
        (await city.CityAsync(Supervisor)).Value.Should().NotBeNull();

        await live.Town.TakeTicketAsync("AA", "A001");

        await foreach (var view in city.FeedAsync())
            if (view.Waiting == 1) break;
        (await city.CityAsync(Supervisor)).Value!.Halls.Should().ContainSingle(h => h.Hall == "AA" && h.Name == "AA大厅" && h.Waiting == 1);
    }

    [Fact]
    public async Task Silos_that_start_again_go_on_from_the_saved_position_and_lose_nothing()
    {
        var town = await LedgerTown.OpenAsync();
        var checkpoints = new WatchedCheckpoints(town.Ledger);
        var first = await LiveCluster.StartAsync(town, checkpoints);
        await town.RegisterHallAsync("AA", "AA001");
        var sum = await WorkUntilSavedAsync(first, checkpoints);
        await first.StopAsync();
        for (var i = 0; i < 20; i++) await town.OpenCaseAsync($"d{i}", "AA", "AA001");

        await using var second = await LiveCluster.StartAsync(town, checkpoints);
        await using var feed = new Following(second.Client.GetGrain<IHallMonitorGrain>("AA"));

        // Nothing is asked of the ledger again but by the streams: the monitor had all twenty when it began, and follows what comes.
        await town.OpenCaseAsync("last", "AA", "AA001");
        (await feed.UntilAsync(v => v.OpenCases == sum + 21)).OpenCases.Should().Be(sum + 21);
        checkpoints.Loaded.Values.Should().Contain(p => p > 0);
        checkpoints.Backward.Should().BeFalse();
    }

    [Fact]
    public async Task Entries_delivered_again_after_a_restart_are_harmless()
    {
        var town = await LedgerTown.OpenAsync();
        var first = await LiveCluster.StartAsync(town, new Forgetful());
        await town.RegisterHallAsync("AA", "AA001");
        await using (var before = new Following(first.Client.GetGrain<IHallMonitorGrain>("AA")))
        {
            for (var i = 0; i < 10; i++) await town.OpenCaseAsync($"c{i}", "AA", "AA001");
            await before.UntilAsync(v => v.OpenCases == 10);
        }

        await first.StopAsync();
        await using var second = await LiveCluster.StartAsync(town, new Forgetful());
        await using var feed = new Following(second.Client.GetGrain<IHallMonitorGrain>("AA"));
        await town.AppendAsync("case/c0", "AA", new InquiryClosed("answered"));

        (await feed.UntilAsync(v => v.OpenCases == 9)).Should().BeEquivalentTo(new { OpenCases = 9, Unreadable = 0 });
    }

    [Fact]
    public async Task When_a_silo_dies_the_views_follow_on_the_others()
    {
        await using var live = await LiveCluster.StartAsync();
        await live.Town.RegisterHallAsync("AA", "AA001");
        await live.Town.RegisterHallAsync("BB", "BB001");
        foreach (var hall in new[] { "AA", "BB" })
            (await live.Client.GetGrain<IHallMonitorGrain>(hall).HallAsync(Supervisor)).Value.Should().NotBeNull();

        await live.Cluster.KillSiloAsync(live.Cluster.Silos[^1]);
        foreach (var hall in new[] { "AA", "BB" }) await live.Town.OpenCaseAsync("case-" + hall, hall, hall + "001");

        foreach (var hall in new[] { "AA", "BB" })
        {
            await using var feed = new Following(live.Client.GetGrain<IHallMonitorGrain>(hall));
            (await feed.UntilAsync(v => v.OpenCases == 1)).OpenCases.Should().Be(1);
        }
    }

    [Fact]
    public async Task A_case_that_changes_hall_moves_from_one_monitor_to_the_other()
    {
        await using var live = await LiveCluster.StartAsync();
        await live.Town.RegisterHallAsync("AA", "AA001");
        await live.Town.RegisterHallAsync("BB", "BB001");
        await using var from = new Following(live.Client.GetGrain<IHallMonitorGrain>("AA"));
        await using var to = new Following(live.Client.GetGrain<IHallMonitorGrain>("BB"));
        await live.Town.OpenCaseAsync("c1", "AA", "AA001");
        await from.UntilAsync(v => v.OpenCases == 1);

        await live.Town.AppendAsync("case/c1", "AA", new HandoffOffered("h1", HandoffKinds.TransferHall, "AA001", new("BB001"), null, false, null));
        await from.UntilAsync(v => v.OffersWaiting == 1);
        await live.Town.AppendAsync("case/c1", "BB", new HandoffAccepted("h1", "AA001", "BB001", HandoffKinds.TransferHall, null, "BB"));

        (await from.UntilAsync(v => v.OpenCases == 0)).OffersWaiting.Should().Be(0);
        (await to.UntilAsync(v => v.OpenCases == 1)).Staff.Should().ContainSingle(s => s.Number == "BB001" && s.OpenCases == 1);
    }

    [Theory]
    [InlineData("AA001", "AA", true), InlineData("BB001", "AA", false), InlineData("BB001", "BB", true)]
    public async Task A_hall_is_shown_to_its_own_staff_only(string staff, string hall, bool may)
    {
        await using var live = await LiveCluster.StartAsync(silos: 1);
        await live.Town.RegisterHallAsync("AA", "AA001");
        await live.Town.RegisterHallAsync("BB", "BB001");

        var read = await live.Client.GetGrain<IHallMonitorGrain>(hall).HallAsync(new(staff, staff, [Roles.Staff]));

        read.Refusal?.Code.Should().Be(may ? null : Codes.NotPermitted);
        (read.Value is not null).Should().Be(may);
        (await live.Client.GetGrain<IHallMonitorGrain>(hall).HallAsync(Caller.Anonymous)).Refusal!.Code.Should().Be(Codes.NotSignedIn);
        (await live.Client.GetGrain<IHallMonitorGrain>("ZZ").HallAsync(Supervisor)).Refusal!.Code.Should().Be(Codes.NotFound);
        (await live.Client.GetGrain<IHallMonitorGrain>("ZZ").DisplayAsync()).Should().BeNull();
    }

    private static async Task<int> WorkUntilSavedAsync(LiveCluster live, WatchedCheckpoints checkpoints)
    {
        // Positions are saved as the caches let go of what was delivered: work goes on until one was.
        await using var feed = new Following(live.Client.GetGrain<IHallMonitorGrain>("AA"));
        var cases = 0;
        while (!checkpoints.Saved.IsCompleted)
        {
            await Task.WhenAll(Enumerable.Range(cases, 100).Select(i => live.Town.OpenCaseAsync($"c{i}", "AA", "AA001")));
            cases += 100;
            await feed.UntilAsync(v => v.OpenCases == cases);
            cases.Should().BeLessThan(20_000);
        }

        return cases;
    }

    private sealed class Forgetful : IStreamCheckpoints
    {
        public Task<long> LoadAsync(string queue) => Task.FromResult(0L);

        public Task SaveAsync(string queue, long position) => Task.CompletedTask;
    }

    private sealed class WatchedCheckpoints(ServiceLedger ledger) : IStreamCheckpoints
    {
        private readonly TaskCompletionSource _saved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ConcurrentDictionary<string, long> _positions = [];

        public Task Saved => _saved.Task;

        public ConcurrentDictionary<string, long> Loaded { get; } = [];

        public bool Backward { get; private set; }

        public async Task<long> LoadAsync(string queue) => Loaded[queue] = await ledger.LoadAsync(queue);

        public async Task SaveAsync(string queue, long position)
        {
            if (_positions.TryGetValue(queue, out var before) && position < before) Backward = true;
            _positions[queue] = position;
            await ledger.SaveAsync(queue, position);
            _saved.TrySetResult();
        }
    }
}
