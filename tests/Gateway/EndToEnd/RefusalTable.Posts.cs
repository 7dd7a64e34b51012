namespace HallGrains.Gateway.EndToEnd;

/// <summary>Posts, queues and training; handing on; evaluation; versions.</summary>
internal static partial class RefusalTable
{
    private const string Bureau = HallWalk.Bureau, Post = "YXCS012", PostPath = "halls/YXCS/windows/YXCS-01";

    private static IEnumerable<RefusalRow> PostsAndQueues =>
    [
        new("qualification-expired", 403, w => w.Hall.PostAsync("halls/YXCS/windows/YXCS-05/sign-on", null, Colleague)),
        new("discipline-training-missing", 403, w => w.Hall.PostAsync("staff/YXTJ006/duty", new { on = true }, "YXTJ006")),
        On("qualification-missing", 403, w => w.AcceptedAsync(), "assignment", new { staff = Colleague, reason = "原责任人病假" }, Decider),
        new("opening-check-missing", 409, async w =>
        {
            await w.Hall.DoAsync($"{PostPath}/sign-on", null, Post);
            return await w.Hall.PostAsync($"{PostPath}/open", null, Post);
        }),
        new("queue-empty", 409, async w =>
        {
            await w.OpenWindowAsync(PostPath, Post);
            return await w.Hall.PostAsync($"{PostPath}/call-next", null, Post);
        }),
        new("queue-order", 409, async w =>
        {
            await w.TicketAsync("card");
            return await w.Hall.PostAsync($"{PostPath}/call-next", new { ticket = await w.TicketAsync("card") }, Post);
        }),
        new("tickets-waiting", 409, w => w.Hall.PostAsync($"{PostPath}/close", null, Post)),
    ];

    private static IEnumerable<RefusalRow> HandingOn =>
    [
        On("ping-pong", 409, async w =>
        {
            var number = await w.AnsweredAsync();
            for (var i = 0; i < 2; i++)
            {
                var handoff = (string)(await w.Hall.DoAsync($"cases/{number}/handoffs", ToColleague, Handler))["handoffId"]!;
                await w.Hall.DoAsync($"cases/{number}/handoffs/{handoff}/decline", new { ground = "not-competent", reason = "不属于本窗口" }, "YXCS008");
            }

            return number;
        }, "handoffs", ToColleague, Handler),
        new("offer-closed", 409, async w =>
        {
            var number = await w.AnsweredAsync();
            var handoff = (string)(await w.Hall.DoAsync($"cases/{number}/handoffs", ToColleague, Handler))["handoffId"]!;
            await w.Hall.DoAsync($"cases/{number}/handoffs/{handoff}/withdraw", null, Handler);
            return await w.Hall.PostAsync($"cases/{number}/handoffs/{handoff}/accept", null, "YXCS008");
        }),
        On("agent-cannot-decide", 403, async w =>
        {
            var number = await w.ReceivedAsync();
            var handoff = (string)(await w.Hall.DoAsync($"cases/{number}/agent", new { staff = Colleague, authorisation = "授权委托书", scope = "提交、补正、领取" }, Handler))["handoffId"]!;
            await w.Hall.DoAsync($"cases/{number}/handoffs/{handoff}/accept", null, Colleague);
            return number;
        }, "acceptance", new { }, Colleague),
        On("conflict-of-interest", 403, w => w.OpenedAsync(item: null), "assignment", new { staff = "YXCS021", reason = "原责任人病假" }, Leader),
    ];

    private static IEnumerable<RefusalRow> VersionsAndVoices =>
    [
        On("item-version-not-in-force", 409, async w =>
        {
            var number = await w.AnsweredAsync("UNE-TRANSFER");
            await w.Hall.DoAsync("service-items/UNE-TRANSFER/versions/1/withdrawal", new { reason = "时限写错" }, Bureau);
            return number;
        }, "application", new { serviceItem = "UNE-TRANSFER", applicant = new { name = "秦小满", idNumber = "999900199003070010" }, materials = Array.Empty<object>() }, Handler),
        new("version-conflict", 412, async w => await w.Hall.SendAsync(HttpMethod.Post, $"cases/{await w.OpenedAsync()}/close", new { outcome = "answered" }, Handler, null, null, ifMatch: 7)),
        new("already-evaluated", 409, async w =>
        {
            var number = await w.DeliveredAsync();
            await w.Hall.PostAsync($"cases/{number}/evaluation", new { grade = 5 }, code: w.CodeOf(number));
            return await w.Hall.PostAsync($"cases/{number}/evaluation", new { grade = 4 }, code: w.CodeOf(number));
        }),
        new("token-invalid", 422, w => w.Hall.PostAsync("evaluations", new { token = "made-up", grade = 5 })),
    ];

    /// <summary>The notice that is too late: everything was handed in once, so nothing is deemed, and the day to accept in has passed.</summary>
    private static RefusalRow TooLate { get; } = new("supplement-late", 409, async w =>
    {
        var number = await w.ReceivedAsync(papers: []);
        await w.Hall.DoAsync($"cases/{number}/supplement-request", Missing(HallWalk.Needed("UNE-BENEFIT")), Handler);
        await w.Hall.DoAsync($"cases/{number}/supplement", new { materials = HallWalk.Needed("UNE-BENEFIT").Select(code => new { code, form = "original" }) }, Handler);
        await w.ClockToAsync("2026-12-07T09:00:00+08:00");
        await w.OnDutyAsync();
        return await w.Hall.PostAsync($"cases/{number}/supplement-request", new { missing = new[] { new { material = "id-or-card", reason = "缺页", how = "补交" } }, couldNotBeSeenBefore = "扫描件缺页" }, Decider);
    });

    /// <summary>Thirty working minutes are over while nobody answers.</summary>
    private static RefusalRow Expired { get; } = new("offer-expired", 409, async w =>
    {
        var number = await w.AnsweredAsync();
        var handoff = (string)(await w.Hall.DoAsync($"cases/{number}/handoffs", ToColleague, Handler))["handoffId"]!;
        await w.ClockToAsync("2026-12-03T10:30:00+08:00");
        return await w.Hall.PostAsync($"cases/{number}/handoffs/{handoff}/accept", null, "YXCS008");
    });

    private static object ToColleague => new { to = new { staff = "YXCS008" }, kind = "transfer-inside", reason = "转办" };
}
