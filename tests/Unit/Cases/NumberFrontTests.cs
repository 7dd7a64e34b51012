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

    private readonly NumberFront _front = new();

    [Fact]
    public void A_day_counts_from_nought_and_a_lane_goes_on_after_its_last()
    {
        _front.Next("YXCS", Day, null).Should().Be(0);
        _front.Next("YXCS", Day, Last(Day, 0)).Should().Be(1);
        _front.Next("YXCS", Day, Last(Day.PlusDays(-1), 700)).Should().Be(0);
    }

    [Fact]
    public void A_lane_left_behind_goes_on_near_the_others()
    {
        _front.Given("YXCS", Last(Day, 41));
        _front.Next("YXCS", Day, Last(Day, 3)).Should().Be(41 - NumberFront.MostBehind);
        _front.Next("YXCS", Day, Last(Day, 38)).Should().Be(39, "it is not left behind");
        _front.Next("YXCS", Day, null).Should().Be(41 - NumberFront.MostBehind);
        _front.Given("YXCS", Last(Day, 39));
        _front.Next("YXCS", Day, null).Should().Be(41 - NumberFront.MostBehind, "the furthest one counts, not the newest");
    }

    [Fact]
    public void A_number_that_was_asked_for_and_not_given_leads_nobody()
    {
        _front.Next("YXCS", Day, Last(Day, 40)).Should().Be(41);
        _front.Next("YXCS", Day, null).Should().Be(0);
    }

    [Fact]
    public void A_lane_that_nears_its_last_number_takes_nobody_with_it()
    {
        _front.Given("YXCS", Last(Day, (999_999 / IIntakeGrain.Lanes) - 1));
        _front.Next("YXCS", Day, null).Should().Be(NumberFront.FollowedTo - NumberFront.MostBehind, "half of its day is left to each other lane");
        _front.Next("YXCS", Day, Last(Day, NumberFront.FollowedTo)).Should().Be(NumberFront.FollowedTo + 1);
    }

    [Fact]
    public void Another_hall_and_another_day_count_for_themselves()
    {
        _front.Given("YXCS", Last(Day, 40));
        _front.Next("XC", Day, null).Should().Be(0);
        _front.Next("YXCS", Day.PlusDays(1), Last(Day, 40)).Should().Be(0);
        _front.Given("YXCS", Last(Day.PlusDays(1), 0));
        _front.Given("YXCS", Last(Day, 42));
        _front.Next("YXCS", Day.PlusDays(1), null).Should().Be(0, "a lane whose clock is a moment behind at midnight takes nobody back to its day");
    }

    /// <summary>In whatever order lanes are asked: none gives a number twice, none lags further than it may, none runs ahead.</summary>
    [Fact]
    public void Lanes_asked_in_any_order_stay_together_and_give_each_number_once() => Gen.Int[0, 15].Array[1, 400].Sample(order =>
    {
        var front = new NumberFront();
        var lanes = new NumberIssued?[16];
        var furthest = -1;
        foreach (var lane in order)
        {
            var own = lanes[lane]?.Count ?? -1;
            var next = front.Next("YXCS", Day, lanes[lane]);
            next.Should().BeGreaterThan(own).And.BeGreaterThanOrEqualTo(furthest - NumberFront.MostBehind).And.BeLessThanOrEqualTo(Math.Max(furthest, own + 1));
            (lanes[lane], furthest) = (Last(Day, next), Math.Max(furthest, next));
            front.Given("YXCS", lanes[lane]!);
        }
    });

    private static NumberIssued Last(LocalDate day, int count) => new("", day, count);
}
