using HallGrains.Grains.Clocks;
using HallGrains.Tests;
using NodaTime;
using static HallGrains.Unit.Clocks.DemoCity;

namespace HallGrains.Unit.Clocks;

/// <summary>Warnings and cards (domain rules §6.7); every clock starts on Tue 2026-11-24 10:00 unless it says otherwise.</summary>
public class SignalTests
{
    private static readonly Instant Start = At("2026-11-24 10:00");

    [Theory]
    [Clause("5.4d")]
    [Clause("5.6d")]
    [InlineData(1, "2026-11-25 12:00", "2026-11-25 17:00", "2026-11-26 17:00")]
    [InlineData(2, "2026-11-25 17:00", "2026-11-26 17:00", "2026-11-27 17:00")]
    [InlineData(3, "2026-11-26 17:00", "2026-11-27 17:00", "2026-11-30 17:00")]
    [InlineData(5, "2026-11-30 17:00", "2026-12-01 17:00", "2026-12-02 17:00")]
    [InlineData(10, "2026-12-04 17:00", "2026-12-08 17:00", "2026-12-10 17:00")]
    [InlineData(11, "2026-12-07 15:36", "2026-12-09 17:00", "2026-12-14 17:00")]
    [InlineData(20, "2026-12-16 17:00", "2026-12-22 17:00", "2026-12-28 17:00")]
    public void A_promised_clock_warns_before_its_due_and_shows_yellow_then_red(int days, string warn, string due, string red)
    {
        var reading = Read(Promised(days));

        Local(reading.WarnAt).Should().Be(warn);
        Local(reading.DueAt).Should().Be(due);
        Local(reading.YellowAt).Should().Be(due);
        Local(reading.RedAt).Should().Be(red);
    }

    [Theory]
    [Clause("5.4a")]
    [Clause("5.4b")]
    [Clause("5.4c")]
    [InlineData(3, "2026-11-27 11:18", "2026-11-27 17:00", "2026-12-01 12:00")]
    [InlineData(1, "2026-11-25 15:36", "2026-11-25 17:00", "2026-11-26 12:00")]
    [InlineData(0.5, "2026-11-24 14:18", "2026-11-24 15:00", "2026-11-24 16:45")]
    public void A_stage_clock_warns_at_80_percent_and_is_red_at_150(double days, string warn, string due, string red)
    {
        var reading = Read(new(ClockNames.Stage("recheck"), ClockKind.Stage, Limit.WorkingDays((decimal)days), Start));

        Local(reading.WarnAt).Should().Be(warn);
        Local(reading.DueAt).Should().Be(due);
        Local(reading.YellowAt).Should().Be(due);
        Local(reading.RedAt).Should().Be(red);
    }

    [Fact]
    public void A_stage_in_minutes_has_its_signals_inside_the_sessions()
    {
        var reading = Read(new(ClockNames.Stage("decision"), ClockKind.Stage, Limit.WorkingMinutes(30), At("2026-11-24 11:50")));

        Local(reading.WarnAt).Should().Be("2026-11-24 13:44");
        Local(reading.DueAt).Should().Be("2026-11-24 13:50");
        Local(reading.RedAt).Should().Be("2026-11-24 14:05");
        reading.LimitWorkingMinutes.Should().Be(30);
    }

    [Theory]
    [Clause("5.6d")]
    [InlineData(20, "2026-12-15 17:00", "2026-12-22 17:00")]
    [InlineData(5, "2026-11-24 17:00", "2026-12-01 17:00")]
    [InlineData(3, "2026-11-24 10:00", "2026-11-27 17:00")]
    public void A_statutory_clock_warns_five_days_before_and_is_red_at_once(int days, string warn, string due)
    {
        var reading = Read(new(ClockNames.Statutory, ClockKind.Statutory, Limit.WorkingDays(days), Start));

        Local(reading.WarnAt).Should().Be(warn);
        reading.YellowAt.Should().BeNull();
        Local(reading.RedAt).Should().Be(due);
        Local(reading.DueAt).Should().Be(due);
    }

