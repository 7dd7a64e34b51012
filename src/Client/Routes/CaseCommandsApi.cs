using HallGrains.Client.Http;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>What is done to a case: T2-T27, handoffs, escalations. Every rule is the case's own.</summary>
internal static class CaseCommandsApi
{
    internal static readonly Answer<CaseView> Made = new(StatusCodes.Status201Created, Location: v => "/api/v1/cases/" + v.CaseNumber);

    public static void MapCaseCommands(this IEndpointRouteBuilder api)
    {
        MapInquiry(api);
        MapStages(api);
        MapEnd(api);
        MapHandoffs(api);
    }

    private static void MapInquiry(IEndpointRouteBuilder api)
    {
        On<GiveNotices>(api, "notices", "四告知 Gives the four notices")
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.FourNoticesMissing, Codes.ItemVersionNotInForce).Norm("5.2a", "5.2c", "5.2d", "5.2e")
            .Example("""{"eligible":{"answer":"eligible","rule":"失业保险条例 14"},"procedure":"申领表、身份证或社保卡","path":"六号窗口或网上办理","timeLimit":"承诺5个工作日"}""");
        On<CloseInquiry>(api, "close", "结束咨询 Closes an inquiry").Refuses(Codes.NotOwner, Codes.StageOrder, Codes.FourNoticesMissing, Codes.WayForwardMissing)
            .Norm("5.3d").Example("""{"outcome":"answered"}""");
        On<SubmitApplication>(api, "application", "收件 Hands in an application", Door.SignedInOrCode)
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.FourNoticesMissing, Codes.IdentityInvalid, Codes.CodeCheckFailed, Codes.ItemVersionNotInForce).Norm("5.3f", "2.1a")
            .Example("""{"serviceItem":"UNE-BENEFIT","applicant":{"name":"秦小满","idNumber":"999900199003070010","phone":"13800005678"},"amount":1800,"materials":[{"code":"unemployment-form","form":"original"}]}""");
        On<RequestSupplement>(api, "supplement-request", "一次性告知 Asks for all that is missing, at once")
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.ExtraProofDemanded, Codes.DepartmentSharedMaterial, Codes.SecondSupplementRequest, Codes.SupplementLate).Norm("5.6c", "5.2b")
            .Example("""{"missing":[{"material":"id-or-card","reason":"未出示","how":"出示原件"}]}""");
        On<SupplyMaterials>(api, "supplement", "补正 Supplies what was missing", Door.SignedInOrCode).Refuses(Codes.NotOwner, Codes.StageOrder).Norm("5.6c")
            .Example("""{"materials":[{"code":"id-or-card","form":"original"}]}""");
        On<AcceptCase>(api, "acceptance", "受理 Accepts, in full or with tolerance")
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.QualificationMissing, Codes.QualificationExpired, Codes.DisciplineTrainingMissing, Codes.NotOnDuty, Codes.NotYourDuty,
                Codes.MaterialsIncomplete, Codes.NotCompetent, Codes.ToleranceNotAllowed, Codes.ItemVersionNotInForce, Codes.OpeningCheckMissing).Norm("5.3a", "2.6d", "2.1a").Example("{}");
        On<RefuseCase>(api, "refusal", "不予受理 Refuses, with reason, basis and way forward")
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.MustAccept, Codes.TransferAvailable, Codes.ReasonMissing, Codes.WayForwardMissing, Codes.OverAuthority).Norm("5.3c", "5.3e")
            .Example("""{"reason":"不属于参保人员","basis":"失业保险条例 14","wayForward":"可申请灵活就业登记","ground":"not-needing"}""");
    }

    private static void MapStages(IEndpointRouteBuilder api)
    {
        On<FinishStage>(api, "stages/{stage}/finish", "完成环节 Finishes a stage and offers the next", carry: (a, b) => b with { Stage = Stage(a) })
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.SamePersonReview, Codes.ReasonMissing, Codes.QualificationMissing, Codes.EnforcementNoticeMissing).Norm("3.4a", "5.5b", "2.2c")
            .Example("""{"conclusion":"pass","ground":"材料齐全，符合条件","to":{"staff":"YXCS009"}}""");
        On<ReturnStage>(api, "stages/{stage}/return", "退回 Returns it to an earlier stage", carry: (a, b) => b with { Stage = Stage(a) })
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.ReasonMissing).Norm("6.4d", "5.5c").Example("""{"faults":["金额计算有误"],"reason":"请重新核算"}""");
        On<DecideCase>(api, "decision", "办结 Decides")
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.ReviewMissing, Codes.SamePersonReview, Codes.OverAuthority, Codes.AgentCannotDecide, Codes.ToleranceOpen, Codes.ReasonMissing)
            .Norm("3.4c", "5.5b", "2.1a").Example("""{"result":"granted","opinion":"符合条件，同意","amount":1800}""");
    }

    private static void MapEnd(IEndpointRouteBuilder api)
    {
        On<DeliverCase>(api, "delivery", "送达 Delivers the result").Refuses(Codes.NotOwner, Codes.StageOrder, Codes.OptionalConsentMissing)
            .Norm("5.4d").Example("""{"method":"pickup","evidence":"本人签收"}""");
        On<WithdrawCase>(api, "withdrawal", "撤回 The applicant withdraws", Door.SignedInOrCode).Refuses(Codes.NotPermitted, Codes.StageOrder).Norm("1.2").Example("{}");
        On<EvaluateCase>(api, "evaluation", "评价 The person evaluates, once", Door.SignedInOrCode)
            .Refuses(Codes.StaffCannotEvaluate, Codes.NotPermitted, Codes.StageOrder, Codes.AlreadyEvaluated, Codes.TooManyRequests).Norm("3.3f", "3.3e")
            .Example("""{"grade":5,"tags":["服务效率"]}""");
        On<ArchiveCase>(api, "archive", "归档 Archives").Refuses(Codes.NotPermitted, Codes.StageOrder, Codes.ArchiveBlocked, Codes.Archived).Norm("5.5d").Example("{}");
        On<AssignOwner>(api, "assignment", "指派 A supervisor or head assigns the owner")
            .Refuses(Codes.NotPermitted, Codes.AssignmentNeedsReason, Codes.QualificationMissing, Codes.ConflictOfInterest).Norm("6.4c", "5.3d")
            .Example("""{"staff":"YXCS015","reason":"原责任人病假"}""");
        On<CancelCard>(api, "cards/{id}/cancel", "撤销预警牌 A supervisor cancels a card", carry: (a, b) => b with { CardId = Paths.Id(a, "id") })
            .Refuses(Codes.NotPermitted, Codes.ReasonMissing, Codes.NotFound).Norm("5.6d", "5.6e").Example("""{"ground":"system-outage","reason":"系统中断两小时"}""");
    }

    private static void MapHandoffs(IEndpointRouteBuilder api)
    {
        On<OfferHandoff>(api, "handoffs", "发起交接 Offers the case to somebody", answer: Made)
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.OfferOpen, Codes.PingPong, Codes.ReasonMissing, Codes.Archived).Norm("5.3e", "6.4c")
            .Example("""{"to":{"staff":"YXCS015"},"kind":"transfer-inside","reason":"失业窗口办理"}""");
        On<AcceptHandoff>(api, "handoffs/{id}/accept", "接收 Accepts, and so owns", carry: (a, b) => b with { HandoffId = Paths.Id(a, "id") })
            .Refuses(Codes.NotPermitted, Codes.OfferClosed, Codes.OfferExpired, Codes.QualificationMissing, Codes.NotOnDuty, Codes.ConflictOfInterest).Norm("6.4c").Example("{}");
        On<DeclineHandoff>(api, "handoffs/{id}/decline", "拒收 Declines, with a listed ground", carry: (a, b) => b with { HandoffId = Paths.Id(a, "id") })
            .Refuses(Codes.NotPermitted, Codes.OfferClosed, Codes.OfferExpired, Codes.ReasonMissing).Norm("5.3d").Example("""{"ground":"not-competent","reason":"不属于本窗口"}""");
        On<WithdrawHandoff>(api, "handoffs/{id}/withdraw", "撤回交接 Takes the offer back", carry: (a, b) => b with { HandoffId = Paths.Id(a, "id") })
            .Refuses(Codes.NotOwner, Codes.OfferClosed).Norm("6.4c").Example("{}");
        On<ConfirmDecline>(api, "handoffs/{id}/decline-confirmation", "确认拒收 The head confirms an overload", carry: (a, b) => b with { HandoffId = Paths.Id(a, "id") })
            .Refuses(Codes.NotPermitted, Codes.OfferClosed).Norm("5.3d").Example("""{"confirmed":true}""");
        On<AskEscalation>(api, "escalations", "请示 Asks upward; ownership stays", answer: Made)
            .Refuses(Codes.NotOwner, Codes.OfferOpen, Codes.ReasonMissing, Codes.StageOrder).Norm("3.4c").Example("""{"question":"金额超出权限","proposal":"同意","level":"L3","amount":20000}""");
        On<AnswerEscalation>(api, "escalations/{id}/answer", "答复请示 Answers", carry: (a, b) => b with { EscalationId = Paths.Id(a, "id") })
            .Refuses(Codes.NotPermitted, Codes.OverAuthority, Codes.OfferClosed, Codes.ReasonMissing).Norm("3.4c").Example("""{"verdict":"approve","text":"同意"}""");
    }

    internal static Endpoints.Mapped On<TCommand>(
        IEndpointRouteBuilder api, string what, string summary, Door door = Door.SignedIn, Func<Api, TCommand, TCommand>? carry = null, Answer<CaseView>? answer = null)
        where TCommand : CaseCommand =>
        api.Command<TCommand, CaseView>("POST", "/cases/{n}/" + what, summary,
            (a, meta, body) => CasesApi.Case(a).ExecuteAsync(meta, carry is null ? body : carry(a, body)), answer, door);

    private static string Stage(Api api) =>
        api.Path("stage") is "initial-review" or "investigation" or "recheck" or "decision" ? api.Path("stage") : throw new RefusedException(Refusal.Of(Codes.NotFound));
}
