namespace HallGrains.Gateway.EndToEnd;

/// <summary>Pursuit of responsibility: what its proposals, hearings and decisions are refused with.</summary>
internal static partial class RefusalTable
{
    private static IEnumerable<RefusalRow> Pursuits =>
    [
        new("conflict-of-interest", 403, async w => await w.Hall.PostAsync("pursuits", Proposal(await w.OpenedAsync(), Decider), Decider)),
        new("reason-missing", 422, async w => await w.Hall.PostAsync("pursuits", Proposal(await w.OpenedAsync(), Handler, ""), Decider)),
        new("not-permitted", 403, async w => await w.Hall.PostAsync("pursuits", Proposal(await w.OpenedAsync(), Handler), Colleague)),
        new("not-found", 404, w => w.Hall.GetAsync("pursuits/PUR-YXCS-000000000000", Leader)),
        new("stage-order", 409, async w => await w.Hall.PostAsync($"pursuits/{await ProposedAsync(w)}/decision", new { level = 1, reason = "x" }, Leader)),
        new("over-authority", 403, async w => await w.Hall.PostAsync($"pursuits/{await ProposedAsync(w)}/decision", new { level = 5, reason = "x" }, Leader)),
    ];

    private static async Task<string> ProposedAsync(HallWalk walk) =>
        (string)(await walk.Hall.DoAsync("pursuits", Proposal(await walk.OpenedAsync(), Handler), Decider))["pursuitId"]!;

    private static object Proposal(string number, string staff, string facts = "收件后三日未处理") => new { staff, ground = new { @case = number }, clause = "5.6e", level = 2, facts };
}
