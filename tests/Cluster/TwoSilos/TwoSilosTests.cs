using System.Globalization;
using System.Text.Json.Nodes;
using HallGrains.Cluster.Live;
using HallGrains.Cluster.Registries;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Timekeeping;
using HallGrains.Grains.Ledger;
using HallGrains.Tests;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Core.Internal;
using Orleans.Runtime;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using static HallGrains.Cluster.TwoSilos.SharedHall;

namespace HallGrains.Cluster.TwoSilos;

/// <summary>Two silos over one ledger: in memory, and on PostgreSQL, where each has its own writers. What the clients saw is judged by the checker.</summary>
public sealed class TwoSilosTests
{
    private const int Matters = 12;

    [Theory]
    [InlineData("memory")]
    [InlineData("postgres")]
    [Clause("6.4c")]
    public async Task A_case_is_handed_over_between_grains_on_different_silos(string kind)
    {
        await using var hall = await OpenAsync(kind);
        await using var cluster = await hall.ClusterAsync();
        await hall.GoOnDutyAsync(cluster);
        var (here, there) = (cluster.Silos[0].SiloAddress, cluster.Silos[1].SiloAddress);
        var number = await hall.OpenCaseAsync(cluster);
        await MoveAsync(cluster, cluster.Client.GetGrain<ICaseGrain>(number), here, c => c.GetAsync(Me(Guide)));
        await MoveAsync(cluster, cluster.Client.GetGrain<IStaffGrain>(Handler), there, s => s.CaseloadAsync(Me(Handler)));
        await MoveAsync(cluster, cluster.Client.GetGrain<IStaffGrain>(Guide), here, s => s.CaseloadAsync(Me(Guide)));

        var offer = (await hall.DoAsync(cluster, number, Guide, Offer())).Made["handoffId"];
        var desk = cluster.Client.GetGrain<IStaffGrain>(Handler);
        await RegistryCluster.Eventually(async () => (await desk.InboxAsync(Me(Handler))).Items.Any(i => i.CaseNumber == number), "the offer waits on the other silo");
        (await hall.DoAsync(cluster, number, Handler, Accept(offer))).View!.Owner.Should().Be(Handler);
        await RegistryCluster.Eventually(async () => (await desk.CaseloadAsync(Me(Handler))).Cases.Any(c => c.CaseNumber == number), "the case lies on the other silo's desk");
        await RegistryCluster.Eventually(
            async () => !(await cluster.Client.GetGrain<IStaffGrain>(Guide).CaseloadAsync(Me(Guide))).Cases.Any(c => c.CaseNumber == number), "and not on the giver's");
        (await hall.CheckAsync()).Cases[$"case/{number}"].Owner.Should().Be(Handler);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("postgres")]
    [Clause("6.4c")]
    public async Task A_silo_killed_in_the_middle_of_handoffs_loses_no_acknowledged_command_and_no_owner(string kind)
    {
        await using var hall = await OpenAsync(kind);
        await using var cluster = await hall.ClusterAsync();
        await hall.GoOnDutyAsync(cluster);
        var under = new Load(hall, cluster);
        var enough = new TaskCompletionSource();
        var work = under.RunAsync(enough.Task);
        await under.DoneAsync(Matters * 3);
        await cluster.KillSiloAsync(cluster.Silos[^1]);
        await under.DoneAsync(Matters * 3);
        enough.SetResult();
        var cases = await work;
        await RightAsync(hall, cluster, cases);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("postgres")]
    public async Task A_rolling_restart_under_load_loses_no_acknowledged_command(string kind)
    {
        await using var hall = await OpenAsync(kind);
        await using var cluster = await hall.ClusterAsync();
        await hall.GoOnDutyAsync(cluster);
        var under = new Load(hall, cluster);
        var enough = new TaskCompletionSource();
        var work = under.RunAsync(enough.Task);
        for (var i = 0; i < 2; i++)
        {
            await under.DoneAsync(Matters * 2);
            var old = cluster.Silos[0];
            await cluster.StartAdditionalSiloAsync();
            await cluster.StopSiloAsync(old);
        }

        await under.DoneAsync(Matters * 2);
        enough.SetResult();
        var cases = await work;
        cluster.Silos.Should().HaveCount(2);
        await RightAsync(hall, cluster, cases);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("postgres")]
    [Clause("6.4c")]
    public async Task Of_two_activations_of_one_case_in_a_torn_cluster_one_loses_leaves_and_is_right_at_the_next_call(string kind)
    {
        await using var hall = await OpenAsync(kind);
        // Two clusters that know nothing of each other are a cluster that was torn: each has its own activation of every grain.
        await using var left = await hall.ClusterAsync(1);
        await hall.GoOnDutyAsync(left);
        // Torn now: who is on duty both still know.
        await using var right = await hall.ClusterAsync(1);
        for (var i = 0; i < 10; i++)
        {
            var number = await hall.OpenCaseAsync(left);
            var offer = (await hall.DoAsync(left, number, Guide, Offer())).Made["handoffId"];
            (await right.Client.GetGrain<ICaseGrain>(number).GetAsync(Me(Guide))).Value!.OpenHandoff!.HandoffId.Should().Be(offer, "both have folded it");

            var answers = await Task.WhenAll(
                OnceAsync(left.Client.GetGrain<ICaseGrain>(number), hall.Meta(Handler), Accept(offer)),
                OnceAsync(right.Client.GetGrain<ICaseGrain>(number), hall.Meta(Guide), new WithdrawHandoff { HandoffId = offer }));
            answers.Count(a => a is "done").Should().Be(1, "{0} and {1}", answers[0], answers[1]);
            answers.Should().ContainSingle(a => a == nameof(LedgerConflictException));

            // The loser has left: what is asked next is answered from what was committed.
            var owner = answers[0] == "done" ? Handler : Guide;
            foreach (var cluster in new[] { left, right })
                await RegistryCluster.Eventually(async () => (await cluster.Client.GetGrain<ICaseGrain>(number).GetAsync(Me(owner))).Value is { OpenHandoff: null } view && view.Owner == owner, "both sides know who owns it");
            var other = owner == Handler ? right : left;
            (await hall.DoAsync(other, number, owner, new GiveNotices(new("eligible", "失业保险条例 14"), "申领表", "六号窗口", "承诺5个工作日"))).Refusal.Should().BeNull();
        }

        await hall.CheckAsync();
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("postgres")]
    [Clause("5.6d")]
    public async Task Timekeepers_and_streams_move_to_the_silo_that_is_left(string kind)
    {
        await using var hall = await OpenAsync(kind);
        await using var cluster = await hall.ClusterAsync(forget: true);
        await hall.GoOnDutyAsync(cluster);
        var number = await ReceivedAsync(hall, cluster);
        await using var feed = new Following(cluster.Client.GetGrain<IHallMonitorGrain>("YXCS"));
        await feed.UntilAsync(v => v.OpenCases == 1);
        var dying = cluster.Silos[^1];
        var ledger = cluster.Silos[0].ServiceProvider.GetRequiredService<ILedger>();
        var keeper = cluster.Client.GetGrain<ITimekeeperGrain>(ledger.PartitionOf($"case/{number}").ToString(CultureInfo.InvariantCulture));
        await MoveAsync(cluster, keeper, dying.SiloAddress, k => k.RunAsync());
        await MoveAsync(cluster, cluster.Client.GetGrain<IHallMonitorGrain>("YXCS"), dying.SiloAddress, m => m.ReconcileAsync());
        await cluster.KillSiloAsync(dying);

        // Nobody here calls the timekeeper, and its reminders are lost: the silo that is left brings it back.
        hall.Advance(Duration.FromDays(10));
        await EventuallyAsync(async () => (await ledger.ReadStreamAsync($"case/{number}")).Any(e => e.Kind == nameof(DeemedAccepted)), hall);
        await hall.GoOnDutyAsync(cluster);
        var second = await hall.OpenCaseAsync(cluster);
        await feed.UntilAsync(v => v.OpenCases == 2);
        var story = (await hall.CheckAsync()).Cases[$"case/{number}"];
        story.Owner.Should().Be(Guide);
        // No card twice, though two timekeepers may have looked, and each dated at its due.
        var cards = (await ledger.ReadStreamAsync($"case/{number}")).Where(e => e.Kind is nameof(YellowCarded) or nameof(RedCarded)).ToList();
        cards.Select(e => (e.Kind, (string)JsonNode.Parse(e.Data)!["clock"]!)).Should().OnlyHaveUniqueItems().And.Contain((nameof(YellowCarded), "acceptance"));
        cards.Should().OnlyContain(e => e.OccurredAt < hall.Now - Duration.FromHours(1), "a card bears the time it was due, not the time it was written");
        second.Should().NotBe(number);
    }

