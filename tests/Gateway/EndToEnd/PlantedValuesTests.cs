using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>
/// must-hold 27 from outside: some sixty values of persons are planted on every way into the hall, good requests and bad ones; none of them turns up where
/// it may not be: logs, metrics, traces, the ledger's public parts, summary rows, Orleans' storage, and the views of those without the right.
/// </summary>
public sealed class PlantedValuesTests
{
    private const string Guide = HallWalk.Guide, Handler = HallWalk.Handler, Reviewer = HallWalk.Reviewer, Decider = HallWalk.Decider, Leader = HallWalk.Leader, Agent = HallWalk.Colleague;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.5d")]
    public async Task Nothing_of_a_person_is_found_where_it_may_not_be(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--telemetry", "console", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments];
        var p = new Planted();
        var seen = new List<(string Where, string Text)>();
        List<string> stored;
        string number, bundle;
        await using (var first = await HallProcess.StartAsync(serve))
        {
            using var http = new HallClient(first.Url);
            var walk = new HallWalk(http);
            await walk.OnDutyAsync();
            number = await MainMatterAsync(http, p);
            await OtherEndsAsync(http, p);
            bundle = await BundleAndTicketsAsync(http, p);
            await WrongRequestsAsync(http, p, number);
            await first.KillAsync();
            seen.Add(("the first process's output", first.Said));
        }

        await using (var second = await HallProcess.StartAsync(serve))
        {
            using var http = new HallClient(second.Url);
            var code = p.Values.Single(v => v.What == "retrieval code").Needle;
            var own = await http.GetAsync($"cases/{number}/my-data", code: code);
            p.FoundIn("own data", own.Text).Should().HaveCountGreaterThan(35, "the values are there, for the person: {0}", own.Text.Length);
            await WrongRequestsAsync(http, p, number);
            foreach (var user in new[] { "YXCS016", "YXTJ004", "citizen", "admin", "security-admin", "auditor", "evaluator" }) await LookAroundAsync(http, second.Url, user, number, bundle, seen);
            stored = [.. (await Planted.StoredAsync(database)).SelectMany(s => p.FoundIn(s.Where, s.Text))];
            (await second.StopAsync()).Should().Be(0);
            seen.Add(("the second process's output", second.Said));
        }

        p.Values.Should().HaveCountGreaterThanOrEqualTo(50);
        // Traces and metrics were written: what is not there cannot tell anything.
        seen[^1].Text.Should().Contain("Activity.TraceId").And.Contain("hallgrains.gateway.refusals").And.Contain("orleans.rpc.target_id");
        stored.Should().BeEmpty();
        seen.SelectMany(s => p.FoundIn(s.Where, s.Text)).Should().BeEmpty();
    }