    [Fact]
    public void A_statutory_limit_in_calendar_days_warns_five_working_days_before()
    {
        var reading = Read(new(ClockNames.Statutory, ClockKind.Statutory, Limit.CalendarDays(60), At("2026-08-03 09:00")));

        Local(reading.RedAt).Should().Be("2026-10-08 17:00");
        Local(reading.WarnAt).Should().Be("2026-09-23 17:00", "24, 28, 29, 30 September and 8 October follow");
    }

    [Fact]
    [Clause("5.4a")]
    public void The_acceptance_clock_has_a_yellow_card_only()
    {
        var reading = Read(new(ClockNames.Acceptance, ClockKind.Acceptance, Limit.WorkingDays(5), Start));

        reading.Signals.Should().Equal(new DatedSignal(At("2026-12-01 17:00"), ClockSignal.Yellow));
    }

    [Fact]
    public void Other_clocks_fall_due_without_cards()
    {
        var handoff = Read(new(ClockNames.Handoff, ClockKind.Handoff, Limit.WorkingMinutes(60), At("2026-11-24 16:40")));
        var supplement = Read(new(ClockNames.Supplement, ClockKind.Supplement, Limit.WorkingDays(30), Start));

        handoff.Signals.Should().BeEmpty();
        Local(handoff.DueAt).Should().Be("2026-11-25 09:10");
        supplement.DueAt.Should().Be(At("2027-01-07 00:00"), "the citizen has until 24:00");
        supplement.Provisional.Should().BeTrue();
    }

    [Fact]
    [Clause("5.4f")]
    public void A_promised_clock_ends_no_later_than_the_statutory_one_and_is_red_when_that_passes()
    {
        var readings = ClockMath.ComputeAll(
            [Promised(10) with { Extension = Limit.WorkingDays(5) }, Statutory(12)], PauseList.None, City, null, Start);

        Local(readings[0].DueAt).Should().Be("2026-12-10 17:00");
        Local(readings[0].RedAt).Should().Be("2026-12-10 17:00");
        Local(readings[0].WarnAt).Should().Be("2026-12-09 17:00");
        Local(Read(Promised(10) with { Extension = Limit.WorkingDays(5) }).DueAt).Should().Be("2026-12-15 17:00");
    }

    [Fact]
    public void An_extension_in_another_unit_counts_on_from_the_first_due()
    {
        var statutory = new CaseClock(ClockNames.Statutory, ClockKind.Statutory, Limit.CalendarDays(15), At("2026-09-11 09:00"))
        {
            Extension = Limit.WorkingDays(3),
        };

        Local(Read(statutory).DueAt).Should().Be("2026-10-08 17:00", "Mon 09-28, then 29, 30 September and 8 October");
        ClockMath.Explain(statutory, PauseList.None, City, null, Start).Days.Count(d => d.Counted).Should().Be(15 + 3);
    }

    [Theory]
    [Clause("5.4g")]
    [Clause("5.4h")]
    [InlineData(10, 0.5, 5)]
    [InlineData(3, 0.5, 2)]
    [InlineData(1, 0.5, 1)]
    [InlineData(0.5, 0.5, 0.5)]
    [InlineData(1.5, 0.5, 1)]
    [InlineData(20, 0.3, 6)]
    [InlineData(10, 0.3, 3)]
    [InlineData(2, 0.3, 1)]
    public void Green_channel_and_urgency_shorten_to_whole_days_and_never_lengthen(double days, double factor, double shortened)
    {
        var clock = new CaseClock(ClockNames.Promised, ClockKind.Promised, Limit.WorkingDays((decimal)days), Start) { Factor = (decimal)factor };

        ClockMath.EffectiveLimit(clock).Value.Should().Be((decimal)shortened);
        ClockMath.EffectiveLimit(clock with { Kind = ClockKind.Statutory }).Should().Be(clock.Limit);
    }

