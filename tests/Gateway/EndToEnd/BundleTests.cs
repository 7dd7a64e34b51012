using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>一件事 and withdrawn guides through HTTP, on both databases.</summary>
public sealed class BundleTests
{
    private const string Handler = MainPath.Handler;
    private static readonly object Applicant = new { name = "秦小满", idNumber = "999900199003070010", phone = "13800005678" };

    private static object Opening => new
    {
        hall = "YXCS", window = "YXCS-06", channel = "onsite", items = new[] { "UNE-REG", "UNE-BENEFIT", "EMP-CERT" }, contact = new { name = "秦小满", audience = "unemployed" }, question = "失业后要办哪些事？",
    };

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.4k")]
    public async Task A_bundle_of_three_counts_a_paper_once_handed_in_in_all_of_them(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, 1, Handler);
        var opened = await hall.Client.DoAsync("bundles", Opening, Handler, "bundle-1");
        var (number, code) = ((string)opened["bundleNumber"]!, (string)opened["retrievalCode"]!);
        ((bool)opened["complete"]!).Should().BeTrue();
        var cases = opened["members"]!.AsArray().ToDictionary(m => (string)m!["item"]!, m => (string)m!["caseNumber"]!);
        cases.Values.Distinct().Should().HaveCount(3, "each has a number and clocks of its own");
        await hall.RestartAsync();
        var again = await hall.Client.PostAsync("bundles", Opening, Handler, "bundle-1");
        again.Replayed.Should().BeTrue();
        again.Body!["members"]!.AsArray().Select(m => (string)m!["caseNumber"]!).Should().Equal(cases.Values);

        foreach (var item in cases)
            await hall.Client.DoAsync($"cases/{item.Value}/notices", new { eligible = new { answer = "eligible", rule = "失业保险条例 14" }, procedure = "身份证", path = "六号窗口", timeLimit = "按承诺时限" }, Handler);
        await hall.Client.DoAsync($"cases/{cases["UNE-BENEFIT"]}/application", new { serviceItem = "UNE-BENEFIT", applicant = Applicant, amount = 1800, materials = new[] { new { code = "id-or-card", form = "original" }, new { code = "unemployment-form", form = "original" } } }, Handler);
        foreach (var item in new[] { "UNE-REG", "EMP-CERT" })
            await hall.ComesAboutAsync($"cases/{cases[item]}", Handler, c => c["materials"]!.AsArray().Any(m => (string)m!["code"]! == "id-or-card" && m["at"] is not null));
        var certificate = await hall.Client.DoAsync($"cases/{cases["EMP-CERT"]}/application", new { serviceItem = "EMP-CERT", applicant = Applicant, materials = Array.Empty<object>() }, Handler);
        certificate["missing"]!.AsArray().Should().BeEmpty("the paper arrived once");

        await hall.Client.DoAsync($"cases/{cases["UNE-BENEFIT"]}/acceptance", null, Handler);
        await hall.Client.DoAsync($"cases/{cases["EMP-CERT"]}/acceptance", null, Handler);
        var seen = await hall.Client.GetAsync($"bundles/{number}", code: code);
        ((int)seen.Status).Should().Be(200, seen.Text);
        ((string)seen.Body!["promisedDueAt"]!).Should().Be("2026-12-01T17:00:00+08:00", "the latest of its cases");
        ((string)seen.Body["agent"]!).Should().Be(Handler);
        ((int)(await hall.Client.GetAsync($"bundles/{number}", code: "AAAAAAAAAAAA")).Status).Should().Be(404);
        ((int)(await hall.Client.GetAsync($"bundles/{number}", "YXNP004")).Status).Should().Be(404);