    // From the question to the archive, with a word at every step.
    private static async Task<string> MainMatterAsync(HallClient http, Planted p)
    {
        var opened = await http.DoAsync("cases", new
        {
            hall = "YXCS", window = "YXCS-00", channel = "onsite", question = p.Text("question"), serviceItem = "UNE-BENEFIT",
            contact = new { name = p.Text("contact name"), audience = "unemployed", phone = p.Phone("contact phone"), idNumber = p.IdNumber("contact id") },
        }, Guide);
        var number = (string)opened["caseNumber"]!;
        var code = p.Secret("retrieval code", (string)opened["retrievalCode"]!);
        var c = $"cases/{number}";
        await http.DoAsync($"{c}/notices", new { eligible = new { answer = "eligible", rule = p.Text("rule") }, procedure = p.Text("procedure"), path = p.Text("path"), timeLimit = p.Text("time limit") }, Guide);
        await http.DoAsync($"{c}/notes", new { kind = "explanation", topic = "limits", text = p.Text("explanation") }, Guide);
        await TakeAsync(await http.DoAsync($"{c}/handoffs", new { to = new { staff = Handler }, kind = "transfer-inside", reason = p.Text("handoff reason") }, Guide), Handler);
        await http.DoAsync($"{c}/application", new
        {
            serviceItem = "UNE-BENEFIT", amount = 1800, materials = Array.Empty<object>(),
            applicant = new
            {
                name = p.Text("applicant"), idNumber = p.IdNumber("applicant id"), phone = p.Phone("applicant phone"), address = "宁江市南浦区学府路8号" + p.Text("address"), representative = p.Text("representative"),
            },
        }, Handler);
        await http.DoAsync($"{c}/supplement-request", new { missing = HallWalk.Needed("UNE-BENEFIT").Select(m => new { material = m, reason = p.Text("missing " + m), how = p.Text("how " + m) }) }, Handler);
        await http.DoAsync($"{c}/supplement", new { materials = HallWalk.Needed("UNE-BENEFIT").Select(m => new { code = m, form = "original" }) }, Handler);
        await http.DoAsync($"{c}/spot-correction", new { kind = "typing-slip", text = p.Text("spot correction") }, Handler);
        await http.DoAsync($"{c}/green-channel", new { ground = "other", reason = p.Text("green channel") }, Leader);
        await http.DoAsync($"{c}/watch", new { note = p.Text("watch note") }, Leader);
        await TakeAsync(await http.DoAsync($"{c}/agent", new { staff = Agent, authorisation = p.Text("authorisation"), scope = p.Text("agent scope") }, Handler), Agent);
        await http.DoAsync($"{c}/acceptance", null, Handler);
        await http.DoAsync($"{c}/pauses", new { reason = "supplement", evidence = p.Text("pause evidence"), expectedUntil = "2026-12-08T17:00:00+08:00" }, Handler);
        await http.DoAsync($"{c}/pauses/current/end", new { outcome = p.Text("pause outcome") }, Handler);
        await http.DoAsync($"{c}/extension", new { workingDays = 1, reason = p.Text("extension reason") }, Handler);
        await http.DoAsync($"{c}/extension/answer", new { grant = true, reason = p.Text("extension answer") }, Leader);
        var asked = await http.DoAsync($"{c}/escalations", new { question = p.Text("escalation"), proposal = p.Text("proposal"), level = "L3", amount = 1800 }, Handler);
        await http.DoAsync($"{c}/escalations/{asked["escalationId"]}/answer", new { verdict = "approve", text = p.Text("escalation answer") }, Decider);
        await TakeAsync(await http.DoAsync($"{c}/stages/initial-review/finish", new { conclusion = p.Text("conclusion"), ground = p.Text("ground"), to = new { staff = Reviewer } }, Handler), Reviewer);
        await TakeAsync(await http.DoAsync($"{c}/stages/recheck/finish", new { conclusion = p.Text("conclusion 2"), ground = p.Text("ground 2"), to = new { staff = Decider } }, Reviewer), Decider);
        await http.DoAsync($"{c}/unmask", new { fields = new[] { "idNumber", "phone", "name", "address", "representative" }, purpose = p.Text("purpose") }, "supervisor");
        await http.DoAsync($"{c}/decision", new { result = "denied", opinion = p.Text("opinion"), basis = p.Text("basis"), remedies = p.Text("remedies") }, Decider);
        await http.DoAsync($"{c}/delivery", new { method = "pickup", evidence = p.Text("delivery") }, Decider);
        await WorksAsync(http.PostAsync($"{c}/evaluation", new { grade = 1, tags = new[] { "冷淡" }, comment = p.Text("comment") }, code: code));
        await WorksAsync(http.PostAsync($"evaluations/{number}/contact", new { reached = true, note = p.Text("contact note") }, Leader));
        await http.DoAsync($"{c}/corrections", new { wrong = p.Text("wrong"), stage = "initial-review", effect = p.Text("effect") }, Decider);
        return number;

        async Task TakeAsync(JsonNode offered, string by) => await http.DoAsync($"{c}/handoffs/{offered["handoffId"]}/accept", null, by);
    }

    private static async Task OtherEndsAsync(HallClient http, Planted p)
    {
        var walk = new HallWalk(http);
        var withdrawn = await walk.ReceivedAsync(id: p.IdNumber("another's id"));
        await WorksAsync(http.PostAsync($"cases/{withdrawn}/withdrawal", new { reason = p.Text("withdrawal") }, code: p.Secret("another's code", walk.CodeOf(withdrawn))));
        var referred = await walk.ReceivedAsync();
        await http.DoAsync($"cases/{referred}/referral", new { body = "宁江市医疗保障局", address = "府前路2号", phone = "12393", reason = p.Text("referral") }, Handler);
        var closed = await walk.AnsweredAsync();
        await http.DoAsync($"cases/{closed}/close", new { outcome = "answered", whereTo = p.Text("where to") }, Handler);
        await http.DoAsync($"cases/{closed}/reopening", new { question = p.Text("asked again") }, Handler);
    }

    private static async Task<string> BundleAndTicketsAsync(HallClient http, Planted p)
    {
        var bundle = await http.DoAsync("bundles", new
        {
            hall = "YXCS", channel = "onsite", items = new[] { "UNE-REG", "UNE-BENEFIT" }, question = p.Text("bundle question"),
            contact = new { name = p.Text("bundle name"), audience = "unemployed", phone = p.Phone("bundle phone") },
        }, Handler);
        p.Secret("bundle code", (string)bundle["retrievalCode"]!);
        foreach (var member in bundle["members"]!.AsArray()) p.Secret("member code", (string)member!["retrievalCode"]!);
        var ticket = await http.PostAsync("halls/YXCS/tickets", new { serviceLine = "pension" });
        if (ticket.Body?["retrievalCode"] is { } code) p.Secret("ticket code", (string)code!);
        await http.PostAsync("exit-interviews", new { hall = "YXCS", window = "YXCS-06", tags = new[] { "热情" }, note = p.Text("exit interview") }, Leader);
        return (string)bundle["bundleNumber"]!;
    }

