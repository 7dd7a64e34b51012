using HallGrains.Client.Http;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pursuits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>Pursuit of responsibility 责任追究 (§11).</summary>
internal static class PursuitsApi
{
    private const string Clause = "5.6e";

    public static void MapPursuits(this IEndpointRouteBuilder api)
    {
        api.Command<ProposePursuit, PursuitView>("POST", "/pursuits", "提出责任追究 Proposes a measure", (a, meta, body) => a.Grain<IPursuitDeskGrain>("desk").ProposeAsync(meta, body),
            new(StatusCodes.Status201Created, Location: v => "/api/v1/pursuits/" + v.PursuitId))
            .Refuses(Codes.NotPermitted, Codes.ConflictOfInterest, Codes.ReasonMissing, Codes.NotFound).Norm(Clause)
            .Example("""{"staff":"YXCS015","ground":{"case":"YXCS-20261124-000018-M"},"clause":"5.6e","level":2,"facts":"收件后三日未处理"}""");
        api.Read<PursuitListItem>("/pursuits", "责任追究列表 Pursuits", a =>
        {
            var (limit, hall) = (a.Limit(), a.Query("hall") is not { } code ? null : Paths.IsCode(code) ? code : throw new RefusedException(Refusal.Of(Codes.NotFound)));
            return a.ReadAsync(() => a.Grain<IPursuitDeskGrain>("desk").ListAsync(a.Caller, hall, a.Query("state"), a.Query("cursor"), limit), r => (r.Value is { } v ? Api.Page(v.Items, v.Next) : null, r.Refusal, null));
        }, Door.SignedIn, "hall", "state", "limit", "cursor").Refuses(Codes.NotPermitted, Codes.NotFound).Norm(Clause);
        api.Read<PursuitView>("/pursuits/{id}", "责任追究 A pursuit", a => a.ReadAsync(() => Pursuit(a).GetAsync(a.Caller), r => (r.Value is { } v ? Api.Object(v) : null, r.Refusal, r.Value?.Version))).Refuses(Codes.NotFound).Norm(Clause);
        On<SpeakInPursuit>(api, "hearing", "陈述申辩 The person named is heard", """{"statement":"系统中断两小时"}""").Refuses(Codes.AlreadyLate);
        On<DecidePursuit>(api, "decision", "处理决定 Decides, by somebody not involved", """{"level":1,"reason":"首次超时，已整改"}""").Refuses(Codes.ConflictOfInterest, Codes.OverAuthority);
        On<AppealPursuit>(api, "appeal", "申诉 The person named appeals", """{"reason":"责任认定有误"}""").Refuses(Codes.AlreadyLate);
        On<AnswerPursuitAppeal>(api, "appeal-answer", "申诉答复 The next level answers", """{"upheld":false,"reason":"事实清楚"}""").Refuses(Codes.ConflictOfInterest, Codes.OverAuthority);
    }

    private static Endpoints.Mapped On<TCommand>(IEndpointRouteBuilder api, string what, string summary, string example) where TCommand : PursuitCommand =>
        api.Command<TCommand, PursuitView>("POST", "/pursuits/{id}/" + what, summary, (a, meta, body) => Pursuit(a).ExecuteAsync(meta, body))
            .Refuses(Codes.NotPermitted, Codes.StageOrder, Codes.ReasonMissing, Codes.NotFound).Norm(Clause).Example(example);

    private static IPursuitGrain Pursuit(Api api) => api.Grain<IPursuitGrain>(Paths.Code(api, "id"));
}
