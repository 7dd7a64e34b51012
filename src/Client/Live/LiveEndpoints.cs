using HallGrains.Contracts.Common;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Staff;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client.Live;

/// <summary>Live views and feeds of the API. Needs an <see cref="ICallerAccessor"/> and an <see cref="IRefusalWriter"/> from the gateway.</summary>
public static class LiveEndpoints
{
    private const string Base = "/api/v1";

    public static IServiceCollection AddHallLive(this IServiceCollection services) => services.AddSingleton<LiveHub>();

    /// <summary>Maps GET <c>/halls/{hall}/live</c>, <c>/city/live</c>, <c>/staff/{number}/live</c> and the feeds under <c>/live</c>.</summary>
    public static RouteGroupBuilder MapHallLive(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup(Base).WithTags("live");
        api.MapGet("/halls/{hall}/live", HallAsync).WithName("GetHallLive").WithSummary("大厅实况 · A hall as its monitor sees it").Produces<HallLiveView>();
        api.MapGet("/city/live", CityAsync).WithName("GetCityLive").WithSummary("全市实况 · The city's halls").Produces<CityLiveView>();
        api.MapGet("/staff/{number}/live", StaffAsync).WithName("GetStaffLive").WithSummary("人员实况 · A staff member as the monitor sees them").Produces<StaffLiveView>();

        var live = api.MapGroup("/live");
        Feed(live.MapGet("/halls/{hall}", HallFeedAsync), "LiveHall", "大厅实况推送 · Feed of a hall");
        Feed(live.MapGet("/windows/{hall}/{window}", WindowFeedAsync), "LiveWindow", "窗口实况推送 · Feed of a window");
        Feed(live.MapGet("/city", CityFeedAsync), "LiveCity", "全市实况推送 · Feed of the city");
        Feed(live.MapGet("/displays/{hall}", DisplayFeedAsync), "LiveDisplay", "显示屏推送 · Feed for screens, for anybody: tickets, never names").AllowAnonymous();
        Feed(live.MapGet("/cases/{number}", CaseFeedAsync), "LiveCase", "办件推送 · Feed of a case");
        return api;
    }

    private static RouteHandlerBuilder Feed(RouteHandlerBuilder route, string name, string summary) =>
        route.WithName(name).WithSummary(summary).WithDescription("Server-sent events: `snapshot` first, then `change`; `reset` and a new snapshot for a slow reader. Resumes by `Last-Event-ID`.")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream");

    private static async Task HallAsync(HttpContext http, string hall, IClusterClient client, ICallerAccessor callers, IRefusalWriter refusals) =>
        await AnswerAsync(http, IsCode(hall) ? await Monitor(client, hall).HallAsync(callers.Caller(http)) : LiveRead.Refused<HallLiveView>(Codes.NotFound), refusals);

    private static async Task CityAsync(HttpContext http, IClusterClient client, ICallerAccessor callers, IRefusalWriter refusals) =>
        await AnswerAsync(http, await City(client).CityAsync(callers.Caller(http)), refusals);

    private static async Task StaffAsync(HttpContext http, string number, IClusterClient client, ICallerAccessor callers, IRefusalWriter refusals)
    {
        var caller = callers.Caller(http);
        var view = IsCode(number) ? await client.GetGrain<IStaffGrain>(number).GetAsync(caller) : null;
        await AnswerAsync(http, view is null ? LiveRead.Refused<StaffLiveView>(Codes.NotFound) : await Monitor(client, view.Hall).StaffAsync(caller, number), refusals);
    }

    private static async Task HallFeedAsync(HttpContext http, string hall, IClusterClient client, ICallerAccessor callers, IRefusalWriter refusals, LiveHub hub)
    {
        var caller = callers.Caller(http);
        var read = IsCode(hall) ? await Monitor(client, hall).HallAsync(caller) : LiveRead.Refused<HallLiveView>(Codes.NotFound);
        if (await RefusedAsync(http, read, refusals)) return;
        var source = hub.Hall(hall);
        using var held = source.Hold();
        await Sse.PumpAsync(http, source.Hall, async () => (await Monitor(client, hall).HallAsync(caller)).Refusal is null);
    }

    private static async Task WindowFeedAsync(HttpContext http, string hall, string window, IClusterClient client, ICallerAccessor callers, IRefusalWriter refusals, LiveHub hub)
    {
        var caller = callers.Caller(http);
        var read = IsCode(hall) && IsCode(window) ? await Monitor(client, hall).WindowAsync(caller, window) : LiveRead.Refused<Contracts.Windows.WindowView>(Codes.NotFound);
        if (await RefusedAsync(http, read, refusals)) return;
        var source = hub.Hall(hall);
        using var held = source.Hold();
        await Sse.PumpAsync(http, source.Window(window), async () => (await Monitor(client, hall).WindowAsync(caller, window)).Refusal is null);
    }

    private static async Task CityFeedAsync(HttpContext http, IClusterClient client, ICallerAccessor callers, IRefusalWriter refusals, LiveHub hub)
    {
        var caller = callers.Caller(http);
        if (await RefusedAsync(http, await City(client).CityAsync(caller), refusals)) return;
        using var held = hub.City.Hold();
        await Sse.PumpAsync(http, hub.City.City, async () => (await City(client).CityAsync(caller)).Refusal is null);
    }

    private static async Task DisplayFeedAsync(HttpContext http, string hall, IClusterClient client, IRefusalWriter refusals, LiveHub hub)
    {
        if (!IsCode(hall) || await Monitor(client, hall).DisplayAsync() is null)
        {
            await refusals.WriteAsync(http, Refusal.Of(Codes.NotFound));
            return;
        }

        var source = hub.Hall(hall);
        using var held = source.Hold();
        await Sse.PumpAsync(http, source.Display, static () => Task.FromResult(true));
    }

    private static async Task CaseFeedAsync(HttpContext http, string number, IClusterClient client, ICallerAccessor callers, IRefusalWriter refusals, LiveHub hub)
    {
        if (CaseNumber.TryParse(number, out _)) await CaseFeed.RunAsync(http, number, callers.Caller(http), client, hub, refusals);
        else await refusals.WriteAsync(http, Refusal.Of(Codes.NotFound));
    }

    private static IHallMonitorGrain Monitor(IClusterClient client, string hall) => client.GetGrain<IHallMonitorGrain>(hall);

    private static ICityMonitorGrain City(IClusterClient client) => client.GetGrain<ICityMonitorGrain>(ICityMonitorGrain.Key);

    /// <summary>What can name a hall, a window or a person of the staff; anything else wakes no grain.</summary>
    internal static bool IsCode(string text) => text.Length is >= 2 and <= 32 && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-');

    private static async Task AnswerAsync<T>(HttpContext http, LiveRead<T> read, IRefusalWriter refusals) where T : class
    {
        if (await RefusedAsync(http, read, refusals)) return;
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.WriteAsJsonAsync(read.Value, LiveJson.Options, "application/json; charset=utf-8", http.RequestAborted);
    }

    private static async Task<bool> RefusedAsync<T>(HttpContext http, LiveRead<T> read, IRefusalWriter refusals) where T : class
    {
        if (read.Refusal is not { } refusal) return false;
        await refusals.WriteAsync(http, refusal);
        return true;
    }
}
