using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>好差评 through HTTP: a session rated with its invitation and at the bound evaluator, a bad review followed to its end, over a killed process.</summary>
public sealed class EvaluationTests
{
    private const string Handler = "YXCS015";
    private const string Window = "halls/YXCS/windows/YXCS-06";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("3.3e")]
    [Clause("3.3f")]
    [Clause("2.5d")]
    public async Task A_session_is_rated_once_with_its_invitation_and_a_bad_one_is_followed_to_its_end(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments];
        string id, token;
        await using (var process = await HallProcess.StartAsync(serve))
        {
            using var hall = new HallClient(process.Url);
            await OpenWindowAsync(hall);
            var (ticket, code) = await ServeAsync(hall);
            var seen = await hall.GetAsync($"halls/YXCS/tickets/{ticket}", code: code);
            token = (string)seen.Body!["evaluation"]!["token"]!;
            (await hall.GetAsync($"halls/YXCS/tickets/{ticket}", Handler)).Body!["evaluation"].Should().BeNull("staff never get an invitation");

            (await hall.PostAsync("evaluations", new { token, grade = 5 }, Handler)).Code.Should().Be("staff-cannot-evaluate");
            (await hall.PostAsync("evaluations", new { token = token[..^2] + "AA", grade = 5 })).Code.Should().Be("token-invalid");
            (await hall.PostAsync("evaluations", new { token, grade = 9, tags = new[] { "某某" } })).Body!["errors"]!.AsObject().Select(e => e.Key).Should().BeEquivalentTo("grade", "tags");
            var rated = await hall.PostAsync("evaluations", new { token, grade = 1, tags = new[] { "服务态度" }, comment = "等了很久" }, key: "rate-1");
            ((int)rated.Status).Should().Be(201, rated.Text);
            id = (string)rated.Body!["evaluationId"]!;
            (await hall.PostAsync("evaluations", new { token, grade = 5 })).Code.Should().Be("already-evaluated");
            (await hall.GetAsync("evaluations/" + id, Handler)).Status.Should().Be(System.Net.HttpStatusCode.NotFound, "not before the next working day");
            await process.KillAsync();
        }

        await using var second = await HallHere.StartAsync(serve);
        using var again = new HallClient(second.Url);
        var repeated = await again.PostAsync("evaluations", new { token, grade = 1, tags = new[] { "服务态度" }, comment = "等了很久" }, key: "rate-1");
        repeated.Replayed.Should().BeTrue(repeated.Text);
        await FollowUpAsync(again, id);

        // At the evaluator of the window: the session that ended there last.
        await ServeAsync(again);
        var pending = await again.GetAsync("evaluations/pending", "evaluator");
        ((int)(await again.PostAsync("evaluations", new { token = (string)pending.Body!["token"]!, grade = 5, tags = new[] { "效率" } }, "evaluator")).Status).Should().Be(201);
        (await again.GetAsync("evaluations/pending", "evaluator")).Status.Should().Be(System.Net.HttpStatusCode.NotFound);
        ((int)(await again.PostAsync("exit-interviews", new { hall = "YXCS", window = "YXCS-06", tags = new[] { "冷淡" } }, "YXCS019")).Status).Should().Be(201);
        (await again.PostAsync("exit-interviews", new { hall = "YXCS", window = "YXCS-06", tags = new[] { "热情" } }, Handler)).Code.Should().Be("conflict-of-interest");

        var figures = (await again.GetAsync("reports/evaluations?hall=YXCS&by=window", "citizen")).Body!["groups"]!.AsArray().Single(g => (string)g!["key"]! == "YXCS-06")!;
        ((int)figures["invited"]!).Should().Be(2);
        ((int)figures["rated"]!).Should().Be(2);
        ((double)figures["satisfaction"]!).Should().Be(0.5);
        ((int)figures["attitude"]!).Should().Be(-1);
        ((double)figures["rectified"]!).Should().Be(1);
        var person = (await again.GetAsync("reports/evaluations?hall=YXCS&by=staff", "citizen")).Body!["groups"]!.AsArray().Single(g => (string)g!["key"]! == Handler)!;
        ((bool)person["hidden"]!).Should().BeTrue("two evaluations say too much of one person");
        ((bool)(await again.GetAsync("ledger/verify", "auditor")).Body!["ok"]!).Should().BeTrue();
    }

    private static async Task FollowUpAsync(HallClient hall, string id)
    {
        await hall.DoAsync("staff/YXCS005/duty", new { on = true }, "YXCS005");
        (await hall.PostAsync($"evaluations/{id}/verification", new { finding = "justified", facts = "属实" }, Handler)).Code.Should().Be("conflict-of-interest");
        (await hall.PostAsync($"evaluations/{id}/closing", null, "YXCS005")).Code.Should().Be("stage-order");
        (await hall.PostAsync($"evaluations/{id}/verification", new { finding = "justified" }, "YXCS005")).Code.Should().Be("reason-missing");
        await hall.DoAsync($"evaluations/{id}/verification", new { finding = "justified", facts = "等候超过半小时" }, "YXCS005");
        await hall.DoAsync($"evaluations/{id}/rectification", new { measures = "增开一个窗口" }, "YXCS005");
        var closed = await hall.DoAsync($"evaluations/{id}/closing", null, "YXCS005");
        ((string)closed["poorRating"]!["state"]!).Should().Be("closed");
        (await hall.PostAsync($"evaluations/{id}/annulment", new { grounds = "mistaken", evidence = "x" }, "YXCS005")).Code.Should().Be("not-permitted");
    }

    private static async Task OpenWindowAsync(HallClient hall)
    {
        foreach (var staff in new[] { Handler, "YXCS019" }) await hall.DoAsync($"staff/{staff}/duty", new { on = true }, staff);
        await hall.DoAsync(Window + "/sign-on", null, Handler);
        var checks = (await hall.GetAsync(Window + "/opening-checks", Handler)).Body!;
        foreach (var part in checks["parts"]!.AsArray())
        {
            var items = new JsonArray([.. part!["items"]!.AsArray().Select(i => (JsonNode)new JsonObject { ["code"] = (string)i!["code"]!, ["ok"] = true })]);
            await hall.DoAsync(Window + "/opening-checks", new JsonObject { ["part"] = (string)part["part"]!, ["items"] = items }, Handler);
        }

        await hall.DoAsync(Window + "/open", null, Handler);
    }

    private static async Task<(string Ticket, string Code)> ServeAsync(HallClient hall)
    {
        var taken = await hall.PostAsync("halls/YXCS/tickets", new { serviceLine = "unemployment" });
        ((int)taken.Status).Should().Be(201, taken.Text);
        await hall.DoAsync(Window + "/call-next", null, Handler);
        await hall.DoAsync(Window + "/start", null, Handler);
        await hall.DoAsync(Window + "/finish", new { invited = true }, Handler);
        return ((string)taken.Body!["ticket"]!, (string)taken.Body["retrievalCode"]!);
    }
}
