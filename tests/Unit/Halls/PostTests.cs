using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Tests;
using static HallGrains.Unit.Halls.HallDay;

namespace HallGrains.Unit.Halls;

/// <summary>Posts 岗位: one a person, one person a post; and the last window of a line.</summary>
public class PostTests
{
    private readonly HallDay _day = new();

    [Fact]
    public void A_person_stands_at_one_window()
    {
        _day.Post(Cards, "YXCS013");
        var refusal = _day.Do(Asks(WindowActs.SignOn, General, "YXCS013")).Refusal!;
        refusal.Code.Should().Be(Codes.StageOrder);
        refusal.Detail.Should().Contain(Cards);
        _day.State.PostOf("YXCS013").Should().Be(Cards);
    }

    [Fact]
    public void After_leaving_the_person_may_stand_at_another()
    {
        _day.Post(Cards, "YXCS013", open: false);
        _day.Do(Asks(WindowActs.SignOff, Cards, "YXCS013")).Refusal.Should().BeNull();
        _day.Do(Asks(WindowActs.SignOn, General, "YXCS013")).Refusal.Should().BeNull();
        _day.State.PostOf("YXCS013").Should().Be(General);
    }

    [Fact]
    public void A_post_that_its_window_never_confirmed_is_given_up_for_another()
    {
        _day.Post(Cards, "YXCS013", open: false);
        _day.Do(Asks(WindowActs.SignOn, General, "YXCS013", leaving: Cards)).Refusal.Should().BeNull();
        _day.State.PostOf("YXCS013").Should().Be(General);
        _day.Take("card");
        _day.Do(Ask(WindowActs.CallNext, Cards, "YXCS013")).Refusal!.Code.Should().Be(Codes.NotYourDuty, "the hall has them elsewhere");
    }

    [Fact]
    public void But_not_while_a_ticket_is_there()
    {
        _day.Post(Cards, "YXCS013");
        _day.Take("card");
        _day.Call(Cards, "YXCS013");
        _day.Do(Asks(WindowActs.SignOn, General, "YXCS013", leaving: Cards)).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Theory]
    [InlineData(WindowActs.SignOn)]
    [InlineData(WindowActs.Open)]
    public void Asking_for_what_is_so_writes_nothing(string act)
    {
        _day.Post(Cards, "YXCS013");
        var decision = _day.Do(Asks(act, Cards, "YXCS013"));
        decision.Refusal.Should().BeNull();
        decision.Entries.Should().BeEmpty();
    }

    [Theory]
    [InlineData(WindowActs.Close)]
    [InlineData(WindowActs.SignOff)]
    public void Ending_what_has_ended_writes_nothing(string act)
    {
        _day.Post(Cards, "YXCS013");
        _day.Do(Asks(WindowActs.Close, Cards, "YXCS013")).Refusal.Should().BeNull();
        if (act == WindowActs.SignOff) _day.Do(Asks(act, Cards, "YXCS013"));
        var decision = _day.Do(Asks(act, Cards, "YXCS013"));
        decision.Refusal.Should().BeNull();
        decision.Entries.Should().BeEmpty();
    }

