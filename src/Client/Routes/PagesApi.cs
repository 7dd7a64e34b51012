using System.Collections.Immutable;
using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Reports;
using HallGrains.Contracts.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>What halls publish under their own name: limits, promises, standards, duties, notes; signs, badges, samples, qualifications.</summary>
internal static class PagesApi
{
    public static void MapPages(this IEndpointRouteBuilder api)
    {
        Draft<HallLimit>(api, "limits/{key}", "收紧时限 Drafts a limit that this hall keeps tighter than the city", HallPageKinds.Limit, (c, b) => c with { Limit = b })
            .Refuses(Codes.NotPermitted, Codes.NotFound, Codes.LooserThanCity).Norm("0.3").Example("""{"promisedDays":3}""");
        Draft<HallPromise>(api, "promises/{key}", "起草承诺 Drafts a promise of the unit, a group or a person", HallPageKinds.Promise, (c, b) => c with { Promise = b })
            .Refuses(Codes.NotPermitted, Codes.NotFound).Norm("4.2a", "4.2b", "4.2c")
            .Example("""{"scope":"unit","owner":"YXCS","textZh":"办件满意率不低于98%","metric":"satisfaction","operator":">=","threshold":0.98,"window":"month","shownOn":["hall-page","display-screen"]}""");
        foreach (var (path, kind, summary, clause) in new[]
                 {
                     ("standards", HallPageKinds.Standard, "起草工作标准 Drafts a work standard", "4.3a"), ("duties", HallPageKinds.Duty, "起草岗位职责 Drafts the duties of a window or role", "4.3h"),
                     ("notes", HallPageKinds.Note, "起草宣传材料 Drafts a policy note or promotion text", "2.2a"),
                 })
        {
            Draft<HallText>(api, path + "/{key}", summary, kind, (c, b) => c with { Text = b }).Refuses(Codes.NotPermitted, Codes.NotFound).Norm(clause, "2.2a")
                .Example("""{"title":"接待标准","lines":["先问好，后办事"],"source":"规范 三(三)","validUntil":"2027-12-31"}""");
            Read<PublishedTexts>(api, path, summary[2..].Split(' ')[0] + " Published texts", a => Notices(a).TextsAsync(kind), v => Page(v.Items, v.AsOf)).Norm(clause);
        }

        api.Command<EmptyBody, HallPagesView>("POST", "/halls/{hall}/pages/{kind}/{key}/versions/{v}/publication", "发布 Publishes a draft, by another than its author",
            (a, meta, _) => Registry(a).PublishPageAsync(meta, new(Kind(a), Paths.Code(a, "key"), Version(a))))
            .Refuses(Codes.NotPermitted, Codes.OverAuthority, Codes.SamePersonReview, Codes.LooserThanCity, Codes.StageOrder, Codes.NotFound).Norm("2.2a", "0.3").Example("{}");
        api.Command<WithdrawalBody, HallPagesView>("POST", "/halls/{hall}/pages/{kind}/{key}/versions/{v}/withdrawal", "撤回 Withdraws what was published",
            (a, meta, body) => Registry(a).WithdrawPageAsync(meta, new(Kind(a), Paths.Code(a, "key"), Version(a), body.Reason)))
            .Refuses(Codes.NotPermitted, Codes.OverAuthority, Codes.ReasonMissing, Codes.StageOrder, Codes.NotFound).Norm("2.2b").Example("""{"reason":"标准已调整"}""");
        Read<HallPagesView>(api, "pages", "公开内容的版本 Versions of what the hall publishes, with author and approver", a => Registry(a).PagesAsync(a.Caller), v => Api.Object(v)).Norm("2.2a");
        Read<HallLimitsView>(api, "limits", "本厅时限 Limits kept tighter than the city's", a => Notices(a).LimitsAsync(), v => Page(v.Items, v.AsOf)).Norm("0.3");
        Read<OnDutyView>(api, "on-duty", "在岗人员 Who is on duty", a => Notices(a).OnDutyAsync(), v => Api.Object(v)).Norm("3.1b");
        api.Read<PromiseList>("/halls/{hall}/promises", "公开承诺 Promises, with how far each is kept", PromisesAsync, Door.Anyone, "shownOn")
            .Refuses(Codes.NotFound).Norm("4.2a", "4.2b", "4.2c", "4.2d", "5.6k");
        Read<WindowSignView>(api, "windows/{window}/sign", "岗位牌 A window's sign: lines, duties, the badge on duty and promises", a => Notices(a).SignAsync(Paths.Code(a, "window")), v => Api.Object(v))
            .Norm("3.1a", "3.1b", "4.2c");
        api.Read<QualificationsView>("/halls/{hall}/qualifications", "资质一览 Trainings of the hall's staff, and which line will have nobody when", a => a.ReadAsync(
            () => a.Grain<IQualificationsGrain>(Paths.Code(a, "hall")).GetAsync(a.Caller), r => (r.Value is { } v ? Api.Object(v) : null, r.Refusal, null))).Refuses(Codes.NotPermitted, Codes.NotFound)
            .Norm("2.6b", "2.6c", "2.6e");
        api.Read<SampleView>("/service-items/{code}/samples/{material}", "填写示范 The filled sample of a form", a =>
        {
            var material = Paths.Code(a, "material");
            return a.ReadAsync(() => a.Grain<IServiceItemGrain>(Paths.Code(a, "code")).SampleAsync(material), v => v is null ? null : Api.Object(v));
        }, Door.Anyone).Refuses(Codes.NotFound).Norm("4.3f");
    }

