namespace HallGrains.Gateway.EndToEnd;

/// <summary>Silo and gateway as processes of their own, which find each other through the membership table on PostgreSQL.</summary>
public sealed class SeparateProcessesTests
{
    [Fact]
    public async Task A_gateway_process_serves_a_hall_whose_silo_is_another_process()
    {
        await using var database = await Database.CreateAsync("postgres");
        await using var silo = await HallProcess.StartAsync(["serve", "--demo", "--role", "silo", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments]);
        silo.Url.Should().Be("silo");
        await using var gateway = await HallProcess.StartAsync(["serve", "--demo", "--role", "gateway", "--urls", "http://127.0.0.1:0", .. database.Arguments]);
        using var hall = new HallClient(gateway.Url);
        var path = new MainPath(hall);
        await path.BringOnDutyAsync();
        await path.OpenAndHandOverAsync();
        (await path.OwnerAsync()).Should().Be(MainPath.Handler);
        (await silo.StopAsync()).Should().Be(0);
        var away = await hall.PostAsync($"cases/{path.Number}/withdrawal", new { }, code: path.Code);
        ((int)away.Status).Should().BeOneOf([503, 504], "no silo: nothing is half-written and no process exits");
    }
}
