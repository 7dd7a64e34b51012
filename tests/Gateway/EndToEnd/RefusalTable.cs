namespace HallGrains.Gateway.EndToEnd;

/// <summary>One line of the table: the code of domain-rules §15, its status, and a request that earns it.</summary>
internal sealed record RefusalRow(string Code, int Status, Func<HallWalk, Task<Answer>> Ask);

/// <summary>
/// Every refusal code that can be earned over HTTP, each by a case of its own in one running hall. A new area adds a part of its own; what moves the hall's
/// clock stands in <see cref="AfterTheClock"/>, since everybody's duty ends with the day.
/// </summary>
internal static partial class RefusalTable
{
    private const string Handler = HallWalk.Handler, Decider = HallWalk.Decider, Leader = HallWalk.Leader, Colleague = HallWalk.Colleague, Guide = HallWalk.Guide, Reviewer = HallWalk.Reviewer;

    public static IEnumerable<RefusalRow> Rows => Inquiries.Concat(Papers).Concat(Stages).Concat(TimeAndMoney).Concat(Ends)
        .Concat(PostsAndQueues).Concat(HandingOn).Concat(VersionsAndVoices).Concat(PagesAndPersons).Concat(Venues).Concat(Pursuits);

    private static IEnumerable<RefusalRow> Inquiries =>
    [
        On("four-notices-missing", 422, w => w.OpenedAsync(), "notices", new { procedure = "x" }, Handler),
        On("way-forward-missing", 422, w => w.AnsweredAsync(), "close", new { outcome = "not-of-this-system" }, Handler),
        On("not-owner", 403, w => w.OpenedAsync(), "close", new { outcome = "answered" }, Colleague),
        new("not-on-duty", 403, w => w.Hall.PostAsync("cases", new { hall = "YXCS", channel = "onsite", question = "x" }, "YXCS013")),
        new("identity-invalid", 422, async w => await w.Hall.PostAsync(
            $"cases/{await w.AnsweredAsync()}/application", new { serviceItem = "UNE-BENEFIT", applicant = new { name = "秦小满", idNumber = "110105194912310021" }, materials = Array.Empty<object>() }, Handler)),
        new("code-check-failed", 422, async w => await w.Hall.PostAsync(
            $"cases/{await w.AnsweredAsync("UNE-STABLE")}/application", new { serviceItem = "UNE-STABLE", applicant = new { name = "宁江机械厂", creditCode = "91350100M000100Y42" }, materials = Array.Empty<object>() }, Handler)),
        On("announcement-missing", 409, w => w.OpenedAsync(channel: "voice"), "notices", new { procedure = "x" }, Handler),
        new("not-found", 404, w => w.Hall.GetAsync("cases/YXCS-20261124-999999-Z", Handler)),
    ];

    private static IEnumerable<RefusalRow> Papers =>
    [
        On("not-your-duty", 403, w => w.ReceivedAsync("UNE-BENEFIT", Guide), "acceptance", new { }, Guide),
        On("materials-incomplete", 409, w => w.ReceivedAsync(papers: []), "acceptance", new { }, Handler),
        On("extra-proof-demanded", 422, w => w.ReceivedAsync(papers: []), "supplement-request", Missing("single-certificate"), Handler),
        On("department-shared-material", 422, w => w.ReceivedAsync(papers: []), "supplement-request", Missing("contribution-record"), Handler),
        On("second-supplement-request", 409, async w =>
        {
            var number = await w.ReceivedAsync(papers: []);
            await w.Hall.DoAsync($"cases/{number}/supplement-request", Missing(HallWalk.Needed("UNE-BENEFIT")), Handler);
            return number;
        }, "supplement-request", Missing("id-or-card"), Handler),
        On("must-accept", 409, w => w.ReceivedAsync(), "refusal", new { reason = "不办", basis = "无", wayForward = "无" }, Handler),
        On("reason-missing", 422, w => w.ReceivedAsync(papers: []), "refusal", new { reason = "不符合" , wayForward = "可咨询" }, Handler),
        On("transfer-available", 409, w => w.ReceivedAsync("WII-ABILITY", "YXNP006", null, at: "YXNP"), "referral", new { body = "x", address = "x", phone = "x", reason = "x" }, "YXNP006"),
        On("not-competent", 409, w => w.ReceivedAsync("WII-ABILITY", "YXNP006", null, at: "YXNP"), "acceptance", new { }, "YXNP006"),
        On("tolerance-not-allowed", 409, w => w.ReceivedAsync(papers: ["unemployment-form"]), "acceptance", Tolerating("id-or-card"), Handler),
    ];