    [Fact]
    [Clause("5.4g")]
    public void Revoking_the_green_channel_never_makes_the_due_earlier_than_one_working_day_on()
    {
        var revoked = At("2026-12-08 16:00");
        var clock = Promised(10) with { NotBefore = DueDate.WorkingDays(City, revoked, 1).At };

        Local(Read(clock).DueAt).Should().Be("2026-12-09 17:00");
        Local(Read(clock with { NotBefore = DueDate.WorkingDays(City, Start, 1).At }).DueAt).Should().Be("2026-12-08 17:00");
    }

    [Fact]
    public void Exactly_at_the_due_instant_is_in_time()
    {
        var reading = Read(Promised(10));
        var due = reading.DueAt!.Value;

        reading.IsLateAt(due).Should().BeFalse();
        reading.WorstAt(due).Should().Be(ClockSignal.Warning);
        reading.IsLateAt(due.PlusTicks(1)).Should().BeTrue();
        reading.WorstAt(due.PlusTicks(1)).Should().Be(ClockSignal.Yellow);
        reading.WorstAt(At("2026-12-10 17:01")).Should().Be(ClockSignal.Red);
    }

    [Fact]
    public void A_clock_stopped_in_time_shows_nothing_later()
    {
        var stopped = Read(Promised(10) with { StoppedAt = At("2026-12-08 17:00") }, At("2026-12-24 09:00"));

        stopped.Signals.Select(s => s.Signal).Should().Equal(ClockSignal.Warning);
        stopped.State.Should().Be(ClockState.Stopped);
        stopped.IsLateAt(At("2026-12-24 09:00")).Should().BeFalse();
        stopped.UsedWorkingMinutes.Should().Be(4200);
    }

    [Fact]
    public void A_pause_moves_due_and_cards_and_an_open_one_holds_them()
    {
        var closed = Read(Promised(10), pauses: Paused("2026-11-26 10:00", "2026-11-30 09:00"));
        var open = Read(Promised(10), At("2026-11-26 11:00"), Paused("2026-11-26 10:00"));

        Local(closed.DueAt).Should().Be("2026-12-10 17:00");
        Local(closed.RedAt).Should().Be("2026-12-14 17:00");
        open.Signals.Should().BeEmpty();
        open.DueAt.Should().BeNull();
        open.State.Should().Be(ClockState.Paused);
        open.LimitWorkingMinutes.Should().Be(4200);
        open.UsedWorkingMinutes.Should().Be(420, "only the 25th is counted");
    }

    [Fact]
    public void A_warning_that_fell_before_the_pause_stays_where_it_was()
    {
        var clock = Promised(3);

        var open = Read(clock, At("2026-11-27 10:00"), Paused("2026-11-27 09:00"));

        open.WarnAt.Should().Be(Read(clock).WarnAt);
        open.YellowAt.Should().BeNull();
    }

    [Fact]
    public void A_signal_inside_a_pause_of_one_day_waits_for_its_end() =>
        Local(Read(Promised(1), pauses: Paused("2026-11-25 11:00", "2026-11-25 15:00")).WarnAt).Should().Be("2026-11-25 15:00");

    [Fact]
    public void Pauses_stop_no_acceptance_and_no_handoff_clock()
    {
        var acceptance = new CaseClock(ClockNames.Acceptance, ClockKind.Acceptance, Limit.WorkingDays(5), Start);

        Read(acceptance, pauses: Paused("2026-11-25 10:00")).DueAt.Should().Be(At("2026-12-01 17:00"));
    }

    [Fact]
    public void Used_minutes_are_those_of_regular_business_on_counted_days()
    {
        Read(Promised(10), At("2026-11-24 16:00")).UsedWorkingMinutes.Should().Be(0, "the day of the event is not counted");
        var reading = Read(Promised(10), At("2026-12-01 10:00"));

        reading.UsedWorkingMinutes.Should().Be((4 * 420) + 90);
        reading.LimitWorkingMinutes.Should().Be(4200);
        reading.State.Should().Be(ClockState.Running);
    }

