using System.Net;
using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>责任追究 over HTTP, on both databases, killed in the middle: from a lapsed limit to the answer of the appeal.</summary>
public sealed class PursuitTests
{
    private const string Colleague = "YXCS008", Leader = "YXCS003", Bureau = "YXCS001", Supervisor = "supervisor";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.6e")]
    public async Task A_red_card_is_pursued_once_against_who_let_it_lapse_through_hearing_decision_appeal_and_answer(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, 2, Leader);
        var walk = await hall.WalkAsync();
        await walk.ApplyAndAcceptAsync();

        // Due 1 December 17:00; handed over the morning after, red in the evening.
        await hall.MoveToAsync("2026-12-02T09:00:00+08:00");
        foreach (var staff in new[] { MainPath.Handler, Colleague }) await hall.Client.DoAsync($"staff/{staff}/duty", new { on = true }, staff);
        (await PursuitsAsync(hall)).Should().BeEmpty("yellow proposes nothing");
        var offer = await hall.Client.DoAsync($"cases/{walk.Number}/handoffs", new { to = new { staff = Colleague }, kind = "transfer-inside", reason = "转办" }, MainPath.Handler);
        await hall.Client.DoAsync($"cases/{walk.Number}/handoffs/{offer["handoffId"]}/accept", null, Colleague);
        await hall.MoveToAsync("2026-12-03T09:00:00+08:00");
        await hall.RestartAsync();

        var asked = await hall.WaitsAsync(MainPath.Handler, n => (string)n["kind"]! == "pursuit-hearing");
        var number = (string)asked["id"]!;
        var seen = await hall.GetAsync($"pursuits/{number}", MainPath.Handler);
        ((string)seen["staff"]!, (int)seen["level"]!, (string)seen["ground"]!["case"]!, (string)seen["state"]!, (string)seen["clause"]!).Should().Be((MainPath.Handler, 2, walk.Number, "proposed", "5.6e"));
        ((string)(await hall.GetAsync($"cases/{walk.Number}", Colleague))["owner"]!).Should().Be(Colleague, "and not against who has it now");
        (await hall.Client.GetAsync($"pursuits/{number}", Colleague)).Status.Should().Be(HttpStatusCode.NotFound);
        (await hall.Client.GetAsync($"pursuits/{number}")).Status.Should().NotBe(HttpStatusCode.OK);
        (await PursuitsAsync(hall)).Should().ContainSingle();

        (await hall.Client.PostAsync($"pursuits/{number}/decision", new { level = 2, reason = "事实清楚" }, Leader)).Code.Should().Be("stage-order");
        await hall.Client.DoAsync($"pursuits/{number}/hearing", new { statement = "当日系统中断两小时" }, MainPath.Handler, "hear-1");
        await hall.RestartAsync();
        (await hall.Client.PostAsync($"pursuits/{number}/hearing", new { statement = "当日系统中断两小时" }, MainPath.Handler, "hear-1")).Replayed.Should().BeTrue();
        await hall.WaitsAsync(Leader, n => (string)n["kind"]! == "pursuit-decision" && (string)n["id"]! == number);
        (await hall.Client.PostAsync($"pursuits/{number}/decision", new { level = 2, reason = "x" }, MainPath.Decider)).Code.Should().Be("over-authority");
        (await hall.Client.PostAsync($"pursuits/{number}/decision", new { level = 3, reason = "x" }, Leader)).Code.Should().Be("validation");
        (await hall.Client.PostAsync($"pursuits/{number}/decision", new { level = 1, reason = "x" }, MainPath.Handler)).Code.Should().Be("conflict-of-interest");
        var decided = await hall.Client.DoAsync($"pursuits/{number}/decision", new { level = 1, reason = "首次超时" }, Leader);
        ((string)decided["state"]!, (bool)decided["effective"]!, (string)decided["appealBy"]!).Should().Be(("decided", false, "2026-12-17T17:00:00+08:00"));

