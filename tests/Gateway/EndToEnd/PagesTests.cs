using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>Published pages as data, figures counted from the ledger, and trainings that warn: over HTTP, on both databases, over a killed process.</summary>
public sealed class PagesTests
{
    private const string Handler = MainPath.Handler, Head = MainPath.Decider, Leader = "YXCS003", Window = "halls/YXCS/windows/YXCS-06";
    private static readonly JsonArray Items = JsonNode.Parse(File.ReadAllText(Repository.PathOf("data", "service-items.json")))!["items"]!.AsArray();

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("0.2")]
    [Clause("0.3")]
    [Clause("1.1")]
    [Clause("2.2a")]
    [Clause("2.5b")]
    [Clause("2.5d")]
    [Clause("2.6b")]
    [Clause("2.6e")]
    [Clause("3.1a")]
    [Clause("3.1b")]
    [Clause("3.1e")]
    [Clause("3.3b")]
    [Clause("4.2a")]
    [Clause("4.2c")]
    [Clause("4.2d")]
    [Clause("4.3a")]
    [Clause("4.3b")]
    [Clause("4.3c")]
    [Clause("4.3f")]
    [Clause("4.3h")]
    [Clause("4.3k")]
    [Clause("5.4e")]
    [Clause("5.4i")]
    [Clause("5.6f")]
    public async Task A_hall_publishes_keeps_and_is_measured_by_what_it_promises_through_a_killed_process(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, 1);
        var walk = new HallWalk(hall.Client);
        await walk.OnDutyAsync();
        await GuideAsync(hall);
        await PublishingAsync(hall);
        await LimitsAsync(hall);
        var number = await CaseAsync(hall, walk);
        await WindowAsync(hall);
        var before = await FiguresAsync(hall);

        await hall.RestartAsync();
        walk = new(hall.Client);
        (await FiguresAsync(hall)).Should().Be(before, "figures are made again from the ledger");
        (await hall.GetAsync("halls/YXCS/limits", Handler))["items"]!.AsArray().Should().ContainSingle();
        ((string)(await hall.GetAsync($"cases/{number}", Handler))["contactPerson"]!["number"]!).Should().Be("YXCS014");
        await TimeAsync(hall, walk);
        ((bool)(await hall.GetAsync("ledger/verify", "auditor"))["ok"]!).Should().BeTrue();
    }

    private static async Task GuideAsync(Hall hall)
    {
        var norm = (await hall.Client.GetAsync("norm")).Body!["items"]!.AsArray();
        norm.Should().HaveCount(150);
        norm[0]!["figure"]!["metric"]!.GetValue<string>().Should().Be("one-visit-rate");
        var carried = norm.Where(u => u!["endpoints"]!.AsArray().Count + u["checklist"]!.AsArray().Count + u["refusals"]!.AsArray().Count > 0).Select(u => (string)u!["id"]!).ToHashSet();
        carried.Should().Contain(["0.1", "0.2", "0.3", "1.1", "2.2a", "2.3c", "2.5b", "2.6e", "3.1a", "3.3b", "3.4b", "4.2d", "4.3a", "4.3f", "4.4b", "5.4i", "5.6f", "6.4d"]);

        var retired = (await hall.Client.GetAsync("service-items?audience=retiree&limit=200")).Body!["items"]!.AsArray().Select(i => (string)i!["code"]!);
        retired.Should().BeEquivalentTo(Items.Where(i => i!["audience"]!.AsArray().Any(a => (string)a! == "retiree")).Select(i => (string)i!["code"]!)).And.NotBeEmpty();
        var file = Items.Single(i => (string)i!["code"]! == "UNE-BENEFIT")!.AsObject();
        var guide = (await hall.Client.GetAsync("service-items/UNE-BENEFIT?hall=YXCS")).Body!;
        foreach (var (name, value) in file) Same(guide[name], value).Should().BeTrue($"{name}: {guide[name]?.ToJsonString()}");
        guide["promises"]!.AsArray().Should().Contain(p => (string)p!["id"]! == "P001");
        (await hall.Client.GetAsync("service-items/UNE-BENEFIT?hall=NOWHERE")).Code.Should().Be("not-found");

        var matrix = (await hall.Client.GetAsync("authority")).Body!["items"]!.AsArray().Single(i => (string)i!["code"]! == "WII-RECOG")!;
        ((string)matrix["deniedBy"]!).Should().Be("L5");
        var sample = (await hall.Client.GetAsync("service-items/UNE-BENEFIT/samples/unemployment-form")).Body!;
        sample["fields"]!.AsArray().Should().Contain(f => (string)f!["label"]! == "姓名" && (string)f["value"]! == "秦小满");
        (await hall.Client.GetAsync("service-items/UNE-BENEFIT/samples/id-or-card")).Code.Should().Be("not-found");
    }

    // The data file leaves out what is null or empty, and writes 5 where the ledger keeps 5.0.
    private static bool Same(JsonNode? shown, JsonNode? written) => (shown, written) switch
    {
        (null, null) => true,
        (JsonObject a, JsonObject b) => b.All(p => Same(a[p.Key], p.Value)),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(p => Same(p.First, p.Second)),
        (JsonValue a, JsonValue b) when b.TryGetValue<decimal>(out var number) => a.GetValue<decimal>() == number,
        _ => JsonNode.DeepEquals(shown, written),
    };

    private static async Task PublishingAsync(Hall hall)
    {
        var draft = Items.Single(i => (string)i!["code"]! == "UNE-BENEFIT")!.DeepClone().AsObject();
        draft.Remove("version");
        draft["promisedDays"] = 5;
        var put = await hall.Client.PutAsync("service-items/UNE-BENEFIT", draft, Head);
        ((int)put.Status).Should().Be(200, put.Text);
        var version = (int)put.Body!["versions"]!.AsArray().Max(v => (int)v!["itemVersion"]!);
        var unsampled = await hall.Client.PostAsync($"service-items/UNE-BENEFIT/versions/{version}/publication", null, Leader);
        (unsampled.Code, (int)unsampled.Status).Should().Be(("sample-missing", 422));
        draft.Remove("onlineDepth");
        put = await hall.Client.PutAsync("service-items/UNE-BENEFIT", draft, Head);
        var deep = await hall.Client.PostAsync($"service-items/UNE-BENEFIT/versions/{version + 1}/publication", null, Leader);
        deep.Body!["errors"]!["onlineDepth"]!.AsArray().Should().ContainSingle();
        (await hall.Client.PostAsync($"service-items/UNE-BENEFIT/versions/{version + 1}/publication", null, Head)).Code.Should().Be("same-person-review");

        var standard = new { title = "本厅接待标准", lines = new[] { "三声服务" }, source = "本厅制度" };
        ((int)(await hall.Client.PutAsync("halls/YXCS/standards/reception", standard, Head)).Status).Should().Be(200);
        (await hall.GetAsync("halls/YXCS/standards", Handler))["items"]!.AsArray().Should().OnlyContain(s => (string)s!["scope"]! == "city", "a draft is shown nowhere");
        (await hall.Client.PostAsync("halls/YXCS/pages/standard/reception/versions/1/publication", null, Head)).Code.Should().Be("same-person-review");
        await hall.Client.DoAsync("halls/YXCS/pages/standard/reception/versions/1/publication", null, Leader, "pub-1");
        var again = await hall.Client.PostAsync("halls/YXCS/pages/standard/reception/versions/1/publication", null, Leader, "pub-1");
        again.Replayed.Should().BeTrue(again.Text);
        (await hall.Client.GetAsync("halls/YXCS/standards")).Body!["items"]!.AsArray().Single(s => (string)s!["key"]! == "reception")!["approver"]!.GetValue<string>().Should().Be(Leader);
        var own = new { scope = "individual", owner = Handler, textZh = "材料一次说清", metric = "second-supplement-count", @operator = "<=", threshold = 0, window = "month", shownOn = new[] { "display-screen" } };
        ((int)(await hall.Client.PutAsync("halls/YXCS/promises/P032", own, Handler)).Status).Should().Be(200, "a person words their own promise");
        (await hall.Client.PostAsync("halls/YXCS/pages/promise/P032/versions/1/publication", null, Handler)).Code.Should().Be("same-person-review");
        await hall.Client.DoAsync("halls/YXCS/pages/promise/P032/versions/1/publication", null, Leader);
        var kept = (await hall.Client.GetAsync("halls/YXCS/promises?shownOn=display-screen")).Body!["items"]!.AsArray().Single(p => (string)p!["id"]! == "P032")!;
        ((string)kept["textZh"]!, (string)kept["author"]!, (string)kept["approver"]!).Should().Be(("材料一次说清", Handler, Leader));
        ((double)kept["value"]!, (bool)kept["kept"]!).Should().Be((0d, true));
        (await hall.Client.GetAsync("halls/YXCS/duties")).Body!["items"]!.AsArray().Select(d => (string)d!["key"]!).Should().Contain(["L1", "YXCS-06"]);
    }

    private static async Task LimitsAsync(Hall hall)
    {
        var looser = await hall.Client.PutAsync("halls/YXCS/limits/UNE-BENEFIT", new { promisedDays = 12 }, Head);
        (looser.Code, (int)looser.Status).Should().Be(("looser-than-city", 422));
        ((int)(await hall.Client.PutAsync("halls/YXCS/limits/UNE-BENEFIT", new { promisedDays = 3 }, Head)).Status).Should().Be(200);
        await hall.Client.DoAsync("halls/YXCS/pages/limit/UNE-BENEFIT/versions/1/publication", null, Leader);
        var limit = (await hall.Client.GetAsync("service-items/UNE-BENEFIT?hall=YXCS")).Body!["hallLimit"]!;
        ((int)limit["hall"]!["promisedDays"]!, (int)limit["city"]!["promisedDays"]!).Should().Be((3, 5));
    }

    private static async Task<string> CaseAsync(Hall hall, HallWalk walk)
    {
        var number = await walk.AcceptedAsync();
        ((string)(await hall.GetAsync($"cases/{number}", Handler))["promisedDueAt"]!).Should().Be("2026-11-27T17:00:00+08:00", "three working days, the hall's own limit");
        var code = walk.CodeOf(number);
        var asked = await hall.Client.PostAsync($"cases/{number}/notes", new { kind = "request", text = "希望下午签字" }, code: code);
        ((int)asked.Status).Should().Be(200, asked.Text);
        await hall.WaitsAsync(Handler, i => (string)i["kind"]! == "request" && (string)i["caseNumber"]! == number);
        (await hall.Client.PostAsync($"cases/{number}/notes", new { kind = "request-answer", request = "q1", outcome = "not-met" }, Handler)).Code.Should().Be("reason-missing");
        await hall.Client.DoAsync($"cases/{number}/notes", new { kind = "request-answer", request = "q1", outcome = "met" }, Handler);
        await hall.Client.DoAsync($"cases/{number}/notes", new { kind = "contact", staff = "YXCS014" }, Handler);
        var track = (await hall.Client.GetAsync($"track/{number}", code: code)).Body!;
        ((string)track["contactPerson"]!["number"]!, (string)track["requests"]![0]!["outcome"]!).Should().Be(("YXCS014", "met"));
        track["flow"]!.AsArray().Single(s => (string)s!["state"]! == "current")!["stage"]!.GetValue<string>().Should().Be("initial-review");
        track["flow"]![1]!["dueAt"].Should().NotBeNull();
        var receipt = await hall.Client.GetAsync($"cases/{number}/documents/receipt", code: code);
        receipt.Text.Should().Contain(Handler).And.Contain((string)track["ownerName"]!);

        await walk.NextAsync(number, "initial-review", Handler, MainPath.Reviewer);
        await walk.NextAsync(number, "recheck", MainPath.Reviewer, Head);
        var decided = await hall.Client.DoAsync($"cases/{number}/decision", new { result = "granted", opinion = "同意", amount = 1800 }, Head);
        decided["result"]!["decidedByName"]!.GetValue<string>().Should().NotBeEmpty();
        return number;
    }

    private static async Task WindowAsync(Hall hall)
    {
        await hall.Client.DoAsync(Window + "/sign-on", null, Handler);
        var sign = await hall.GetAsync(Window + "/sign", Handler);
        ((string)sign["staff"]!["number"]!).Should().Be(Handler);
        ((string)sign["staff"]!["promise"]!).Should().NotBeEmpty();
        sign["duties"]!.AsArray().Should().HaveCountGreaterThan(1);
        sign["promises"]!.AsArray().Should().Contain(p => (string)p!["owner"]! == Handler && (string)p["scope"]! == "individual");
        foreach (var part in (await hall.GetAsync(Window + "/opening-checks", Handler))["parts"]!.AsArray())
        {
            var items = new JsonArray([.. part!["items"]!.AsArray().Select(i => (JsonNode)new JsonObject { ["code"] = (string)i!["code"]!, ["ok"] = true })]);
            await hall.Client.DoAsync(Window + "/opening-checks", new JsonObject { ["part"] = (string)part["part"]!, ["items"] = items }, Handler);
        }

        await hall.Client.DoAsync(Window + "/open", null, Handler);
        (await hall.GetAsync(Window, Handler))["script"]!.AsArray().Should().BeEmpty("no session is open");
        ((int)(await hall.Client.PostAsync("halls/YXCS/tickets", new { serviceLine = "unemployment" })).Status).Should().Be(201);
        ((int)(await hall.Client.PostAsync("halls/YXCS/tickets", new { serviceLine = "unemployment" })).Status).Should().Be(201);
        var second = await hall.Client.PostAsync("halls/YXCS/tickets", new { serviceLine = "unemployment" });
        await hall.Client.DoAsync(Window + "/call-next", new { ticket = (string)second.Body!["ticket"]!, reason = "elderly-70" }, Handler);
        (await hall.GetAsync(Window, Handler))["script"]!.AsArray().Select(s => (string)s!["when"]!).Should().Equal("greeting", "asking", "thanks", "farewell");
        await hall.Client.DoAsync(Window + "/start", null, Handler);
        await hall.Client.DoAsync(Window + "/finish", new { invited = true }, Handler);
        await hall.ComesAboutAsync("halls/YXCS/on-duty", Handler, v => v["staff"]!.AsArray().Any(s => (string)s!["badge"]!["number"]! == Handler && (string?)s["window"] == "YXCS-06" && s["badge"]!["promise"] is not null));
    }

    /// <summary>What the reports, the hall's page and its promises say, in one line.</summary>
    private static async Task<string> FiguresAsync(Hall hall)
    {
        var service = (await hall.GetAsync("reports/service?hall=YXCS&by=window", Handler))["all"]!;
        ((int)service["decided"]!, (double)service["onTimeRate"]!, (double)service["oneVisitRate"]!, (int)service["served"]!).Should().Be((1, 1d, 1d, 1));
        (await hall.Client.GetAsync("reports/service?by=staff", Handler)).Code.Should().Be("not-permitted");
        var csv = await hall.Client.GetAsync("reports/service.csv?hall=YXCS", Handler);
        csv.Text.TrimStart((char)0xFEFF).Should().StartWith("key,opened,received,").And.Contain("\r\nall,1,1,1,1,1,1,1,");
        (await hall.Client.GetAsync("reports/fairness", Handler)).Code.Should().Be("not-permitted");
        var fairness = await hall.GetAsync("reports/fairness?hall=YXCS", Head);
        ((string)fairness["jumps"]!.AsArray().Should().ContainSingle().Subject!["reason"]!, (string)fairness["jumps"]![0]!["staff"]!).Should().Be(("elderly-70", Handler));
        var quality = (await hall.GetAsync("reports/quality?hall=YXCS&by=stage", Head))["groups"]!.AsArray();
        quality.Select(g => (string)g!["key"]!).Should().Contain(["initial-review", "recheck", "decision"]);
        // Counted at most once a second: what was decided just now shows soon.
        var promises = (await hall.ComesAboutAsync("halls/YXCS/promises", Handler, v => v["items"]!.AsArray().Single(p => (string)p!["id"]! == "P001")!["value"] is not null))["items"]!.AsArray();
        var first = promises.Single(p => (string)p!["id"]! == "P001")!;
        ((double)first["value"]!, (bool)first["kept"]!).Should().Be((1d, true));
        var page = (await hall.Client.GetAsync("halls/YXCS")).Body!["promises"]!.AsArray().Single(p => (string)p!["id"]! == "P001")!;
        ((double)page["value"]!, (bool)page["kept"]!).Should().Be((1d, true), "the same data on every surface");
        promises.Where(p => p!["metric"] is not null).Should().OnlyContain(p => (bool)p!["measured"]!, "the telephone's too");
        return $"{service.ToJsonString()} {fairness["jumps"]!.ToJsonString()} {quality.ToJsonString()} {first["value"]} {first["count"]}";
    }

    private static async Task TimeAsync(Hall hall, HallWalk walk)
    {
        var late = await walk.AcceptedAsync();
        await hall.MoveToAsync("2026-12-09T08:30:00+08:00");
        foreach (var person in new[] { "YXCS001", Leader })
        {
            var notice = await hall.WaitsAsync(person, i => (string)i["kind"]! == "qualification" && (string?)i["about"] == "discipline 7" && (string?)i["from"] == "YXCS001");
            ((string)notice["since"]!, (string)notice["dueAt"]!).Should().Be(("2026-12-09T00:00:00+08:00", "2026-12-16T00:00:00+08:00"));
        }

        var training = await hall.GetAsync("halls/YXCS/qualifications", Leader);
        training["lines"]!.AsArray().Should().OnlyContain(l => l!["gapFrom"] != null).And.Contain(l => (string)l!["line"]! == "unemployment");
        training["staff"]!.AsArray().Single(s => (string)s!["number"]! == "YXCS001")!["training"]!.AsArray().Should().Contain(t => (string)t!["line"]! == "discipline" && (string)t["state"]! == "expiring");
        (await hall.Client.GetAsync("halls/YXCS/qualifications", "citizen")).Code.Should().Be("not-permitted");

        (await hall.Client.GetAsync("reports/backlog?hall=YXCS", Handler)).Code.Should().Be("not-permitted");
        var backlog = await hall.GetAsync("reports/backlog?hall=YXCS", Head);
        ((string)backlog["cases"]![0]!["caseNumber"]!).Should().Be(late);
        ((double)backlog["cases"]![0]!["used"]!).Should().BeGreaterThan(1);
        ((int)backlog["all"]!["over100"]!).Should().Be(1);
        (await hall.GetAsync("halls/YXCS/promises", Head))["items"]!.AsArray().Single(p => (string)p!["id"]! == "P001")!["value"].Should().BeNull("nothing was decided this month yet");
    }
}
