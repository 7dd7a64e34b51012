using HallGrains.Grains.Clocks;
using HallGrains.Tests;
using static HallGrains.Unit.Clocks.DemoCity;

namespace HallGrains.Unit.Clocks;

/// <summary>Each row of the table of computed examples in the domain rules (§6.3), to the minute.</summary>
public class ComputedExamplesTests
{
    [Theory]
    [Clause("5.4d")]
    [Clause("5.6d")]
    [InlineData("2025-01-24 10:00", 5, "2025-02-07 17:00")]
    [InlineData("2025-04-25 10:00", 5, "2025-05-06 17:00")]
    [InlineData("2025-09-26 10:00", 10, "2025-10-16 17:00")]
    [InlineData("2025-12-30 10:00", 5, "2026-01-07 17:00")]
    [InlineData("2026-02-13 10:00", 5, "2026-02-27 17:00")]
    [InlineData("2026-02-13 10:00", 20, "2026-03-19 17:00")]
    [InlineData("2026-05-08 10:00", 1, "2026-05-09 17:00")]
    [InlineData("2026-09-18 10:00", 10, "2026-10-09 17:00")]
    [InlineData("2026-10-09 10:00", 1, "2026-10-10 17:00")]
    [InlineData("2026-11-24 10:00", 20, "2026-12-22 17:00")]
    [InlineData("2026-01-01 21:30", 3, "2026-01-07 17:00")]
    public void A_limit_in_working_days_ends_at_the_regular_close_of_its_last_working_day(string start, int days, string due)
    {
        var sum = DueDate.WorkingDays(City, At(start), days);

        Local(sum.At).Should().Be(due);
        sum.Provisional.Should().BeFalse();
        sum.Days.Count(d => d.Counted).Should().Be(days);
    }

    [Theory]
    [InlineData("2026-08-03 09:00", 60, "2026-10-08 17:00")]
    [InlineData("2026-09-11 09:00", 15, "2026-09-28 17:00")]
    public void A_limit_in_calendar_days_moves_its_last_day_to_a_working_day(string start, int days, string due)
    {
        var sum = DueDate.CalendarDays(City, At(start), days);

        Local(sum.At).Should().Be(due);
        sum.Days.Count(d => d.Counted).Should().Be(days);
        sum.Days[^1].Reason.Should().Be(DayReason.MovedEnd);
    }

    [Theory]
    [InlineData("2025-12-31 09:00", 2, "2026-02-28 17:00")]
    [InlineData("2026-07-01 09:00", 3, "2026-10-08 17:00")]
    public void A_limit_in_months_ends_on_the_corresponding_day_or_the_last_of_the_month(string start, int months, string due) =>
        Local(DueDate.Months(City, At(start), months).At).Should().Be(due);

    [Theory]
    [Clause("5.6j")]
    [InlineData("injury", "2026-11-23 09:10")]
    [InlineData("card", "2026-11-21 09:40")]
    public void Working_minutes_run_only_in_the_sessions_of_the_line(string line, string due) =>
        Local(DueDate.WorkingMinutes(City, At("2026-11-20 16:40"), 60, line).At).Should().Be(due);

    [Fact]
    public void Days_whose_close_is_paused_are_not_counted()
    {
        var start = At("2026-03-02 10:00");

        Local(DueDate.WorkingDays(City, start, 10).At).Should().Be("2026-03-16 17:00");
        var paused = DueDate.WorkingDays(City, start, 10, Paused("2026-03-05 10:00", "2026-03-11 09:00"));
        Local(paused.At).Should().Be("2026-03-20 17:00");
        paused.Days.Where(d => d.Reason == DayReason.Paused).Select(d => d.Date.Day).Should().Equal(5, 6, 9, 10);
    }
}
