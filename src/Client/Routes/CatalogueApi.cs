using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Reports;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

internal sealed record WithdrawalBody(string Reason);

/// <summary>A body with no fields.</summary>
internal sealed record EmptyBody;

/// <summary>What is published: guides, halls, promises, the authority matrix; and calendars.</summary>
internal static class CatalogueApi
{
    public static void MapCatalogue(this IEndpointRouteBuilder api)
    {
        MapItems(api);
        MapHalls(api);
        MapCalendars(api);
    }

    private static void MapItems(IEndpointRouteBuilder api)
    {
        api.Read<ServiceItem>("/service-items", "办事指南列表 Guides in force", ItemsAsync, Door.Anyone, "query", "audience", "category", "limit", "cursor").Norm("4.3g", "1.1");
        api.Read<ServiceItem>("/service-items/{code}", "办事指南 A guide; with a hall: its own limit and promises beside it", GuideAsync, Door.Anyone, "hall")
            .Refuses(Codes.NotFound).Norm("4.3b", "4.3g", "4.3k", "4.2d", "0.3");
        api.Read<ItemVersionView>("/service-items/{code}/versions", "版本 Versions of a guide",
            a => a.ReadAsync(() => Item(a).GetAsync(a.Caller), v => (v is null ? null : Api.Page(v.Versions), null, v?.Version)), Door.Anyone).Refuses(Codes.NotFound).Norm("2.2a");
        api.Command<ServiceItem, ItemView>("PUT", "/service-items/{code}", "起草 Drafts a new version",
            (a, meta, body) => Item(a).PutAsync(meta, new(body.Code.Length == 0 ? body with { Code = Paths.Code(a, "code") } : body)), null, Door.SignedIn, "version")
            .Refuses(Codes.NotPermitted, Codes.PromiseOverStatutory).Norm("2.2a", "5.4f");
        api.Command<EmptyBody, ItemView>("POST", "/service-items/{code}/versions/{v}/publication", "发布 Publishes a version, by another than its author",
            (a, meta, _) => Item(a).PublishAsync(meta, new(Paths.Number(a, "v", 1, 1_000_000)))).Refuses(Codes.NotPermitted, Codes.SamePersonReview, Codes.SampleMissing, Codes.StageOrder, Codes.NotFound).Norm("2.2a", "4.3f", "5.6f").Example("{}");
        api.Command<WithdrawalBody, ItemView>("POST", "/service-items/{code}/versions/{v}/withdrawal", "撤回指南 Withdraws a wrong version",
            (a, meta, body) => Item(a).WithdrawAsync(meta, new(Paths.Number(a, "v", 1, 1_000_000), body.Reason)))
            .Refuses(Codes.NotPermitted, Codes.SamePersonReview, Codes.ReasonMissing, Codes.StageOrder, Codes.NotFound).Norm("2.2b").Example("""{"reason":"时限写错"}""");
        api.Read<AuthorityView>("/authority", "权限标准 Who decides what", a => a.ReadAsync(() => a.Grain<IAuthorityGrain>(IAuthorityGrain.Key).GetAsync(), v => Api.Node(v)), Door.Anyone).Norm("4.3c");
    }

    private static void MapHalls(IEndpointRouteBuilder api)
    {
        api.Read<HallDefinition>("/halls", "大厅列表 Halls", HallsAsync, Door.Anyone, "limit", "cursor").Norm("4.3g");
        api.Read<HallDefinition>("/halls/{hall}", "大厅 A hall: hours, windows, facilities, promises as they are kept, and how it stands today", HallAsync, Door.Anyone).Refuses(Codes.NotFound).Norm("3.1f", "4.2d", "4.4k", "5.6j", "5.6k");
    }

    private static void MapCalendars(IEndpointRouteBuilder api)
    {
        api.Read<CalendarYear>("/calendars/{year}", "工作日历 The arrangement of a year", a => a.ReadAsync(
            () => Calendar(a).GetAsync(), v => (int.TryParse(a.Path("year"), NumberStyles.None, CultureInfo.InvariantCulture, out var y) && v.Find(y) is { } year ? Year(year, v) : null, null, v.Version)))
            .Refuses(Codes.NotFound).Norm("5.4d");
        api.Command<CalendarYear, CalendarView>("PUT", "/calendars/{year}", "载入日历 Loads the arrangement of a year",
            (a, meta, body) => Calendar(a).PutAsync(meta, OfYear(body, Paths.Number(a, "year", 1900, 2200))))
            .Refuses(Codes.NotPermitted).Norm("5.4d");
        // Writes nothing: it takes a body because what is tried is large, so no command id is kept.
        api.Command<CalendarTrial, TrialView>("POST", "/calendars/trial", "试算 What a limit would come to", async (a, _, body) =>
            new(new TrialView(await Calendar(a).TrialAsync(body)), null, false, ImmutableSortedDictionary<string, string>.Empty),
            new(Body: v => Api.Object(v.Result))).Norm("5.2e", "5.4d").Example("""{"start":"2026-11-24T10:00:00+08:00","limit":{"value":5,"unit":"working-days"}}""");
    }