    // Whatever people type into the wrong place.
    private static async Task WrongRequestsAsync(HallClient http, Planted p, string number)
    {
        var phone = p.Phone("user name typed");
        foreach (var body in new[] { $$"""{"user":"{{phone}}","password":"{{p.Text("password typed")}}"}""", $$"""{"user":"{{p.Text("user")}}","password":"x"}""" })
            ((int)(await http.SendAsync(HttpMethod.Post, "auth/token", body, null, null, null)).Status).Should().Be(401);
        var name = Uri.EscapeDataString(p.Text("in a path"));
        List<Answer> wrong =
        [
            await http.GetAsync($"cases/{name}", Handler), await http.GetAsync($"track/{name}?name={name}", code: p.Text("code typed")[2..12]), await http.GetAsync($"cases?q={name}&hall={name}", Handler),
            await http.GetAsync($"cases/{number}?asOf={name}", Handler), await http.GetAsync($"no-such-place/{name}", Handler), await http.GetAsync($"halls/{phone}/windows/{phone}", Handler),
            await http.SendAsync(HttpMethod.Post, "cases", $$"""{"hall":"YXCS","{{p.Text("unknown field")[2..]}}":"x"}""", Handler, null, null),
            await http.SendAsync(HttpMethod.Post, "cases", "{\"hall\":\"" + p.Text("broken body"), Handler, null, null),
            await http.SendAsync(HttpMethod.Post, "cases", "{\"hall\":{\"" + p.Text("wrong type")[2..] + "\":1}}", Handler, null, null),
            await http.PostAsync("cases", new { hall = "YXCS", channel = "onsite", question = p.Text("refused question"), contact = new { name = p.Text("refused name"), audience = "nobody", idNumber = "11010519491231002" + phone[..1], phone = "1" + p.Text("bad phone") } }, Handler),
            await http.PostAsync($"cases/{number}/notices", new { eligible = new { answer = p.Text("bad answer") } }, "YXCS016"), await http.PostAsync($"cases/{number}/archive", new { }, Handler, key: "kurz und " + p.Text("key")[2..12]),
        ];
        foreach (var answer in wrong) ((int)answer.Status).Should().BeInRange(200, 499, answer.Text);
    }

    private static async Task LookAroundAsync(HallClient http, string url, string user, string number, string bundle, List<(string Where, string Text)> seen)
    {
        string[] paths =
        [
            "", "/ledger?limit=200", "/clocks", "/responsibility", "/receipt", "/reads", "/my-data", "/documents/receipt", "/documents/decision", "/documents/notices", "/documents/supplement", "/forms/unemployment-form", "?asOf=2026-11-24T23:00:00%2B08:00",
        ];
        var all = paths.Select(path => $"cases/{number}{path}").Concat([
            $"track/{number}", $"evaluations/{number}", $"bundles/{bundle}", "cases?hall=YXCS&limit=200", "cases?limit=200", "inbox", "halls/YXCS/live", "city/live", "staff/YXCS015/live", "staff/YXCS015/caseload",
            "staff/YXCS015/inbox", "halls/YXCS/windows/YXCS-06", "reports/process-map?hall=YXCS", "reports/evaluations", "reports/unmaskings", "ledger/checkpoints", "ledger/verify", "halls/YXCS/displays",
        ]);
        foreach (var path in all) seen.Add(($"{path} for {user}", (await http.GetAsync(path, user)).Text));
        foreach (var feed in new[] { "halls/YXCS", "city", "displays/YXCS", "windows/YXCS/YXCS-06", $"cases/{number}" }) seen.Add(($"live/{feed} for {user}", await FirstOfAsync(url, feed, await http.TokenAsync(user))));
    }

    private static async Task<string> FirstOfAsync(string url, string feed, string token)
    {
        using var http = new HttpClient { BaseAddress = new(url) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live/" + feed);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!answer.IsSuccessStatusCode) return await answer.Content.ReadAsStringAsync();
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() is { } line)
            if (line.StartsWith("data:", StringComparison.Ordinal)) return line;
        return "";
    }

    private static async Task WorksAsync(Task<Answer> asked)
    {
        var answer = await asked;
        ((int)answer.Status).Should().BeOneOf([200, 201], answer.Text);
    }
}
