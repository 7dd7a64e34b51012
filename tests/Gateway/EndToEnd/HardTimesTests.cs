using System.Collections.Concurrent;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>The database goes away and comes back; the process is stopped while it works. Nobody is told a thing that is not so (must-hold 24, 25).</summary>
public sealed class HardTimesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task While_the_database_is_away_commands_wait_nothing_exits_and_it_comes_back()
    {
        await using var database = await Database.CreateAsync("postgres");
        await using var cable = new CutProxy(database.Connection!);
        await using var process = await HallProcess.StartAsync(
            ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), "--data", database.Data, "--database", "postgres", "--connection", cable.ConnectionString]);
        using var hall = new HallClient(process.Url);
        await hall.DoAsync("staff/YXCS019/duty", new { on = true }, MainPath.Guide);
        var number = (string)(await hall.DoAsync("cases", MainPath.OpenBody, MainPath.Guide))["caseNumber"]!;

        cable.Refuse = true;
        cable.CutAll();
        for (var i = 0; i < 3; i++)
        {
            var refused = await hall.PostAsync("cases", MainPath.OpenBody, MainPath.Guide, "while-away");
            ((int)refused.Status).Should().BeOneOf([503, 504], refused.Text);
            refused.Code.Should().BeOneOf("busy", "outcome-unknown");
        }

        ((int)(await hall.GetAsync("/health/live")).Status).Should().Be(200);
        ((int)(await hall.GetAsync($"cases/{number}", MainPath.Guide)).Status).Should().BeOneOf([200, 503], "what is known may be read");

        cable.Refuse = false;
        using var enough = new CancellationTokenSource(Patience);
        Answer answer;
        while ((answer = await hall.PostAsync("cases", MainPath.OpenBody, MainPath.Guide, "while-away")).Status is not System.Net.HttpStatusCode.Created) await Task.Delay(200, enough.Token);
        ((string)answer.Body!["caseNumber"]!).Should().NotBe(number);
        ((int)(await hall.GetAsync("/health/ready")).Status).Should().Be(200);
        ((bool)(await hall.GetAsync("ledger/verify", "auditor")).Body!["ok"]!).Should().BeTrue();
        (await process.StopAsync()).Should().Be(0);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Stopped_while_it_works_it_finishes_what_was_begun_or_says_503(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments];
        var answers = new ConcurrentDictionary<string, Answer>();
        var cutOff = new ConcurrentBag<string>();
        await using (var process = await HallProcess.StartAsync(serve))
        {
            using var hall = new HallClient(process.Url);
            await hall.DoAsync("staff/YXCS019/duty", new { on = true }, MainPath.Guide);
            var begun = new TaskCompletionSource();
            var load = Enumerable.Range(0, 8).Select(w => WorkAsync(hall, w, answers, cutOff, begun)).ToArray();
            await begun.Task.WaitAsync(Patience);
            (await process.StopAsync()).Should().Be(0, "SIGTERM is an orderly end, under load too");
            await Task.WhenAll(load);
        }

        answers.Values.Select(a => (int)a.Status).Should().OnlyContain(s => s == 201 || s == 503 || s == 504);
        await using var again = await HallProcess.StartAsync(serve);
        using var after = new HallClient(again.Url);
        foreach (var (key, answer) in answers.Where(a => (int)a.Value.Status == 201))
        {
            var repeated = await after.PostAsync("cases", MainPath.OpenBody, MainPath.Guide, key);
            repeated.Replayed.Should().BeTrue("answered is durable");
            ((string)repeated.Body!["caseNumber"]!).Should().Be((string)answer.Body!["caseNumber"]!);
        }

        foreach (var key in cutOff)
            (await after.PostAsync("cases", MainPath.OpenBody, MainPath.Guide, key)).Replayed.Should().BeFalse("what was begun is answered: a line that closed without an answer had begun nothing");
    }

    /// <summary>Opens cases until nobody listens any more.</summary>
    private static async Task WorkAsync(HallClient hall, int worker, ConcurrentDictionary<string, Answer> answers, ConcurrentBag<string> cutOff, TaskCompletionSource begun)
    {
        for (var i = 0; ; i++)
        {
            var key = $"load-{worker}-{i}";
            try
            {
                answers[key] = await hall.PostAsync("cases", MainPath.OpenBody, MainPath.Guide, key);
                if (answers.Count >= 20) begun.TrySetResult();
            }
            catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded)
            {
                // An idle line may be closed at the very moment the next request is put on it.
                if (e.HttpRequestError == HttpRequestError.ResponseEnded) cutOff.Add(key);
                return;
            }
        }
    }
}
