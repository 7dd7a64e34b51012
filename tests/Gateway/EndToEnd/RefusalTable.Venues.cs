namespace HallGrains.Gateway.EndToEnd;

/// <summary>Inspections and the facility register.</summary>
internal static partial class RefusalTable
{
    private static IEnumerable<RefusalRow> Venues =>
    [
        new("not-your-finding", 403, async w =>
        {
            var planned = await w.Hall.DoAsync("inspections", new { kind = "self", hall = "YXCS", plannedFor = "2026-11-24" }, Decider);
            return await w.Hall.PostAsync($"inspections/{planned["inspectionNumber"]}/findings", new { items = new[] { new { clause = "4.4a", ok = true } } }, Handler);
        }),
        new("conflict-of-interest", 403, async w =>
        {
            var planned = await w.Hall.DoAsync("inspections", new { kind = "self", hall = "YXCS", plannedFor = "2026-11-24" }, Decider);
            return await w.Hall.PostAsync($"inspections/{planned["inspectionNumber"]}/findings", new { items = new[] { new { clause = "3.2b", ok = true, person = Decider } } }, Decider);
        }),
        new("reason-missing", 422, w => w.Hall.PutAsync("halls/YXCS/facilities/YXCS-F11", new { kind = "accessible-toilet", nameZh = "无障碍卫生间", state = "not-applicable" }, Decider)),
    ];
}
