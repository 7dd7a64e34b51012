using CsCheck;
using FluentAssertions;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Cases;
using NodaTime;
using Xunit;

namespace HallGrains.Tests.Unit.Cases;

public class NumberFrontTests
{
    private static readonly LocalDate Day = new(2026, 11, 24);

    [Fact]
    public void A_day_counts_from_nought_and_a_lane_goes_on_after_its_last()
    {
        var front = new NumberFront();
        front.Next("YXCS", Day, null).Should().Be(0);
        front.Next("YXCS", Day, Last(Day, 0)).Should().Be(1);
        front.Next("YXCS", Day, Last(Day.PlusDays(-1), 700)).Should().Be(0);
    }

    [Fact]
    public void A_lane_left_behind_goes_on_near_the_others()
    {
        var front = new NumberFront();
        front.Next("YXCS", Day, Last(Day, 40)).Should().Be(41);
        front.Next("YXCS", Day, Last(Day, 3)).Should().Be(41 - NumberFront.MostBehind);
        front.Next("YXCS", Day, Last(Day, 38)).Should().Be(39, "it is not left behind");
        front.Next("YXCS", Day, null).Should().Be(41 - NumberFront.MostBehind);
    }

    [Fact]
    public void Another_hall_and_another_day_count_for_themselves()
    {
        var front = new NumberFront();
        front.Next("YXCS", Day, Last(Day, 40));
        front.Next("XC", Day, null).Should().Be(0);
        front.Next("YXCS", Day.PlusDays(1), Last(Day, 40)).Should().Be(0);
        front.Next("YXCS", Day, Last(Day, 41)).Should().Be(42, "a lane whose clock is a moment behind at midnight goes on in its own day");
        front.Next("YXCS", Day.PlusDays(1), null).Should().Be(0, "and takes nobody back to it");
    }

    /// <summary>In whatever order lanes are asked: none gives a number twice, and none lags further than it may.</summary>
    [Fact]
    public void Lanes_asked_in_any_order_stay_together_and_give_each_number_once() => Gen.Int[0, 15].Array[1, 400].Sample(order =>
    {
        var front = new NumberFront();
        var lanes = new NumberIssued?[16];
        var furthest = -1;
        foreach (var lane in order)
        {
            var next = front.Next("YXCS", Day, lanes[lane]);
            next.Should().BeGreaterThan(lanes[lane]?.Count ?? -1).And.BeGreaterThanOrEqualTo(furthest - NumberFront.MostBehind).And.BeLessThanOrEqualTo(Math.Max(furthest, lanes[lane]?.Count ?? -1) + 1);
            (lanes[lane], furthest) = (Last(Day, next), Math.Max(furthest, next));
        }
    });

    private static NumberIssued Last(LocalDate day, int count) => new("", day, count);
}
