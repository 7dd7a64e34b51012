using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Ledger;
using NodaTime;
using static HallGrains.Cluster.Registries.RegistryCluster;

namespace HallGrains.Cluster.Registries;

/// <summary>Duty, inbox and caseload of a staff member, through restarts.</summary>
public class StaffDeskTests(RegistryCluster cluster) : IClassFixture<RegistryCluster>
{
    [Fact]
    public async Task Duty_ends_at_midnight_and_the_entry_is_dated_there()
    {
        var staff = cluster.Staff("YXCS015");
        (await staff.SetDutyAsync(By("YXCS015", "on"), new(true))).View!.OnDuty.Should().BeTrue();
        var midnight = (await cluster.Ledger.FindSummaryAsync("staff/YXCS015"))!.NextDue!.Value;
        midnight.Should().Be(Instant.FromUtc(2026, 11, 24, 16, 0));
        cluster.Advance(midnight - cluster.Now);
        (await staff.SnapshotAsync())!.OnDuty.Should().BeFalse("it is over before anybody wrote it");
        cluster.Advance(Duration.FromHours(3));
        await staff.WakeAsync();
        await staff.WakeAsync();
        var last = (await cluster.Ledger.ReadLastAsync("staff/YXCS015"))!;
        (last.Kind, last.OccurredAt, last.Actor).Should().Be((nameof(DutyOff), midnight, Caller.SystemAccount));
        (await cluster.Ledger.FindSummaryAsync("staff/YXCS015"))!.NextDue!.Value.Should().BeGreaterThan(cluster.Now, "the next thing is that some training runs out");
    }

    [Fact]
    public async Task Without_discipline_training_nobody_takes_post() =>
        (await cluster.Staff("YXTJ006").SetDutyAsync(By("YXTJ006", "on"), new(true))).Refusal!.Code.Should().Be(Codes.DisciplineTrainingMissing);

    [Fact]
    public async Task A_training_record_from_the_leader_lets_the_person_take_post()
    {
        var today = new LocalDate(2026, 11, 24);
        var staff = cluster.Staff("YXSQ005");
        var put = await staff.PutQualificationAsync(By("YXSQ001", "q1"), new("pension", "养老业务培训", 92, today, today.PlusMonths(12)));
        put.View!.Training.Should().Contain(t => t.Line == "pension" && t.EnteredAt != null);
        await cluster.Restart();
        (await staff.GetAsync(Caller.System))!.Training.Should().Contain(t => t.Line == "pension" && t.EnteredAt != null);
    }

    [Fact]
    public async Task What_a_case_told_is_on_the_desk_and_after_a_crash_its_row_is()
    {
        const string number = "YXCS-20261124-000001-K";
        var staff = cluster.Staff("YXCS019");
        var me = new Caller("YXCS019", "YXCS019", [Roles.Staff]);
        await staff.TellAsync(new("case/" + number, 2, false, null, [new("offer", "h1", number, cluster.Now, null, "YXCS011", 2)]));
        (await staff.InboxAsync(me)).Items.Should().ContainSingle().Which.Id.Should().Be("h1");

        await Row(number, owner: "YXCS019");
        await cluster.Restart();
        (await staff.InboxAsync(me)).Items.Should().BeEmpty();
        (await staff.CaseloadAsync(me)).Cases.Should().ContainSingle().Which.CaseNumber.Should().Be(number);
        await staff.TellAsync(new("case/" + number, 9, false, null, []));
        (await staff.CaseloadAsync(me)).Cases.Should().BeEmpty();
    }

    [Fact]
    public async Task Another_persons_desk_is_refused_across_the_wire()
    {
        var refused = await cluster.Staff("YXCS019").Invoking(s => s.InboxAsync(new("YXCS016", "YXCS016", [Roles.Staff]))).Should().ThrowAsync<RefusedException>();
        refused.Which.Refusal.Code.Should().Be(Codes.NotPermitted);
        (await cluster.Staff("YXCS019").CaseloadAsync(new("YXCS005", "YXCS005", [Roles.Staff]))).Staff.Should().Be("YXCS019");
        (await cluster.Staff("YXCS019").CaseloadAsync(new("supervisor", "YXCS021", [Roles.Staff, Roles.Supervisor]))).Staff.Should().Be("YXCS019");
    }

    private Task<AppendReceipt> Row(string number, string owner) => cluster.Ledger.AppendAsync(new(
        $"case/{number}", 0, null, "YXCS", [.. Enumerable.Range(0, 3).Select(_ => new NewEntry("DutyOn", 1, cluster.Now, "t", "{}", null))],
        new() { Stream = $"case/{number}", Version = 3, State = "received", Owner = owner, Hall = "YXCS" }));
}
