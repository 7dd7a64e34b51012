using System.Text.Json.Nodes;
using HallGrains.Client.Auth;
using HallGrains.Client.Http;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client.Live;

/// <summary>Live views and feeds of the API: documented, guarded and refused as every endpoint is.</summary>
internal static class LiveEndpoints
{
    public static IServiceCollection AddHallLive(this IServiceCollection services) => services.AddSingleton<LiveHub>();

    /// <summary>Maps GET <c>/halls/{hall}/live</c>, <c>/city/live</c>, <c>/staff/{number}/live</c> and the feeds under <c>/live</c>.</summary>
    internal static void MapHallLive(this IEndpointRouteBuilder api)
    {
        api.Read<HallLiveView>("/halls/{hall}/live", "大厅实况 A hall as its monitor sees it, or as it stood", HallAsync, Door.SignedIn, "asOf")
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.Validation).Norm("2.5d", "6.4c");
        api.Read<CityLiveView>("/city/live", "全市实况 The city's halls", a => a.ReadAsync(() => City(a.Grains).CityAsync(a.Caller), Answer)).Refuses(Codes.NotPermitted).Norm("2.5d");
        api.Read<StaffLiveView>("/staff/{number}/live", "人员实况 A staff member as the monitor sees them", StaffAsync).Refuses(Codes.NotFound, Codes.NotPermitted).Norm("5.4e");

