using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Tests;
using static HallGrains.Unit.Halls.HallDay;

namespace HallGrains.Unit.Halls;

/// <summary>叫号 and what follows: start, finish, recall, no-show.</summary>
public class CallingTests
{
    private readonly HallDay _day = new HallDay().Post(Unemployment, Handler);

    [Fact]
    public void First_come_first_called()
    {
        string[] tickets = [_day.Take("unemployment"), _day.Take("employment"), _day.Take("unemployment")];
        string?[] called = [_day.Serve(), _day.Serve(), _day.Serve()];
        called.Should().Equal(tickets);
    }

    [Fact]
    public void An_empty_queue_calls_nobody()
    {
        _day.Take("card");
        _day.Do(Ask(WindowActs.CallNext)).Refusal!.Code.Should().Be(Codes.QueueEmpty);
    }

    [Fact]
    public void A_window_calls_only_for_its_lines()
    {
        _day.Take("card");
        var ticket = _day.Take("employment");
        _day.Call().Should().Be(ticket);
    }

    [Fact]
    [Clause("2.3a")]
    public void Another_ticket_than_the_next_is_not_called_without_a_reason()
    {
        var (first, second) = (_day.Take("unemployment"), _day.Take("unemployment"));
        var refusal = _day.Do(Ask(WindowActs.CallNext) with { Ticket = second }).Refusal!;
        refusal.Code.Should().Be(Codes.QueueOrder);
        refusal.Detail.Should().Contain(first);
        _day.Do(Ask(WindowActs.CallNext) with { Ticket = second, Reason = "because" }).Refusal!.Code.Should().Be(Codes.QueueOrder, "the reason is not a listed one");
        _day.Call().Should().Be(first);
    }

    [Fact]
    [Clause("2.3a")]
    public void Naming_the_next_ticket_is_calling_in_order()
    {
        var first = _day.Take("unemployment");
        _day.Take("unemployment");
        _day.Do(Ask(WindowActs.CallNext) with { Ticket = first }).Refusal.Should().BeNull();
        _day.Entries[^1].Body.Should().BeOfType<TicketCalled>().Which.OutOfOrder.Should().BeNull();
    }

    [Fact]
    [Clause("2.3a")]
    [Clause("2.3c")]
    public void A_listed_reason_calls_out_of_order_and_is_recorded_with_who()
    {
        _day.Take("unemployment");
        var second = _day.Take("unemployment");
        _day.Do(Ask(WindowActs.CallNext) with { Ticket = second, Reason = "acute-illness" }).Refusal.Should().BeNull();
        var called = _day.Entries[^1].Body.Should().BeOfType<TicketCalled>().Subject;
        called.OutOfOrder.Should().Be("acute-illness");
        called.Staff.Should().Be(Handler);
        called.Priority.Should().BeTrue();
    }

    [Fact]
    public void A_reason_that_is_not_listed_takes_the_head_out_of_order_too()
    {
        _day.Take("unemployment");
        var ask = Ask(WindowActs.CallNext) with { Ticket = _day.Take("unemployment"), Reason = "other" };
        _day.Do(ask with { Level = StaffLevel.L2 }).Refusal!.Code.Should().Be(Codes.OverAuthority);
        _day.Do(ask with { Level = StaffLevel.L3 }).Refusal.Should().BeNull();
    }

