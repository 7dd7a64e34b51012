using System.Text.Json.Nodes;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>The walk of the issue: a matter from the first question to the archive, with its refusals on the way.</summary>
internal sealed class MainPath(HallClient hall)
{
    public const string Guide = "YXCS019";
    public const string Handler = "YXCS015";
    public const string Reviewer = "YXCS009";
    public const string Decider = "YXCS005";

    public string Number { get; private set; } = "";

    public string Code { get; private set; } = "";

    /// <summary>Takes the walk up again after a restart.</summary>
    public void Resume(string number, string code) => (Number, Code) = (number, code);

    public async Task BringOnDutyAsync()
    {
        foreach (var staff in new[] { Guide, Handler, Reviewer, Decider, "YXCS014", "YXCS008" })
            await hall.DoAsync($"staff/{staff}/duty", new { on = true }, staff);
    }

    /// <summary>Guide desk opens the inquiry and owns it; four notices; the offer to the unemployment window, accepted by nobody else.</summary>
    public async Task OpenAndHandOverAsync(string? openKey = null)
    {
        var opened = await hall.DoAsync("cases", OpenBody, Guide, openKey);
        Number = (string)opened["caseNumber"]!;
        Code = (string)opened["retrievalCode"]!;
        ((string)opened["state"]!).Should().Be("inquiry");
        ((string)opened["owner"]!).Should().Be(Guide);

        var incomplete = await hall.PostAsync($"cases/{Number}/notices", new { eligible = new { answer = "eligible", rule = "失业保险条例 14" }, procedure = "申领表、身份证" }, Guide);
        incomplete.Code.Should().Be("four-notices-missing");
        incomplete.Body!["missing"]!.AsArray().Select(m => (string)m!).Should().BeEquivalentTo("path", "timeLimit");
        await hall.DoAsync($"cases/{Number}/notices", new { eligible = new { answer = "eligible", rule = "失业保险条例 14" }, procedure = "申领表、身份证或社保卡", path = "六号窗口或网上办理", timeLimit = "承诺5个工作日" }, Guide);

        var offer = await hall.DoAsync($"cases/{Number}/handoffs", new { to = new { staff = Handler }, kind = "transfer-inside", reason = "失业窗口办理" }, Guide);
        var id = (string)offer["handoffId"]!;
        offer["acceptBy"].Should().NotBeNull();
        var stranger = await hall.PostAsync($"cases/{Number}/handoffs/{id}/accept", null, "YXCS014");
        ((int)stranger.Status).Should().Be(403);
        (await OwnerAsync()).Should().Be(Guide, "the giver is responsible until the acceptance is committed");
        await hall.DoAsync($"cases/{Number}/handoffs/{id}/accept", null, Handler);
        (await OwnerAsync()).Should().Be(Handler);
    }

    /// <summary>Application with papers missing; one notice naming all of them, a second refused; acceptance starts the clocks.</summary>
    public async Task ApplyAndAcceptAsync()
    {
        var applied = await hall.DoAsync($"cases/{Number}/application", ApplicationBody([]), Handler);
        ((string)applied["state"]!).Should().Be("received");
        var early = await hall.PostAsync($"cases/{Number}/acceptance", null, Handler);
        early.Code.Should().Be("materials-incomplete");
        early.Body!["missing"]!.AsArray().Select(m => (string)m!).Should().BeEquivalentTo("unemployment-form", "id-or-card");

        var missing = new[] { new { material = "unemployment-form", reason = "未提交", how = "现场填写" }, new { material = "id-or-card", reason = "未出示", how = "出示原件" } };
        var supplement = await hall.DoAsync($"cases/{Number}/supplement-request", new { missing }, Handler);
        ((string)supplement["state"]!).Should().Be("awaiting-supplement");
        supplement["missing"]!.AsArray().Should().HaveCount(2);
        var half = await hall.DoAsync($"cases/{Number}/supplement", new { materials = new[] { new { code = "unemployment-form", form = "original" } } }, Handler);
        ((string)half["state"]!).Should().Be("awaiting-supplement", "partial supply is stored and leaves the state");
        var whole = await hall.DoAsync($"cases/{Number}/supplement", new { materials = new[] { new { code = "id-or-card", form = "original" } } }, Handler);
        ((string)whole["state"]!).Should().Be("received");
        var second = await hall.PostAsync($"cases/{Number}/supplement-request", new { missing = missing[..1] }, Handler);
        ((int)second.Status).Should().Be(409);
        second.Code.Should().Be("second-supplement-request");

        var accepted = await hall.DoAsync($"cases/{Number}/acceptance", null, Handler);
        ((string)accepted["state"]!).Should().Be("in-stage");
        ((string)accepted["stage"]!).Should().Be("initial-review");
        ((string)accepted["promisedDueAt"]!).Should().Be("2026-12-01T17:00:00+08:00", "five working days after Tuesday 24 November");
    }

