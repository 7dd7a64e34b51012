using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Windows;
using HallGrains.Contracts.Reports;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Reports;
using HallGrains.Unit.Cases;
using HallGrains.Unit.Clocks;
using NodaTime;

namespace HallGrains.Tests.Unit.Reports;

/// <summary>Figures counted from what happened (§17): every one moves when its own fact does, and only then.</summary>
public sealed class ServiceFigureTests
{
    private const string Day = "hallday/YXCS/2026-11-24";
    private static readonly Dictionary<string, HallHours> Hours = new() { ["YXCS"] = DemoCity.City, ["YXNP"] = DemoCity.City };
    private readonly ServiceBook _book = new();

    private static Instant At(string time) => DemoCity.At("2026-11-24 " + time);

    private static ReportFilter All(string by = "hall", string? hall = null) => new(hall, null, null, by);

    private static HallPromise Promise(string metric, string op, decimal threshold, string scope = "unit", string owner = "YXCS", string window = "month") =>
        new() { Id = "P", Scope = scope, Owner = owner, TextZh = "x", Metric = metric, Operator = op, Threshold = threshold, Window = window };

    private ServiceFigures Service(string by = "hall", string key = "all", ReportFilter? filter = null)
    {
        var report = new ServiceCounts(_book, Hours).Service(filter ?? All(by), 0.5, At("18:00"));
        return key == "all" ? report.All : report.Groups.Single(g => g.Key == key);
    }

    private HallGrains.Contracts.Pages.PromiseView Kept(HallPromise promise, string now = "18:00") => PromiseMeasures.Of(promise, null, "YXCS", _book, DemoCity.City, At(now));

    private void Add(string stream, IEntry entry, string time, string actor = "YXCS015", string hall = "YXCS") => _book.Add(stream, hall, entry, At(time), actor);

    private void Case(string number, string time = "09:00", string channel = "onsite", string? window = "YXCS-06", string hall = "YXCS", string? audience = "unemployed", string owner = "YXCS015") =>
        Add("case/" + number, new InquiryOpened(hall, window, null, channel, "UNE-BENEFIT", null, owner, audience), time, owner, hall);

    private void Decided(string number, string time = "11:00", string by = "YXCS005", string hall = "YXCS")
    {
        Add("case/" + number, new ApplicationReceived("UNE-BENEFIT", 1, "k", null, [], "staff"), time, hall: hall);
        Add("case/" + number, new Accepted("UNE-BENEFIT", 1, "initial-review", At("09:30")), time, hall: hall);
        Add("case/" + number, new Decided("granted", null, 1, null, StaffLevel.L3), time, by, hall);
    }

    [Fact]
    [Clause("2.5d")]
    public void A_case_decided_in_time_moves_the_on_time_rate_and_a_card_that_stands_moves_it_back()
    {
        Service().OnTimeRate.Should().BeNull("nothing is decided");
        Case("1");
        Decided("1");
        Service().OnTimeRate.Should().Be(1);
        Case("2");
        Add("case/2", new YellowCarded("c1", "promised", null, At("10:00"), "YXCS015"), "10:00");
        Add("case/2", new YellowCarded("c2", "stage:recheck", "recheck", At("10:00"), "YXCS015"), "10:00");
        Decided("2");
        (Service().Decided, Service().OnTime, Service().OnTimeRate).Should().Be((2, 1, (double?)0.5));
        Case("3");
        Add("case/3", new YellowCarded("c1", "stage:recheck", "recheck", At("10:00"), "YXCS015"), "10:00");
        Decided("3");
        Service().OnTime.Should().Be(2, "a stage's card is not the case's");
        Add("case/2", new CardCancelled("c1", "outage"), "12:00");
        Service().OnTimeRate.Should().Be(1, "what the supervisor cancelled was not deserved");
    }

    [Fact]
    [Clause("2.5d")]
    public void Late_counts_with_who_let_it_lapse_and_the_rest_with_who_decided()
    {
        Case("1");
        Add("case/1", new RedCarded("c1", "statutory", null, At("10:00"), "YXCS015"), "10:00");
        Decided("1");
        Case("2");
        Decided("2");
        Service("staff", "YXCS015").OnTimeRate.Should().Be(0);
        Service("staff", "YXCS005").OnTimeRate.Should().Be(1);
        Service("window", "YXCS-06").Decided.Should().Be(2);
        new ServiceCounts(_book, Hours).Service(All("window"), null, At("18:00")).Groups.Should().ContainSingle();
    }

