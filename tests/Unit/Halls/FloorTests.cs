using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Halls;
using HallGrains.Tests;
using HallGrains.Unit.Windows;
using NodaTime;
using static HallGrains.Unit.Halls.HallDay;

namespace HallGrains.Unit.Halls;

/// <summary>The floor: duty leader, guide desk, incidents and disputes, and the duties they make.</summary>
public class FloorTests
{
    private const string Leader = "YXCS003", Deputy = "YXCS004", Bureau = "YXCS001", Supervisor = "YXCS021";
    private readonly HallDay _day = new HallDay { Hall = Definition with { DutyPost = "引导台旁", DeputyLeader = Deputy } }.Planned();

    private HallDayFacts Facts(string by = Head, StaffLevel level = StaffLevel.L3, string? named = null, StaffLevel namedLevel = StaffLevel.L3, bool onDuty = true, bool namedOnDuty = true, string hall = "YXCS") =>
        _day.Facts(By(by), Person(by, level, onDuty, hall)) with
        {
            Nominee = named is null ? null : Person(named, namedLevel, namedOnDuty), SuperiorLeader = Bureau, Supervisor = Supervisor,
        };

    private Refusal? Lead(string staff = Head, string? post = null) => _day.Do(new NameDutyLeader(staff, post), Facts(staff, named: staff)).Refusal;

    private ImmutableArray<Grains.Duties.WaitingItem> Waiting => HallDayWaiting.Of(_day.State, Facts());

    [Fact]
    [Clause("3.1f")]
    public void A_head_signs_on_as_duty_leader_at_the_named_post()
    {
        Lead().Should().BeNull();
        var view = FloorViews.Of(_day.State, _day.Facts(), null, n => "姓名" + n);
        view.DutyLeader.Should().Be(new FloorPerson(Head, "姓名" + Head, "引导台旁", _day.Now));
        view.Gaps.Should().BeEmpty();
        _day.Do(new NameDutyLeader(Head), Facts(named: Head)).Entries.Should().BeEmpty("it is so already");
    }

    [Theory]
    [Clause("3.1f")]
    [InlineData(Codes.OverAuthority, Head, StaffLevel.L3, "YXCS006", StaffLevel.L3, true, true, "YXCS")]
    [InlineData(Codes.OverAuthority, "YXCS015", StaffLevel.L1, "YXCS015", StaffLevel.L1, true, true, "YXCS")]
    [InlineData(Codes.OverAuthority, Leader, StaffLevel.L4, "YXCS015", StaffLevel.L1, true, true, "YXCS")]
    [InlineData(Codes.NotOnDuty, Head, StaffLevel.L3, Head, StaffLevel.L3, false, true, "YXCS")]
    [InlineData(Codes.NotOnDuty, Leader, StaffLevel.L4, Head, StaffLevel.L3, true, false, "YXCS")]
    [InlineData(Codes.NotPermitted, "YXNP002", StaffLevel.L3, "YXNP002", StaffLevel.L3, true, true, "YXNP")]
    public void Others_may_not(string code, string by, StaffLevel level, string named, StaffLevel namedLevel, bool onDuty, bool namedOnDuty, string hall) =>
        _day.Do(new NameDutyLeader(named), Facts(by, level, named, namedLevel, onDuty, namedOnDuty, hall)).Refusal!.Code.Should().Be(code);

    [Fact]
    public void Nobody_and_nowhere_are_said_together()
    {
        _day.Hall = Definition with { DutyPost = null };
        _day.Do(new NameDutyLeader("YXCS999"), Facts(Leader, StaffLevel.L4)).Refusal!.Errors!.Keys.Should().BeEquivalentTo("staff", "post");
    }

    [Fact]
    [Clause("3.1f")]
    public void An_opening_without_a_duty_leader_is_dated_at_the_opening_and_told_to_the_superior_hall()
    {
        _day.At("08:29").Fall(Facts()).Should().BeEmpty();
        _day.At("10:40").Fall(Facts());
        _day.Kinds<DutyLeaderAbsent>().Should().Equal("2026-11-24 08:30");
        Waiting.Should().ContainSingle(w => w.For == Bureau && w.Kind == DutyKinds.Notice && w.About == "duty-leader-absent YXCS");
        FloorViews.Gaps(_day.State, _day.Hall).Should().Contain(g => g.Kind == "duty-leader-absent");
        _day.At("16:00").Fall(Facts()).Select(d => d.Body).OfType<DutyLeaderAbsent>().Should().BeEmpty("once a gap");
        Lead().Should().BeNull();
        FloorViews.Gaps(_day.State, _day.Hall).Should().NotContain(g => g.Kind == "duty-leader-absent");
    }

