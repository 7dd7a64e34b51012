using HallGrains.Client.Http;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>Inspections 检查, findings and their rectification (§10).</summary>
internal static class InspectionsApi
{
    public static void MapInspections(this IEndpointRouteBuilder api)
    {
        api.Command<PlanInspection, InspectionView>("POST", "/inspections", "计划检查 Plans an inspection",
            (a, meta, body) => a.Grain<IInspectionGrain>(IInspectionGrain.NumberOf(Paths.IsCode(body.Hall) ? body.Hall : throw new RefusedException(Refusal.Of(Codes.NotFound)), meta.Caller.Account, meta.CommandId)).PlanAsync(meta, body),
            new(StatusCodes.Status201Created, Location: v => "/api/v1/inspections/" + v.InspectionNumber))
            .Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.ConflictOfInterest, Codes.NotFound).Norm("2.4a", "3.2a", "6.2a").Example("""{"kind":"self","hall":"YXCS","plannedFor":"2026-11-25"}""");
        api.Read<InspectionListItem>("/inspections", "检查列表 Inspections", a =>
        {
            var (limit, hall) = (a.Limit(), Hall(a));
            return a.ReadAsync(() => List(a).InspectionsAsync(a.Caller, hall, a.Query("state"), a.Query("cursor"), limit), r => (r.Value is { } v ? Api.Page(v.Items, v.Next) : null, r.Refusal, null));
        }, Door.SignedIn, "hall", "state", "limit", "cursor").Refuses(Codes.NotPermitted, Codes.NotFound).Norm("6.2a");
        api.Read<InspectionView>("/inspections/{n}", "检查 An inspection with its checklist and findings", a => a.ReadAsync(
            () => Inspection(a).GetAsync(a.Caller), r => (r.Value is { } v ? Api.Object(v) : null, r.Refusal, r.Value?.Version))).Refuses(Codes.NotFound).Norm("3.2a", "3.2c");
        api.Command<RecordInspection, InspectionView>("POST", "/inspections/{n}/findings", "记录检查情况 Records items; what is not in order is a finding", (a, meta, body) => Inspection(a).ExecuteAsync(meta, body))
            .Refuses(Codes.NotPermitted, Codes.NotYourFinding, Codes.NotOnDuty, Codes.ConflictOfInterest, Codes.StageOrder, Codes.NotFound).Norm("2.4a", "3.2a", "3.2b", "3.2c", "3.2d", "3.3b", "4.1a", "4.4a", "4.4b", "4.4c", "4.4g")
            .Example("""{"items":[{"clause":"4.4a","ok":true},{"clause":"4.4e","ok":false,"grade":"major","note":"灭火器压力不足","evidence":"photo-17"}]}""");
        api.Command<ReleaseInspection, InspectionView>("POST", "/inspections/{n}/release", "发布检查结果 Releases the report", (a, meta, body) => Inspection(a).ExecuteAsync(meta, body))
            .Refuses(Codes.NotPermitted, Codes.NotYourFinding, Codes.NotOnDuty, Codes.StageOrder, Codes.NotFound).Norm("6.2a").Example("{}");
        api.Read<FindingListItem>("/findings", "问题列表 Findings", a =>
        {
            var filter = new FindingFilter(Hall(a), a.Query("state"), a.Query("card"), a.BoolOf("overdue"), a.Query("cursor"), a.Limit());
            return a.ReadAsync(() => List(a).FindingsAsync(a.Caller, filter), r => (r.Value is { } v ? Api.Page(v.Items, v.Next) : null, r.Refusal, null));
        }, Door.SignedIn, "hall", "state", "card", "overdue", "limit", "cursor").Refuses(Codes.NotPermitted, Codes.NotFound).Norm("4.1b");
        api.Read<FindingView>("/findings/{id}", "问题 A finding", a => a.ReadAsync(() => Finding(a).GetAsync(a.Caller), r => (r.Value is { } v ? Api.Object(v) : null, r.Refusal, r.Value?.Version))).Refuses(Codes.NotFound).Norm("3.2a", "4.1b");
        On<AnswerFinding>(api, "answer", "答复问题 The inspected unit answers", """{"text":"已联系维保单位"}""");
        On<RectifyFinding>(api, "rectification", "整改 Rectifies", """{"measures":"更换灭火器","evidence":"photo-18"}""");
        On<RecheckFinding>(api, "recheck", "复查 Looks again: closes it, or opens it again", """{"ok":true}""").Refuses(Codes.TwoPersonsNeeded, Codes.ConflictOfInterest);
    }

    // Findings stand by themselves; one of an inspection is found under that too.
    private static Endpoints.Mapped On<TCommand>(IEndpointRouteBuilder api, string what, string summary, string example) where TCommand : FindingCommand
    {
        Map("/inspections/{n}/findings/{id}/");
        return Map("/findings/{id}/");

        Endpoints.Mapped Map(string path) => api.Command<TCommand, FindingView>("POST", path + what, summary, (a, meta, body) => Finding(a).ExecuteAsync(meta, body))
            .Refuses(Codes.NotPermitted, Codes.NotYourFinding, Codes.NotOnDuty, Codes.StageOrder, Codes.ReasonMissing, Codes.NotFound).Norm("4.1b", "6.2c", "6.3e").Example(example);
    }

    private static string? Hall(Api api) => api.Query("hall") is not { } code ? null : Paths.IsCode(code) ? code : throw new RefusedException(Refusal.Of(Codes.NotFound));

    private static IInspectionGrain Inspection(Api api) => api.Grain<IInspectionGrain>(Paths.Code(api, "n"));

    private static IFindingGrain Finding(Api api) => api.Grain<IFindingGrain>(Paths.Code(api, "id"));

    private static IInspectionListGrain List(Api api) => api.Grain<IInspectionListGrain>("list");
}