        Feed<HallLiveView>(api, "/live/halls/{hall}", "大厅实况推送 Feed of a hall", HallFeedAsync).Refuses(Codes.NotFound, Codes.NotPermitted).Norm("2.5d");
        Feed<WindowView>(api, "/live/windows/{hall}/{window}", "窗口实况推送 Feed of a window", WindowFeedAsync).Refuses(Codes.NotFound, Codes.NotPermitted).Norm("5.4e");
        Feed<CityLiveView>(api, "/live/city", "全市实况推送 Feed of the city", CityFeedAsync).Refuses(Codes.NotPermitted).Norm("2.5d");
        Feed<DisplayView>(api, "/live/displays/{hall}", "显示屏推送 Feed for screens, for anybody: tickets, never names", DisplayFeedAsync, Door.Anyone).Refuses(Codes.NotFound).Norm("2.4c", "2.4d");
        Feed<Contracts.Cases.CaseView>(api, "/live/cases/{number}", "办件推送 Feed of a case", CaseFeedAsync, Door.SignedInOrCode).Refuses(Codes.NotFound, Codes.TooManyRequests).Norm("4.3k");
    }

    private static Endpoints.Mapped Feed<TView>(IEndpointRouteBuilder api, string pattern, string summary, Func<HttpContext, Task> feed, Door door = Door.SignedIn) =>
        api.Map("GET", pattern, new() { Summary = summary + ": `snapshot` first, then `change`; `reset` and a new snapshot for a slow reader; resumes by `Last-Event-ID`", Door = door, View = typeof(TView), MediaType = "text/event-stream" }, http => feed(http));

    private static Task HallAsync(Api api)
    {
        var (at, hall) = (api.InstantOf("asOf"), api.Path("hall"));
        return api.ReadAsync(async () => !IsCode(hall) ? LiveRead.Refused<HallLiveView>(Codes.NotFound)
            : at is { } instant ? await api.Grain<IHallHistoryGrain>(hall).HallAsync(api.Caller, instant) : await Monitor(api.Grains, hall).HallAsync(api.Caller), Answer);
    }

    private static Task StaffAsync(Api api)
    {
        var number = api.Path("number");
        return api.ReadAsync(async () =>
        {
            var view = IsCode(number) ? await api.Grain<IStaffGrain>(number).GetAsync(api.Caller) : null;
            return view is null ? LiveRead.Refused<StaffLiveView>(Codes.NotFound) : await Monitor(api.Grains, view.Hall).StaffAsync(api.Caller, number);
        }, Answer);
    }

    private static (JsonNode? Body, Refusal? Refusal, int? Version) Answer<T>(LiveRead<T> read) where T : class =>
        (read.Value is { } view ? Api.Node(view) : null, read.Refusal, null);

    private static async Task HallFeedAsync(HttpContext http)
    {
        var hall = (string)http.Request.RouteValues["hall"]!;
        var (client, hub, refusals) = Of(http);
        var caller = http.GetCaller();
        var read = IsCode(hall) ? await Monitor(client, hall).HallAsync(caller) : LiveRead.Refused<HallLiveView>(Codes.NotFound);
        if (await RefusedAsync(http, read, refusals)) return;
        var source = hub.Hall(hall);
        using var held = source.Hold();
        await Sse.PumpAsync(http, source.Hall, async () => (await Monitor(client, hall).HallAsync(caller)).Refusal is null);
    }

    private static async Task WindowFeedAsync(HttpContext http)
    {
        var hall = (string)http.Request.RouteValues["hall"]!;
        var window = (string)http.Request.RouteValues["window"]!;
        var (client, hub, refusals) = Of(http);
        var caller = http.GetCaller();
        var read = IsCode(hall) && IsCode(window) ? await Monitor(client, hall).WindowAsync(caller, window) : LiveRead.Refused<WindowView>(Codes.NotFound);
        if (await RefusedAsync(http, read, refusals)) return;
        var source = hub.Hall(hall);
        using var held = source.Hold();
        await Sse.PumpAsync(http, source.Window(window), async () => (await Monitor(client, hall).WindowAsync(caller, window)).Refusal is null);
    }

    private static async Task CityFeedAsync(HttpContext http)
    {
        var (client, hub, refusals) = Of(http);
        var caller = http.GetCaller();
        if (await RefusedAsync(http, await City(client).CityAsync(caller), refusals)) return;
        using var held = hub.City.Hold();
        await Sse.PumpAsync(http, hub.City.City, async () => (await City(client).CityAsync(caller)).Refusal is null);
    }

    private static async Task DisplayFeedAsync(HttpContext http)
    {
        var hall = (string)http.Request.RouteValues["hall"]!;
        var (client, hub, refusals) = Of(http);
        if (!IsCode(hall) || await Monitor(client, hall).DisplayAsync() is null)
        {
            await refusals.WriteAsync(http, Refusal.Of(Codes.NotFound));
            return;
        }

        var source = hub.Hall(hall);
        using var held = source.Hold();
        await Sse.PumpAsync(http, source.Display, static () => Task.FromResult(true));
    }

    private static async Task CaseFeedAsync(HttpContext http)
    {
        var number = (string)http.Request.RouteValues["number"]!;
        var (client, hub, refusals) = Of(http);
        if (CaseNumber.TryParse(number, out _)) await CaseFeed.RunAsync(http, number, http.GetCaller(), client, hub, refusals);
        else await refusals.WriteAsync(http, Refusal.Of(Codes.NotFound));
    }

    private static (IClusterClient Client, LiveHub Hub, IRefusalWriter Refusals) Of(HttpContext http) =>
        (http.RequestServices.GetRequiredService<IClusterClient>(), http.RequestServices.GetRequiredService<LiveHub>(), http.RequestServices.GetRequiredService<IRefusalWriter>());

    private static IHallMonitorGrain Monitor(IGrainFactory client, string hall) => client.GetGrain<IHallMonitorGrain>(hall);

    private static ICityMonitorGrain City(IGrainFactory client) => client.GetGrain<ICityMonitorGrain>(ICityMonitorGrain.Key);

    /// <summary>What can name a hall, a window or a person of the staff; anything else wakes no grain.</summary>
    internal static bool IsCode(string text) => text.Length is >= 2 and <= 32 && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-');

    private static async Task<bool> RefusedAsync<T>(HttpContext http, LiveRead<T> read, IRefusalWriter refusals) where T : class
    {
        if (read.Refusal is not { } refusal) return false;
        await refusals.WriteAsync(http, refusal);
        return true;
    }
}