    [Theory]
    [InlineData(WindowActs.Open)]
    [InlineData(WindowActs.Close)]
    public void Only_whoever_has_the_post_opens_and_closes(string act)
    {
        _day.Post(Cards, "YXCS013", open: act == WindowActs.Close);
        _day.Do(Asks(act, Cards, "YXCS012")).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    [Clause("5.6i")]
    public void The_last_window_of_a_line_does_not_close_on_people_who_wait()
    {
        _day.Post(Unemployment, Handler);
        var ticket = _day.Take("employment");
        var refusal = _day.At("17:30").Do(Asks(WindowActs.Close, Unemployment, Handler)).Refusal!;
        refusal.Code.Should().Be(Codes.TicketsWaiting);
        refusal.Missing.Should().Equal(ticket);
        _day.Serve().Should().Be(ticket);
        _day.Do(Asks(WindowActs.Close, Unemployment, Handler)).Refusal.Should().BeNull();
    }

    [Fact]
    [Clause("5.6i")]
    public void Another_open_window_of_the_line_lets_it_close()
    {
        _day.Post(General, "YXCS012").Post(Cards, "YXCS013");
        _day.Take("card");
        _day.Do(Asks(WindowActs.Close, General, "YXCS012")).Refusal.Should().BeNull();
        _day.Do(Asks(WindowActs.Close, Cards, "YXCS013")).Refusal!.Code.Should().Be(Codes.TicketsWaiting, "now it is the last one");
    }

    [Fact]
    public void People_of_other_lines_keep_no_window_open()
    {
        _day.Post(Cards, "YXCS013").Post(General, "YXCS012");
        _day.Take("registration");
        _day.Do(Asks(WindowActs.Close, Cards, "YXCS013")).Refusal.Should().BeNull();
        _day.Do(Asks(WindowActs.Close, General, "YXCS012")).Refusal!.Missing.Should().Equal("R001");
    }

    [Fact]
    public void A_post_that_is_not_open_serves_no_line()
    {
        _day.Post(General, "YXCS012").Post(Cards, "YXCS013", open: false);
        _day.Take("card");
        _day.Do(Asks(WindowActs.Close, General, "YXCS012")).Refusal!.Code.Should().Be(Codes.TicketsWaiting);
    }

    [Theory]
    [InlineData(WindowActs.Close)]
    [InlineData(WindowActs.SignOff)]
    public void Nobody_leaves_a_ticket_behind(string act)
    {
        _day.Post(Unemployment, Handler);
        _day.Take("unemployment");
        _day.Call();
        _day.Do(Asks(act, Unemployment, Handler)).Refusal!.Code.Should().Be(Codes.StageOrder);
        _day.Do(Ask(WindowActs.Start));
        _day.Do(Asks(act, Unemployment, Handler)).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void The_wait_is_shared_among_the_lines_open_windows()
    {
        for (var i = 0; i < 5; i++) _day.Take("card");
        _day.View("C005").EstimatedWaitMinutes.Should().Be(32, "four ahead, eight minutes each, one window assumed");
        _day.Post(General, "YXCS012").Post(Cards, "YXCS013");
        _day.View("C005").EstimatedWaitMinutes.Should().Be(12, "two free windows: three services, shared by two");
        _day.View("C001").EstimatedWaitMinutes.Should().Be(0);
        _day.Call(Cards, "YXCS013");
        _day.View("C002").EstimatedWaitMinutes.Should().Be(0, "the other window is free");
        _day.Call(General, "YXCS012");
        _day.View("C003").EstimatedWaitMinutes.Should().Be(4);
    }

    [Fact]
    public void The_wait_goes_by_todays_pace()
    {
        _day.Post(Cards, "YXCS013");
        for (var i = 0; i < 4; i++) _day.Take("card");
        _day.Serve(Cards, "YXCS013", seconds: 120);
        _day.Serve(Cards, "YXCS013", seconds: 240);
        _day.View("C004").EstimatedWaitMinutes.Should().Be(3);
    }

    [Fact]
    public void Before_opening_the_time_until_then_is_part_of_the_wait()
    {
        _day.At("08:00").Take("card");
        _day.View("C001").EstimatedWaitMinutes.Should().Be(30);
    }

    [Fact]
    public void The_queue_of_a_window_is_that_of_its_lines()
    {
        _day.Post(General, "YXCS012");
        _day.Take("registration");
        _day.Later(600).Take("card");
        _day.Take("unemployment");
        var queue = _day.Later(300).Queue(General);
        queue.QueueLength.Should().Be(2);
        queue.LongestWaitMinutes.Should().Be(15);
        queue.Serving.Should().BeNull();
        queue.Post.Should().Be("YXCS012");
    }
}
