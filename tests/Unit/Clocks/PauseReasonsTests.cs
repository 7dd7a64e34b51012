using HallGrains.Grains.Clocks;
using static HallGrains.Unit.Clocks.DemoCity;

namespace HallGrains.Unit.Clocks;

public class PauseReasonsTests
{
    [Theory]
    [InlineData("supplement", true)]
    [InlineData("force-majeure", true)]
    [InlineData("appraisal", false)]
    [InlineData("system-down", false)]
    [InlineData("leader-away", false)]
    [InlineData("overload", false)]
    public void Only_what_the_item_allows_and_force_majeure_is_lawful(string code, bool lawful) =>
        PauseReasons.IsLawful(code, ["supplement", "overload"]).Should().Be(lawful);

    [Theory]
    [InlineData("hearing", "2026-12-22 17:00")]
    [InlineData("tender", "2027-01-06 17:00")]
    public void A_pause_has_a_longest_time(string code, string end) =>
        Local(PauseReasons.LatestEnd(code, At("2026-11-24 10:00"), City)).Should().Be(end);

    [Fact]
    public void An_unlawful_reason_has_no_end()
    {
        var ask = () => PauseReasons.LatestEnd("overload", At("2026-11-24 10:00"), City);

        ask.Should().Throw<ArgumentException>();
    }
}
