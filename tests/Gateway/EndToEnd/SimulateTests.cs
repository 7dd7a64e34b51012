using System.Text.Json.Nodes;

namespace HallGrains.Gateway.EndToEnd;

/// <summary><c>simulate</c> as a manager runs it.</summary>
public sealed class SimulateTests
{
    [Fact]
    public async Task Two_runs_print_the_same_and_two_settings_stand_side_by_side()
    {
        string[] day = ["simulate", "--hall", "YXCS", "--day", "2026-11-25", "--seed", "7", "--windows", "+1", "--json"];
        var (first, second) = (await HallProcess.RunAsync(day), await CommandHere.RunAsync(day));
        first.ExitCode.Should().Be(0, first.Error);
        second.Output.Should().Be(first.Output);
        var reports = JsonNode.Parse(first.Output)!.AsArray();
        reports.Should().HaveCount(2);
        ((int)reports[1]!["windows"]!).Should().Be((int)reports[0]!["windows"]! + 1);
        ((int)reports[1]!["visitors"]!).Should().Be((int)reports[0]!["visitors"]!);
    }

    [Theory]
    [InlineData("--hall", "NOWHERE", "--day", "2026-11-25")]
    [InlineData("--hall", "YXCS", "--day", "2026-10-01")]
    [InlineData("--hall", "YXCS", "--day", "soon")]
    [InlineData("--hall", "YXCS", "--day", "2026-11-25", "--windows", "many")]
    public async Task What_cannot_be_simulated_is_said_in_a_sentence(params string[] options)
    {
        var (exit, output, error) = await CommandHere.RunAsync(["simulate", .. options]);
        exit.Should().Be(1);
        output.Should().BeEmpty();
        error.Should().NotContain("   at ");
    }
}
