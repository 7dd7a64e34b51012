using HallGrains.Grains.Clocks;
using HallGrains.Tests;
using static HallGrains.Unit.Clocks.DemoCity;

namespace HallGrains.Unit.Clocks;

public class AttributionTests
{
    private static readonly OwnerChange[] Changes =
    [
        new(At("2026-11-24 10:00"), "YXCS001"), new(At("2026-11-24 15:00"), "YXCS015"), new(At("2026-11-26 09:30"), "YXCS021"),
    ];

    [Fact]
    [Clause("5.6e")]
    public void Every_working_minute_is_booked_to_its_owner_of_that_moment()
    {
        var rows = Attribution.Of(Changes, At("2026-11-26 10:30"), PauseList.None, At("2026-11-25 17:00"), City, "injury");

        rows.Select(r => (r.Owner, r.WorkingMinutes, r.LateWorkingMinutes)).Should().Equal(
            ("YXCS001", 120 + 90, 0), ("YXCS015", 120 + 420 + 60, 60), ("YXCS021", 60, 60));
    }

    [Fact]
    [Clause("5.6e")]
    public void Handing_a_late_case_over_leaves_the_lapse_with_the_giver() =>
        Attribution.OwnerAt(Changes, At("2026-11-25 17:00")).Should().Be("YXCS015");

    [Fact]
    public void Paused_minutes_are_shown_apart_within_the_owners_sum()
    {
        var rows = Attribution.Of(Changes, At("2026-11-26 10:30"), Paused("2026-11-25 16:00", "2026-11-26 10:00"), null, City, "injury");

        rows.Select(r => r.PausedWorkingMinutes).Should().Equal(0, 60 + 60, 30);
        rows.Sum(r => r.WorkingMinutes).Should().Be(WorkingMinutes.Between(Changes[0].At, At("2026-11-26 10:30"), City, "injury"));
    }

    [Fact]
    public void Before_its_first_entry_a_case_has_no_owner() => Attribution.OwnerAt(Changes, At("2026-11-24 09:59")).Should().BeNull();
}
