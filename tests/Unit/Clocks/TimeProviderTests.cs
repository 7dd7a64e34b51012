using HallGrains.Grains.Clocks;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using static HallGrains.Unit.Clocks.DemoCity;

namespace HallGrains.Unit.Clocks;

public class TimeProviderTests
{
    private readonly FakeTimeProvider _real = new(At("2026-11-24 09:00").ToDateTimeOffset());

    [Fact]
    public void The_halls_clock_reads_the_provider()
    {
        var clock = new HallClock(_real);
        _real.Advance(TimeSpan.FromHours(8));

        clock.GetCurrentInstant().Should().Be(At("2026-11-24 17:00"));
    }

    [Fact]
    public void Demo_time_moves_forward_by_its_offset_and_never_back()
    {
        var demo = new DemoTimeProvider(_real);
        demo.RaiseTo(demo.OffsetFor(At("2026-12-04 09:00")));
        demo.RaiseTo(TimeSpan.FromHours(1));

        demo.Offset.Should().Be(TimeSpan.FromDays(10));
        new HallClock(demo).GetCurrentInstant().Should().Be(At("2026-12-04 09:00"));
        var back = () => demo.OffsetFor(At("2026-12-04 08:59"));
        back.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Demo_time_leaves_timers_and_timestamps_alone()
    {
        var (demo, fired) = (new DemoTimeProvider(_real), 0);
        var start = demo.GetTimestamp();
        using var timer = demo.CreateTimer(_ => fired++, null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);

        demo.RaiseTo(TimeSpan.FromDays(10));
        fired.Should().Be(0);
        demo.GetElapsedTime(start).Should().Be(TimeSpan.Zero);

        _real.Advance(TimeSpan.FromHours(1));
        fired.Should().Be(1);
    }
}
