using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>Who answers for a matter, through HTTP, on both databases and through a killed process.</summary>
public sealed class OwnershipTests
{
    private const string Head = MainPath.Decider, Leader = "YXCS003", Partner = "YXCS008";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.3d")]
    public async Task Offers_nobody_takes_end_as_a_duty_of_the_head_in_one_inbox_that_survives_a_crash(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, 1);
        var walk = await hall.WalkAsync();
        await hall.MoveToAsync("2026-11-24T09:00:00+08:00");
        for (var i = 0; i < 2; i++)
        {
            await hall.Client.DoAsync($"cases/{walk.Number}/handoffs", new { to = new { staff = "YXCS014" }, kind = "transfer-inside", reason = "转办" }, MainPath.Handler);
            await hall.AdvanceAsync("PT31M");
            if (i == 0) (await hall.GetAsync($"cases/{walk.Number}", MainPath.Handler))["duties"]!.AsArray().Should().BeEmpty();
        }

        (await hall.Client.PostAsync($"cases/{walk.Number}/handoffs", new { to = new { staff = "YXCS014" }, kind = "transfer-inside", reason = "转办" }, MainPath.Handler)).Code.Should().Be("ping-pong");
        var duty = await hall.WaitsAsync(Head, n => (string)n["kind"]! == "assign");
        ((string)duty["caseNumber"]!).Should().Be(walk.Number);
        duty["dueAt"].Should().NotBeNull();
        await hall.RestartAsync();
        await hall.WaitsAsync(Head, n => (string)n["kind"]! == "assign" && (string)n["caseNumber"]! == walk.Number);
        await hall.Client.DoAsync($"cases/{walk.Number}/assignment", new { staff = Partner, reason = "无人接收" }, Head);
        var after = await hall.ComesAboutAsync("inbox", Head, n => n["items"]!.AsArray().All(i => (string)i!["kind"]! != "assign"));
        after["items"].Should().NotBeNull();