    /// <summary>Initial review, recheck and decision by three people of the right level.</summary>
    public async Task ReviewAndDecideAsync(bool granted = true)
    {
        var skip = await hall.PostAsync($"cases/{Number}/decision", new { result = "granted", opinion = "同意", amount = 1800 }, Handler);
        skip.Status.Should().NotBe(System.Net.HttpStatusCode.OK);
        await ReviewAsync();
        object decision = granted
            ? new { result = "granted", opinion = "符合条件，同意", amount = 1800 }
            : new { result = "denied", opinion = "缴费不满一年", basis = "失业保险条例第十四条", remedies = "可申请行政复议" };
        var decided = await hall.DoAsync($"cases/{Number}/decision", decision, Decider);
        ((string)decided["state"]!).Should().Be("decided");
        ((string)decided["result"]!["result"]!).Should().Be(granted ? "granted" : "denied");
    }

    public async Task ReviewAsync()
    {
        await NextStageAsync("initial-review", Handler, Reviewer);
        await NextStageAsync("recheck", Reviewer, Decider);
    }

    public async Task DeliverEvaluateArchiveAsync()
    {
        var delivered = await hall.DoAsync($"cases/{Number}/delivery", new { method = "pickup", evidence = "本人签收" }, Decider);
        ((string)delivered["state"]!).Should().Be("delivered");
        var byStaff = await hall.PostAsync($"cases/{Number}/evaluation", new { grade = 5 }, Handler);
        byStaff.Code.Should().Be("staff-cannot-evaluate");
        var evaluated = await hall.PostAsync($"cases/{Number}/evaluation", new { grade = 5, tags = new[] { "服务效率" } }, code: Code);
        ((int)evaluated.Status).Should().Be(200, evaluated.Text);
        var again = await hall.PostAsync($"cases/{Number}/evaluation", new { grade = 1 }, code: Code);
        again.Code.Should().Be("already-evaluated");
        var archived = await hall.DoAsync($"cases/{Number}/archive", null, Decider);
        ((string)archived["state"]!).Should().Be("archived");
    }

    public async Task<string?> OwnerAsync() => (string?)(await hall.GetAsync($"cases/{Number}", Handler)).Body?["owner"];

    public static object OpenBody => new { hall = "YXCS", window = "YXCS-00", channel = "onsite", contact = new { name = "秦小满", audience = "unemployed", phone = "13800005678" }, question = "失业了能领什么？", serviceItem = "UNE-BENEFIT" };

    public static object ApplicationBody(object[] materials) => new
    {
        serviceItem = "UNE-BENEFIT",
        applicant = new { name = "秦小满", idNumber = "999900199003070010", phone = "13800005678" },
        amount = 1800,
        materials,
    };

    private async Task NextStageAsync(string stage, string from, string to)
    {
        var finished = await hall.DoAsync($"cases/{Number}/stages/{stage}/finish", new { conclusion = "pass", ground = "材料齐全，符合条件", to = new { staff = to } }, from);
        ((string)finished["owner"]!).Should().Be(from);
        var handoff = (string)finished["openHandoff"]!["handoffId"]!;
        var accepted = await hall.DoAsync($"cases/{Number}/handoffs/{handoff}/accept", null, to);
        ((string)accepted["owner"]!).Should().Be(to);
    }
}