    [Fact]
    public void A_named_ticket_must_wait_in_a_line_of_the_window()
    {
        _day.Take("unemployment");
        _day.Do(Ask(WindowActs.CallNext) with { Ticket = "U099", Reason = "disabled" }).Refusal!.Errors!.Keys.Should().BeEquivalentTo("ticket");
        _day.Do(Ask(WindowActs.CallNext) with { Ticket = _day.Take("card"), Reason = "disabled" }).Refusal!.Errors!.Keys.Should().BeEquivalentTo("ticket");
        var served = _day.Serve();
        _day.Do(Ask(WindowActs.CallNext) with { Ticket = served, Reason = "disabled" }).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void One_ticket_at_a_time()
    {
        _day.Take("unemployment");
        var second = _day.Take("unemployment");
        _day.Call();
        _day.Do(Ask(WindowActs.CallNext)).Refusal!.Code.Should().Be(Codes.StageOrder);
        _day.Do(Ask(WindowActs.Start));
        _day.Do(Ask(WindowActs.CallNext)).Refusal!.Code.Should().Be(Codes.StageOrder);
        _day.Do(Ask(WindowActs.Finish));
        _day.Call().Should().Be(second);
    }

    [Fact]
    public void The_window_that_called_it_is_the_only_one_that_has_it()
    {
        _day.Post(General, "YXCS012").Post(Cards, "YXCS013");
        var ticket = _day.Take("card");
        _day.Call(General, "YXCS012").Should().Be(ticket);
        _day.Call(Cards, "YXCS013").Should().BeNull();
        _day.Do(Ask(WindowActs.Start, Cards, "YXCS013")).Refusal!.Code.Should().Be(Codes.StageOrder);
        _day.Queue(General).Serving!.Ticket.Should().Be(ticket);
        _day.Queue(Cards).Serving.Should().BeNull();
    }

    [Theory]
    [InlineData(WindowActs.CallNext)]
    [InlineData(WindowActs.Recall)]
    [InlineData(WindowActs.NoShow)]
    [InlineData(WindowActs.Start)]
    [InlineData(WindowActs.Finish)]
    public void Whoever_does_not_have_the_post_serves_nobody(string act)
    {
        _day.Take("unemployment");
        _day.Do(Ask(act, staff: "YXCS014")).Refusal!.Code.Should().Be(Codes.NotYourDuty);
        _day.Do(Ask(act, Cards)).Refusal!.Code.Should().Be(Codes.NotYourDuty);
    }

    [Theory]
    [InlineData(WindowActs.CallNext)]
    [InlineData(WindowActs.Recall)]
    [InlineData(WindowActs.NoShow)]
    [InlineData(WindowActs.Start)]
    [InlineData(WindowActs.Finish)]
    public void What_bars_the_window_bars_the_hall(string act)
    {
        _day.Take("unemployment");
        var barred = Refusal.Of(Codes.QualificationExpired);
        _day.Do(Ask(act) with { Barred = barred }).Refusal.Should().Be(barred);
    }

    [Theory]
    [InlineData("waiting", WindowActs.Start)]
    [InlineData("waiting", WindowActs.Finish)]
    [InlineData("waiting", WindowActs.NoShow)]
    [InlineData("waiting", WindowActs.Recall)]
    [InlineData("called", WindowActs.Finish)]
    [InlineData("called", WindowActs.NoShow)]
    [InlineData("called", WindowActs.Recall)]
    [InlineData("serving", WindowActs.Start)]
    [InlineData("serving", WindowActs.NoShow)]
    [InlineData("serving", WindowActs.Recall)]
    [InlineData("served", WindowActs.Start)]
    [InlineData("served", WindowActs.Finish)]
    [InlineData("served", WindowActs.NoShow)]
    [InlineData("served", WindowActs.Recall)]
    public void What_the_tickets_state_does_not_allow_is_refused(string state, string act)
    {
        _day.Take("unemployment");
        if (state is not "waiting") _day.Call();
        if (state is "serving" or "served") _day.Do(Ask(WindowActs.Start));
        if (state is "served") _day.Do(Ask(WindowActs.Finish));
        var version = _day.State.Version;
        _day.Do(Ask(act)).Refusal!.Code.Should().Be(Codes.StageOrder);
        _day.State.Version.Should().Be(version);
    }

    [Fact]
    public void A_service_is_measured_from_start_to_finish()
    {
        _day.Take("unemployment");
        _day.Call();
        _day.Later(40).Do(Ask(WindowActs.Start));
        _day.Later(300).Do(Ask(WindowActs.Finish));
        _day.Entries.Select(e => e.Body).OfType<TicketServed>().Single().ServiceSeconds.Should().Be(300);
        _day.Queue().ServedToday.Should().Be(1);
        _day.Queue().AverageServiceSeconds.Should().Be(300);
    }

    [Fact]
    public void Finish_ties_the_case_and_refuses_what_is_no_case_number()
    {
        _day.Take("unemployment");
        _day.Call();
        _day.Do(Ask(WindowActs.Start));
        _day.Do(Ask(WindowActs.Finish) with { Case = "YXCS-1" }).Refusal!.Errors!.Keys.Should().BeEquivalentTo("case");
        var number = CaseNumber.Create("YXCS", new(2026, 11, 24), 3).Text;
        _day.Do(Ask(WindowActs.Finish) with { Case = number }).Refusal.Should().BeNull();
        _day.View("U001").Case.Should().Be(number);
    }

    [Fact]
    [Clause("3.3f")]
    public void A_session_ended_with_an_invitation_is_no_omission()
    {
        _day.Take("unemployment");
        _day.Serve();
        _day.Entries.Select(e => e.Body).OfType<SessionEvaluationInvited>().Single().BySystem.Should().BeFalse();
        _day.Queue().OmittedInvitations.Should().Be(0);
    }

    [Fact]
    [Clause("3.3f")]
    public void Without_one_the_system_invites_and_the_omission_counts_for_the_window()
    {
        _day.Take("unemployment");
        _day.Call();
        _day.Do(Ask(WindowActs.Start));
        _day.Do(Ask(WindowActs.Finish) with { Invited = false }).Refusal.Should().BeNull();
        _day.Entries.Select(e => e.Body).OfType<SessionEvaluationInvited>().Single().BySystem.Should().BeTrue();
        _day.Queue().OmittedInvitations.Should().Be(1);
    }

    [Theory]
    [Clause("5.6h")]
    [InlineData("08:00", "early")]
    [InlineData("08:29", "early")]
    [InlineData("08:30", null)]
    [InlineData("11:59", null)]
    public void Served_before_opening_is_served_and_recorded_as_early_service(string time, string? recorded)
    {
        _day.At("07:45").Take("unemployment");
        _day.At(time).Call().Should().Be("U001");
        _day.Do(Ask(WindowActs.Start));
        _day.Do(Ask(WindowActs.Finish)).Refusal.Should().BeNull();
        _day.Entries.Select(e => e.Body).OfType<TicketServed>().Single().OutsideHours.Should().Be(recorded);
    }

    [Theory]
    [Clause("5.6i")]
    [InlineData("12:15", "noon")]
    [InlineData("16:59", null)]
    [InlineData("17:00", "late")]
    [InlineData("18:20", "late")]
    public void Who_holds_a_ticket_at_closing_time_is_served(string time, string? recorded)
    {
        _day.At("11:00").Take("unemployment");
        _day.At(time).Call().Should().Be("U001");
        _day.Do(Ask(WindowActs.Start)).Refusal.Should().BeNull();
        _day.Entries.Select(e => e.Body).OfType<TicketStarted>().Single().OutsideHours.Should().Be(recorded);
    }

    [Fact]
    public void A_wait_over_the_target_is_recorded_with_the_call()
    {
        _day.Take("unemployment");
        _day.Take("unemployment");
        _day.Later(20 * 60).Serve(seconds: 0);
        _day.Entries.Select(e => e.Body).OfType<WaitOverTarget>().Should().BeEmpty();
        _day.Later(60).Serve();
        _day.Entries.Select(e => e.Body).OfType<WaitOverTarget>().Single().Should().Be(new WaitOverTarget("U002", "unemployment", 21, 20));
    }

    [Fact]
    public void Three_calls_60_seconds_apart_then_no_show()
    {
        var ticket = _day.Take("unemployment");
        _day.Call();
        var early = _day.Later(59).Do(Ask(WindowActs.Recall)).Refusal!;
        early.Code.Should().Be(Codes.StageOrder);
        early.RetryAfterSeconds.Should().Be(1);
        _day.Later(1).Do(Ask(WindowActs.Recall)).Refusal.Should().BeNull();
        _day.Do(Ask(WindowActs.NoShow)).Refusal!.Code.Should().Be(Codes.StageOrder, "it was called twice only");
        _day.Later(60).Do(Ask(WindowActs.Recall)).Refusal.Should().BeNull();
        _day.View(ticket).Calls.Should().Be(3);
        _day.Later(60).Do(Ask(WindowActs.Recall)).Refusal!.Code.Should().Be(Codes.StageOrder, "three calls are all");
        _day.Do(Ask(WindowActs.NoShow)).Refusal.Should().BeNull();
        _day.View(ticket).State.Should().Be("no-show");
        _day.Queue().Serving.Should().BeNull();
    }

    [Fact]
    public void Who_comes_at_the_third_call_is_served()
    {
        var ticket = _day.Take("unemployment");
        _day.Call();
        _day.Later(60).Do(Ask(WindowActs.Recall));
        _day.Later(60).Do(Ask(WindowActs.Recall));
        _day.Do(Ask(WindowActs.Start)).Refusal.Should().BeNull();
        _day.View(ticket).State.Should().Be("serving");
    }

    [Theory]
    [Clause("2.3a")]
    [InlineData(0, true)]
    [InlineData(30 * 60, true)]
    [InlineData(30 * 60 + 1, false)]
    public void A_missed_ticket_is_called_back_within_thirty_minutes(int seconds, bool back)
    {
        var ticket = Missed();
        _day.Take("unemployment");
        var decision = _day.Later(seconds).Do(Ask(WindowActs.Recall));
        (decision.Refusal is null).Should().Be(back);
        _day.View(ticket).State.Should().Be(back ? "called" : "no-show");
        _day.Later(60).Do(Ask(WindowActs.Recall) with { Ticket = back ? null : ticket }).Refusal?.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void A_missed_ticket_is_called_back_once()
    {
        var ticket = Missed();
        _day.Do(Ask(WindowActs.Recall)).Refusal.Should().BeNull();
        _day.View(ticket).Calls.Should().Be(1, "the calls count anew");
        Miss();
        _day.Do(Ask(WindowActs.Recall)).Refusal!.Code.Should().Be(Codes.StageOrder);
        _day.Do(Ask(WindowActs.Recall) with { Ticket = ticket }).Refusal!.Detail.Should().Contain("before");
    }

    [Fact]
    public void The_one_missed_last_comes_back_first_unless_another_is_named()
    {
        var first = Missed();
        var second = Missed();
        _day.Try(Ask(WindowActs.Recall)).Made["ticket"].Should().Be(second);
        _day.Do(Ask(WindowActs.Recall) with { Ticket = first }).Made["ticket"].Should().Be(first);
    }

    [Fact]
    public void Any_window_of_the_line_calls_a_named_missed_ticket_back()
    {
        _day.Post(General, "YXCS012").Post(Cards, "YXCS013");
        var ticket = _day.Take("card");
        _day.Call(Cards, "YXCS013");
        Miss(Cards, "YXCS013");
        _day.Do(Ask(WindowActs.Recall, General, "YXCS012")).Refusal!.Code.Should().Be(Codes.StageOrder, "it missed nobody itself");
        _day.Do(Ask(WindowActs.Recall, General, "YXCS012") with { Ticket = ticket }).Refusal.Should().BeNull();
        _day.Do(Ask(WindowActs.Recall) with { Ticket = ticket }).Refusal!.Errors!.Keys.Should().BeEquivalentTo("ticket");
    }

    [Fact]
    public void A_ticket_called_back_changes_nothing_in_whose_turn_is_next()
    {
        Missed();
        var (a, b) = (_day.Take("unemployment"), _day.Take("unemployment", "disabled"));
        _day.Do(Ask(WindowActs.Recall)).Refusal.Should().BeNull();
        _day.Do(Ask(WindowActs.Start));
        _day.Do(Ask(WindowActs.Finish));
        _day.Call().Should().Be(b);
        _day.Do(Ask(WindowActs.Start));
        _day.Do(Ask(WindowActs.Finish));
        _day.Call().Should().Be(a);
    }

    private string Missed()
    {
        var ticket = _day.Take("unemployment");
        _day.Call().Should().Be(ticket);
        Miss();
        return ticket;
    }

    private void Miss(string window = Unemployment, string staff = Handler)
    {
        _day.Later(60).Do(Ask(WindowActs.Recall, window, staff)).Refusal.Should().BeNull();
        _day.Later(60).Do(Ask(WindowActs.Recall, window, staff)).Refusal.Should().BeNull();
        _day.Do(Ask(WindowActs.NoShow, window, staff)).Refusal.Should().BeNull();
    }
}
