using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
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
        api.Read<ServiceItem>("/service-items/{code}", "办事指南 A guide", a => a.ReadAsync(() => Item(a).GetAsync(a.Caller), v => (v is null ? null : Guide(v), null, v?.Version)), Door.Anyone)
            .Refuses(Codes.NotFound).Norm("4.3b", "4.3g");
        api.Read<ItemVersionView>("/service-items/{code}/versions", "版本 Versions of a guide",
            a => a.ReadAsync(() => Item(a).GetAsync(a.Caller), v => (v is null ? null : Api.Page(v.Versions), null, v?.Version)), Door.Anyone).Refuses(Codes.NotFound).Norm("2.2a");
        api.Command<ServiceItem, ItemView>("PUT", "/service-items/{code}", "起草 Drafts a new version",
            (a, meta, body) => Item(a).PutAsync(meta, new(body.Code.Length == 0 ? body with { Code = Paths.Code(a, "code") } : body)), null, Door.SignedIn, "version")
            .Refuses(Codes.NotPermitted, Codes.PromiseOverStatutory, Codes.LooserThanCity, Codes.SampleMissing).Norm("2.2a", "5.4f");
        api.Command<EmptyBody, ItemView>("POST", "/service-items/{code}/versions/{v}/publication", "发布 Publishes a version, by another than its author",
            (a, meta, _) => Item(a).PublishAsync(meta, new(Paths.Number(a, "v", 1, 1_000_000)))).Refuses(Codes.NotPermitted, Codes.SamePersonReview, Codes.StageOrder, Codes.NotFound).Norm("2.2a").Example("{}");
        api.Command<WithdrawalBody, ItemView>("POST", "/service-items/{code}/versions/{v}/withdrawal", "撤回指南 Withdraws a wrong version",
            (a, meta, body) => Item(a).WithdrawAsync(meta, new(Paths.Number(a, "v", 1, 1_000_000), body.Reason)))
            .Refuses(Codes.NotPermitted, Codes.SamePersonReview, Codes.ReasonMissing, Codes.StageOrder, Codes.NotFound).Norm("2.2b").Example("""{"reason":"时限写错"}""");
        api.Read<AuthorityView>("/authority", "权限标准 Who decides what", a => a.ReadAsync(() => a.Grain<IAuthorityGrain>(IAuthorityGrain.Key).GetAsync(), v => Api.Node(v)), Door.Anyone).Norm("4.3c");
    }

    private static void MapHalls(IEndpointRouteBuilder api)
    {
        api.Read<HallDefinition>("/halls", "大厅列表 Halls", HallsAsync, Door.Anyone, "limit", "cursor").Norm("4.3g");
        Hall(api, "", "大厅 A hall: hours, windows, facilities", h => Api.Object(h)).Norm("4.4k");
        Hall(api, "/promises", "公开承诺 Promises, as published", h => Api.Page(h.Promises)).Norm("4.2a", "4.2b", "4.2c");
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

    private static Endpoints.Mapped Hall(IEndpointRouteBuilder api, string what, string summary, Func<HallDefinition, JsonObject> show) =>
        api.Read<HallDefinition>("/halls/{hall}" + what, summary, a => a.ReadAsync(
            () => a.Grain<IHallRegistryGrain>(Paths.Code(a, "hall")).SnapshotAsync(), v => (v is null ? null : show(v.Definition), null, v?.Version)), Door.Anyone).Refuses(Codes.NotFound);

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
