using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>删除个人信息 by the real command line: on PostgreSQL beside the running hall, on SQLite while it is stopped; must-hold 27.</summary>
public sealed class EraseTests
{
    private const string Id = "999900199003070010", Other = "999900196511201028", Handler = HallWalk.Handler;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_forgotten_person_is_gone_from_every_view_and_everything_still_verifies(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments];
        var process = await HallProcess.StartAsync(serve);
        var http = new HallClient(process.Url);
        try
        {
            var walk = new HallWalk(http);
            await walk.OnDutyAsync();
            var (mine, other) = (await walk.AcceptedAsync(), await walk.ReceivedAsync(id: Other));
            var only = (string)(await http.DoAsync("cases", new { hall = "YXCS", channel = "onsite", contact = new { name = "秦小满", audience = "unemployed", idNumber = Id }, question = "只是问问" }, Handler))["caseNumber"]!;
            await http.DoAsync($"cases/{mine}/notes", new { kind = "explanation", topic = "limits", text = "已向秦小满说明" }, Handler, "note-1");
            var receipt = Path.Combine(database.Data, "receipt.json");
            await File.WriteAllTextAsync(receipt, (await http.GetAsync($"cases/{mine}/receipt", code: walk.CodeOf(mine))).Text);

            if (kind == "sqlite")
            {
                var (busy, _, why) = await HallProcess.RunAsync(["erase", "--person", Id, .. database.Arguments]);
                busy.Should().NotBe(0, "the file serves one process");
                why.Should().NotContain(Id);
                (await process.StopAsync()).Should().Be(0);
            }

            var (nobody, _, said) = await CommandHere.RunAsync(["erase", "--person", "91999900MA00000019", .. database.Arguments]);
            (nobody, said.Contains("Nobody is known by that here; nothing was erased.", StringComparison.Ordinal)).Should().Be((1, true), said);
            var (exit, output, error) = await CommandHere.RunAsync(["erase", "--person", Id, .. database.Arguments]);
            exit.Should().Be(0, error);
            output.Should().StartWith("ERASED: ").And.Contain($"case/{mine}").And.Contain($"case/{only}").And.NotContain(other).And.NotContain(Id);

            if (kind == "sqlite")
            {
                http.Dispose();
                process = await HallProcess.StartAsync(serve);
                http = new(process.Url);
                await new HallWalk(http).OnDutyAsync();
            }

            // The silos that run have the case in memory; they follow the entry.
            foreach (var number in new[] { mine, only }) await GoneAsync(http, number);
            var view = await http.GetAsync($"cases/{mine}", Handler);
            ((string?)view.Body!["applicant"]!["name"], (string?)view.Body["contact"]!["name"], (bool)view.Body["erased"]!).Should().Be(("已删除", "已删除", true));
            ((string?)(await http.GetAsync($"cases/{other}", Handler)).Body!["applicant"]!["idNumber"]).Should().Be(Other, "nobody else is forgotten");
            var code = walk.CodeOf(mine);
            ((bool)(await http.GetAsync($"track/{mine}", code: code)).Body!["erased"]!).Should().BeTrue();
            (await http.GetAsync($"cases/{mine}/documents/receipt", code: code)).Text.Should().Contain("个人信息已删除").And.NotContain(Id);
            foreach (var path in new[] { "", "/ledger?limit=200", "/my-data", "/forms/unemployment-form", "/receipt" })
                foreach (var (user, shown) in new[] { (Handler, (string?)null), (null, code) })
                    (await http.GetAsync($"cases/{mine}{path}", user, shown)).Text.Should().NotContain("秦小满").And.NotContain(Id).And.NotContain("13800005678", $"{path} by {user}");
            var proof = (await walk.LedgerOfAsync(http, mine, "auditor"))[^1]!;
            ((string?)proof["kind"], (string?)proof["actor"], (string?)proof["data"]!["ground"]).Should().Be(("PersonErased", "operator", "request"));

            // What was begun can be ended, and what was done is answered as it was.
            var again = await http.PostAsync($"cases/{mine}/notes", new { kind = "explanation", topic = "limits", text = "已向秦小满说明" }, Handler, "note-1");
            (again.Replayed, (int)again.Status).Should().Be((true, 200));
            await walk.NextOfAsync(http, mine, "initial-review", Handler, HallWalk.Reviewer);
            ((bool)(await http.GetAsync("ledger/verify", "auditor")).Body!["ok"]!).Should().BeTrue();

            (await process.StopAsync()).Should().Be(0);
            foreach (var check in new[] { new[] { "verify" }, ["verify", "--receipt", receipt] })
            {
                var (ok, _, broken) = await CommandHere.RunAsync([.. check, .. database.Arguments]);
                ok.Should().Be(0, broken);
            }

            // By a case of theirs: what was written since is forgotten as well.
            var (twice, more, _) = await CommandHere.RunAsync(["erase", "--person", mine, .. database.Arguments]);
            twice.Should().Be(0);
            more.Should().StartWith("ERASED: 1 keys dropped");
            (await CommandHere.RunAsync(["erase", "--person", mine, .. database.Arguments])).Output.Should().StartWith("ERASED before");
        }
        finally
        {
            http.Dispose();
            await process.DisposeAsync();
        }
    }

    private static async Task GoneAsync(HallClient http, string number)
    {
        Answer? seen = null;
        for (var i = 0; i < 200; i++)
        {
            seen = await http.GetAsync($"cases/{number}", Handler);
            if ((bool?)seen.Body?["erased"] == true) return;
            await Task.Delay(50);
        }

        throw new InvalidOperationException($"It was never forgotten: {seen!.Text}");
    }
}