    [Fact]
    [Clause("3.1f")]
    public void Who_leaves_while_it_is_open_leaves_a_gap_from_then_on()
    {
        _day.At("08:10");
        Lead();
        _day.At("10:00").Fall(Facts()).Should().NotContain(d => d.Body is DutyLeaderAbsent);
        _day.Do(new LeaveDutyLeader(), Facts()).Refusal.Should().BeNull();
        _day.At("11:00").Fall(Facts());
        _day.Kinds<DutyLeaderAbsent>().Should().Equal("2026-11-24 10:00");
        _day.Do(new LeaveDutyLeader(), Facts()).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    [Clause("3.1f")]
    public void Absence_stops_no_service()
    {
        _day.At("10:00").Fall(Facts());
        _day.Post(Unemployment, Handler);
        _day.Take("unemployment");
        _day.Serve().Should().Be("U001");
    }

    [Fact]
    [Clause("3.1g")]
    public void A_patrol_is_missed_after_120_minutes_of_opening_and_each_time_once()
    {
        _day.At("08:00");
        Lead();
        _day.At("10:29").Fall(Hours()).Should().NotContain(d => d.Body is PatrolMissed, "minutes run from 08:30");
        _day.At("15:10").Fall(Hours());
        // 120 minutes from 08:30; 90 more until noon and 30 after 13:30.
        _day.Kinds<PatrolMissed>().Should().Equal("2026-11-24 10:30", "2026-11-24 14:00");
        FloorViews.Gaps(_day.State, _day.Hall).Should().Contain(g => g.Kind == "patrol-missed");
        _day.Do(new NotePatrol("秩序正常"), Facts()).Refusal.Should().BeNull();
        FloorViews.Gaps(_day.State, _day.Hall).Should().NotContain(g => g.Kind == "patrol-missed");
        _day.At("16:59").Fall(Hours());
        _day.Kinds<PatrolMissed>().Should().HaveCount(2, "a note at 15:10 holds until the close");

        HallDayFacts Hours() => Facts() with { Hours = Clocks.DemoCity.Hours("YXTJ") };
    }

    [Theory]
    [Clause("3.1g")]
    [InlineData(Head, null, Codes.Validation)]
    [InlineData("YXCS006", "看过", Codes.NotYourDuty)]
    public void A_patrol_is_the_duty_leaders_and_has_a_note(string by, string? note, string code)
    {
        Lead();
        _day.Do(new NotePatrol(note), Facts(by)).Refusal!.Code.Should().Be(code);
    }

    [Fact]
    [Clause("4.3d")]
    public void A_session_without_a_guide_is_recorded_and_shown_until_somebody_comes()
    {
        _day.At("09:30").Fall(Facts());
        _day.Kinds<GuideDeskEmpty>().Should().Equal("2026-11-24 08:30");
        FloorViews.Gaps(_day.State, _day.Hall).Should().Contain(g => g.Kind == "guide-desk-empty");
        var guide = WindowDay.Trained("YXCS019", StaffLevel.L0);
        _day.Do(new NameGuideDesk("YXCS019"), _day.Facts(By("YXCS019"), guide) with { Nominee = guide }).Refusal.Should().BeNull();
        FloorViews.Gaps(_day.State, _day.Hall).Should().NotContain(g => g.Kind == "guide-desk-empty");
        _day.At("11:00").Do(new LeaveGuideDesk(), _day.Facts(By("YXCS019"), guide)).Refusal.Should().BeNull();
        _day.At("11:30").Fall(Facts());
        _day.Kinds<GuideDeskEmpty>().Should().Equal("2026-11-24 08:30", "2026-11-24 11:00");
    }

    [Fact]
    [Clause("4.3d")]
    public void Each_session_counts_and_a_street_points_desk_is_not_watched()
    {
        _day.Hall = _day.Hall with { Kind = "county" };
        var county = Facts() with { Hours = Clocks.DemoCity.Hours("YXTJ") };
        _day.At("16:00").Fall(county);
        _day.Kinds<GuideDeskEmpty>().Should().Equal("2026-11-24 08:30", "2026-11-24 13:30");
        var street = new HallDay { Hall = Definition with { Kind = "street" } }.Planned().At("16:00");
        street.Fall().Should().NotContain(d => d.Body is GuideDeskEmpty);
    }

    [Fact]
    [Clause("4.3d")]
    public void Whoever_signed_on_at_the_guide_desks_window_stands_at_it()
    {
        _day.At("08:20").Post("YXCS-00", "YXCS019", open: false);
        _day.At("12:00").Fall(Facts()).Should().NotContain(d => d.Body is GuideDeskEmpty);
        _day.Do(Asks(WindowActs.SignOff, "YXCS-00", "YXCS019")).Refusal.Should().BeNull();
        _day.At("12:10").Fall(Facts());
        _day.Kinds<GuideDeskEmpty>().Should().Equal("2026-11-24 12:00");
    }

    [Fact]
    public void A_guide_is_trained_for_the_desk_and_named_by_a_head_or_themself()
    {
        var untrained = Person("YXCS012");
        _day.Do(new NameGuideDesk("YXCS012"), _day.Facts(By("YXCS012"), untrained) with { Nominee = untrained }).Refusal!.Code.Should().Be(Codes.DisciplineTrainingMissing);
        var line = WindowDay.Trained("YXCS013", training: [WindowDay.Record("discipline")]);
        _day.Do(new NameGuideDesk("YXCS013"), _day.Facts(By("YXCS013"), line) with { Nominee = line }).Refusal!.Code.Should().Be(Codes.QualificationMissing);
        _day.Do(new NameGuideDesk("YXCS013"), Facts("YXCS015", StaffLevel.L1, "YXCS013")).Refusal!.Code.Should().Be(Codes.OverAuthority);
    }

    [Fact]
    [Clause("2.4b")]
    public void An_incident_is_the_duty_leaders_at_once_and_moves_with_the_post()
    {
        Lead();
        _day.Do(new ReportIncident("fall", "老人滑倒", null), Facts(Handler, StaffLevel.L1)).Refusal.Should().BeNull();
        Waiting.Should().ContainSingle(w => w.Kind == DutyKinds.Incident && w.For == Head && w.About == "i1 fall");
        _day.Do(new NameDutyLeader("YXCS006"), Facts("YXCS006", named: "YXCS006")).Refusal.Should().BeNull();
        Waiting.Single(w => w.Kind == DutyKinds.Incident).For.Should().Be("YXCS006");
        _day.Do(new CompleteHallDuty("d1", null), Facts(Handler)).Refusal!.Code.Should().Be(Codes.NotYourDuty);
        _day.Do(new CompleteHallDuty("d1", "已送医"), Facts("YXCS006")).Refusal.Should().BeNull();
        Waiting.Should().BeEmpty();
        _day.Do(new CompleteHallDuty("d1", null), Facts("YXCS006")).Refusal!.Code.Should().Be(Codes.StageOrder);
        _day.Do(new CompleteHallDuty("d9", null), Facts("YXCS006")).Refusal!.Code.Should().Be(Codes.NotFound);
    }

    [Fact]
    [Clause("2.4b")]
    public void Where_nobody_leads_it_is_the_hall_leaders()
    {
        _day.Do(new ReportIncident("fire", "冒烟"), Facts()).Refusal.Should().BeNull();
        Waiting.Should().ContainSingle(w => w.Kind == DutyKinds.Incident && w.For == Leader);
    }

    [Theory]
    [InlineData("fall", null, null, "text")]
    [InlineData("flood", "x", null, "kind")]
    [InlineData("dispute", "x", null, "window")]
    [InlineData("dispute", "x", "YXCS-99", "window")]
    public void An_incident_says_what_and_a_dispute_where(string kind, string? text, string? window, string field) =>
        _day.Do(new ReportIncident(kind, text, window), Facts()).Refusal!.Errors!.Keys.Should().Contain(field);

    [Fact]
    [Clause("5.3d")]
    public void What_could_not_be_got_done_anybody_tells_the_duty_leader()
    {
        Lead();
        _day.Do(new ReportIncident("cannot-get-done", "跑了三次没有人受理"), Facts() with { Caller = Caller.Anonymous, Actor = null }).Refusal.Should().BeNull();
        Waiting.Should().ContainSingle(w => w.Kind == DutyKinds.Incident && w.For == Head && w.About == "i1 cannot-get-done");
        Read(Facts(Head, StaffLevel.L3))!.Items.Should().ContainSingle(i => i.Text == "跑了三次没有人受理" && i.For == Head && i.DoneAt == null);
        _day.Do(new CompleteHallDuty("d1", "已陪同办理"), Facts(Head)).Refusal.Should().BeNull();
        Read(Facts(Head, StaffLevel.L3))!.Items.Single().DoneBy.Should().Be(Head);
    }

    [Fact]
    [Clause("2.4b"), Clause("3.3d")]
    public void What_was_reported_is_read_by_who_sees_to_it_and_never_by_who_it_is_about()
    {
        Lead();
        _day.Post(Unemployment, Handler);
        _day.Do(new ReportIncident("fall", "老人滑倒"), Facts()).Refusal.Should().BeNull();
        _day.Do(new ReportIncident("dispute", "大声斥责", Unemployment), Facts() with { Caller = Caller.Anonymous, Actor = null }).Refusal.Should().BeNull();
        Read(Facts(Head, StaffLevel.L3))!.Items.Select(i => i.Text).Should().Equal("老人滑倒", "大声斥责");
        Read(Facts(Handler, StaffLevel.L1)).Should().BeNull();
        Read(Facts(Handler, StaffLevel.L3))!.Items.Select(i => i.Text).Should().Equal("老人滑倒");
        Read(Facts() with { Caller = Caller.Anonymous, Actor = null }).Should().BeNull();
    }

    private IncidentsView? Read(HallDayFacts facts) => FloorRules.Incidents(_day.State, facts, 1);

    [Fact]
    [Clause("3.3d")]
    public void A_dispute_is_reported_by_anybody_and_the_duty_leader_helps_in_that_session()
    {
        Lead();
        _day.Post(Unemployment, Handler);
        _day.Take("unemployment");
        _day.Call();
        _day.Do(new ReportIncident("fall", "x"), Facts() with { Caller = Caller.Anonymous, Actor = null }).Refusal!.Code.Should().Be(Codes.NotSignedIn, "it is not anybody's");
        _day.Do(new ReportIncident("dispute", "窗口人员大声斥责", Unemployment), Facts() with { Caller = Caller.Anonymous, Actor = null }).Refusal.Should().BeNull();
        var reported = _day.Entries.Select(e => e.Body).OfType<DisputeReported>().Single();
        (reported.Window, reported.Staff, reported.Ticket, reported.Helper).Should().Be((Unemployment, Handler, "U001", Head));
        _day.Queue().Helper.Should().Be(Head);
        Waiting.Select(w => (w.Kind, w.For)).Should().Equal((DutyKinds.Dispute, Head));
        HallDayDue.Next(_day.State, Facts()).Should().Be(_day.Now, "the inspection is due at once");
        _day.Append(Grains.Shell.Decision.Append(new DisputeInspected("i1", "INS-1")));
        _day.State.ToInspect.Should().BeEmpty();
        _day.Do(Ask(WindowActs.Start));
        _day.Later(60).Do(Ask(WindowActs.Finish));
        _day.Queue().Helper.Should().BeNull("the session is over");
    }

    [Fact]
    [Clause("3.3d")]
    public void Nobody_is_helper_in_their_own_quarrel()
    {
        Lead();
        _day.Post(Unemployment, Head);
        _day.Do(new ReportIncident("dispute", "争吵", Unemployment), Facts()).Refusal.Should().BeNull();
        _day.Entries.Select(e => e.Body).OfType<DisputeReported>().Single().Helper.Should().Be(Leader);
    }

    [Fact]
    [Clause("5.6k")]
    public void A_noon_line_nobody_serves_breaks_the_promise_of_the_day()
    {
        _day.At("11:00").Post(General, "YXCS012");
        _day.At("12:20").Fall(Facts()).Should().NotContain(d => d.Body is NoonLineUnstaffed, "one window serves all lines that noon service is published for");
        _day.Do(Asks(WindowActs.Close, General, "YXCS012")).Refusal.Should().BeNull();
        _day.At("12:30").Fall(Facts());
        _day.Entries.Select(e => e.Body).OfType<NoonLineUnstaffed>().Select(e => e.ServiceLine).Should().BeEquivalentTo("registration", "card", "general");
        _day.Kinds<NoonLineUnstaffed>().Should().OnlyContain(t => t == "2026-11-24 12:20");
        var promise = FloorViews.Of(_day.State, _day.Facts(), null, n => n).Promises.Single();
        (promise.Metric, promise.Broken, promise.Value).Should().Be(("noon-coverage", true, 0m));
        _day.At("13:29").Fall(Facts()).Should().NotContain(d => d.Body is NoonLineUnstaffed, "once a line and day");
    }

    [Fact]
    [Clause("5.6k")]
    public void From_noon_on_without_a_window_and_not_after_it()
    {
        _day.At("11:00").Post(Cards, "YXCS013");
        _day.At("15:00").Fall(Facts());
        _day.Entries.Where(e => e.Body is NoonLineUnstaffed).Select(e => ((NoonLineUnstaffed)e.Body).ServiceLine).Should().BeEquivalentTo("registration", "general");
        _day.Kinds<NoonLineUnstaffed>().Should().OnlyContain(t => t == "2026-11-24 12:00");
        FloorViews.Of(_day.State, _day.Facts(), null, n => n).Promises.Single().Value.Should().Be(0.33m);
        _day.Do(Asks(WindowActs.Close, Cards, "YXCS013"));
        _day.At("16:00").Fall(Facts()).Should().NotContain(d => d.Body is NoonLineUnstaffed);
    }

    [Fact]
    [Clause("5.6l")]
    public void A_hall_says_which_ways_it_has_besides_the_counter()
    {
        HallOptions.Of(Definition).Should().Contain(["appointment", "home-service", "mail"]);
        HallOptions.Of(Definition with { Kind = "street" }).Should().NotContain("home-service");
        HallOptions.Of(Definition with { Options = ["lockers"] }).Should().Equal("lockers");
    }
}
