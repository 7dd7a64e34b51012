using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Tests;
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
    public async Task A_silo_killed_in_the_middle_of_handoffs_loses_no_acknowledged_command_and_no_owner(string kind)
    {
        await using var hall = await OpenAsync(kind);
        await using var cluster = await hall.ClusterAsync();
        await hall.GoOnDutyAsync(cluster);
        var under = new Load(hall, cluster);
        var work = under.RunAsync(rounds: 6);
        await under.DoneAsync(Matters * 3);
        await cluster.KillSiloAsync(cluster.Silos[^1]);
        var cases = await work;
        await RightAsync(hall, cluster, cases);
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

    private static async Task EventuallyAsync(Func<Task<bool>> holds)
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

            await Task.Delay(100, late.Token);
        }
    }

    private static Caller Me(string staff) => new(staff, staff, [Roles.Staff]);

    private static OfferHandoff Offer() => new(new(Staff: Handler), HandoffKinds.TransferInside, "失业窗口办理");

    private static AcceptHandoff Accept(string handoff) => new() { HandoffId = handoff };

    /// <summary>Matters offered, taken back and offered again, and in the end accepted by half of their receivers.</summary>
    private sealed class Load(SharedHall hall, InProcessTestCluster cluster)
    {
        private int _done;

        public async Task<IReadOnlyDictionary<string, string>> RunAsync(int rounds) => (await Task.WhenAll(Enumerable.Range(0, Matters).Select(async i =>
        {
            var number = await hall.OpenCaseAsync(cluster);
            for (var round = 0; round < rounds; round++)
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
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
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
