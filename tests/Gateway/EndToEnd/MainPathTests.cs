using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>The whole height of the system as a user meets it: its own process, HTTP, both databases, killed and started again.</summary>
public sealed class MainPathTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.6a")]
    [Clause("5.6c")]
    [Clause("5.2a")]
    [Clause("5.5d")]
    public async Task A_matter_goes_from_the_first_question_to_the_archive_through_a_killed_process(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        string number, code;
        string[] ports = ["--silo-port", Ports.Free(), "--gateway-port", Ports.Free()];
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", .. ports, .. database.Arguments];
        JsonNode before;
        await using (var first = await HallProcess.StartAsync(serve))
        {
            using var client = new HallClient(first.Url);
            var path = new MainPath(client);
            await path.BringOnDutyAsync();
            await path.OpenAndHandOverAsync("open-1");
            await path.ApplyAndAcceptAsync();
            (number, code) = (path.Number, path.Code);
            before = (await client.GetAsync($"cases/{number}", MainPath.Handler)).Body!;
            await first.KillAsync();
        }

        await using var second = await HallProcess.StartAsync(serve);
        using var hall = new HallClient(second.Url);
        var after = (await hall.GetAsync($"cases/{number}", MainPath.Handler)).Body!;
        foreach (var field in new[] { "state", "stage", "owner", "version", "promisedDueAt", "statutoryDueAt", "hall", "serviceItem" })
            after[field]?.ToJsonString().Should().Be(before[field]?.ToJsonString(), field);

        var repeated = await hall.PostAsync("cases", MainPath.OpenBody, MainPath.Guide, "open-1");
        ((int)repeated.Status).Should().BeOneOf(200, 201);
        repeated.Replayed.Should().BeTrue();
        ((string)repeated.Body!["caseNumber"]!).Should().Be(number, "a repeated command gets its first answer, also after a restart");
        ((string)repeated.Body!["retrievalCode"]!).Should().Be(code);

        var walk = new MainPath(hall);
        walk.Resume(number, code);
        await walk.ReviewAndDecideAsync();
        await walk.DeliverEvaluateArchiveAsync();

        var ledger = (await hall.GetAsync($"cases/{number}/ledger?limit=200", MainPath.Decider)).Body!["items"]!.AsArray();
        ledger.Select(e => (int)e!["version"]!).Should().Equal(Enumerable.Range(1, ledger.Count));
        ledger.Select(e => (string)e!["kind"]!).Should().ContainInOrder(
            "InquiryOpened", "NoticesGiven", "HandoffOffered", "HandoffAccepted", "ApplicationReceived", "SupplementRequested", "SupplementReceived", "Accepted",
            "StageFinished", "HandoffOffered", "HandoffAccepted", "Decided", "Delivered", "Evaluated", "Archived");
        var verified = await hall.GetAsync("ledger/verify", "auditor");
        ((bool)verified.Body!["ok"]!).Should().BeTrue();

        (await second.StopAsync()).Should().Be(0, "SIGTERM is an orderly end");
        var (exit, output, error) = await HallProcess.RunAsync(["verify", .. database.Arguments]);
        exit.Should().Be(0, error);
        output.Should().StartWith("OK:");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("3.4c")]
    public async Task Parts_of_one_payment_are_decided_by_the_level_of_the_whole(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        await using var process = await HallHere.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments]);
        using var hall = new HallClient(process.Url);
        var first = await AtDecisionAsync(onDuty: false);
        ((string)(await DecideAsync(first, 30_000)).Body!["state"]!).Should().Be("decided");

        var second = await AtDecisionAsync(onDuty: true);
        (await DecideAsync(second, 20_001)).Code.Should().Be("over-authority", "50,001 to one person for one item within thirty days is above L3");
        ((string)(await DecideAsync(second, 20_000)).Body!["state"]!).Should().Be("decided");

        async Task<MainPath> AtDecisionAsync(bool onDuty)
        {
            var path = new MainPath(hall);
            if (!onDuty) await path.BringOnDutyAsync();
            await path.OpenAndHandOverAsync();
            await path.ApplyAndAcceptAsync();
            await path.ReviewAsync();
            return path;
        }

        Task<Answer> DecideAsync(MainPath path, decimal amount) => hall.PostAsync($"cases/{path.Number}/decision", new { result = "granted", opinion = "同意", amount }, MainPath.Decider);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.6d")]
    public async Task Limits_that_pass_while_nobody_works_become_cards_dated_at_their_due_instant(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        await using var process = await HallHere.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments]);
        using var hall = new HallClient(process.Url);
        var path = new MainPath(hall);
        await path.BringOnDutyAsync();
        await path.OpenAndHandOverAsync();
        await path.ApplyAndAcceptAsync();

        var moved = await hall.PostAsync("/api/v1/demo/clock", new { to = "2026-12-04T09:00:00+08:00" }, "admin");
        ((int)moved.Status).Should().Be(200, moved.Text);

        var ledger = (await hall.GetAsync($"cases/{path.Number}/ledger?limit=200", MainPath.Handler)).Body!["items"]!.AsArray();
        var yellow = ledger.Single(e => (string)e!["kind"]! == "YellowCarded" && (string)e["data"]!["clock"]! == "promised")!;
        ((string)yellow["occurredAt"]!).Should().StartWith("2026-12-01T17:00:00");
        ((string)yellow["data"]!["owner"]!).Should().Be(MainPath.Handler, "the owner at the due instant let it lapse");
        var red = ledger.Single(e => (string)e!["kind"]! == "RedCarded" && (string)e["data"]!["clock"]! == "promised")!;
        ((string)red["occurredAt"]!).Should().StartWith("2026-12-02T17:00:00");
        var seen = (await hall.GetAsync($"cases/{path.Number}", MainPath.Handler)).Body!;
        ((string)seen["card"]!).Should().Be("red");
        ((bool)seen["overdue"]!).Should().BeTrue();
    }
}
