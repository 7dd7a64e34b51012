using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Demo;
using HallGrains.Contracts.Reports;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Client.Routes;

/// <param name="Advance">ISO 8601 period of days, hours, minutes, seconds, e.g. <c>PT8H</c>.</param>
internal sealed record DemoClockBody(string? Advance = null, Instant? To = null);

/// <summary>Reports and the demo's clock.</summary>
internal static class RecordsApi
{
    /// <summary>A hall's ten days take longer than a command may.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    public static void MapRecords(this IEndpointRouteBuilder api, bool demo)
    {
        api.Read<ProcessMapView>("/reports/process-map", "流程图 How cases really run", MapAsync, Door.SignedIn, "hall", "from", "to").Refuses(Codes.NotPermitted, Codes.NotFound).Norm("5.5e", "6.4b");
        if (demo)
            api.Map("POST", "/demo/clock", new() { Summary = "拨快时钟 Moves the demo's time forward", Door = Door.Anyone, Body = typeof(DemoClockBody), View = typeof(DemoClockMoved) }, MoveAsync)
                .Refuses(Codes.Validation).Example("""{"advance":"PT8H"}""");
    }

    private static Task MapAsync(Api api)
    {
        var filter = new ProcessMapFilter(api.InstantOf("from"), api.InstantOf("to"));
        return api.ReadAsync(() => api.Grain<IProcessMapGrain>(Hall(api)).GetAsync(api.Caller, filter), r => (r.Value is { } v ? Api.Object(v) : null, r.Refusal, null), Long);
    }

    private static string Hall(Api api) => api.Query("hall") switch
    {
        null => IProcessMapGrain.City,
        { } hall when Paths.IsCode(hall) => hall,
        _ => throw new RefusedException(Refusal.Of(Codes.NotFound)),
    };

    private static async Task MoveAsync(Microsoft.AspNetCore.Http.HttpContext http)
    {
        var api = new Api(http);
        if (await Http.Commands.KeyAsync(http) is null || await StrictBody.ReadBytesAsync(http) is not { } bytes) return;
        if (await StrictBody.ParseAsync<DemoClockBody>(http, bytes) is not { } body) return;
        if (body.Advance is null == body.To is null) api.Wrong("advance", "exactly one of advance and to");
        var ticks = Ticks(api, body.Advance);
        await api.ReadAsync(() => api.Grain<IDemoClockGrain>("demo").MoveAsync(api.Caller, ticks, body.To),
            moved => (moved.Now is { } now ? new JsonObject { ["now"] = ApiJson.Format(now) } : null, moved.Refusal, null), Long);
    }

    private static long? Ticks(Api api, string? advance)
    {
        if (advance is null) return null;
        var parsed = PeriodPattern.NormalizingIso.Parse(advance);
        // A month has no fixed length: what it moves would depend on where it begins.
        if (parsed.Success && parsed.Value is { Months: 0, Years: 0 } period && Math.Abs(period.ToDuration().TotalDays) < 100_000)
            return period.ToDuration().BclCompatibleTicks;
        api.Wrong("advance", "not-a-period");
        return null;
    }
}