    [Fact]
    [Clause("0.1")]
    public void A_second_visit_lowers_the_one_visit_rate()
    {
        Case("1");
        Decided("1");
        Case("2", channel: "online", window: null);
        Decided("2");
        Service().OneVisitRate.Should().Be(1, "once, and not at all");
        Add("case/1", new VisitRecorded("U009", "collect-result"), "14:00");
        (Service().OneVisitRate, Service().Visits).Should().Be(((double?)0.5, 2));
        Kept(Promise("one-visit-rate", ">=", 0.97m)).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 0.5m && p.Kept == false && p.Count == 2);
    }

    [Fact]
    [Clause("2.5d")]
    public void Handling_time_is_working_time_without_pauses_and_waiting_is_until_the_first_call()
    {
        Case("1");
        Add("case/1", new Accepted("UNE-BENEFIT", 1, "initial-review", At("09:00")), "09:00");
        Add("case/1", new Paused("p1", "appraisal", At("11:00"), At("11:00")), "10:00");
        Add("case/1", new Resumed("p1", "ended", 0), "11:00");
        Add("case/1", new Decided("granted", null, 1, null, StaffLevel.L3), "14:00");
        Service().HandlingMinutes.Should().Be(150, "09:00-10:00, 11:00-12:00 and 13:30-14:00");
        Ticket("U001", 60);
        Ticket("U002", 1260);
        (Service().WaitMinutes, Service().WaitMinutesP90, Service().Served).Should().Be(((double?)11, (double?)21, 2));
        Service("window", "YXCS-06").ServiceMinutes.Should().Be(5);
    }

    [Fact]
    [Clause("5.6f")]
    public void The_share_of_cases_begun_online_is_shown()
    {
        Case("1");
        Case("2", channel: "online", window: null);
        Service().OnlineShare.Should().Be(0.5);
        new ServiceCounts(_book, Hours).Service(All(), 0.4, At("18:00")).OnlineItems.Should().Be(0.4);
    }

    [Fact]
    [Clause("2.5d")]
    public void Only_what_happened_in_the_span_and_the_hall_counts()
    {
        Case("1");
        Decided("1", "11:00");
        Case("2", hall: "YXNP", window: null);
        Decided("2", "15:00", hall: "YXNP");
        Service(filter: All(hall: "YXNP")).Decided.Should().Be(1);
        Service(filter: new(null, At("12:00"), null, "hall")).Decided.Should().Be(1);
        Service(filter: new(null, null, At("11:00"), "hall")).Decided.Should().Be(0, "the end is not in it");
        Service("hall", "YXNP").Decided.Should().Be(1);
    }

    [Fact]
    [Clause("2.3c")]
    public void Both_reasoned_jumps_are_listed_with_staff_number_and_reason()
    {
        Ticket("U001", 60);
        Ticket("U002", 30, outOfOrder: "elderly-70");
        Ticket("U003", 30, outOfOrder: "pregnant", staff: "YXCS014");
        var report = new ServiceCounts(_book, Hours).Fairness(All(), At("18:00"));
        report.OutOfOrder.Should().Be(2);
        report.Jumps.Select(j => (j.Ticket, j.Staff, j.Reason)).Should().BeEquivalentTo(new[] { ("U002", "YXCS015", "elderly-70"), ("U003", "YXCS014", "pregnant") });
    }

    [Fact]
    [Clause("2.3c")]
    public void Waiting_refusals_and_lateness_stand_side_by_side_for_audiences_channels_and_halls()
    {
        Case("1");
        Decided("1");
        Case("2", channel: "online", window: null, audience: "retiree");
        Add("case/2", new ApplicationReceived("UNE-BENEFIT", 1, "k", null, [], "applicant"), "10:00");
        Add("case/2", new Refused("not-needing", null), "10:30");
        Ticket("U001", 600);
        var report = new ServiceCounts(_book, Hours).Fairness(All(), At("18:00"));
        report.Audiences.Single(a => a.Key == "unemployed").Should().Match<FairnessFigures>(f => f.RefusalRate == 0 && f.LateRate == 0 && f.Decided == 1);
        report.Audiences.Single(a => a.Key == "retiree").Should().Match<FairnessFigures>(f => f.RefusalRate == 1 && f.Received == 1 && f.LateRate == null);
        report.Channels.Select(c => c.Key).Should().Equal("online", "onsite");
        report.Channels.Single(c => c.Key == "onsite").WaitMinutes.Should().Be(10);
        report.Halls.Should().ContainSingle().Which.Received.Should().Be(2);
    }

    [Fact]
    [Clause("5.5c")]
    public void An_error_counts_at_the_stage_and_with_the_person_it_was_made_by()
    {
        Case("1");
        Add("case/1", new StageFinished("initial-review", "YXCS015", "recheck"), "10:00");
        Add("case/1", new ReviewReturned("recheck", "initial-review", "YXCS009", "YXCS015", 1), "10:30", "YXCS009");
        Add("case/1", new StageFinished("initial-review", "YXCS014", "recheck"), "11:00", "YXCS014");
        Decided("1");
        var before = new ServiceCounts(_book, Hours).Quality(All("stage"), At("18:00"));
        before.Groups.Single(g => g.Key == "initial-review").Should().Match<QualityFigures>(q => q.Done == 2 && q.Returned == 1 && q.ReturnRate == 0.5 && q.Corrected == 0);
        Add("case/1", new Corrected("k1", "YXCS003", StaffLevel.L4, "initial-review", null, null, "granted", null, 1), "15:00", "YXCS003");
        var after = new ServiceCounts(_book, Hours).Quality(All("stage"), At("18:00"));
        after.Groups.Single(g => g.Key == "initial-review").ErrorRate.Should().Be(0.5);
        after.Groups.Single(g => g.Key == "decision").Corrected.Should().Be(0);
        var people = new ServiceCounts(_book, Hours).Quality(All("staff"), At("18:00")).Groups;
        people.Single(g => g.Key == "YXCS014").Corrected.Should().Be(1, "who finished that stage last");
        people.Single(g => g.Key == "YXCS015").Should().Match<QualityFigures>(q => q.Corrected == 0 && q.Returned == 1);
        Add("case/1", new SampleDrawn("YXCS005", "drawn", At("17:00")), "15:00");
        Add("case/1", new SampleChecked("YXCS003", false), "16:00", "YXCS003");
        new ServiceCounts(_book, Hours).Quality(All("item"), At("18:00")).Groups.Single(g => g.Key == "UNE-BENEFIT").Should().Match<QualityFigures>(q => q.Sampled == 1 && q.SamplesWrong == 1);
    }

    [Fact]
    [Clause("4.2a")]
    [Clause("4.2d")]
    public void A_unit_promise_shows_its_real_value_and_says_when_it_is_broken()
    {
        var promise = Promise("on-time-rate", ">=", 0.99m);
        Kept(promise).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Measured && p.Value == null && p.Kept == null, "nothing is decided: neither kept nor broken");
        Case("1");
        Decided("1");
        Kept(promise).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 1 && p.Kept == true);
        Case("2");
        Add("case/2", new YellowCarded("c1", "promised", null, At("10:00"), "YXCS015"), "10:00");
        Decided("2");
        Kept(promise).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 0.5m && p.Kept == false && p.Count == 2);
        Ticket("U001", 1260);
        Kept(Promise("wait-minutes-p90", "<=", 20, window: "week")).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 21 && p.Kept == false);
        Kept(Promise("smiles-per-hour", ">=", 20)).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => !p.Measured && p.Value == null && p.Kept == null, "what nothing measures is never shown as kept");
    }

    [Fact]
    [Clause("4.2b")]
    [Clause("5.6k")]
    public void A_groups_promise_of_noon_service_is_broken_when_no_window_of_the_line_was_open()
    {
        var promise = Promise("noon-coverage", ">=", 1, "collective", "YXCS:card", "day");
        Kept(promise, "11:00").Value.Should().BeNull("noon has not come");
        Add(Day, new PostOpened("YXCS-02", "YXCS013", ["registration", "card"]), "08:30");
        Kept(promise, "12:45").Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 1 && p.Kept == true);
        Add(Day, new PostClosed("YXCS-02", "YXCS013"), "12:45");
        Kept(promise, "13:30").Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 0.5m && p.Kept == false);
        Add(Day, new PostOpened("YXCS-06", "YXCS015", ["unemployment"]), "12:45");
        Kept(promise, "13:30").Value.Should().Be(0.5m, "another line's window is none");
    }

    [Fact]
    [Clause("4.2b")]
    public void Windows_that_overlap_cover_a_minute_once()
    {
        Add(Day, new PostOpened("YXCS-00", "YXCS019", ["guide"]), "08:30");
        Add(Day, new PostLeft("YXCS-00", "YXCS019"), "10:00");
        Add(Day, new PostOpened("YXCS-01", "YXCS020", ["guide"]), "09:30");
        Kept(Promise("guide-desk-coverage", ">=", 1, "collective", "YXCS:guide", "day"), "11:00").Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 1 && p.Kept == true);
        Add(Day, new PostLeft("YXCS-01", "YXCS020"), "11:00");
        Kept(Promise("guide-desk-coverage", ">=", 1, "collective", "YXCS:guide", "day"), "13:30").Kept.Should().BeFalse();
    }

    [Fact]
    [Clause("4.2c")]
    public void A_persons_promise_is_measured_by_what_that_person_did()
    {
        Case("1", owner: "YXCS013");
        Add("case/1", new SupplementRequested(["a"], false, null), "09:10", "YXCS013");
        var once = Promise("second-supplement-count", "<=", 0, "individual", "YXCS013");
        Kept(once).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 0 && p.Kept == true);
        Add("case/1", new SupplementRequested(["b"], true, null), "09:40", "YXCS005");
        Kept(once).Kept.Should().BeTrue("another asked");
        Add("case/1", new SupplementRequested(["b"], true, null), "09:50", "YXCS013");
        Kept(once).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 1 && p.Kept == false);

        Case("2", owner: "YXCS015");
        Add("case/2", new NoticesGiven("eligible", "UNE-BENEFIT", 1, null), "09:20");
        var spot = Promise("inquiry-on-spot-rate", ">=", 0.95m, "individual", "YXCS015");
        Kept(spot).Value.Should().Be(1);
        Case("3", owner: "YXCS015");
        Add("case/3", new NoticesGiven("eligible", "UNE-BENEFIT", 1, null), "10:30");
        Kept(spot).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 0.5m && p.Kept == false);

        Add("case/2", new HandoffOffered("h1", HandoffKinds.TransferInside, "YXCS015", new("YXCS016"), null, false, null), "10:00");
        Add("case/2", new HandoffAccepted("h1", "YXCS015", "YXCS016", HandoffKinds.TransferInside, null, "YXCS"), "10:25", "YXCS016");
        Kept(Promise("handoff-accept-minutes-p90", "<=", 30, "individual", "YXCS016")).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 25 && p.Kept == true);
        Add("case/2", new DutyRaised("d1", DutyKinds.Request, null, At("11:00")), "10:30");
        Kept(Promise("duty-overdue-count", "<=", 0, "individual", "YXCS016"), "10:45").Kept.Should().BeTrue("it is not due");
        Kept(Promise("duty-overdue-count", "<=", 0, "individual", "YXCS016")).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 1 && p.Kept == false);
    }

    [Fact]
    [Clause("4.2b"), Clause("4.2c")]
    public void Calls_answered_progress_told_and_visits_made_are_measured_from_what_was_recorded()
    {
        Add("window/YXCS/YXCS-09", new SessionConnected("voice", "s1", "YXCS016"), "09:00");
        Add("window/YXCS/YXCS-09", new SessionConnected("video", "s2", "YXCS016"), "09:00");
        var calls = Promise("answer-seconds-p90", "<=", 20, "collective", "YXCS:hotline");
        Kept(calls).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Measured && p.Value == null, "none was answered");
        foreach (var session in new[] { "s2", "s1", "s1" }) Add("window/YXCS/YXCS-09", new SessionAnnounced("voice", session, "YXCS016"), "09:01");
        Kept(calls).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 60 && p.Kept == false && p.Count == 1, "a video session is no telephone call");

        foreach (var number in new[] { "1", "2" })
        {
            Case(number, owner: "YXCS015");
            Add("case/" + number, new Accepted("UNE-BENEFIT", 1, "initial-review", At("09:30")), "09:30");
        }

        Add("case/1", new ExplanationGiven("materials", "UNE-BENEFIT", 1, "YXCS015"), "10:00");
        Add("case/2", new ExplanationGiven("progress", "UNE-BENEFIT", 1, "YXCS015"), "10:00");
        foreach (var number in new[] { "1", "2" }) Add("case/" + number, new Decided("granted", null, 1, null, StaffLevel.L3), "11:00", "YXCS005");
        Add("case/1", new ExplanationGiven("progress", "UNE-BENEFIT", 1, "YXCS015"), "15:00");
        Kept(Promise("progress-notice-rate", ">=", 0.95m)).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 0.5m && p.Kept == false, "told when it was decided is too late");

        Add("appointments/YXCS/2026-11-24", new AppointmentBooked("a1", "PEN-CERTIFY", "pension", At("10:00"), true, "retiree"), "08:00");
        Add("appointments/YXCS/2026-11-24", new AppointmentBooked("a2", "PEN-CERTIFY", "pension", At("10:00"), false, "retiree"), "08:00");
        Add("appointments/YXCS/2026-11-24", new HomeVisitMade("a1", "YXCS014"), "17:36");
        var visits = Promise("home-visit-days-p90", "<=", 5, "individual", "YXCS014");
        Kept(visits).Should().Match<HallGrains.Contracts.Pages.PromiseView>(p => p.Value == 0.4m && p.Kept == true && p.Count == 1);
        Kept(visits with { Owner = "YXCS015" }).Value.Should().BeNull("another's visits");
    }

    [Fact]
    [Clause("5.4e")]
    public void The_most_used_cases_come_first_in_the_heads_view_with_age_bands()
    {
        var now = DemoCity.At("2026-11-27 16:00");
        static SummaryRow Row(string number, string due, string owner = "YXCS015", string? stage = "recheck", int limit = 2100) => new()
        {
            Stream = "case/" + number, Hall = "YXCS", Owner = owner, State = "in-stage", Stage = stage, Card = "none",
            Extra = $$"""{"window":"YXCS-06","dueAt":"{{due}}","limitMinutes":{{limit}}}""",
        };
        var report = Backlog.Of("YXCS",
        [
            Row("A", "2026-12-02T09:00:00Z"), Row("B", "2026-11-30T09:00:00Z"), Row("C", "2026-11-27T09:00:00Z", "YXCS016"), Row("D", "2026-11-26T09:00:00Z"),
            Row("E", "2026-12-04T09:00:00Z", stage: null),
            new() { Stream = "case/F", Hall = "YXCS", Owner = "YXCS015", State = "in-stage", Extra = "{}" },
        ], DemoCity.City, now);
        report.Cases.Select(c => c.CaseNumber).Should().Equal("D", "C", "B", "A", "E", "F");
        report.Cases.Select(c => c.Used).Should().Equal(Math.Round(1 + 360d / 2100, 4), Math.Round(1 - 60d / 2100, 4), Math.Round(1 - 480d / 2100, 4), Math.Round(1 - 1320d / 2100, 4), 0, null);
        report.All.Should().Be(new BacklogFigures("all", 6, 3, 1, 1, 1));
        report.Staff.Single(s => s.Key == "YXCS016").Should().Be(new BacklogFigures("YXCS016", 1, 0, 0, 1, 0));
        report.Windows.Single(w => w.Key == "YXCS-06").Open.Should().Be(5);
        report.Stages.Select(s => s.Key).Should().Equal("in-stage", "recheck");
    }

    [Fact]
    [Clause("5.4e")]
    public void The_row_of_a_case_says_how_long_its_limit_is()
    {
        var bench = CaseBench.ACase().Accepted();
        var extra = CaseSummary.ExtraOf(CaseSummary.Of(bench.State, bench.Facts("system")));
        extra.LimitMinutes.Should().Be(2100, "five working days");
        extra.InMinutes.Should().BeNull();
        Backlog.Used(extra, DemoCity.City, bench.Now).Should().Be(0, "the day of the start uses nothing");
        Backlog.Used(extra, DemoCity.City, DemoCity.At("2026-11-26 12:00")).Should().BeApproximately((420 + 210) / 2100d, 0.0001);
        Backlog.Used(extra, DemoCity.City, DemoCity.At("2026-12-02 17:00")).Should().BeApproximately(1.2, 0.0001);
    }

    private void Ticket(string number, int waited, string? outOfOrder = null, string staff = "YXCS015")
    {
        Add(Day, new TicketTaken(number, "unemployment", "unemployed", null, null), "09:00");
        Add(Day, new TicketCalled(number, "unemployment", "YXCS-06", staff, 1, outOfOrder is not null, outOfOrder, waited), "09:30", staff);
        Add(Day, new TicketServed(number, "unemployment", "YXCS-06", staff, null, 300, true), "09:40", staff);
    }
}