        // The assignee objects; the hall's leader decides.
        (await hall.Client.PostAsync($"cases/{walk.Number}/assignment/objection", new { reason = "亲属" }, MainPath.Handler)).Code.Should().Be("not-owner");
        await hall.Client.DoAsync($"cases/{walk.Number}/assignment/objection", new { reason = "与申请人是亲属" }, Partner);
        await hall.WaitsAsync(Leader, n => (string)n["kind"]! == "objection");
        await hall.Client.DoAsync($"staff/{Leader}/duty", new { on = true }, Leader);
        var answered = await hall.Client.DoAsync($"cases/{walk.Number}/assignment/objection/answer", new { upheld = true, reason = "属实", staff = MainPath.Reviewer }, Leader);
        ((string)answered["owner"]!).Should().Be(MainPath.Reviewer);
        var kinds = (await hall.GetAsync($"cases/{walk.Number}/ledger?limit=200", MainPath.Reviewer))["items"]!.AsArray().Select(e => (string)e!["kind"]!);
        kinds.Should().ContainInOrder("HandoffExpired", "HandoffExpired", "DutyRaised", "Assigned", "AssignmentObjected", "AssignmentObjectionAnswered", "Assigned");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("6.4c")]
    public async Task Who_goes_off_duty_has_deputies_offered_and_gets_the_case_back(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, 1);
        var walk = await hall.WalkAsync();
        await walk.ApplyAndAcceptAsync();
        await hall.Client.DoAsync($"staff/{MainPath.Handler}/duty", new { on = false }, MainPath.Handler);
        // The pair's partner has not the line: the section head is asked.
        var offered = await hall.WaitsAsync(Head, n => (string)n["kind"]! == "offer" && (string)n["about"]! == "deputy");
        var seen = await hall.GetAsync($"cases/{walk.Number}", Head);
        ((string)seen["owner"]!).Should().Be(MainPath.Handler, "an offer makes nobody an owner");
        await hall.Client.DoAsync($"cases/{walk.Number}/handoffs/{offered["id"]}/accept", null, Head);
        (await hall.WaitsAsync(MainPath.Handler, n => (string)n["kind"]! == "deputised"))["from"]!.ToString().Should().Be(Head);

        await hall.RestartAsync();
        await hall.Client.DoAsync($"staff/{MainPath.Handler}/duty", new { on = true }, MainPath.Handler);
        var back = await hall.WaitsAsync(MainPath.Handler, n => (string)n["kind"]! == "offer" && (string)n["about"]! == "deputy");
        var mine = await hall.Client.DoAsync($"cases/{walk.Number}/handoffs/{back["id"]}/accept", null, MainPath.Handler);
        ((string)mine["owner"]!).Should().Be(MainPath.Handler);
        mine["deputyFor"].Should().BeNull();
        var rows = (await hall.GetAsync($"cases/{walk.Number}/responsibility", MainPath.Handler)).AsArray();
        rows.Select(r => (string)r!["staff"]!).Should().Equal(MainPath.Guide, MainPath.Handler, Head, MainPath.Handler);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("6.4c")]
    public async Task A_deputy_has_the_inbox_of_a_partner_who_is_off_duty(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, "YXCS014");
        var walk = await hall.WalkAsync();
        await hall.Client.DoAsync($"staff/YXCS008/duty", new { on = false }, "YXCS008");
        await hall.Client.DoAsync($"cases/{walk.Number}/handoffs", new { to = new { staff = "YXCS008" }, kind = "transfer-inside", reason = "转办" }, MainPath.Handler);
        var seen = await hall.WaitsAsync("YXCS014", n => (string)n["kind"]! == "offer");
        ((string)seen["onBehalfOf"]!).Should().Be("YXCS008");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.6b")]
    public async Task An_agent_runs_the_matter_under_authorisation_until_the_applicant_ends_it(string kind)
    {
        const string Agent = "YXCS014";
        await using var hall = await Hall.StartAsync(kind);
        var walk = await hall.WalkAsync();
        var offer = await hall.Client.DoAsync($"cases/{walk.Number}/agent", new { staff = Agent, authorisation = "授权委托书 2026-118", scope = "提交、补正、领取" }, MainPath.Handler);
        offer["agent"].Should().BeNull();
        await hall.WaitsAsync(Agent, n => (string)n["kind"]! == "agent-offer");
        await hall.Client.DoAsync($"cases/{walk.Number}/handoffs/{offer["handoffId"]}/accept", null, Agent);
        var applied = await hall.Client.DoAsync($"cases/{walk.Number}/application", MainPath.ApplicationBody([new { code = "unemployment-form", form = "original" }, new { code = "id-or-card", form = "original" }]), Agent);
        ((string)applied["applicant"]!["name"]!).Should().Be("秦小满", "the agent is told everything");
        (await hall.Client.PostAsync($"cases/{walk.Number}/acceptance", null, Agent)).Code.Should().Be("agent-cannot-decide");
        (await hall.GetAsync($"cases?agent={Agent}", Agent))["items"]!.AsArray().Should().ContainSingle();
        await hall.WaitsAsync(Agent, n => (string)n["kind"]! == "agent");
        (await hall.Client.SendAsync(HttpMethod.Delete, $"cases/{walk.Number}/agent", new { }, MainPath.Handler, null, null)).Code.Should().Be("not-permitted");
        var ended = await hall.Client.SendAsync(HttpMethod.Delete, $"cases/{walk.Number}/agent", new { reason = "自己办理" }, null, null, walk.Code);
        ((int)ended.Status).Should().Be(200, ended.Text);
        ended.Body!["agent"].Should().BeNull();
        var appointed = (await hall.GetAsync($"cases/{walk.Number}/ledger?limit=200", MainPath.Handler))["items"]!.AsArray().Single(e => (string)e!["kind"]! == "AgentAppointed")!;
        ((string)appointed["data"]!["authorisation"]!).Should().Be("授权委托书 2026-118");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.4g")]
    [Clause("5.4h")]
    [Clause("5.4j")]
    public async Task Green_channel_urgent_and_watch_list(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, Leader);
        var walk = await hall.WalkAsync();
        await walk.ApplyAndAcceptAsync();
        var granted = await hall.Client.DoAsync($"cases/{walk.Number}/green-channel", new { ground = "far-away" }, MainPath.Handler);
        ((string)granted["promisedDueAt"]!).Should().Be("2026-11-27T17:00:00+08:00");
        (await hall.Client.PostAsync($"cases/{walk.Number}/green-channel", new { urgent = true, reason = "手术" }, MainPath.Handler)).Code.Should().Be("over-authority");
        (await hall.Client.PostAsync($"cases/{walk.Number}/green-channel", new { urgent = true }, Head)).Code.Should().Be("reason-missing");
        var urgent = await hall.Client.DoAsync($"cases/{walk.Number}/green-channel", new { urgent = true, reason = "明日手术" }, Head);
        ((string)urgent["promisedDueAt"]!).Should().Be("2026-11-26T17:00:00+08:00");
        var clocks = (await hall.GetAsync($"cases/{walk.Number}/clocks", Head)).AsArray();
        clocks.Single(c => (string)c!["clock"]! == "promised")!["explanation"]!.ToJsonString().Should().Contain("\\u7EFF\\u8272\\u901A\\u9053", "the sum says why");
        var revoked = await hall.Client.SendAsync(HttpMethod.Delete, $"cases/{walk.Number}/green-channel", new { reason = "手术取消" }, Head, null, null);
        ((string)revoked.Body!["promisedDueAt"]!).Should().Be("2026-12-01T17:00:00+08:00");

        await hall.Client.DoAsync($"cases/{walk.Number}/watch", new { note = "涉及三十名职工" }, Leader);
        await hall.MoveToAsync("2026-11-25T17:30:00+08:00");
        var watch = await hall.WaitsAsync(Leader, n => (string)n["kind"]! == "watch" && (string?)n["about"] == "missed");
        ((string)watch["dueAt"]!).Should().Be("2026-11-26T17:00:00+08:00");
        var view = (await hall.GetAsync($"cases/{walk.Number}", Leader))["watch"]!;
        view["missedDays"]!.AsArray().Select(d => (string)d!).Should().Equal("2026-11-25");
    }
}