    private static IEnumerable<RefusalRow> Stages =>
    [
        On("stage-order", 409, w => w.AcceptedAsync(), "decision", new { result = "granted", opinion = "同意" }, Handler),
        On("same-person-review", 403, async w =>
        {
            var number = await w.AcceptedAsync("SI-CHANGE", Colleague, null);
            return number;
        }, "stages/initial-review/finish", new { conclusion = "pass", ground = "x", to = new { staff = "YXCS008" } }, Colleague),
        On("offer-open", 409, async w =>
        {
            var number = await w.AcceptedAsync();
            await w.Hall.DoAsync($"cases/{number}/handoffs", new { to = new { staff = Colleague }, kind = "transfer-inside", reason = "x" }, Handler);
            return number;
        }, "stages/initial-review/finish", new { conclusion = "pass", ground = "x", to = new { staff = Reviewer } }, Handler),
        On("enforcement-notice-missing", 409, w => w.AtInvestigationAsync(), "stages/investigation/finish", new { conclusion = "pass", ground = "x", to = new { staff = "YXCS008" } }, Reviewer),
        On("two-persons-needed", 403, w => w.AtInvestigationAsync(), "notes", new { kind = "enforcement-notice", basis = "x", text = "x", officers = new[] { Reviewer } }, Reviewer),
        On("review-missing", 409, async w =>
        {
            // Ended before anybody rechecked it, and opened again at its decision.
            var number = await w.AcceptedAsync();
            await w.Hall.DoAsync($"cases/{number}/termination", new { reason = "当事人死亡", ground = "death" }, Leader);
            var correction = await w.Hall.DoAsync($"cases/{number}/corrections", new { wrong = "当事人健在", stage = "decision", effect = "未办结" }, Decider);
            await w.Hall.DoAsync($"cases/{number}/corrections/{correction["correctionId"]}/answer", new { verdict = "corrected", reason = "终止有误" }, HallWalk.Bureau);
            return number;
        }, "decision", new { result = "granted", opinion = "同意" }, Handler),
        On("over-authority", 403, w => w.AtDecisionAsync(), "decision", new { result = "granted", opinion = "同意", amount = 60000 }, Decider),
        On("tolerance-open", 409, async w =>
        {
            var number = await w.ReceivedAsync("EMP-SI-SUBSIDY", "YXCS017", 3000, ["subsidy-form", "id-or-card"]);
            await w.Hall.DoAsync($"cases/{number}/acceptance", Tolerating("bank-account"), "YXCS017");
            await w.NextAsync(number, "initial-review", "YXCS017", "YXCS010");
            await w.NextAsync(number, "recheck", "YXCS010", "YXCS006");
            return number;
        }, "decision", new { result = "granted", opinion = "同意", amount = 3000 }, "YXCS006"),
    ];

    private static IEnumerable<RefusalRow> TimeAndMoney =>
    [
        On("pause-reason-not-lawful", 422, w => w.AcceptedAsync(), "pauses", new { reason = "overload", evidence = "x", expectedUntil = "2026-12-08T17:00:00+08:00" }, Handler),
        On("extension-used", 409, async w =>
        {
            var number = await w.AcceptedAsync();
            await w.Hall.DoAsync($"cases/{number}/extension", new { workingDays = 1, reason = "核实" }, Handler);
            await w.Hall.DoAsync($"cases/{number}/extension/answer", new { grant = true, reason = "同意" }, Leader);
            return number;
        }, "extension", new { workingDays = 1, reason = "再核实" }, Handler),
        On("promise-over-statutory", 422, w => w.AcceptedAsync("PEN-EARLY", "YXCS008", null), "extension", new { workingDays = 3, reason = "核实" }, "YXCS008"),
        On("fee-not-listed", 422, w => w.ReceivedAsync(), "fees", new { code = "fee-1", amount = 5 }, Handler),
        On("fee-not-notified", 422, w => w.ReceivedAsync("CARD-REPLACE", "YXCS012", null), "fees", new { code = "fee-1", amount = 20 }, "YXCS012"),
        On("optional-consent-missing", 422, w => w.AcceptedAsync(), "extras", new { code = "mail-delivery" }, Handler),
        On("seal-not-present", 409, w => w.AcceptedAsync(), "seal", new { seal = "YXCS-SEAL1", document = "acceptance" }, Handler),
        On("visit-reason-missing", 422, w => w.AcceptedAsync(), "notes", new { kind = "visit" }, Handler),
    ];

    private static IEnumerable<RefusalRow> Ends =>
    [
        On("archive-blocked", 409, async w =>
        {
            var number = await w.DeliveredAsync();
            await w.Hall.DoAsync($"cases/{number}/corrections", new { wrong = "金额有误", stage = "initial-review", effect = "少发" }, Handler);
            return number;
        }, "archive", new { }, Decider),
        On("archived", 409, async w =>
        {
            var number = await w.DeliveredAsync();
            await w.Hall.DoAsync($"cases/{number}/archive", null, Decider);
            return number;
        }, "delivery", new { method = "pickup", evidence = "x" }, Decider),
        On("staff-cannot-evaluate", 403, w => w.DeliveredAsync(), "evaluation", new { grade = 5 }, Handler),
        On("assignment-needs-reason", 422, w => w.AcceptedAsync(), "assignment", new { staff = "YXCS008" }, Decider),
    ];

    /// <summary>Needs the hall's clock moved: asked last, with everybody back on duty.</summary>
    public static IEnumerable<(RefusalRow Row, string Clock)> AfterTheClock =>
    [
        (On("already-late", 409, null!, "pauses", new { reason = "supplement", evidence = "x", expectedUntil = "2026-12-18T17:00:00+08:00" }, Handler), "2026-12-03T09:00:00+08:00"),
        (Expired, "2026-12-03T09:30:00+08:00"),
        (TooLate, "2026-12-03T10:45:00+08:00"),
    ];

    private static RefusalRow On(string code, int status, Func<HallWalk, Task<string>> arrange, string what, object body, string by) =>
        new(code, status, async w => await w.Hall.PostAsync($"cases/{(arrange is null ? w.Standing : await arrange(w))}/{what}", body, by));

    private static object Missing(params string[] materials) => new { missing = materials.Select(m => new { material = m, reason = "未提交", how = "提交原件" }) };

    private static object Tolerating(string material) =>
        new { tolerate = new[] { new { material, promisedBy = "2026-12-04T17:00:00+08:00" } }, commitment = "承诺12月4日前补交" };
}
