using HallGrains.Grains.Clocks;
using HallGrains.Tests;
using NodaTime;
using static HallGrains.Unit.Clocks.DemoCity;

namespace HallGrains.Unit.Clocks;

public class HallHoursTests
{
    [Theory]
    [Clause("5.6k")]
    [Clause("5.6j")]
    [InlineData("2026-11-24", "injury", "08:30-12:00 13:30-17:00")]
    [InlineData("2026-11-24", "card", "08:30-17:00")]
    [InlineData("2026-11-21", "injury", "")]
    [InlineData("2026-11-21", "card", "09:00-12:00")]
    [InlineData("2026-11-22", "card", "")]
    [InlineData("2026-10-10", "injury", "08:30-12:00 13:30-17:00")]
    [InlineData("2026-10-10", "card", "08:30-17:00")]
    [InlineData("2026-10-03", "card", "")]
    [InlineData("2026-10-01", "card", "")]
    [InlineData("2026-09-20", "card", "08:30-17:00")]
    public void A_day_has_the_sessions_of_its_kind(string date, string line, string sessions) =>
        string.Join(' ', City.SessionsOn(Date(date), line).Select(s => $"{Local(s.Open)![11..]}-{Local(s.Close)![11..]}")).Should().Be(sessions);

    [Fact]
    public void Late_sessions_follow_the_regular_ones_and_never_move_the_close_of_business()
    {
        var street = Hours("NPWY");

        WorkingMinutes.Between(At("2026-11-24 00:00"), At("2026-11-25 00:00"), street, "card").Should().Be(420 + 90);
        WorkingMinutes.Between(At("2026-11-24 00:00"), At("2026-11-25 00:00"), street, "pension").Should().Be(420);
        street.RegularClose(Date("2026-11-24")).Should().Be(At("2026-11-24 17:00"));
        Local(DueDate.WorkingMinutes(street, At("2026-11-24 16:50"), 60, "card").At).Should().Be("2026-11-24 17:50");
    }

    [Fact]
    public void A_line_nobody_listed_has_what_is_open_to_all()
    {
        City.SessionsOn(Date("2026-11-24"), "no-such-line").Should().HaveCount(2);
        City.SessionsOn(Date("2026-11-24")).Should().HaveCount(2);
        City.RegularMinutesPerDay.Should().Be(420);
    }

    [Fact]
    public void Opening_and_session_end_are_those_of_the_line()
    {
        City.OpeningInstant(Date("2026-11-24"), "injury").Should().Be(At("2026-11-24 08:30"));
        City.OpeningInstant(Date("2026-11-21"), "card").Should().Be(At("2026-11-21 09:00"));
        City.OpeningInstant(Date("2026-11-22"), "card").Should().BeNull();
        City.SessionEnd(At("2026-11-24 10:00"), "injury").Should().Be(At("2026-11-24 12:00"));
        City.SessionEnd(At("2026-11-24 12:00"), "injury").Should().Be(At("2026-11-24 17:00"), "12:00 lies outside");
        City.SessionEnd(At("2026-11-20 17:00"), "card").Should().Be(At("2026-11-21 12:00"));
        City.IsOpen(At("2026-11-24 12:00"), "injury").Should().BeFalse();
        City.IsOpen(At("2026-11-24 12:00"), "card").Should().BeTrue();
    }

    [Fact]
    public void Hours_without_a_regular_monday_are_refused()
    {
        var build = () => HallHours.Create(Calendar, new HallSession([6], new(9, 0), new(12, 0), SessionType.Weekend, ["*"]));
        var upsideDown = () => HallHours.Create(Calendar, new HallSession([1], new(12, 0), new(9, 0), SessionType.Regular, ["*"]));

        build.Should().Throw<ArgumentException>();
        upsideDown.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Minutes_over_years_are_summed_by_days()
    {
        var minutes = WorkingMinutes.Between(At("2025-01-01 00:00"), At("2027-01-01 00:00"), City);

        minutes.Should().Be(2 * 248 * 420);
        Local(WorkingMinutes.Add(At("2025-01-01 00:00"), minutes, City)).Should().Be("2026-12-31 17:00");
    }

    [Fact]
    public void Minute_clocks_lose_exactly_the_paused_working_minutes()
    {
        // 11:30 to 14:00 holds 60 working minutes of a line without noon service.
        var paused = Paused("2026-11-24 11:30", "2026-11-24 14:00");

        Local(WorkingMinutes.Add(At("2026-11-24 11:00"), 60, City, "injury", paused)).Should().Be("2026-11-24 14:30");
        WorkingMinutes.Between(At("2026-11-24 11:00"), At("2026-11-24 17:00"), City, "injury", paused).Should().Be(270 - 60);
        Local(WorkingMinutes.Add(At("2026-11-24 11:00"), 30, City, "injury", paused)).Should().Be("2026-11-24 14:00", "nothing falls due in a pause");
    }

    [Fact]
    public void Pauses_that_touch_are_one()
    {
        var pauses = PauseList.Of(
            new Pause(At("2026-11-24 11:00"), At("2026-11-24 12:00")), new Pause(At("2026-11-24 10:00"), At("2026-11-24 11:00")),
            new Pause(At("2026-11-24 15:00"), At("2026-11-24 15:00")));

        pauses.Items.Should().ContainSingle().Which.Should().Be(new Pause(At("2026-11-24 10:00"), At("2026-11-24 12:00")));
        pauses.IsOpen.Should().BeFalse();
        pauses.Contains(At("2026-11-24 12:00")).Should().BeFalse();
        pauses.AfterPause(At("2026-11-24 10:30")).Should().Be(At("2026-11-24 12:00"));
    }
}
