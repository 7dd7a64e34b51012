using HallGrains.Tests;

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
        await using var process = await HallHere.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments]);
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

    /// <summary>
    /// Read from the norm's own list. One code nobody can earn yet: <c>term-ended</c> is of social supervisors (chapter 6).
    /// </summary>
    [Fact]
    public void Every_code_of_the_rules_stands_in_the_table()
    {
        var rules = File.ReadAllText(Repository.PathOf("docs", "norm", "domain-rules.md"));
        var start = rules.IndexOf("## 15 Refusal codes", StringComparison.Ordinal);
        var list = rules[start..rules.IndexOf("Transport and rights codes", start, StringComparison.Ordinal)];
        var codes = System.Text.RegularExpressions.Regex.Matches(list, "`([a-z-]+)`").Select(m => m.Groups[1].Value).Distinct();
        codes.Should().HaveCountGreaterThan(55);
        codes.Except(RefusalTable.Rows.Concat(RefusalTable.AfterTheClock.Select(r => r.Row)).Select(r => r.Code)).Should().Equal("term-ended");
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
