using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>A hall's day over HTTP: the opening check, a window's staff, tickets and the queue; killed in the middle and the same again.</summary>
public sealed class HallDayTests(RunningHalls halls) : IClassFixture<RunningHalls>
{
    private const int Kills = 1;
    private const string Head = "YXCS005";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.1a")]
    [Clause("5.1b")]
    [Clause("2.6d")]
    public async Task A_window_opens_after_its_three_part_check_and_not_before(string kind)
    {
        var hall = await halls.OfAsync(kind, Kills);
        var day = new WindowDay(hall, "YXCS-01", "YXCS012");
        await hall.Client.DoAsync("staff/YXCS014/duty", new { on = true }, "YXCS014");
        var untrained = await hall.Client.PostAsync("halls/YXCS/windows/YXCS-05/sign-on", null, "YXCS014");
        untrained.Code.Should().Be("qualification-expired");
        Texts(untrained.Body!["missing"]).Should().Equal("pension");
        (await day.TryAsync("sign-on")).Code.Should().Be("not-on-duty");
        await day.DutyAsync();
        (await day.TryAsync("opening-checks", new { part = "systems", items = Array.Empty<object>() })).Code.Should().Be("not-your-duty", "only whoever is signed on checks");
        var signedOn = await day.DoAsync("sign-on");
        ((string)signedOn["status"]!).Should().Be("preparing");
        ((string)signedOn["staff"]!["number"]!).Should().Be("YXCS012");

        var early = await day.TryAsync("open");
        ((int)early.Status).Should().Be(409);
        early.Code.Should().Be("opening-check-missing");
        Texts(early.Body!["missing"]).Should().Equal("systems", "materials", "at-post");

        await day.CheckAsync(failing: "printer");
        var broken = await day.TryAsync("open");
        Texts(broken.Body!["missing"]).Should().Equal("systems/printer");
        var waiver = new { code = "printer", reason = "已报修", until = "2026-11-24T17:00:00+08:00" };
        (await day.TryAsync("opening-checks/waivers", waiver)).Code.Should().Be("over-authority");
        await hall.Client.DoAsync($"staff/{Head}/duty", new { on = true }, Head);
        var checks = await hall.Client.DoAsync($"{day.Path}/opening-checks/waivers", waiver, Head);
        checks["parts"]!.AsArray().Should().HaveCount(3).And.OnlyContain(p => (bool)p!["done"]!);
        ((string)(await day.DoAsync("open"))["status"]!).Should().Be("open");

        var elsewhere = await hall.Client.PostAsync("halls/YXCS/windows/YXCS-02/sign-on", null, "YXCS012");
        elsewhere.Code.Should().Be("stage-order", "nobody stands at two windows");
        await day.DoAsync("close");
        var left = await day.DoAsync("sign-off");
        ((string)left["status"]!).Should().Be("closed");
        left["staff"].Should().BeNull();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("2.3a")]
    [Clause("2.4d")]
    [Clause("5.6i")]
    public async Task Tickets_are_taken_called_missed_called_back_and_served_and_a_kill_changes_nothing(string kind)
    {
        var hall = await halls.OfAsync(kind, Kills);
        var day = new WindowDay(hall, "YXCS-06", "YXCS015");
        await day.OpenAsync();

        var (first, code) = await day.TicketAsync("unemployment", "ticket-1");
        (await day.TicketAsync("unemployment", "ticket-1")).Should().Be((first, code), "taking a ticket is retry-safe");
        var (second, _) = await day.TicketAsync("employment");
        var (third, _) = await day.TicketAsync("unemployment");
        await TheTicketIsSeenByItsHolderOnlyAsync(hall, first, code);
        var waiting = await day.LiveAsync();
        ((int)waiting["queueLength"]!).Should().Be(3);
        waiting["serving"].Should().BeNull();

        var called = await day.DoAsync("call-next", key: "call-1");
        ((string)called["ticket"]!).Should().Be(first);
        ((string)(await day.LiveAsync())["serving"]!["ticket"]!).Should().Be(first);
        (await day.TryAsync("call-next")).Code.Should().Be("stage-order", "one ticket at a time");
        await NobodyComesAsync(day);

        ((string)(await day.DoAsync("recall"))["ticket"]!).Should().Be(first, "back once, within half an hour");
        (await day.TryAsync("finish", new { invited = true })).Code.Should().Be("stage-order", "not begun");
        ((string)(await day.DoAsync("start"))["state"]!).Should().Be("serving");
        await day.AdvanceAsync("PT5M");

        var before = await day.LiveAsync();
        await hall.KillAndStartAsync();
        Same(before, await day.LiveAsync());
        var repeated = await day.TryAsync("call-next", key: "call-1");
        repeated.Replayed.Should().BeTrue();
        ((string)repeated.Body!["ticket"]!).Should().Be(first, "its first answer, after the restart too");

        await day.DoAsync("finish", new { invited = true });
        var served = await day.LiveAsync();
        ((int)served["servedToday"]!).Should().Be(1);
        // The clock of a demo runs on while it is moved, and began anew while the process was started again.
        ((int)served["averageServiceSeconds"]!).Should().BeInRange(300, 420);
        ((int)served["longestWaitMinutes"]!).Should().BeInRange(7, 9);

        await PauseAndResumeAsync(day);
        var refused = await day.TryAsync("close");
        ((int)refused.Status).Should().Be(409);
        refused.Code.Should().Be("tickets-waiting");
        Texts(refused.Body!["missing"]).Should().Equal(second, third);

        var jump = await day.TryAsync("call-next", new { ticket = third });
        jump.Code.Should().Be("queue-order");
        ((string)(await day.DoAsync("call-next", new { ticket = third, reason = "elderly-70" }))["ticket"]!).Should().Be(third);
        await ServeAsync(day);
        ((string)(await day.DoAsync("call-next"))["ticket"]!).Should().Be(second);
        await ServeAsync(day);
        var empty = await day.TryAsync("call-next");
        ((int)empty.Status).Should().Be(409);
        empty.Code.Should().Be("queue-empty");
        await day.DoAsync("close");
        await day.DoAsync("sign-off");
        ((bool)(await hall.Client.GetAsync("ledger/verify", "auditor")).Body!["ok"]!).Should().BeTrue();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.4e")]
    public async Task A_windows_live_state_shows_what_its_staff_hold_and_what_is_offered_to_them(string kind)
    {
        var hall = await halls.OfAsync(kind, Kills);
        var day = new WindowDay(hall, "YXCS-08", "YXCS017");
        await day.OpenAsync();
        await hall.Client.DoAsync("staff/YXCS019/duty", new { on = true }, "YXCS019");
        await OpenCaseAsync("YXCS-08", "YXCS017");
        var offered = await OpenCaseAsync("YXCS-00", "YXCS019");
        await hall.Client.DoAsync($"cases/{offered}/handoffs", new { to = new { staff = "YXCS017" }, kind = "transfer-inside", reason = "人才业务" }, "YXCS019");

        var live = (await day.LiveAsync()).AsObject();
        live.Select(p => p.Key).Should().Contain([
            "hall", "window", "lines", "status", "staff", "serving", "queueLength", "longestWaitMinutes", "servedToday", "averageServiceSeconds",
            "openCases", "overdueCases", "yellowCards", "redCards", "offersWaiting", "satisfactionToday", "asOf", "position"]);
        ((int)live["openCases"]!).Should().Be(1);
        ((int)live["offersWaiting"]!).Should().Be(1);
        (await hall.Client.GetAsync(day.Path, "supervisor")).Body!["openCases"]!.GetValue<int>().Should().Be(1);
        (await hall.Client.GetAsync(day.Path, "YXCS012")).Code.Should().Be("not-permitted", "live state is for its staff, heads, leaders, supervisors");
        (await hall.Client.GetAsync(day.Path)).Code.Should().Be("not-signed-in");

        async Task<string> OpenCaseAsync(string window, string staff) =>
            (string)(await hall.Client.DoAsync("cases", new { hall = "YXCS", window, channel = "onsite", question = "人才引进政策？" }, staff))["caseNumber"]!;
    }

    private static async Task TheTicketIsSeenByItsHolderOnlyAsync(RunningHall hall, string ticket, string code)
    {
        var path = $"halls/YXCS/tickets/{ticket}";
        var shown = (await hall.Client.GetAsync(path, code: code)).Body!;
        ((string)shown["state"]!).Should().Be("waiting");
        ((int)shown["position"]!).Should().Be(1);
        shown["retrievalCode"].Should().BeNull("the code is given once");
        (await hall.Client.GetAsync(path, code: "AAAAAAAAAAAA")).Code.Should().Be("not-found");
        (await hall.Client.GetAsync(path, "citizen")).Code.Should().Be("not-found");
    }

    private static async Task NobodyComesAsync(WindowDay day)
    {
        var soon = await day.TryAsync("recall");
        soon.Code.Should().Be("stage-order");
        ((int)soon.Body!["retryAfterSeconds"]!).Should().BeInRange(1, 60, "calls are 60 seconds apart");
        (await day.TryAsync("no-show")).Code.Should().Be("stage-order", "three calls first");
        await day.AdvanceAsync("PT1M");
        await day.DoAsync("recall");
        await day.AdvanceAsync("PT1M");
        ((int)(await day.DoAsync("recall"))["calls"]!).Should().Be(3);
        await day.AdvanceAsync("PT1M");
        ((string)(await day.DoAsync("no-show"))["state"]!).Should().Be("no-show");
        (await day.LiveAsync())["serving"].Should().BeNull();
    }

    private static async Task PauseAndResumeAsync(WindowDay day)
    {
        (await day.TryAsync("pause", new { reason = "" })).Code.Should().Be("reason-missing");
        ((string)(await day.DoAsync("pause", new { reason = "取材料" }))["status"]!).Should().Be("paused");
        (await day.TryAsync("call-next")).Code.Should().Be("stage-order");
        ((string)(await day.DoAsync("resume"))["status"]!).Should().Be("open");
    }

    private static async Task ServeAsync(WindowDay day)
    {
        await day.DoAsync("start");
        await day.DoAsync("finish", new { invited = true });
    }

    private static void Same(JsonNode before, JsonNode after)
    {
        foreach (var (name, value) in before.AsObject())
            if (name is not ("asOf" or "longestWaitMinutes")) after[name]?.ToJsonString().Should().Be(value?.ToJsonString(), name);
    }

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(i => (string)i!);
}
