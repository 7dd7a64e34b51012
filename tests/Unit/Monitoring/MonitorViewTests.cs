using System.Text.Json;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Monitoring;
using HallGrains.Tests;
using HallGrains.Tests.Live;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Unit.Monitoring;

public sealed class MonitorViewTests
{
    private static readonly JsonSerializerOptions Json = new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8), InlineData(9), InlineData(10)]
    public async Task A_view_equals_the_fold_of_the_ledger_whatever_is_lost_repeated_or_disordered(int seed)
    {
        var random = new Random(seed);
        await using var town = await LedgerTown.OpenAsync();
        var work = new RandomWork(town, random);
        await work.BeginAsync();
        var monitor = Monitor(town, "AA");
        await monitor.LoadAsync(new());
        for (var round = 0; round < 6; round++)
        {
            for (var i = 0; i < 25; i++) await work.StepAsync();
            foreach (var e in Mangle(await town.EventsForAsync("AA"), random)) await monitor.ReceiveAsync(e);
        }

        await monitor.ReconcileAsync();

        var expected = View(await town.FoldFromZeroAsync("AA"), town);
        View(monitor.Picture, town).Should().Be(expected, "seed {0}", seed);
        monitor.Picture.Unreadable.Should().BeEmpty();
        expected.Should().NotBe(View(new("AA"), town), "the work of seed {0} shows", seed);
    }

    [Theory]
    [InlineData(11), InlineData(12), InlineData(13)]
    public async Task Every_stream_whose_last_entry_arrived_is_whole_without_a_comparison(int seed)
    {
        var random = new Random(seed);
        await using var town = await LedgerTown.OpenAsync();
        var work = new RandomWork(town, random);
        await work.BeginAsync();
        var monitor = Monitor(town, "AA");
        await monitor.LoadAsync(new());
        for (var i = 0; i < 120; i++) await work.StepAsync();
        var events = await town.EventsForAsync("AA");
        var lost = events.Where((e, _) => e.Version < events.Where(o => o.Stream == e.Stream).Max(o => o.Version) && random.Next(3) > 0).ToHashSet();
        lost.Should().NotBeEmpty();

        foreach (var e in events.Where(e => !lost.Contains(e))) await monitor.ReceiveAsync(e);

        View(monitor.Picture, town).Should().Be(View(await town.FoldFromZeroAsync("AA"), town));
    }

    [Fact]
    public async Task A_repeated_delivery_changes_nothing()
    {
        await using var town = await LedgerTown.OpenAsync();
        await town.RegisterHallAsync("AA", "AA001");
        var monitor = Monitor(town, "AA");
        await monitor.LoadAsync(new());
        await town.OpenCaseAsync("c1", "AA", "AA001");
        var e = (await town.EventsForAsync("AA")).Single(x => x.Stream == "case/c1");

        (await monitor.ReceiveAsync(e)).Should().Be(Folded.Done);
        var once = monitor.Picture;
        (await monitor.ReceiveAsync(e)).Should().Be(Folded.Known);

        monitor.Picture.Should().BeSameAs(once);
        HallViews.Hall(once, town.Clock.Now, "p").OpenCases.Should().Be(1);
    }

    [Fact]
    public async Task Snapshot_and_tail_give_the_same_view_as_the_whole_ledger()
    {
        var random = new Random(5);
        await using var town = await LedgerTown.OpenAsync();
        var work = new RandomWork(town, random);
        await work.BeginAsync();
        for (var i = 0; i < 100; i++) await work.StepAsync();
        var first = Monitor(town, "AA");
        await first.LoadAsync(new());
        var snapshot = MonitorSnapshot.Of(first.Picture);
        snapshot.ToPicture("AA").Cases.Should().BeEquivalentTo(first.Picture.Cases);
        for (var i = 0; i < 60; i++) await work.StepAsync();

        var second = Monitor(town, "AA");
        await second.LoadAsync(snapshot);

        View(second.Picture, town).Should().Be(View(await town.FoldFromZeroAsync("AA"), town));
    }

    [Fact]
    public async Task A_snapshot_of_another_format_is_not_used()
    {
        await using var town = await LedgerTown.OpenAsync();
        await town.RegisterHallAsync("AA");
        await town.OpenCaseAsync("c1", "AA", "AA001");
        var monitor = Monitor(town, "AA");

        await monitor.LoadAsync(new() { Format = MonitorSnapshot.CurrentFormat + 1, Cases = "{\"case/c9\":{\"hall\":\"AA\"}}" });

        monitor.Picture.Cases.Keys.Should().Equal("case/c1");
    }

    [Fact]
    public async Task A_stream_that_cannot_be_read_is_left_out_and_the_others_go_on()
    {
        await using var town = await LedgerTown.OpenAsync();
        await town.RegisterHallAsync("AA", "AA001");
        await town.OpenCaseAsync("c1", "AA", "AA001");
        await town.OpenCaseAsync("c2", "AA", "AA001");
        var monitor = Monitor(town, "AA");
        await monitor.LoadAsync(new());
        var events = await town.EventsForAsync("AA");
        var broken = events.Single(e => e.Stream == "case/c1") with { Version = 2, Kind = "NoSuchKind" };

        (await monitor.ReceiveAsync(broken)).Should().Be(Folded.Unreadable);
        (await monitor.ReceiveAsync(broken with { Version = 3, Kind = nameof(Withdrawn), Data = "{}" })).Should().Be(Folded.Unreadable);
        await monitor.ReconcileAsync();

        var view = HallViews.Hall(monitor.Picture, town.Clock.Now, "p");
        view.Unreadable.Should().Be(1);
        view.OpenCases.Should().Be(1);
    }

    [Fact]
    public async Task A_case_that_goes_to_another_hall_leaves_one_view_and_enters_the_other()
    {
        await using var town = await LedgerTown.OpenAsync();
        await town.RegisterHallAsync("AA", "AA001");
        await town.RegisterHallAsync("BB", "BB001");
        await town.OpenCaseAsync("c1", "AA", "AA001");
        var (from, to) = (Monitor(town, "AA"), Monitor(town, "BB"));
        await from.LoadAsync(new());
        await to.LoadAsync(new());
        await town.AppendAsync("case/c1", "AA", new HandoffOffered("h1", HandoffKinds.TransferHall, "AA001", new("BB001"), null, false, null));
        await town.AppendAsync("case/c1", "BB", new HandoffAccepted("h1", "AA001", "BB001", HandoffKinds.TransferHall, null, "BB"));

        foreach (var e in await town.EventsForAsync("AA")) await from.ReceiveAsync(e);
        foreach (var e in await town.EventsForAsync("BB")) await to.ReceiveAsync(e);

        from.Picture.Cases.Should().BeEmpty();
        to.Picture.Cases["case/c1"].Owner.Should().Be("BB001");
    }

    [Fact]
    public async Task The_row_of_a_window_shows_its_day_and_its_persons_cases()
    {
        await using var town = await LedgerTown.OpenAsync();
        await town.RegisterHallAsync("AA", "AA001", "AA002");
        await town.SignOnAsync("AA", "AA-01", "AA001");
        await town.TakeTicketAsync("AA", "A001");
        town.Clock.Now += Duration.FromMinutes(12);
        await town.TakeTicketAsync("AA", "A002");
        await town.TakeTicketAsync("AA", "A003", "pension");
        await town.CallTicketAsync("AA", "A001", "AA-01", "AA001");
        await town.OpenCaseAsync("c1", "AA", "AA001");
        await town.OpenCaseAsync("c2", "AA", "AA002");
        await town.AppendAsync("case/c1", "AA", new YellowCarded("k1", ClockNames.Promised, null, town.Clock.Now, "AA001"), new YellowCarded("k2", ClockNames.Acceptance, null, town.Clock.Now, "AA001"));
        await town.AppendAsync("case/c2", "AA", new HandoffOffered("h1", HandoffKinds.TransferInside, "AA002", new(null, "AA", "card"), null, false, null));
        town.Clock.Now += Duration.FromMinutes(5);
        var monitor = Monitor(town, "AA");
        await monitor.LoadAsync(new());

        var view = HallViews.Hall(monitor.Picture, town.Clock.Now, "p");

        view.Windows[0].Should().BeEquivalentTo(new
        {
            Hall = "AA", Window = "AA-01", Name = "一号窗", Status = "open", Staff = new { Number = "AA001", Name = "人AA001" }, Serving = new { Ticket = "A001" },
            QueueLength = 1, LongestWaitMinutes = 5, OpenCases = 1, OverdueCases = 1, YellowCards = 1, RedCards = 0, OffersWaiting = 1,
        });
        view.Windows[1].Should().BeEquivalentTo(new { Window = "AA-02", Status = "closed", Staff = (WindowStaff?)null, QueueLength = 2, OpenCases = 0, OffersWaiting = 0 });
        (view.Waiting, view.OpenCases, view.Overdue, view.Yellow, view.Red).Should().Be((2, 2, 1, 1, 0));
        view.Staff.Select(s => (s.Number, s.Window)).Should().Equal(("AA001", "AA-01"), ("AA002", null));
    }

    [Fact]
    public async Task Duty_ends_and_the_day_is_new_at_midnight_without_an_entry()
    {
        await using var town = await LedgerTown.OpenAsync();
        await town.RegisterHallAsync("AA", "AA001");
        await town.SignOnAsync("AA", "AA-01", "AA001");
        await town.TakeTicketAsync("AA", "A001");
        var monitor = Monitor(town, "AA");
        await monitor.LoadAsync(new());

        var tomorrow = HallViews.Hall(monitor.Picture, town.Clock.Now + Duration.FromHours(16), "p");

        tomorrow.Staff.Should().BeEmpty();
        tomorrow.Waiting.Should().Be(0);
        tomorrow.Windows[0].Status.Should().Be("closed");
    }

    [Fact, Clause("3.1b")]
    public async Task A_screen_shows_tickets_and_badges_and_no_case()
    {
        await using var town = await LedgerTown.OpenAsync();
        await town.RegisterHallAsync("AA", "AA001");
        await town.SignOnAsync("AA", "AA-01", "AA001");
        await town.AppendAsync(LedgerTown.DayOf("AA"), "AA", new TicketTaken("A001", "card", "resident", "elderly-70", "YXCS-20261124-000017-K"));
        await town.CallTicketAsync("AA", "A001", "AA-01", "AA001");
        var monitor = Monitor(town, "AA");
        await monitor.LoadAsync(new());

        var display = HallViews.Display(monitor.Picture, town.Clock.Now, "p");

        display.Windows[0].Should().Be(display.Windows[0] with { Ticket = "A001", TicketState = "called", Staff = new("AA001", "人AA001") });
        display.Calls.Should().Equal(new DisplayCall("A001", "AA-01", town.Clock.Now));
        JsonSerializer.Serialize(display, Json).Should().NotContain("YXCS-2026").And.NotContain("elderly").And.NotContain("resident");
    }

    private static HallMonitor Monitor(LedgerTown town, string hall) => new(town.Ledger, EntryCodec.Standard, town.Clock, hall, NullLogger.Instance);

    private static string View(HallPicture picture, LedgerTown town) => JsonSerializer.Serialize(HallViews.Hall(picture, town.Clock.Now, "p"), Json);

    /// <summary>Loses, repeats and disorders.</summary>
    private static List<LedgerEvent> Mangle(List<LedgerEvent> events, Random random)
    {
        var mangled = events.Where(_ => random.Next(4) > 0).SelectMany(e => Enumerable.Repeat(e, 1 + random.Next(2))).ToList();
        for (var i = 0; i < mangled.Count / 4; i++)
        {
            var (a, b) = (random.Next(mangled.Count), random.Next(mangled.Count));
            (mangled[a], mangled[b]) = (mangled[b], mangled[a]);
        }

        return mangled;
    }
}
