using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>Every refusal of ownership, agency and duties as a client meets it: who sends what to which case, and the code that comes back.</summary>
public sealed class OwnershipRefusalTests
{
    private const string Handler = MainPath.Handler, Head = MainPath.Decider, Agent = "YXCS014", Leader = "YXCS003";

    /// <param name="Case"><c>plain</c>: an inquiry of the handler's; <c>offered</c>: offered to YXCS008; <c>expired</c>; <c>agent</c>: with an agent; <c>assigned</c>: to YXCS008.</param>
    public sealed record Row(string Code, int Status, string By, string Case, string Path, object Body, string Method = "POST");

    private static readonly Row[] Rows =
    [
        new("not-owner", 403, Head, "plain", "handoffs", new { to = new { staff = "YXCS008" }, kind = "transfer-inside", reason = "转办" }),
        new("reason-missing", 422, Handler, "plain", "handoffs", new { to = new { staff = "YXCS008" }, kind = "transfer-inside", reason = " " }),
        new("validation", 422, Handler, "plain", "handoffs", new { to = new { staff = "YXNP004" }, kind = "transfer-inside", reason = "转办" }),
        new("stage-order", 409, Handler, "plain", "handoffs", new { to = new { staff = "YXCS008" }, kind = "next-stage", reason = "转办" }),
        new("reason-missing", 422, Handler, "plain", "handoffs", new { to = new { staff = Agent }, kind = "agent", reason = "代办" }),
        new("qualification-missing", 403, Handler, "plain", "handoffs", new { to = new { staff = "YXCS017" }, kind = "deputy", reason = "外出" }),
        new("offer-open", 409, Handler, "offered", "handoffs", new { to = new { staff = "YXCS008" }, kind = "transfer-inside", reason = "转办" }),
        new("not-your-duty", 403, Agent, "offered", "handoffs/{h}/accept", new { }),
        new("reason-missing", 422, "YXCS008", "offered", "handoffs/{h}/decline", new { ground = "not-competent", reason = "" }),
        new("not-permitted", 403, Agent, "offered", "handoffs/{h}/decline-confirmation", new { confirmed = true }),
        new("not-owner", 403, "YXCS008", "offered", "handoffs/{h}/withdraw", new { }),
        new("not-found", 404, "YXCS008", "offered", "handoffs/h9/accept", new { }),
        new("offer-expired", 409, "YXCS008", "expired", "handoffs/{h}/accept", new { }),
        new("offer-closed", 409, "YXCS008", "withdrawn", "handoffs/{h}/accept", new { }),
        new("reason-missing", 422, Handler, "plain", "agent", new { staff = Agent, scope = "全程" }),
        new("not-owner", 403, Head, "plain", "agent", new { staff = Agent, authorisation = "书面", scope = "全程" }),
        new("validation", 422, Handler, "plain", "agent", new { staff = "YXNP004", authorisation = "书面", scope = "全程" }),
        new("agent-cannot-decide", 403, Agent, "agent", "acceptance", new { }),
        new("agent-cannot-decide", 403, Agent, "agent", "refusal", new { reason = "a", basis = "b", wayForward = "c" }),
        new("not-permitted", 403, Handler, "agent", "agent", new { }, "DELETE"),
        new("assignment-needs-reason", 422, Head, "plain", "assignment", new { staff = "YXCS008", reason = "" }),
        new("qualification-missing", 403, Head, "plain", "assignment", new { staff = Agent, reason = "病假" }),
        new("conflict-of-interest", 403, Leader, "inquiry-without-item", "assignment", new { staff = "YXCS021", reason = "病假" }),
        new("not-permitted", 403, Handler, "plain", "assignment", new { staff = "YXCS008", reason = "病假" }),
        new("stage-order", 409, Handler, "plain", "assignment/objection", new { reason = "回避" }),
        new("reason-missing", 422, "YXCS008", "assigned", "assignment/objection", new { reason = "" }),
        new("stage-order", 409, Leader, "assigned", "assignment/objection/answer", new { upheld = true, reason = "属实" }),
        new("over-authority", 403, Handler, "plain", "green-channel", new { ground = "other", reason = "家中失火" }),
        new("validation", 422, Handler, "plain", "green-channel", new { ground = "my-cousin" }),
        new("reason-missing", 422, Head, "plain", "green-channel", new { urgent = true }),
        new("stage-order", 409, Head, "plain", "green-channel", new { reason = "恢复" }, "DELETE"),
        new("over-authority", 403, Handler, "plain", "watch", new { note = "留意" }),
        new("reason-missing", 422, Leader, "plain", "watch", new { note = "" }),
        new("not-owner", 403, Head, "plain", "escalations", new { question = "可否", level = "L4" }),
        new("validation", 422, Handler, "plain", "escalations", new { question = "可否", level = "L0" }),
        new("two-persons-needed", 403, Handler, "asked", "escalations/e1/answer", new { verdict = "approve" }),
        new("over-authority", 403, MainPath.Reviewer, "asked", "escalations/e1/answer", new { verdict = "approve" }),
        new("reason-missing", 422, Head, "asked", "escalations/e1/answer", new { verdict = "reject" }),
        new("not-found", 404, Head, "plain", "/duties/case:{n}:d7/done", new { }),
        new("not-found", 404, Head, "plain", "/duties/nothing/done", new { }),
    ];

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.3d")]
    [Clause("5.6b")]
    public async Task Each_refusal_writes_nothing_and_says_its_code(string kind)
    {
        await using var hall = await Hall.StartAsync(kind, MainPath.Guide, Handler, MainPath.Reviewer, Head, Leader, Agent, "YXCS008");
        await hall.MoveToAsync("2026-11-24T09:00:00+08:00");
        var cases = new Dictionary<string, (string Number, string Handoff)>();
        foreach (var name in Rows.Select(r => r.Case).Distinct().OrderBy(n => n == "expired" ? 0 : 1)) cases[name] = await MakeAsync(hall, name);

        var wrong = new List<string>();
        foreach (var row in Rows)
        {
            var (number, handoff) = cases[row.Case];
            var before = (int)(await hall.GetAsync($"cases/{number}", Leader))["version"]!;
            var path = row.Path.StartsWith('/') ? row.Path[1..].Replace("{n}", number, StringComparison.Ordinal) : $"cases/{number}/{row.Path.Replace("{h}", handoff, StringComparison.Ordinal)}";
            var answer = await hall.Client.SendAsync(new(row.Method), path, row.Body, row.By, null, null);
            var after = (int)(await hall.GetAsync($"cases/{number}", Leader))["version"]!;
            if (answer.Code != row.Code || (int)answer.Status != row.Status || before != after)
                wrong.Add($"{row.Method} {row.Path} by {row.By} on {row.Case}: {(int)answer.Status} {answer.Code} instead of {row.Status} {row.Code}, version {before} -> {after}");
        }

        wrong.Should().BeEmpty();
    }