        await hall.WaitsAsync(MainPath.Handler, n => (string)n["kind"]! == "pursuit-decided");
        await hall.Client.DoAsync($"pursuits/{number}/appeal", new { reason = "系统中断不是我的责任" }, MainPath.Handler);
        await hall.WaitsAsync(Bureau, n => (string)n["kind"]! == "pursuit-appeal" && (string)n["id"]! == number);
        (await hall.Client.PostAsync($"pursuits/{number}/appeal-answer", new { upheld = false, reason = "x" }, Leader)).Code.Should().Be("conflict-of-interest");
        var answered = await hall.Client.DoAsync($"pursuits/{number}/appeal-answer", new { upheld = true, reason = "中断属实" }, Bureau);
        ((string)answered["state"]!, (string)answered["cause"]!, (string)answered["answer"]!).Should().Be(("revoked", "appeal", "中断属实"));

        (await PursuitsAsync(hall)).Single()!["state"]!.ToString().Should().Be("revoked");
        var kinds = (await hall.GetAsync($"cases/{walk.Number}/ledger?limit=200", Colleague))["items"]!.AsArray().Select(e => (string)e!["kind"]!).ToList();
        kinds.Count(k => k == "PursuitOpened").Should().Be(1);
        (await hall.Client.GetAsync("pursuits", MainPath.Handler)).Code.Should().Be("not-permitted");
        ((bool)(await hall.GetAsync("ledger/verify", "auditor"))["ok"]!).Should().BeTrue();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.6e")]
    public async Task A_head_proposes_once_a_cancelled_card_takes_its_proposal_back_and_limits_pass_by_themselves(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, 1, Leader);
        var walk = await hall.WalkAsync();
        await walk.ApplyAndAcceptAsync();
        var body = new { staff = MainPath.Handler, ground = new { @case = walk.Number }, clause = "3.3c", level = 2, facts = "要求额外证明" };
        (await hall.Client.PostAsync("pursuits", body, Colleague)).Code.Should().Be("not-permitted");
        (await hall.Client.PostAsync("pursuits", body with { ground = new { @case = "YXCS-20261124-999999-Z" } }, MainPath.Decider)).Code.Should().Be("not-found");
        (await hall.Client.PostAsync("pursuits", body with { facts = "" }, MainPath.Decider)).Code.Should().Be("reason-missing");
        (await hall.Client.PostAsync("pursuits", body with { staff = MainPath.Decider }, MainPath.Decider)).Code.Should().Be("conflict-of-interest");
        var proposed = await hall.Client.PostAsync("pursuits", body, MainPath.Decider, "propose-1");
        ((int)proposed.Status).Should().Be(201, proposed.Text);
        var byHead = (string)proposed.Body!["pursuitId"]!;
        await hall.RestartAsync();
        var again = await hall.Client.PostAsync("pursuits", body, MainPath.Decider, "propose-1");
        (again.Replayed, (string)again.Body!["pursuitId"]!).Should().Be((true, byHead));
        ((string)(await hall.GetAsync($"pursuits/{byHead}", MainPath.Handler))["facts"]!).Should().Be("要求额外证明", "told with its facts");

        // Nobody speaks; decided, nobody appeals: in effect at the limit and no sooner.
        await hall.MoveToAsync("2026-12-03T09:00:00+08:00");
        var card = (await hall.ComesAboutAsync($"pursuits?hall=YXCS&state=proposed", MainPath.Decider, v => v["items"]!.AsArray().Count > 0))["items"]!.AsArray().Single()!;
        var byCard = (string)card["pursuitId"]!;
        ((string)(await hall.GetAsync($"pursuits/{byHead}", MainPath.Handler))["state"]!).Should().Be("heard");
        (await hall.Client.PostAsync($"pursuits/{byHead}/hearing", new { statement = "x" }, MainPath.Handler)).Code.Should().Be("already-late");
        await hall.Client.DoAsync($"pursuits/{byHead}/decision", new { level = 2, reason = "属实" }, Leader);

        var red = (await hall.GetAsync($"cases/{walk.Number}", Supervisor))["cards"]!.AsArray().Single(c => (string)c!["colour"]! == "red" && (string)c["clock"]! == "promised")!;
        await hall.Client.DoAsync($"cases/{walk.Number}/cards/{red["id"]}/cancel", new { ground = "system-outage", reason = "中断两小时" }, Supervisor);
        var revoked = await hall.ComesAboutAsync($"pursuits/{byCard}", MainPath.Handler, v => (string)v["state"]! == "revoked");
        ((string)revoked["cause"]!).Should().Be("card-cancelled");

