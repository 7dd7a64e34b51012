using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>The floor of a hall over HTTP: what falls due though nobody calls, who is told, and that a kill changes none of it.</summary>
public sealed class HallFloorTests
{
    private const string Head = "YXCS005", Handler = "YXCS015", Guide = "YXCS019", Bureau = "YXCS001", Leader = "YXCS003";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("3.1f")]
    [Clause("3.1g")]
    [Clause("4.3d")]
    [Clause("4.3e")]
    [Clause("2.4b")]
    [Clause("2.4d")]
    [Clause("3.3d")]
    public async Task What_is_missing_in_a_hall_is_recorded_shown_and_told_over_a_kill_and_a_jump(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, 2, Head, Handler, Guide, Bureau, Leader);
        await hall.MoveToAsync("2026-11-24T09:00:00+08:00");
        await TheGapIsShownAsync(hall, "2026-11-24");
        await hall.WaitsAsync(Bureau, IsAbsence);
        var before = await DayAsync(hall);
        await hall.RestartAsync();
        var after = await DayAsync(hall);
        ((int)after["version"]!).Should().Be((int)before["version"]!, "nothing is recorded twice");
        JsonNode.DeepEquals(before["gaps"], after["gaps"]).Should().BeTrue();

        await hall.Client.DoAsync("halls/YXCS/duty-leader", new { staff = Head, post = "引导台旁" }, Head);
        await hall.Client.DoAsync("halls/YXCS/guide-desk", new { staff = Guide }, Guide);
        var led = await DayAsync(hall);
        Gaps(led).Should().BeEmpty();
        ((string)led["dutyLeader"]!["post"]!).Should().Be("引导台旁");
        await OnEveryScreenAsync(hall, (string)led["dutyLeader"]!["name"]!);
        var asked = await hall.Client.DoAsync("cases", new { hall = "YXCS", window = "YXCS-00", channel = "onsite", question = "社保卡在哪办？" }, Guide);
        ((string)asked["owner"]!).Should().Be(Guide, "what the guide desk records is owned there (4.3e)");

        await ATicketWaitsTooLongAsync(hall);
        await SomebodyFallsAsync(hall);
        await AQuarrelAsync(hall);

        await hall.MoveToAsync("2026-11-24T12:30:00+08:00");
        Gaps(await DayAsync(hall)).Should().Contain("patrol-missed");
        await hall.Client.DoAsync("halls/YXCS/patrols", new { note = "已巡视" }, Head);
        Gaps(await DayAsync(hall)).Should().NotContain("patrol-missed");

        await hall.MoveToAsync("2026-11-26T08:45:00+08:00");
        await TheGapIsShownAsync(hall, "2026-11-26");
        var told = (await hall.GetAsync("inbox", "supervisor"))["items"]!.AsArray();
        told.Where(i => (string)i!["kind"]! == "inspection").Should().ContainSingle("one dispute, one inspection, whoever was killed meanwhile");
        await hall.ComesAboutAsync("inbox", Bureau, n => n["items"]!.AsArray().Count(i => IsAbsence(i!)) == 3);
        ((bool)(await hall.Client.GetAsync("ledger/verify", "auditor")).Body!["ok"]!).Should().BeTrue();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.6j")]
    [Clause("5.6k")]
    [Clause("5.6l")]
    [Clause("2.4c")]
    [Clause("2.5c")]
    public async Task Appointments_visits_needs_and_noon_service_over_http(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, 2, Head, Handler);
        await hall.MoveToAsync("2026-11-24T12:10:00+08:00");
        var noon = (await hall.Client.GetAsync("halls/YXCS/promises")).Body!["items"]!.AsArray().Single(p => (string?)p!["metric"] == "noon-coverage")!;
        ((bool)noon["today"]!["broken"]!).Should().BeTrue();
        noon["today"]!["lines"]!.AsArray().Select(l => (string)l!).Should().Contain("card");

        await NeedsAreForTheWindowAsync(hall);

        var (id, code) = await BookAsync(hall, new { serviceItem = "CARD-REPLACE", date = "2026-11-28", slot = "09:30", contact = new { name = "秦小满", phone = "13800005678" } });
        var free = (await hall.Client.GetAsync("halls/YXCS/appointments?date=2026-11-28")).Body!;
        free["items"]!.AsArray().Should().BeEmpty("bookings are for the hall's staff");
        free["slots"]!.AsArray().Should().Contain(s => (string)s!["slot"]! == "09:30" && (string)s["serviceLine"]! == "card" && (int)s["free"]! == 5);
        (await hall.GetAsync("halls/YXCS/appointments?date=2026-11-28", Handler)).ToJsonString().Should().Contain(id).And.NotContain("秦小满");
        (await hall.Client.PostAsync($"halls/YXCS/appointments/{id}/check-in", code: code)).Code.Should().Be("stage-order", "days too early");
        (await hall.Client.PostAsync($"halls/YXCS/appointments/{id}/check-in", code: "AAAAAAAAAAAA")).Code.Should().Be("not-found");

        await AVisitAtHomeAsync(hall);

        await hall.MoveToAsync("2026-11-28T09:25:00+08:00");
        var taken = await hall.Client.PostAsync($"halls/YXCS/appointments/{id}/check-in", key: "check-in-1", code: code);
        ((int)taken.Status).Should().Be(200, taken.Text);
        var ticket = (string)taken.Body!["ticket"]!;
        ((string)taken.Body["appointment"]!).Should().Be(id);
        await hall.RestartAsync();
        var again = await hall.Client.PostAsync($"halls/YXCS/appointments/{id}/check-in", key: "check-in-1", code: code);
        (again.Replayed, (string)again.Body!["ticket"]!).Should().Be((true, ticket));
        (await hall.Client.PostAsync($"halls/YXCS/appointments/{id}/check-in", code: code)).Code.Should().Be("stage-order", "one ticket an appointment");
        (await hall.Client.SendAsync(HttpMethod.Delete, $"halls/YXCS/appointments/{id}", new { }, null, null, code)).Code.Should().Be("stage-order");
    }

    private static async Task NeedsAreForTheWindowAsync(Hall hall)
    {
        var taken = await hall.Client.PostAsync("halls/YXCS/tickets", new { serviceLine = "unemployment", needs = new[] { "hearing" }, needsConsent = true, @private = true });
        ((int)taken.Status).Should().Be(201, taken.Text);
        (await hall.Client.PostAsync("halls/YXCS/tickets", new { serviceLine = "unemployment", needs = new[] { "hearing" } })).Code.Should().Be("validation");
        await OpenWindowAsync(hall);
        var ticket = (string)taken.Body!["ticket"]!;
        var called = await hall.Client.DoAsync("halls/YXCS/windows/YXCS-06/call-next", null, Handler);
        ((string)called["ticket"]!).Should().Be(ticket);
        ((string)called["needs"]![0]!).Should().Be("hearing");
        (await hall.Client.DoAsync("halls/YXCS/windows/YXCS-06/start", new { aids = new[] { "writing-board" } }, Handler))["aids"]![0]!.GetValue<string>().Should().Be("writing-board");
        var page = (await hall.Client.GetAsync("/halls/YXCS")).Text;
        page.Should().Contain(ticket).And.NotContain("hearing").And.NotContain("writing-board");
        (await hall.GetAsync("halls/YXCS/live", Head)).ToJsonString().Should().NotContain("hearing").And.NotContain("writing-board");
        (await hall.GetAsync($"halls/YXCS/tickets/{ticket}", Head))["needs"].Should().BeNull("not even the hall's head asks");
    }

    private static async Task AVisitAtHomeAsync(Hall hall)
    {
        var (id, _) = await BookAsync(hall, new
        {
            serviceItem = "UNE-BENEFIT", date = "2026-11-26", slot = "10:00", contact = new { name = "老周" }, home = new { address = "云溪路1号", reason = "卧床" },
        });
        await hall.WaitsAsync(Leader, i => (string)i["kind"]! == "home-visit");
        (await hall.Client.PostAsync($"halls/YXCS/appointments/{id}/home-visit", new { grant = true, staff = Handler }, Handler)).Code.Should().Be("over-authority");
        await hall.Client.DoAsync($"halls/YXCS/appointments/{id}/home-visit", new { grant = true, staff = Handler }, Head);
        var duty = await hall.WaitsAsync(Handler, i => (string)i["kind"]! == "visit");
        ((string)duty["dueAt"]!).Should().StartWith("2026-11-26T10:30:00");
        ((string)(await hall.GetAsync($"halls/YXCS/appointments/{id}", Handler))["address"]!).Should().Be("云溪路1号");
        (await hall.GetAsync($"halls/YXCS/appointments/{id}", Head))["address"].Should().BeNull("only who goes there needs it");
        await hall.RestartAsync();
        await hall.Client.DoAsync($"duties/{(string)duty["id"]!}/done", new { note = "已办" }, Handler);
        await hall.ComesAboutAsync("inbox", Handler, n => n["items"]!.AsArray().All(i => (string)i!["kind"]! != "visit"));
        ((string)(await hall.GetAsync($"halls/YXCS/appointments/{id}", Head))["state"]!).Should().Be("visited");
    }

    private static async Task<(string Id, string Code)> BookAsync(Hall hall, object body)
    {
        var booked = await hall.Client.PostAsync("halls/YXCS/appointments", body);
        ((int)booked.Status).Should().Be(201, booked.Text);
        return ((string)booked.Body!["id"]!, (string)booked.Body["retrievalCode"]!);
    }

    private static async Task ATicketWaitsTooLongAsync(Hall hall)
    {
        var taken = await hall.Client.PostAsync("halls/YXCS/tickets", new { serviceLine = "unemployment" });
        ((int)taken.Status).Should().Be(201, taken.Text);
        await hall.AdvanceAsync("PT21M");
        var notice = await hall.WaitsAsync(Head, i => (string)i["kind"]! == "wait-over-target");
        ((string)notice["about"]!).Should().Contain((string)taken.Body!["ticket"]!);
        ((int)(await DayAsync(hall))["waitsOverTarget"]!).Should().Be(1);
        await hall.ComesAboutAsync("halls/YXCS/live", Head, v => v["waitingOverTarget"]!.AsArray().Count == 1);
    }

    private static async Task SomebodyFallsAsync(Hall hall)
    {
        await hall.Client.DoAsync("halls/YXCS/incidents", new { kind = "fall", text = "老人在等候区滑倒" }, Handler);
        var duty = await hall.WaitsAsync(Head, i => (string)i["kind"]! == "incident");
        duty.ToJsonString().Should().NotContain("滑倒", "what happened is read by who may");
        ((string)(await hall.GetAsync("halls/YXCS/incidents", Head))["items"]![0]!["text"]!).Should().Be("老人在等候区滑倒");
        (await hall.Client.GetAsync("halls/YXCS/incidents", Handler)).Code.Should().Be("not-found");
        await hall.RestartAsync();
        await hall.Client.DoAsync($"duties/{(string)duty["id"]!}/done", new { note = "已送医" }, Head);
        await hall.ComesAboutAsync("inbox", Head, n => n["items"]!.AsArray().All(i => (string)i!["kind"]! != "incident"));
    }

    private static async Task AQuarrelAsync(Hall hall)
    {
        await OpenWindowAsync(hall);
        await hall.Client.DoAsync("halls/YXCS/windows/YXCS-06/call-next", null, Handler);
        var reported = await hall.Client.PostAsync("halls/YXCS/incidents", new { kind = "dispute", window = "YXCS-06", text = "工作人员与群众争吵" });
        ((int)reported.Status).Should().Be(201, reported.Text);
        (await hall.Client.PostAsync("halls/YXCS/incidents", new { kind = "fall", text = "x" })).Code.Should().Be("not-signed-in");
        ((int)(await hall.Client.PostAsync("halls/YXCS/incidents", new { kind = "cannot-get-done", text = "跑了三次没有人受理" })).Status).Should().Be(201, "5.3d: whoever could not get a matter done tells the duty leader");
        await hall.WaitsAsync(Head, i => (string)i["kind"]! == "incident" && ((string)i["about"]!).EndsWith("cannot-get-done", StringComparison.Ordinal));
        ((string)(await hall.GetAsync("halls/YXCS/windows/YXCS-06", Handler))["helper"]!).Should().Be(Head);
        await hall.WaitsAsync(Head, i => (string)i["kind"]! == "dispute");
        await hall.WaitsAsync("supervisor", i => (string)i["kind"]! == "inspection" && (string?)i["about"] == "dispute");
    }

    private static async Task OpenWindowAsync(Hall hall)
    {
        await hall.Client.DoAsync("halls/YXCS/windows/YXCS-06/sign-on", null, Handler);
        foreach (var (part, items) in new[]
        {
            ("systems", "business-system network computer printer id-reader camera caller evaluator"), ("materials", "forms samples leaflets seal"), ("at-post", "arrived badge desk-sign dress desk-tidy"),
        })
            await hall.Client.DoAsync("halls/YXCS/windows/YXCS-06/opening-checks", new { part, items = items.Split(' ').Select(code => new { code, ok = true }) }, Handler);
        await hall.Client.DoAsync("halls/YXCS/windows/YXCS-06/open", null, Handler);
    }

    private static async Task TheGapIsShownAsync(Hall hall, string date)
    {
        var day = await DayAsync(hall);
        ((string)day["date"]!).Should().Be(date);
        day["gaps"]!.AsArray().Should().Contain(g => (string)g!["kind"]! == "duty-leader-absent" && ((string)g["since"]!).StartsWith($"{date}T08:30:00", StringComparison.Ordinal));
        Gaps(day).Should().Contain("guide-desk-empty");
        Gaps((await hall.Client.GetAsync("halls/YXCS")).Body!["today"]!).Should().Contain("duty-leader-absent");
        await hall.ComesAboutAsync("halls/YXCS/live", Head, v => Gaps(v).Contains("duty-leader-absent"));
        (await hall.Client.GetAsync("/halls/YXCS")).Text.Should().Contain("负责人未到岗");
    }

    private static async Task OnEveryScreenAsync(Hall hall, string name)
    {
        await hall.ComesAboutAsync("halls/YXCS/live", Head, v => (string?)v["dutyLeader"]?["name"] == name && Gaps(v).Length == 0);
        (await hall.Client.GetAsync("/halls/YXCS")).Text.Should().Contain(name).And.Contain("引导台旁").And.NotContain("负责人未到岗");
    }

    private static async Task<JsonNode> DayAsync(Hall hall) => (await hall.Client.GetAsync("halls/YXCS/day")).Body!;

    private static string[] Gaps(JsonNode view) => [.. view["gaps"]!.AsArray().Select(g => (string)g!["kind"]!)];

    private static bool IsAbsence(JsonNode item) => (string)item["kind"]! == "notice" && (string?)item["about"] == "duty-leader-absent YXCS";
}