    [Theory]
    [InlineData("memory")]
    [InlineData("postgres")]
    [Clause("5.6d")]
    public async Task An_unreadable_entry_stops_its_own_case_and_the_timekeeper_goes_on(string kind)
    {
        await using var hall = await OpenAsync(kind);
        await using var cluster = await hall.ClusterAsync(1);
        await hall.GoOnDutyAsync(cluster);
        var ledger = cluster.Silos[0].ServiceProvider.GetRequiredService<ILedger>();
        var broken = await ReceivedAsync(hall, cluster);
        // Enough sound ones that each partition has some, also the broken one's.
        var sound = new List<string>();
        while (sound.Count < 4 || sound.All(n => ledger.PartitionOf("case/" + n) != ledger.PartitionOf("case/" + broken))) sound.Add(await ReceivedAsync(hall, cluster));
        var row = (await ledger.FindSummaryAsync("case/" + broken))!;
        await ledger.AppendAsync(new("case/" + broken, row.Version, null, "YXCS", [new NewEntry("FromTheFuture", 1, hall.Now, "t", "{}", null)], row with { Version = row.Version + 1 }));
        // More of them than a timekeeper wakes together, all due before the sound one beside them.
        var beside = sound.First(n => ledger.PartitionOf("case/" + n) == ledger.PartitionOf("case/" + broken));
        var alike = Enumerable.Range(0, 10_000).Select(i => $"case/YXCS-20261109-9{i:D5}").Where(s => ledger.PartitionOf(s) == ledger.PartitionOf("case/" + beside)).Take(70).ToList();
        foreach (var stream in alike)
            await ledger.AppendAsync(new(stream, 0, null, "YXCS", [new NewEntry("FromTheFuture", 1, hall.Now, "t", "{}", null)], row with { Stream = stream, Version = 1, NextDue = hall.Now + Duration.FromHours(1) }));
        await cluster.Client.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        hall.Advance(Duration.FromDays(10));

        foreach (var number in sound) await EventuallyAsync(async () => (await ledger.ReadStreamAsync("case/" + number)).Any(e => e.Kind == nameof(YellowCarded)), hall);
        (await ledger.ReadStreamAsync("case/" + broken)).Should().HaveCount(row.Version + 1, "nothing is decided on what cannot be read");
        await FluentActions.Awaiting(() => cluster.Client.GetGrain<ICaseGrain>(broken).GetAsync(Me(Guide))).Should().ThrowAsync<UnreadableEntryException>();
        await hall.CheckAsync(["case/" + broken, .. alike]);
    }

