using HallGrains.Client.Http;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>Who answers for a case, besides the handoffs: agents, objections, green channel, the watch list; and duties of all kinds.</summary>
internal static class OwnershipApi
{
    private static readonly Answer<CaseView> Made = new(StatusCodes.Status201Created, Location: v => "/api/v1/cases/" + v.CaseNumber);

    public static void MapOwnership(this IEndpointRouteBuilder api)
    {
        On<AppointAgent>(api, "POST", "agent", "全程代理 Offers the matter to an agent, on the applicant's authorisation", Door.SignedInOrCode, Made)
            .Refuses(Codes.NotOwner, Codes.NotPermitted, Codes.NotOnDuty, Codes.OfferOpen, Codes.ReasonMissing, Codes.ConflictOfInterest, Codes.DisciplineTrainingMissing, Codes.StageOrder, Codes.Archived)
            .Norm("5.6b").Example("""{"staff":"YXCS014","authorisation":"授权委托书 2026-118","scope":"提交、补正、领取"}""");
        On<EndAgency>(api, "DELETE", "agent", "结束代理 Ends the agency; the applicant at any time", Door.SignedInOrCode).Refuses(Codes.NotPermitted, Codes.StageOrder, Codes.Archived).Norm("5.6b")
            .Example("""{"reason":"自己办理"}""");
        On<ObjectToAssignment>(api, "POST", "assignment/objection", "指派异议 The assignee objects, within 60 working minutes")
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.AlreadyLate, Codes.ReasonMissing).Norm("6.4c").Example("""{"reason":"与申请人有亲属关系"}""");
        On<AnswerObjection>(api, "POST", "assignment/objection/answer", "答复异议 The assigner's superior decides")
            .Refuses(Codes.NotPermitted, Codes.TwoPersonsNeeded, Codes.StageOrder, Codes.ReasonMissing, Codes.QualificationMissing).Norm("6.4c")
            .Example("""{"upheld":true,"reason":"情况属实，另行指派","staff":"YXCS008"}""");
        On<GrantGreenChannel>(api, "POST", "green-channel", "绿色通道、急事急办 Shortens the limits, by a listed ground or by the head")
            .Refuses(Codes.NotOwner, Codes.NotOnDuty, Codes.OverAuthority, Codes.StageOrder, Codes.ReasonMissing).Norm("5.4g", "5.4h").Example("""{"ground":"far-away"}""");
        On<RevokeGreenChannel>(api, "DELETE", "green-channel", "恢复普通办理 Back to the ordinary limits")
            .Refuses(Codes.NotPermitted, Codes.OverAuthority, Codes.NotOnDuty, Codes.StageOrder, Codes.ReasonMissing).Norm("5.4g", "5.4h").Example("""{"reason":"申请人要求按普通程序办理"}""");
        On<WatchCase>(api, "POST", "watch", "重点服务 Puts it on the watch list, or notes the day")
            .Refuses(Codes.NotPermitted, Codes.OverAuthority, Codes.NotYourDuty, Codes.NotOnDuty, Codes.StageOrder, Codes.ReasonMissing).Norm("5.4j").Example("""{"note":"已电话告知进度"}""");
        api.Command<CompleteDuty, DutyView>("POST", "/duties/{id}/done", "办结待办 A duty is done, of whatever kind",
            (a, meta, body) => a.Grain<IDutiesGrain>("duties").DoneAsync(meta, Paths.Id(a, "id"), body))
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.NotYourDuty, Codes.NotOnDuty, Codes.StageOrder, Codes.ReasonMissing, Codes.Archived).Norm("2.2b", "5.4e")
            .Example("""{"note":"已电话更正告知"}""");
    }

    private static Endpoints.Mapped On<TCommand>(
        IEndpointRouteBuilder api, string verb, string what, string summary, Door door = Door.SignedIn, Answer<CaseView>? answer = null) where TCommand : CaseCommand =>
        api.Command<TCommand, CaseView>(verb, "/cases/{n}/" + what, summary, (a, meta, body) => CasesApi.Case(a).ExecuteAsync(meta, body), answer, door);
}