    private static async Task<(string Number, string Handoff)> MakeAsync(Hall hall, string name)
    {
        var opened = await hall.Client.DoAsync("cases", new
        {
            hall = "YXCS", window = "YXCS-06", channel = "onsite", question = "失业了能领什么？", serviceItem = name == "inquiry-without-item" ? null : "UNE-BENEFIT",
        }, Handler);
        var number = (string)opened["caseNumber"]!;
        switch (name)
        {
            case "offered" or "expired" or "withdrawn":
                var offer = await hall.Client.DoAsync($"cases/{number}/handoffs", new { to = new { staff = "YXCS008" }, kind = "transfer-inside", reason = "转办" }, Handler);
                if (name == "expired") await hall.AdvanceAsync("PT31M");
                if (name == "withdrawn") await hall.Client.DoAsync($"cases/{number}/handoffs/{offer["handoffId"]}/withdraw", null, Handler);
                return (number, (string)offer["handoffId"]!);
            case "agent":
                var agency = await hall.Client.DoAsync($"cases/{number}/agent", new { staff = Agent, authorisation = "书面", scope = "全程" }, Handler);
                await hall.Client.DoAsync($"cases/{number}/handoffs/{agency["handoffId"]}/accept", null, Agent);
                break;
            case "assigned":
                await hall.Client.DoAsync($"cases/{number}/assignment", new { staff = "YXCS008", reason = "病假" }, Head);
                break;
            case "asked":
                await hall.Client.DoAsync($"cases/{number}/escalations", new { question = "可否", level = "L3" }, Handler);
                break;
        }

        return (number, "h1");
    }
}
