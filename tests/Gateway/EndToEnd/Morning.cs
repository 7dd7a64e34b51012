namespace HallGrains.Gateway.EndToEnd;

/// <summary>A morning at the hall with something of everything.</summary>
internal static class Morning
{
    /// <summary>Answers with a case whose limits lapse if nobody goes on with it.</summary>
    public static async Task<string> PassAsync(HallClient hall)
    {
        var walk = new HallWalk(hall);
        await walk.OnDutyAsync();
        var path = new MainPath(hall);
        await path.BringOnDutyAsync();
        await path.OpenAndHandOverAsync();
        await path.ApplyAndAcceptAsync();
        await path.ReviewAndDecideAsync();
        await path.DeliverEvaluateArchiveAsync();
        var paused = await walk.AcceptedAsync();
        await hall.DoAsync($"cases/{paused}/extension", new { workingDays = 2, reason = "需向外地核实" }, HallWalk.Handler);
        await hall.DoAsync($"cases/{paused}/extension/answer", new { grant = true, reason = "同意" }, HallWalk.Leader);
        await hall.DoAsync($"cases/{paused}/pauses", new { reason = "supplement", evidence = "书面通知", expectedUntil = "2026-11-26T17:30:00+08:00" }, HallWalk.Handler);
        var tolerated = await walk.ReceivedAsync("EMP-SI-SUBSIDY", "YXCS017", 3000, ["subsidy-form", "id-or-card"]);
        await hall.DoAsync($"cases/{tolerated}/acceptance", new { tolerate = new[] { new { material = "bank-account", promisedBy = "2026-12-04T17:00:00+08:00" } }, commitment = "承诺补交" }, "YXCS017");
        var denied = await walk.AtDecisionAsync();
        await hall.DoAsync($"cases/{denied}/decision", new { result = "denied", opinion = "缴费不满一年", basis = "失业保险条例第十四条", remedies = "可申请行政复议" }, HallWalk.Decider);
        var declined = await walk.OpenedAsync();
        var offer = await hall.DoAsync($"cases/{declined}/handoffs", new { to = new { staff = HallWalk.Colleague }, kind = "transfer-inside", reason = "转办" }, HallWalk.Handler);
        await hall.DoAsync($"cases/{declined}/handoffs/{(string)offer["handoffId"]!}/decline", new { ground = "not-competent", reason = "非本窗口业务" }, HallWalk.Colleague);
        var offered = await walk.OpenedAsync();
        await hall.DoAsync($"cases/{offered}/handoffs", new { to = new { staff = HallWalk.Colleague }, kind = "transfer-inside", reason = "转办" }, HallWalk.Handler);
        var withdrawn = await walk.AnsweredAsync();
        await hall.PostAsync($"cases/{withdrawn}/withdrawal", new { reason = "不办了" }, code: walk.CodeOf(withdrawn));
        foreach (var line in new[] { "unemployment", "unemployment", "pension" }) await hall.PostAsync("halls/YXCS/tickets", new { serviceLine = line });
        await hall.DoAsync("halls/YXCS/windows/YXCS-06/sign-on", null, HallWalk.Handler);
        await hall.DoAsync("halls/YXCS/windows/YXCS-06/opening-checks", new { part = "materials", items = new[] { "forms", "samples", "leaflets", "seal" }.Select(code => new { code, ok = true }) }, HallWalk.Handler);
        return await walk.AcceptedAsync();
    }
}