        // One evaluation for the bundle.
        await hall.Client.DoAsync($"cases/{cases["EMP-CERT"]}/decision", new { result = "granted", opinion = "同意" }, Handler);
        var memberCode = (string)opened["members"]!.AsArray().Single(m => (string)m!["item"]! == "EMP-CERT")!["retrievalCode"]!;
        var rated = await hall.Client.PostAsync($"cases/{cases["EMP-CERT"]}/evaluation", new { grade = 5 }, code: memberCode);
        ((int)rated.Status).Should().Be(200, rated.Text);
        await hall.ComesAboutAsync($"bundles/{number}", Handler, b => (string?)b["evaluatedBy"] == cases["EMP-CERT"]);
        var second = (string)opened["members"]!.AsArray().Single(m => (string)m!["item"]! == "UNE-REG")!["retrievalCode"]!;
        (await hall.Client.PostAsync($"cases/{cases["UNE-REG"]}/evaluation", new { grade = 5 }, code: second)).Code.Should().Be("already-evaluated");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.4k")]
    public async Task A_bundle_is_not_begun_that_cannot_be_opened_whole(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, Handler);
        (await hall.Client.PostAsync("bundles", new { hall = "YXCS", channel = "onsite", items = new[] { "UNE-REG" } }, Handler)).Code.Should().Be("validation");
        (await hall.Client.PostAsync("bundles", new { hall = "YXCS", channel = "onsite", items = new[] { "UNE-REG", "NO-SUCH" } }, Handler)).Code.Should().Be("validation");
        (await hall.Client.PostAsync("bundles", new { hall = "YXCS", channel = "onsite", items = new[] { "UNE-REG", "EMP-CERT" } }, "YXCS016")).Code.Should().Be("not-on-duty");
        (await hall.GetAsync($"cases?owner={Handler}", Handler))["items"]!.AsArray().Should().BeEmpty();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("2.2b")]
    public async Task A_withdrawn_text_makes_a_duty_for_each_owner_whose_inquiry_was_answered_from_it(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, Handler, "YXCS001");
        var numbers = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var opened = await hall.Client.DoAsync("cases", new { hall = "YXCS", window = "YXCS-06", channel = "onsite", question = "失业了能领什么？", serviceItem = "UNE-BENEFIT" }, Handler);
            numbers.Add((string)opened["caseNumber"]!);
            if (i < 2) await hall.Client.DoAsync($"cases/{numbers[i]}/notices", new { eligible = new { answer = "eligible", rule = "失业保险条例 14" }, procedure = "申领表", path = "六号窗口", timeLimit = "5个工作日" }, Handler);
        }

        await hall.Client.DoAsync($"cases/{numbers[0]}/close", new { outcome = "answered" }, Handler);
        var version = (int)(await hall.GetAsync("service-items/UNE-BENEFIT", Handler))["version"]!;
        await hall.Client.DoAsync($"service-items/UNE-BENEFIT/versions/{version}/withdrawal", new { reason = "金额写错" }, "YXCS001");
        foreach (var number in numbers.Take(2)) await hall.WaitsAsync(Handler, n => (string)n["kind"]! == "tell-person" && (string)n["caseNumber"]! == number);
        var waiting = (await hall.GetAsync("inbox", Handler))["items"]!.AsArray().Where(n => (string)n!["kind"]! == "tell-person").ToList();
        waiting.Should().HaveCount(2, "the third was told nothing yet");
        waiting.Should().OnlyContain(n => n!["dueAt"] != null);
        var id = (string)waiting[0]!["id"]!;
        (await hall.Client.PostAsync($"duties/{id}/done", new { }, Handler)).Code.Should().Be("reason-missing");
        (await hall.Client.PostAsync($"duties/{id}/done", new { note = "已告知" }, "YXCS001")).Code.Should().Be("not-your-duty");
        var done = await hall.Client.DoAsync($"duties/{id}/done", new { note = "已电话更正告知" }, Handler);
        ((string)done["doneBy"]!).Should().Be(Handler);
        (await hall.Client.PostAsync($"duties/{id}/done", new { note = "再次" }, Handler)).Code.Should().Be("stage-order");
        await hall.ComesAboutAsync("inbox", Handler, n => n["items"]!.AsArray().Count(i => (string)i!["kind"]! == "tell-person") == 1);
    }
}