    private static async Task RightAsync(SharedHall hall, InProcessTestCluster cluster, IReadOnlyDictionary<string, string> owners)
    {
        var checker = await hall.CheckAsync();
        foreach (var (number, owner) in owners)
        {
            checker.Cases[$"case/{number}"].Owner.Should().Be(owner);
            (await cluster.Client.GetGrain<ICaseGrain>(number).GetAsync(Me(owner))).Value!.Owner.Should().Be(owner);
        }

        foreach (var staff in new[] { Guide, Handler })
        {
            var wanted = owners.Where(o => o.Value == staff).Select(o => o.Key).Order().ToList();
            await EventuallyAsync(async () => (await cluster.Client.GetGrain<IStaffGrain>(staff).CaseloadAsync(Me(staff))).Cases.Select(c => c.CaseNumber).Order().SequenceEqual(wanted));
        }
    }

    /// <param name="moving">The hall whose time goes on meanwhile: what failed once is tried again later, and later must come.</param>
    private static async Task EventuallyAsync(Func<Task<bool>> holds, SharedHall? moving = null)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (true)
        {
            try
            {
                if (await holds()) return;
            }
            catch (Exception e) when (!late.IsCancellationRequested && e is OrleansException or TimeoutException)
            {
                // A silo has just died.
            }

            moving?.Advance(Duration.FromSeconds(1));
            await Task.Delay(100, late.Token);
        }
    }

    /// <summary>An application handed in, and nobody accepts it: its acceptance clock runs out in five working days.</summary>
    private static async Task<string> ReceivedAsync(SharedHall hall, InProcessTestCluster cluster)
    {
        var number = await hall.OpenCaseAsync(cluster);
        CaseCommand[] commands =
        [
            new GiveNotices(new("eligible", "失业保险条例 14"), "申领表", "六号窗口", "承诺5个工作日"),
            new SubmitApplication("UNE-BENEFIT", new("秦小满", IdNumber: "999900199003070010", Phone: "13800005678"), 1800, [new("id-or-card", "original")]),
        ];
        foreach (var command in commands) (await hall.DoAsync(cluster, number, Guide, command)).Refusal.Should().BeNull();
        return number;
    }

    /// <summary>Asks the grain to go to that silo, and calls it there until it has.</summary>
    private static async Task MoveAsync<T>(InProcessTestCluster cluster, T grain, SiloAddress silo, Func<T, Task> call) where T : IGrain
    {
        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await call(grain);
        while (await management.GetActivationAddress(grain) is not { } at || !at.Equals(silo))
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            await grain.Cast<IGrainManagementExtension>().MigrateOnIdle();
            await call(grain);
            RequestContext.Clear();
            await Task.Delay(100, late.Token);
        }
    }

    /// <summary>One try, no retry: what became of it.</summary>
    private static async Task<string> OnceAsync(ICaseGrain grain, CommandMeta meta, CaseCommand command)
    {
        try
        {
            return (await grain.ExecuteAsync(meta, command)).Refusal?.Code ?? "done";
        }
        catch (LedgerConflictException e)
        {
            return e.GetType().Name;
        }
    }

    private static Caller Me(string staff) => new(staff, staff, [Roles.Staff]);

    private static OfferHandoff Offer() => new(new(Staff: Handler), HandoffKinds.TransferInside, "失业窗口办理");

    private static AcceptHandoff Accept(string handoff) => new() { HandoffId = handoff };

    /// <summary>Matters offered, taken back and offered again, and in the end accepted by half of their receivers.</summary>
    private sealed class Load(SharedHall hall, InProcessTestCluster cluster)
    {
        private int _done;

        public async Task<IReadOnlyDictionary<string, string>> RunAsync(Task enough) => (await Task.WhenAll(Enumerable.Range(0, Matters).Select(async i =>
        {
            var number = await hall.OpenCaseAsync(cluster);
            while (!enough.IsCompleted)
            {
                var offer = (await DoAsync(number, Guide, Offer())).Made["handoffId"];
                await DoAsync(number, Guide, new WithdrawHandoff { HandoffId = offer });
            }

            var last = (await DoAsync(number, Guide, Offer())).Made["handoffId"];
            if (i % 2 == 0) await DoAsync(number, Handler, Accept(last));
            return (number, owner: i % 2 == 0 ? Handler : Guide);
        }))).ToDictionary(c => c.number, c => c.owner);

        public async Task DoneAsync(int more)
        {
            var target = Volatile.Read(ref _done) + more;
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            while (Volatile.Read(ref _done) < target) await Task.Delay(5, late.Token);
        }

        private async Task<Outcome<CaseView>> DoAsync(string number, string by, CaseCommand command)
        {
            var outcome = await hall.DoAsync(cluster, number, by, command);
            outcome.Refusal.Should().BeNull("{0} of {1}", command.GetType().Name, number);
            Interlocked.Increment(ref _done);
            return outcome;
        }
    }
}