    private static Task ItemsAsync(Api api)
    {
        var limit = api.Limit();
        return api.ReadAsync(() => api.Grain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).ItemsAsync(api.Query("query"), api.Query("audience"), api.Query("category")),
            items => api.PageOf(items, i => i.Code, limit));
    }

    private static Task HallsAsync(Api api)
    {
        var limit = api.Limit();
        return api.ReadAsync(() => api.Grain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).HallsAsync(), halls => api.PageOf(halls, h => h.Code, limit));
    }

    /// <summary>The hall with its promises as they are kept now.</summary>
    private static Task HallAsync(Api api)
    {
        var code = Paths.Code(api, "hall");
        return api.ReadAsync(async () => await api.Grain<IHallRegistryGrain>(code).SnapshotAsync() is { } hall
            ? Tuple.Create(hall, await api.Grain<IServiceFiguresGrain>(IServiceFiguresGrain.Key).PromisesAsync(code), await api.Grain<IHallGrain>(code).DayAsync()) : null, seen =>
        {
            if (seen is null) return (null, null, null);
            var body = Api.Object(seen.Item1.Definition);
            if (seen.Item2 is { } promises) body["promises"] = Api.Node(PagesApi.Shown(promises, "hall-page"));
            body["today"] = seen.Item3 is { } day ? Api.Object(day) : null;
            return (body, null, seen.Item1.Version);
        });
    }

    private static Task GuideAsync(Api api)
    {
        var hall = api.Query("hall");
        if (hall is not null && !Paths.IsCode(hall)) throw new RefusedException(Refusal.Of(Codes.NotFound));
        return api.ReadAsync(async () =>
        {
            if (await Item(api).GetAsync(api.Caller) is not { } view) return null;
            var (limits, promises) = hall is null ? (null, null)
                : (await api.Grain<IHallNoticesGrain>(hall).LimitsAsync(), await api.Grain<IServiceFiguresGrain>(IServiceFiguresGrain.Key).PromisesAsync(hall));
            return Tuple.Create(view, limits, promises);
        }, seen =>
        {
            if (seen is null || (hall is not null && seen.Item2 is null)) return (null, null, null);
            var guide = Guide(seen.Item1);
            if (seen.Item2 is { } limits) guide["hallLimit"] = limits.Items.FirstOrDefault(l => l.ServiceItem == seen.Item1.Code) is { } limit ? Api.Node(limit) : null;
            if (seen.Item3 is { } promises) guide["promises"] = Api.Node(PagesApi.Shown(promises, "online-guide"));
            return (guide, null, seen.Item1.Version);
        });
    }

    private static IServiceItemGrain Item(Api api) => api.Grain<IServiceItemGrain>(Paths.Code(api, "code"));

    private static ICalendarGrain Calendar(Api api) => api.Grain<ICalendarGrain>(ICalendarGrain.Key);

    /// <summary>The guide in force; where only drafts are, their list.</summary>
    private static JsonObject Guide(ItemView view)
    {
        var guide = view.InForce is { } item ? Api.Object(item) : new JsonObject { ["code"] = view.Code, ["version"] = null };
        guide["inForce"] = view.InForce is not null;
        guide["asOf"] = ApiJson.Format(view.AsOf);
        return guide;
    }

    private static CalendarYear OfYear(CalendarYear body, int year) => body.Year == year
        ? body
        : throw new RefusedException(Refusal.OfErrors(ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("year", ["not-the-year-of-the-path"])));

    private static JsonObject Year(CalendarYear year, CalendarView view)
    {
        var body = Api.Object(year);
        body["version"] = view.Version;
        body["asOf"] = ApiJson.Format(view.AsOf);
        return body;
    }

    internal sealed record TrialView(CalendarTrialResult Result);
}
