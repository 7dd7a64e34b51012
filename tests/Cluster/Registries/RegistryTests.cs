using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Silo.City;
using NodaTime;
using static HallGrains.Cluster.Registries.RegistryCluster;

namespace HallGrains.Cluster.Registries;

/// <summary>The registries as grains over a ledger, with the demo city.</summary>
public class RegistryTests(RegistryCluster cluster) : IClassFixture<RegistryCluster>
{
    private static readonly Caller Anyone = Caller.Anonymous;

    [Fact]
    public async Task A_second_start_finds_the_city_and_writes_nothing()
    {
        var written = await cluster.Written();
        written.Should().BeGreaterThan(112);
        await CityLoader.ImportAsync(cluster.Grains, City);
        await cluster.Restart();
        await CityLoader.ImportAsync(cluster.Grains, City);
        (await cluster.Written()).Should().Be(written);
        (await cluster.Staff("YXCS015").GetAsync(Anyone))!.Name.Should().Be(City.Staff.Single(s => s.Number == "YXCS015").Name);
    }

    [Fact]
    public async Task Halls_items_and_the_citys_names_are_listed()
    {
        var catalogue = cluster.Grains.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key);
        (await catalogue.HallsAsync()).Select(h => h.Code).Should().BeEquivalentTo("YXCS", "YXNP", "YXBD", "YXSQ", "YXTJ", "NPWY", "BDLD", "SQQS");
        (await catalogue.CityAsync())!.ServiceLines.Should().ContainKey("pension");
        (await catalogue.ItemsAsync(null, null, null)).Should().HaveCountGreaterThanOrEqualTo(45);
        (await catalogue.ItemsAsync("失业保险金", null, null)).Should().Contain(i => i.Code == "UNE-BENEFIT");
        (await catalogue.ItemsAsync("une-", "unemployed", "unemployment")).Should().OnlyContain(i => i.Category == "unemployment" && i.Audience.Contains("unemployed"));
        (await catalogue.ItemsAsync(null, null, "no-such")).Should().BeEmpty();
    }

    [Fact]
    public async Task Nobody_and_nothing_are_null()
    {
        (await cluster.Staff("NOBODY").SnapshotAsync()).Should().BeNull();
        (await cluster.Grains.GetGrain<IHallRegistryGrain>("NOWHERE").SnapshotAsync()).Should().BeNull();
        (await cluster.Grains.GetGrain<IServiceItemGrain>("NOTHING").GetAsync(Caller.System)).Should().BeNull();
    }

    [Fact]
    public async Task A_guide_is_drafted_by_one_published_by_another_and_listed_from_then_on()
    {
        var grain = cluster.Grains.GetGrain<IServiceItemGrain>("PEN-QUALIFY");
        var item = (await grain.SnapshotAsync()).Find(1)! with { NameZh = "养老待遇资格认证（新）" };
        var draft = await grain.PutAsync(By("YXCS005", "draft-1"), new(item));
        draft.Refusal.Should().BeNull();
        draft.Made["itemVersion"].Should().Be("2");
        (await grain.PublishAsync(By("YXCS005", "pub-0"), new(2))).Refusal!.Code.Should().Be(Codes.SamePersonReview);
        (await grain.PublishAsync(By("YXCS003", "pub-1"), new(2))).View!.InForce!.Version.Should().Be(2);

        var again = await grain.PutAsync(By("YXCS005", "draft-1"), new(item));
        (again.Replayed, again.Made["itemVersion"]).Should().Be((true, "2"));
        (await grain.PutAsync(By("YXCS005", "draft-1") with { BodyHash = "other" }, new(item))).Refusal!.Code.Should().Be(Codes.CommandIdReused);
        (await grain.PutAsync(By("YXCS005", "draft-2") with { IfVersion = 1 }, new(item))).Refusal!.Code.Should().Be(Codes.VersionConflict);

        var listed = await cluster.Grains.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).ItemsAsync("（新）", null, null);
        listed.Should().ContainSingle().Which.Version.Should().Be(2);
        await CityLoader.ImportAsync(cluster.Grains, City);
        (await grain.SnapshotAsync()).InForce(cluster.Now)!.Version.Should().Be(2);
    }

    [Fact]
    public async Task A_limit_is_tried_with_and_without_an_arrangement_before_it_is_saved()
    {
        var calendar = cluster.Grains.GetGrain<ICalendarGrain>(ICalendarGrain.Key);
        var start = Instant.FromUtc(2026, 11, 24, 1, 0);
        var trial = await calendar.TrialAsync(new(start, new(20, "working-days"), "YXCS"));
        trial.DueAt.Should().Be(Instant.FromUtc(2026, 12, 22, 9, 0));
        trial.Days[0].Reason.Should().Be("start-day");
        trial.Explanation[^1].Should().Contain("2026-12-22 17:00");

        var year = new CalendarYear("关于2028年部分节假日安排的通知", 2028, [], [new(new(2028, 1, 3), "元旦", true)], [new(new(2028, 1, 8), "元旦")]);
        var far = Instant.FromUtc(2028, 1, 2, 20, 0);
        (await calendar.TrialAsync(new(far, new(3, "working-days")))).Provisional.Should().BeTrue();
        var tried = await calendar.TrialAsync(new(far, new(3, "working-days"), Year: year));
        tried.Provisional.Should().BeFalse();
        (await calendar.PutAsync(By("YXCS001", "cal-0"), year)).Refusal!.Code.Should().Be(Codes.NotPermitted);
        (await calendar.PutAsync(ByAdmin("cal-1"), year)).View!.Find(2028).Should().NotBeNull();
        (await calendar.TrialAsync(new(far, new(3, "working-days")))).DueAt.Should().Be(tried.DueAt);
        var hours = await cluster.Service<HallHoursCache>().GetAsync(cluster.Grains, "YXCS");
        hours.Calendar.IsProvisional(2028).Should().BeFalse();

        var refused = await calendar.Invoking(c => c.TrialAsync(new(start, new(1, "moons"), "NOWHERE"))).Should().ThrowAsync<RefusedException>();
        refused.Which.Refusal.Errors!.Keys.Should().BeEquivalentTo("hall", "limit.unit");
    }

    [Fact]
    public async Task Hours_are_the_halls_own_and_kept()
    {
        var cache = cluster.Service<HallHoursCache>();
        var hours = await cache.GetAsync(cluster.Grains, "YXNP");
        (await cache.GetAsync(cluster.Grains, "YXNP")).Should().BeSameAs(hours);
        DueDate.WorkingDays(hours, cluster.Now, 1).At.Should().NotBeNull();
        (await cache.FindAsync(cluster.Grains, "NOWHERE")).Definition.Should().BeNull();
    }

    [Fact]
    public async Task Both_of_a_pair_know_it_and_so_does_who_is_left()
    {
        var (a, b, left) = ("YXCS012", "YXCS014", (await cluster.Staff("YXCS012").SnapshotAsync())!.Definition.Deputy!);
        left.Should().NotBe(b);
        var other = (await cluster.Staff(b).SnapshotAsync())!.Definition.Deputy!;
        var lines = (await cluster.Staff(b).SnapshotAsync())!.Definition.Lines;
        lines.Intersect((await cluster.Staff(a).SnapshotAsync())!.Definition.Lines).Should().NotBeEmpty();
        (await cluster.Staff(a).PutDeputyAsync(By("YXCS003", "pair-1"), new(b))).Refusal.Should().BeNull();
        await Eventually(async () => await DeputyOf(b) == a && await DeputyOf(left) is null && await DeputyOf(other) is null, "the pair is symmetric and nobody else claims it");
        (await DeputyOf(a)).Should().Be(b);
        await Eventually(async () => (await cluster.Ledger.FindSummaryAsync($"staff/{a}"))!.NextDue is { } next && next > cluster.Now, "nothing is left to tell; the next thing is that some training runs out");
        await cluster.Restart();
        (await DeputyOf(b)).Should().Be(a);
    }

    [Fact]
    public async Task A_name_stands_in_no_public_part_of_the_ledger()
    {
        var entries = await cluster.Ledger.ReadStreamAsync("staff/YXCS016");
        entries[0].Data.Should().NotContain(City.Staff.Single(s => s.Number == "YXCS016").Name);
        entries[0].Private.Should().NotBeNull();
    }

    [Fact]
    public async Task A_snapshot_is_read_where_its_grain_stands_and_not_after_a_write_of_it_failed()
    {
        const string number = "YXCS017";
        var (snapshots, nobody) = (cluster.Service<StreamServices>().Snapshots, default(IGrainFactory)!);
        var before = (await cluster.Staff(number).SnapshotAsync())!;
        (await snapshots.StaffAsync(nobody, number)).Should().BeEquivalentTo(before, "nobody had to be called");
        (await cluster.Staff(number).SetDutyAsync(By(number, "on-1"), new(true))).Refusal.Should().BeNull();
        (await snapshots.StaffAsync(nobody, number))!.OnDuty.Should().BeTrue("what was committed is read at once");

        // Another activation writes: this one loses its next write, and with it the right to be read.
        var row = (await cluster.Ledger.FindSummaryAsync($"staff/{number}"))!;
        await cluster.Ledger.AppendAsync(new($"staff/{number}", row.Version, null, "YXCS", [EntryCodec.Standard.Encode(new DutyOff(), cluster.Now, number, "")], row with { Version = row.Version + 1 }));
        (await snapshots.StaffAsync(nobody, number))!.OnDuty.Should().BeTrue("it does not know yet, as its own answer would not");
        await FluentActions.Awaiting(() => cluster.Staff(number).PutDeputyAsync(By("YXCS003", "pair-x"), new(null))).Should().ThrowAsync<LedgerConflictException>();
        (await snapshots.StaffAsync(cluster.Grains, number))!.OnDuty.Should().BeFalse("the grain is called, and its new activation has read the ledger");
        (await snapshots.StaffAsync(nobody, number))!.OnDuty.Should().BeFalse();
    }

    private async Task<string?> DeputyOf(string number) => (await cluster.Staff(number).SnapshotAsync())!.Definition.Deputy;
}
