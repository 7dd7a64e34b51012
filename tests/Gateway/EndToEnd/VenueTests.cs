using System.Net;
using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>Facilities, inspections and their findings over HTTP, on both databases, killed in the middle.</summary>
public sealed class VenueTests
{
    private const string Leader = "YXCS003", Head = "YXCS005", Handler = "YXCS015", Window = "halls/YXCS/windows/YXCS-06";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("2.4a"), Clause("4.1b"), Clause("4.4e"), Clause("4.3i"), Clause("4.4k"), Clause("3.2a")]
    public async Task What_is_broken_expired_or_found_is_open_on_the_halls_page_until_another_person_looked_again(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, 1, Leader, Head, Handler, "YXSQ001", "YXCS001");

        // 4.4e: past its date, and nobody reported it.
        var expired = (await hall.ComesAboutAsync("halls/YXSQ/facilities", "citizen", v => v["openFindings"]!.AsArray().Count > 0))["openFindings"]!.AsArray().Single()!;
        ((string)expired["clause"]!, (string)expired["facility"]!, (string)expired["grade"]!).Should().Be(("4.4e", "YXSQ-F04", "major"));
        await hall.WaitsAsync("YXSQ001", n => (string)n["kind"]! == "finding" && (string)n["id"]! == (string)expired["findingId"]!);

        // 4.1b: broken is a repair duty; 4.3i: a leaflet of an older version is to be replaced.
        await PutAsync(hall, "YXCS-F10", new { kind = "copier", nameZh = "自助复印", state = "broken", reason = "卡纸" });
        var repair = await hall.WaitsAsync(Leader, n => (string)n["kind"]! == "repair");
        ((string)repair["dueAt"]!).Should().Be("2026-12-01T17:00:00+08:00");
        await PutAsync(hall, "YXCS-L01", new { kind = "leaflet", nameZh = "失业保险宣传页", state = "ok", item = "UNE-BENEFIT", itemVersion = 1, stock = 5 });
        await PublishNextAsync(hall, "UNE-BENEFIT");
        await hall.WaitsAsync(Leader, n => (string)n["kind"]! == "replace");

        var plan = new { kind = "self", hall = "YXCS", plannedFor = "2026-11-24" };
        var items = new { items = new object[] { new { clause = "4.4a", ok = true }, new { clause = "4.4g", ok = false, grade = "minor", note = "地面有水", evidence = "photo-17" } } };
        var number = (string)(await hall.Client.DoAsync("inspections", plan, Head, "plan-1"))["inspectionNumber"]!;
        var recorded = await hall.Client.DoAsync($"inspections/{number}/findings", items, Head, "found-1");
        var finding = (string)recorded["findings"]!.AsArray().Single()!["findingId"]!;
        ((string)recorded["findings"]![0]!["dueAt"]!).Should().Be("2026-12-01T17:00:00+08:00");

        await hall.RestartAsync();
        (await hall.Client.PostAsync($"inspections/{number}/findings", items, Head, "found-1")).Replayed.Should().BeTrue();
        var page = (await hall.Client.GetAsync("halls/YXCS/facilities")).Body!;
        page["openFindings"]!.AsArray().Select(f => (string)f!["clause"]!).Should().BeEquivalentTo("4.1b", "4.3i", "4.4g");
        page["accessible"]!.AsArray().Select(f => (string)f!).Should().Contain("YXCS-F02");
        page["gaps"]!.AsArray().Select(g => $"{g!["facility"]} {g["what"]}").Should().Contain("YXCS-F10 broken").And.Contain("YXCS-L01 low-stock").And.Contain("YXCS-L01 leaflet-outdated");
        var html = (await hall.Client.GetAsync("/halls/YXCS")).Text;
        html.Should().Contain(finding).And.Contain("无障碍坡道").And.Contain("自助复印");

        await hall.WaitsAsync(Leader, n => (string)n["id"]! == finding && (string)n["kind"]! == "finding");
        await hall.Client.DoAsync($"inspections/{number}/findings/{finding}/answer", new { text = "已安排保洁" }, Leader);
        (await hall.Client.PostAsync($"findings/{finding}/rectification", new { measures = "x" }, Handler)).Code.Should().Be("not-your-finding");
        await hall.Client.DoAsync($"findings/{finding}/rectification", new { measures = "已擦干，增加巡查" }, Leader);
        (await hall.Client.PostAsync($"findings/{finding}/recheck", new { ok = true }, Leader)).Code.Should().Be("two-persons-needed");
        await hall.WaitsAsync(Head, n => (string)n["kind"]! == "recheck" && (string)n["id"]! == finding);
        await hall.Client.DoAsync($"inspections/{number}/release", null, Head);
        ((string)(await hall.Client.DoAsync($"findings/{finding}/recheck", new { ok = true }, Head))["state"]!).Should().Be("closed");
        ((string)(await hall.GetAsync($"inspections/{number}", Leader))["state"]!).Should().Be("closed");
        (await hall.Client.GetAsync("halls/YXCS/facilities")).Body!["openFindings"]!.AsArray().Select(f => (string)f!["findingId"]!).Should().NotContain(finding);

        // Not mended in time: one card, dated at the due instant.
        await hall.MoveToAsync("2026-12-02T09:00:00+08:00");
        var carded = (await hall.GetAsync("findings?hall=YXCS&card=yellow", Leader))["items"]!.AsArray();
        carded.Select(f => (string)f!["clause"]!).Should().Equal("4.1b");
        ((bool)carded[0]!["overdue"]!).Should().BeTrue();
        await hall.WaitsAsync(Leader, n => (string)n["kind"]! == "card" && ((string)n["id"]!).StartsWith((string)carded[0]!["findingId"]!, StringComparison.Ordinal));
        ((bool)(await hall.GetAsync("ledger/verify", "auditor"))["ok"]!).Should().BeTrue();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("3.3b"), Clause("3.3e"), Clause("4.1c"), Clause("4.3g")]
    public async Task Every_page_has_one_brand_the_workbench_its_script_card_and_a_failed_opening_item_is_a_finding(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, Head, Handler);
        var brand = (await hall.Client.GetAsync("brand")).Body!;
        foreach (var page in new[] { "/", "/halls/YXCS", "/halls/NPWY" })
        {
            var text = (await hall.Client.GetAsync(page)).Text;
            text.Should().Contain((string)brand["nameZh"]!).And.Contain("/brand.css").And.Contain((string)brand["colour"]!, page);
        }

        (await hall.Client.GetAsync("/brand.css")).Text.Should().Contain($"--brand: {brand["colour"]};");
        (await hall.GetAsync("reports/venues", Head))["items"]!.AsArray().Select(h => (string)h!["hall"]!).Should().HaveCount(8).And.Contain("SQQS");
        (await hall.Client.GetAsync("service-items?audience=retiree")).Body!["items"]!.AsArray().Should().NotBeEmpty("the guide is on the public page");

        await hall.Client.DoAsync(Window + "/sign-on", null, Handler);
        await CheckAsync(hall, failing: "evaluator");
        var open = (await hall.ComesAboutAsync("halls/YXCS/facilities", "citizen", v => v["openFindings"]!.AsArray().Count > 0))["openFindings"]!.AsArray().Single()!;
        ((string)open["clause"]!, (string)open["window"]!).Should().Be(("3.3e", "YXCS-06"));
        await CheckAsync(hall);
        await hall.WaitsAsync("YXCS003", n => (string)n["kind"]! == "recheck" && (string)n["id"]! == (string)open["findingId"]!);
        ((string)(await hall.Client.DoAsync($"findings/{open["findingId"]}/recheck", new { ok = true }, Head))["state"]!).Should().Be("closed");

        await hall.Client.DoAsync(Window + "/open", null, Handler);
        ((int)(await hall.Client.PostAsync("halls/YXCS/tickets", new { serviceLine = "unemployment" })).Status).Should().Be(201);
        await hall.Client.DoAsync(Window + "/call-next", null, Handler);
        var card = (await hall.Client.DoAsync(Window + "/start", null, Handler))["scriptCard"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        foreach (var word in new[] { "您好", "请问", "谢谢", "请慢走" }) card.Should().Contain(word);
        (await hall.Client.GetAsync("halls/NOHALL/facilities")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    private static async Task PutAsync(Hall hall, string facility, object body)
    {
        var put = await hall.Client.PutAsync("halls/YXCS/facilities/" + facility, body, Head);
        ((int)put.Status).Should().Be(200, put.Text);
    }

    private static async Task PublishNextAsync(Hall hall, string item)
    {
        var draft = (await hall.GetAsync("service-items/" + item, Head)).AsObject();
        foreach (var shown in new[] { "version", "inForce", "asOf" }) draft.Remove(shown);
        var put = await hall.Client.PutAsync("service-items/" + item, draft, Head);
        ((int)put.Status).Should().Be(200, put.Text);
        await hall.Client.DoAsync($"service-items/{item}/versions/2/publication", null, "YXCS001");
    }

    private static async Task CheckAsync(Hall hall, string? failing = null)
    {
        var checks = (await hall.Client.GetAsync(Window + "/opening-checks", Handler)).Body!;
        foreach (var part in checks["parts"]!.AsArray())
        {
            var items = new JsonArray([.. part!["items"]!.AsArray().Select(i => (JsonNode)new JsonObject { ["code"] = (string)i!["code"]!, ["ok"] = (string)i["code"]! != failing })]);
            await hall.Client.DoAsync(Window + "/opening-checks", new JsonObject { ["part"] = (string)part["part"]!, ["items"] = items }, Handler);
        }
    }
}