    /// <summary>One that is measured by the day also says how today stands (5.6k).</summary>
    private static Task PromisesAsync(Api api)
    {
        var hall = Paths.Code(api, "hall");
        return api.ReadAsync(async () => await api.Grain<IServiceFiguresGrain>(IServiceFiguresGrain.Key).PromisesAsync(hall) is { } promises
            ? Tuple.Create(promises, await api.Grain<IHallGrain>(hall).DayAsync()) : null, seen =>
        {
            if (seen is null) return null;
            var page = Page(Shown(seen.Item1, api.Query("shownOn")), seen.Item1.AsOf);
            foreach (var item in page["items"]!.AsArray().OfType<JsonObject>())
                if (seen.Item2?.Promises.FirstOrDefault(p => p.Metric == (string?)item["metric"]) is { } today) item["today"] = Api.Object(today);
            return page;
        });
    }

    /// <summary>Promises as a page, a screen, the guide or a printed sheet shows them: the same data.</summary>
    internal static IEnumerable<PromiseView> Shown(PromiseList promises, string? on) => promises.Promises.Where(p => on is null || p.ShownOn.Contains(on));

    private static Endpoints.Mapped Draft<TBody>(IEndpointRouteBuilder api, string path, string summary, string kind, Func<DraftHallPage, TBody, DraftHallPage> carry) where TBody : class =>
        api.Command<TBody, HallPagesView>("PUT", "/halls/{hall}/" + path, summary, (a, meta, body) => Registry(a).DraftPageAsync(meta, carry(new(kind, Paths.Code(a, "key")), body)), null, Door.SignedIn, "id");

    private static Endpoints.Mapped Read<TView>(IEndpointRouteBuilder api, string path, string summary, Func<Api, Task<TView?>> read, Func<TView, JsonNode> show) where TView : class =>
        api.Read<TView>("/halls/{hall}/" + path, summary, a => a.ReadAsync(() => read(a), v => v is null ? null : show(v)), Door.Anyone).Refuses(Codes.NotFound);

    private static JsonObject Page<T>(IEnumerable<T> items, NodaTime.Instant asOf)
    {
        var page = Api.Page(items);
        page["asOf"] = ApiJson.Format(asOf);
        return page;
    }

    private static IHallRegistryGrain Registry(Api a) => a.Grain<IHallRegistryGrain>(Paths.Code(a, "hall"));

    private static IHallNoticesGrain Notices(Api a) => a.Grain<IHallNoticesGrain>(Paths.Code(a, "hall"));

    private static string Kind(Api a) => HallPageKinds.All.Contains(a.Path("kind")) ? a.Path("kind") : throw new RefusedException(Refusal.Of(Codes.NotFound));

    private static int Version(Api a) => Paths.Number(a, "v", 1, 1_000_000);
}