    [Fact]
    public void The_next_signal_of_a_case_is_the_earliest_not_yet_fallen()
    {
        var readings = ClockMath.ComputeAll([Promised(10), Statutory(20)], PauseList.None, City, null, Start);

        Local(ClockMath.NextSignal(readings, Start)).Should().Be("2026-12-04 17:00");
        Local(ClockMath.NextSignal(readings, At("2026-12-04 17:01"))).Should().Be("2026-12-08 17:00");
        ClockMath.NextSignal(readings, At("2027-03-01 09:00")).Should().BeNull();
    }

    [Fact]
    public void A_case_is_woken_just_after_its_signal_so_that_it_has_fallen_then()
    {
        var reading = Read(Promised(10));

        var wake = ClockMath.NextWake([reading], At("2026-12-08 17:00"))!.Value;

        wake.Should().BeGreaterThan(reading.YellowAt!.Value).And.BeLessThan(At("2026-12-08 17:01"));
        reading.FallenAt(wake).Should().Contain(new DatedSignal(At("2026-12-08 17:00"), ClockSignal.Yellow));
        ClockMath.NextWake([reading], At("2026-12-11 09:00")).Should().BeNull();
    }

    [Fact]
    public void A_promise_to_finish_the_same_day_has_no_warning()
    {
        var reading = Read(Promised(0));

        reading.WarnAt.Should().BeNull();
        Local(reading.YellowAt).Should().Be("2026-11-24 17:00");
        Local(reading.RedAt).Should().Be("2026-11-25 17:00");
    }

    [Fact]
    public void A_pause_over_the_event_day_does_not_bring_the_warning_before_it()
    {
        // Received on a Sunday: the event day is Monday the 19th, five working days before the due one.
        var clock = new CaseClock(ClockNames.Statutory, ClockKind.Statutory, Limit.WorkingDays(5), At("2026-01-18 10:35"));

        Local(Read(clock).WarnAt).Should().Be("2026-01-19 17:00");
        Local(Read(clock, pauses: Paused("2026-01-19 16:00", "2026-01-19 18:00")).WarnAt).Should().Be("2026-01-19 18:00");
    }

    [Fact]
    public void A_reminder_falls_at_half_of_the_citizens_limit()
    {
        var supplement = new CaseClock(ClockNames.Supplement, ClockKind.Supplement, Limit.WorkingDays(20), Start);

        Local(ClockMath.FractionAt(supplement, 0.5m, PauseList.None, City, null)).Should().Be("2026-12-08 17:00");
        Local(DueDate.WorkingDaysBefore(City, Read(supplement).DueAt!.Value, 1)).Should().Be("2026-12-21 17:00");
    }

    [Fact]
    public void The_explanation_names_limit_factor_extension_and_bound()
    {
        var clock = Promised(10) with { Factor = ClockParameters.GreenFactor, Extension = Limit.WorkingDays(3) };

        var text = ClockMath.Explain(clock, PauseList.None, City, null, Start, At("2026-12-02 17:00")).Text;

        text.Should().HaveElementAt(0, "时限：10个工作日");
        text.Should().Contain("绿色通道或急事急办：缩短为5个工作日").And.Contain("经批准延期：3个工作日");
        text.Should().Contain("承诺时限不得超过法定时限，以法定时限为准");
        text[^1].Should().Be("到期：2026-12-02 17:00");
    }

    private static CaseClock Promised(int days) => new(ClockNames.Promised, ClockKind.Promised, Limit.WorkingDays(days), Start);

    private static CaseClock Statutory(int days) => new(ClockNames.Statutory, ClockKind.Statutory, Limit.WorkingDays(days), Start);

    private static ClockReading Read(CaseClock clock, Instant? now = null, PauseList? pauses = null) =>
        ClockMath.Compute(clock, pauses ?? PauseList.None, City, "injury", now ?? clock.StartedAt);
}
