using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Halls;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using NodaTime;
using static HallGrains.Unit.Halls.HallDay;

namespace HallGrains.Unit.Halls;

/// <summary>What falls due in a day: each once, dated at its instant, however often and however late anybody looks.</summary>
public class DayFallsDueTests
{
    [Fact]
    [Clause("2.4d")]
    public void A_ticket_that_waits_over_the_target_in_opening_hours_is_recorded_once_though_nobody_calls()
    {
        var day = new HallDay().Planned().At("08:00");
        var early = day.Take("unemployment");
        day.At("08:50").Fall().Should().NotContain(d => d.Body is WaitOverTarget, "20 minutes from the opening on, not over");
        day.At("08:51").Fall().Select(d => d.Body).OfType<WaitOverTarget>().Single().Should().Be(new WaitOverTarget(early, "unemployment", 20, 20));
        day.At("11:30").Fall().Should().NotContain(d => d.Body is WaitOverTarget, "once a ticket");
        day.View(early).OverTarget.Should().BeTrue();
        day.State.OverTarget.Should().Be(1);
        day.Post(Unemployment, Handler);
        day.Call().Should().Be(early);
        day.Entries.Select(e => e.Body).OfType<WaitOverTarget>().Should().ContainSingle("the call says it no more");
    }

    [Fact]
    [Clause("2.4d")]
    public void Noon_and_evening_are_no_waiting()
    {
        var day = new HallDay().Planned().At("11:50");
        var ticket = day.Take("unemployment");
        day.At("13:39").Fall().Should().NotContain(d => d.Body is WaitOverTarget);
        day.At("13:41").Fall().Should().Contain(d => d.Body is WaitOverTarget);
        day.At("16:50").Take("unemployment");
        day.At("23:00").Fall().Should().NotContain(d => d.Body is WaitOverTarget, "the line closed before");
        day.Ticket(ticket).OverTarget.Should().BeTrue();
    }

    [Fact]
    [Clause("2.4d")]
    public void The_duty_leader_is_told_while_they_wait()
    {
        var day = new HallDay { Hall = Definition with { DutyPost = "门口" } }.Planned();
        day.Do(new NameDutyLeader(Head), day.Facts(By(Head), Person(Head, StaffLevel.L3)) with { Nominee = Person(Head, StaffLevel.L3) }).Refusal.Should().BeNull();
        day.Take("unemployment");
        day.Take("employment");
        day.Later(21 * 60).Fall();
        Told(day).Should().BeEquivalentTo([(Head, "unemployment: U001"), (Head, "employment: E001")]);
        day.Post(Unemployment, Handler);
        day.Serve();
        Told(day).Should().Equal((Head, "employment: E001"));
        day.Serve();
        Told(day).Should().BeEmpty();

        static IEnumerable<(string, string?)> Told(HallDay day) => HallDayWaiting.Of(day.State, day.Facts()).Where(w => w.Kind == "wait-over-target").Select(w => (w.For, w.About));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(45)]
    [InlineData(600)]
    public void However_often_anybody_looks_the_entries_are_the_same(int minutes)
    {
        var often = Run(minutes);
        var once = Run(24 * 60);
        often.Should().Equal(once);
        once.Select(e => e.At).Should().BeInAscendingOrder();
        once.Should().HaveCountGreaterThan(5);

        static List<(Instant At, IEntry Body)> Run(int step)
        {
            var day = new HallDay { Hall = Definition with { DutyPost = "门口" } }.Planned().At("08:05");
            day.Do(new NameDutyLeader(Head), day.Facts(By(Head), Person(Head, StaffLevel.L3)) with { Nominee = Person(Head, StaffLevel.L3) });
            day.Take("unemployment");
            day.Take("card");
            var end = DemoCity.At("2026-11-24 23:59");
            while (day.Now < end)
            {
                day.Now = Instant.Min(end, day.Now + Duration.FromMinutes(step));
                day.Fall();
            }

            return [.. day.Entries.Where(e => e.Actor == "x" && e.Body is not (TicketTaken or DutyLeaderOn or HallDayPlanned)).Select(e => (e.OccurredAt, e.Body))];
        }
    }

    [Fact]
    public void The_next_wake_is_what_falls_next_and_at_last_midnight()
    {
        var day = new HallDay();
        HallDayDue.Next(day.State, day.Facts()).Should().BeNull("a day that has not begun waits for nothing");
        day.Planned().At("08:00");
        HallDayDue.Next(day.State, day.Facts()).Should().Be(DemoCity.At("2026-11-24 08:30"));
        day.At("20:00").Fall();
        HallDayDue.Next(day.State, day.Facts()).Should().Be(DemoCity.At("2026-11-25 00:00"));
        day.Append(Grains.Shell.Decision.Append(new HallDayEnded(0, 0, 0)));
        HallDayDue.Next(day.State, day.Facts()).Should().BeNull();
        HallDayDue.Fallen(day.State, day.Facts(), DemoCity.At("2026-12-01 00:00")).Should().BeEmpty();
    }

    [Fact]
    [Clause("5.6j")]
    public void A_saturday_with_a_session_for_some_lines_is_an_opening_and_a_sunday_is_none()
    {
        var hours = DemoCity.City;
        DayHours.Of(Definition, hours, new(2026, 11, 28)).Open.Should().Equal(new Grains.Clocks.OpenInterval(DemoCity.At("2026-11-28 09:00"), DemoCity.At("2026-11-28 12:00")));
        DayHours.Of(Definition, hours, new(2026, 11, 29)).Open.Should().BeEmpty();
        var saturday = new HallDay();
        saturday.At("2026-11-28 08:30").Take("card");
        saturday.At("2026-11-28 09:30").Fall();
        saturday.Kinds<DutyLeaderAbsent>().Should().Equal("2026-11-28 09:00");
        saturday.Kinds<WaitOverTarget>().Should().Equal("2026-11-28 09:20");
        saturday.Do(new TakeTicket("unemployment")).Refusal.Should().BeNull();
        saturday.Do(new TakeTicket("injury")).Refusal!.Code.Should().Be(Codes.StageOrder, "no session for the line");
    }

    [Fact]
    [Clause("5.6h")]
    public void A_ready_window_serves_before_the_opening_and_it_is_recorded_as_early()
    {
        var day = new HallDay().Planned().At("08:10");
        day.Post(Unemployment, Handler);
        day.Take("unemployment");
        day.At("08:20").Serve(seconds: 300);
        day.Entries.Select(e => e.Body).OfType<TicketServed>().Single().OutsideHours.Should().Be("early");
        day.At("08:40").Fall().Should().NotContain(d => d.Body is WaitOverTarget);
    }
}
