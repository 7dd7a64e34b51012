using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>The hall as a user starts it: one process, HTTP, both databases, killed and started again.</summary>
public sealed class ServeTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("2.6d")]
    public async Task A_demo_hall_serves_and_remembers_who_is_on_duty_after_it_was_killed(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments];
        await using (var first = await HallProcess.StartAsync(serve))
        {
            using var hall = new HallClient(first.Url);
            ((int)(await hall.GetAsync("/health/ready")).Status).Should().Be(200);
            (await hall.GetAsync("halls")).Text.Should().Contain("YXCS");
            var on = await hall.DoAsync("staff/YXCS015/duty", new { on = true }, "YXCS015", "duty-1");
            ((bool)on["onDuty"]!).Should().BeTrue();
            var untrained = await hall.PostAsync("staff/YXTJ006/duty", new { on = true }, "YXTJ006");
            untrained.Code.Should().Be("discipline-training-missing");
            await first.KillAsync();
        }

        await using var second = await HallProcess.StartAsync(serve);
        using var again = new HallClient(second.Url);
        ((bool)(await again.GetAsync("staff/YXCS015", "YXCS015")).Body!["onDuty"]!).Should().BeTrue();
        (await again.PostAsync("staff/YXCS015/duty", new { on = true }, "YXCS015", "duty-1")).Replayed.Should().BeTrue();
        ((bool)(await again.GetAsync("ledger/verify", "auditor")).Body!["ok"]!).Should().BeTrue();
        (await second.StopAsync()).Should().Be(0, "SIGTERM is an orderly end");
        var (exit, output, error) = await HallProcess.RunAsync(["verify", .. database.Arguments]);
        exit.Should().Be(0, error);
        output.Should().StartWith("OK:");
    }
}