        await hall.MoveToAsync("2026-12-18T09:00:00+08:00");
        var closed = await hall.ComesAboutAsync($"pursuits/{byHead}", MainPath.Handler, v => (string)v["state"]! == "in-effect");
        ((bool)closed["effective"]!, (string)closed["effectFrom"]!).Should().Be((true, "2026-12-17T17:00:00+08:00"));
        (await hall.Client.PostAsync($"pursuits/{byHead}/appeal", new { reason = "x" }, MainPath.Handler)).Code.Should().Be("already-late");
        ((bool)(await hall.GetAsync("ledger/verify", "auditor"))["ok"]!).Should().BeTrue();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.6e")]
    public async Task A_suspension_bars_the_windows_until_retrained_and_a_third_measure_in_a_section_is_its_heads_too(string kind)
    {
        string[] people = ["YXCS014", Colleague];
        await using var hall = await Hall.StartAsync(kind, 1, [Leader, Bureau, .. people]);
        var walk = await hall.WalkAsync();
        var suspended = await DecidedAsync(hall, walk.Number, MainPath.Handler, 4, Bureau);
        ((bool)suspended["effective"]!).Should().BeTrue("it does not wait for the appeal");
        await hall.RestartAsync();
        await hall.ComesAboutAsync($"staff/{MainPath.Handler}", Leader, v => v["suspendedAt"] is not null);
        (await hall.Client.PostAsync("halls/YXCS/windows/YXCS-06/sign-on", new { }, MainPath.Handler)).Code.Should().Be("discipline-training-missing");
        (await hall.Client.PostAsync($"cases/{walk.Number}/notices", new { procedure = "x" }, MainPath.Handler)).Code.Should().Be("discipline-training-missing");
        var training = new { line = "discipline", score = 90, passedOn = "2026-11-24", validUntil = "2027-11-24" };
        (await hall.Client.PutAsync($"staff/{MainPath.Handler}/qualifications", training, Leader)).Status.Should().Be(HttpStatusCode.OK);
        await hall.Client.DoAsync("halls/YXCS/windows/YXCS-06/sign-on", new { }, MainPath.Handler);

        foreach (var person in people) await DecidedAsync(hall, walk.Number, person, 2, Leader);
        await hall.WaitsAsync(MainPath.Decider, n => (string)n["kind"]! == "pursuit-hearing");
        var heads = (await PursuitsAsync(hall)).Select(p => (string)p!["pursuitId"]!).ToList();
        heads.Should().HaveCount(4);
        var head = (await Task.WhenAll(heads.Select(h => hall.GetAsync($"pursuits/{h}", Leader)))).Single(p => (string)p["staff"]! == MainPath.Decider);
        head["ground"]!["pursuits"]!.AsArray().Should().HaveCount(3);
        (await hall.Client.PostAsync("pursuits", new { staff = MainPath.Handler, ground = new { complaint = "TS-1" }, clause = "3.3c", level = 2, facts = "x" }, MainPath.Decider)).Code.Should().Be("not-found", "no such complaint");
        ((bool)(await hall.GetAsync("ledger/verify", "auditor"))["ok"]!).Should().BeTrue();
    }

    private static async Task<JsonNode> DecidedAsync(Hall hall, string number, string person, int level, string by)
    {
        var proposed = await hall.Client.DoAsync("pursuits", new { staff = person, ground = new { @case = number }, clause = "3.3c", level, facts = "与群众争吵" }, MainPath.Decider);
        await hall.Client.DoAsync($"pursuits/{proposed["pursuitId"]}/hearing", new { statement = "无" }, person);
        return await hall.Client.DoAsync($"pursuits/{proposed["pursuitId"]}/decision", new { level, reason = "事实清楚" }, by);
    }

    private static async Task<JsonArray> PursuitsAsync(Hall hall) => (await hall.GetAsync("pursuits?hall=YXCS", MainPath.Decider))["items"]!.AsArray();
}
