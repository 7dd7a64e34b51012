using HallGrains.Client.Http;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>Evaluation 好差评 (§8): sessions rated with their invitation, the follow-up of bad reviews, figures, exit interviews.</summary>
internal static class EvaluationsApi
{
    public static void MapEvaluations(this IEndpointRouteBuilder api)
    {
        api.Command<RateService, EvaluationRecord>("POST", "/evaluations", "评价 Rates a service session, once, with its invitation",
            (a, meta, body) => a.Grain<IEvaluationDeskGrain>("desk").RateAsync(meta, body), new(StatusCodes.Status201Created, Location: v => "/api/v1/evaluations/" + v.EvaluationId), Door.Anyone)
            .Refuses(Codes.StaffCannotEvaluate, Codes.TokenInvalid, Codes.AlreadyEvaluated).Norm("3.3e", "3.3f")
            .Example("""{"token":"YXCS~2026-11-24~S001~YXCS-06~YXCS015~1796745600~7K2M9QWERTYU","grade":5,"tags":["服务效率"]}""");
        api.Read<InvitationView>("/evaluations/pending", "待评价 What the evaluator of a window shows", a => a.ReadAsync(
            () => a.Grain<IEvaluationDeskGrain>("desk").PendingAsync(a.Caller), v => v is null ? null : Api.Object(v))).Refuses(Codes.NotPermitted, Codes.NotFound).Norm("3.3e");
        api.Read<EvaluationRecord>("/evaluations/{id}", "评价 An evaluation: of a session, or of a case's result by its number", GetAsync).Refuses(Codes.NotFound).Norm("2.5d");
        On<ContactRater>(api, "contact", "联系评价人 Contacts the evaluator").Example("""{"reached":true,"note":"已电话联系"}""");
        On<VerifyRating>(api, "verification", "核实 Verifies a bad review").Refuses(Codes.ReasonMissing).Example("""{"finding":"justified","facts":"等候超过半小时"}""");
        On<RectifyRating>(api, "rectification", "整改 Rectifies and answers").Refuses(Codes.ReasonMissing).Example("""{"measures":"增开一个窗口"}""");
        On<CallBackRater>(api, "call-back", "回访 Calls the evaluator back").Example("""{"satisfied":true}""");
        On<ClosePoorRating>(api, "closing", "办结差评 Closes it, by another than the person criticised").Example("{}");
        On<AnnulEvaluation>(api, "annulment", "评价复核撤销 The supervisor annuls a mistaken or malicious one").Refuses(Codes.ReasonMissing)
            .Example("""{"grounds":"mistaken","evidence":"评价对象有误，经本人确认","evaluatorAsked":true}""");
        api.Read<EvaluationReport>("/reports/evaluations", "好差评统计 Figures of evaluations", FiguresAsync, Door.SignedIn, "hall", "from", "to", "by").Refuses(Codes.NotPermitted, Codes.NotFound)
            .Norm("2.5a", "2.5d", "3.3a");
        api.Command<RecordExitInterview, ExitInterviewView>("POST", "/exit-interviews", "截访 Records an exit interview",
            (a, meta, body) => a.Grain<IExitInterviewsGrain>(Paths.IsCode(body.Hall) ? body.Hall : throw new RefusedException(Refusal.Of(Codes.NotFound))).RecordAsync(meta, body), new(StatusCodes.Status201Created))
            .Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.NotFound, Codes.ConflictOfInterest).Norm("2.5a", "6.1a").Example("""{"hall":"YXCS","window":"YXCS-06","tags":["热情"]}""");
    }

    // A result is rated and followed up in its case, a session in its own stream: the id says which.
    private static Endpoints.Mapped On<TCommand>(IEndpointRouteBuilder api, string what, string summary) where TCommand : EvaluationCommand =>
        api.Command<TCommand, EvaluationRecord>("POST", "/evaluations/{id}/" + what, summary, CarryOutAsync)
            .Refuses(Codes.NotPermitted, Codes.NotFound, Codes.ConflictOfInterest, Codes.NotOnDuty, Codes.StageOrder).Norm("3.3e");

    private static async Task<Outcome<EvaluationRecord>> CarryOutAsync<TCommand>(Api a, CommandMeta meta, TCommand command) where TCommand : EvaluationCommand
    {
        var id = Paths.Code(a, "id");
        if (!CaseNumber.TryParse(id, out var number)) return await a.Grain<IEvaluationGrain>(id).ExecuteAsync(meta, command);
        var done = await a.Grain<ICaseGrain>(number.Text).ExecuteAsync(meta, command);
        return new(done.View is { } view ? Result(view) : null, done.Refusal, done.Replayed, done.Made);
    }

    private static Task GetAsync(Api a) => CaseNumber.TryParse(Paths.Code(a, "id"), out var number)
        ? a.ReadAsync(() => a.Grain<ICaseGrain>(number.Text).GetAsync(a.Caller), r => (r.Value is { } v && Result(v) is { } found ? Api.Object(found) : null, r.Refusal, r.Value?.Version))
        : a.ReadAsync(() => a.Grain<IEvaluationGrain>(Paths.Code(a, "id")).GetAsync(a.Caller), v => v is null ? null : Api.Object(v));

    private static EvaluationRecord? Result(CaseView view) => view.Evaluation is not { } e ? null : new(
        view.CaseNumber, view.Hall, view.Window, null, e.PoorRating?.About ?? view.Owner, view.Channel, e.Grade, e.Tags, e.Comment, e.Anonymous, e.At, e.Annulled, e.PoorRating, view.Version, view.AsOf);

    private static Task FiguresAsync(Api a)
    {
        var hall = a.Query("hall") switch
        {
            null => IEvaluationFiguresGrain.City,
            { } code when Paths.IsCode(code) => code,
            _ => throw new RefusedException(Refusal.Of(Codes.NotFound)),
        };
        var filter = new EvaluationFilter(a.InstantOf("from"), a.InstantOf("to"), a.Query("by") ?? "window");
        return a.ReadAsync(() => a.Grain<IEvaluationFiguresGrain>(hall).GetAsync(a.Caller, filter), r => (r.Value is { } v ? Api.Object(v) : null, r.Refusal, null), TimeSpan.FromMinutes(5));
    }
}
