namespace HallGrains.Gateway.EndToEnd;

/// <summary>The refusal codes of domain-rules §15, each earned over HTTP in one running hall: code, status, and nothing written.</summary>
public sealed class RefusalTableTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Every_code_of_the_table_is_earned_over_http(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        await using var process = await HallProcess.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments]);
        using var hall = new HallClient(process.Url);
        var walk = new HallWalk(hall);
        await walk.OnDutyAsync("YXNP006");
        List<string> wrong = [];
        foreach (var row in RefusalTable.Rows) await AskAsync(row, walk, wrong);

        walk.Standing = await walk.AcceptedAsync();
        foreach (var (row, clock) in RefusalTable.AfterTheClock)
        {
            await walk.ClockToAsync(clock);
            await walk.OnDutyAsync();
            await AskAsync(row, walk, wrong);
        }

        string.Join("\n\n", wrong).Should().BeEmpty();
    }

    private static async Task AskAsync(RefusalRow row, HallWalk walk, List<string> wrong)
    {
        try
        {
            var answer = await row.Ask(walk);
            if (answer.Code != row.Code || (int)answer.Status != row.Status) wrong.Add($"{row.Code} {row.Status}: answered {(int)answer.Status} {answer.Text}");
        }
        catch (InvalidOperationException e)
        {
            wrong.Add($"{row.Code}: {e.Message}");
        }
    }
}
