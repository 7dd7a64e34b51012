using HallGrains.Client.Http;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Routing;
using static HallGrains.Client.Routes.CaseCommandsApi;

namespace HallGrains.Client.Routes;

/// <summary>What of a case's life is not its straight way: T5, T12, T15-T17, T20, T21, T25, T26, charges, seals and notes. Every rule is the case's own.</summary>
internal static class CaseAsideApi
{
    public static void MapCaseAside(this IEndpointRouteBuilder api)
    {
        MapReceipt(api);
        MapTime(api);
        MapCorrections(api);
        MapCharges(api);
    }

    private static void MapReceipt(IEndpointRouteBuilder api)
    {
        On<SpotCorrect>(api, "spot-correction", "当场更正 Corrects on the spot what can be").Refuses(Codes.NotOwner, Codes.StageOrder).Norm("5.3b")
            .Example("""{"kind":"typing-slip","text":"申领日期写错，已当场更正","material":"unemployment-form"}""");
        On<ReferOut>(api, "referral", "告知转出 Refers to a competent body outside the system")
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.TransferAvailable, Codes.WayForwardMissing, Codes.ReasonMissing).Norm("5.3d", "5.3e")
            .Example("""{"body":"宁江市医疗保障局","address":"宁江市府前路2号","phone":"12393","reason":"属于医保业务"}""");
        On<ReopenInquiry>(api, "reopening", "再次咨询 A new contact within 30 days goes on under the same number", Door.SignedInOrCode)
            .Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.StageOrder).Norm("5.6a").Example("""{"question":"上次问的补贴，还需要什么材料？"}""");
        On<TerminateCase>(api, "termination", "终止 Terminates: not supplied in time, or the matter lost its object")
            .Refuses(Codes.NotOwner, Codes.NotPermitted, Codes.OverAuthority, Codes.StageOrder, Codes.ReasonMissing).Norm("5.6d", "2.3b")
            .Example("""{"reason":"申请单位已注销","ground":"dissolution"}""");
    }

    private static void MapTime(IEndpointRouteBuilder api)
    {
        On<PauseCase>(api, "pauses", "扣除时间 Pauses the clocks for a lawful reason", answer: Made)
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.AlreadyLate, Codes.PauseReasonNotLawful, Codes.SecondSupplementRequest, Codes.ReasonMissing).Norm("5.6d", "5.4f")
            .Example("""{"reason":"supplement","evidence":"书面通知第3号","expectedUntil":"2026-12-08T17:00:00+08:00"}""");
        On<EndPause>(api, "pauses/current/end", "恢复计时 Ends the pause").Refuses(Codes.NotOwner, Codes.StageOrder).Norm("5.6d").Example("""{"outcome":"材料已补齐"}""");
        On<ApprovePause>(api, "pauses/{id}/approval", "批准扣除 A head approves the pause", carry: (a, b) => b with { PauseId = Paths.Id(a, "id") })
            .Refuses(Codes.NotPermitted, Codes.NotFound, Codes.OverAuthority, Codes.TwoPersonsNeeded, Codes.StageOrder, Codes.AlreadyLate, Codes.ReasonMissing).Norm("5.6d")
            .Example("""{"approve":true}""");
        On<AskExtension>(api, "extension", "申请延期 Asks for an extension, once and before due")
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.ExtensionUsed, Codes.AlreadyLate, Codes.PromiseOverStatutory, Codes.ReasonMissing).Norm("5.6d", "5.4f")
            .Example("""{"workingDays":2,"reason":"需向外地核实缴费记录"}""");
        On<AnswerExtension>(api, "extension/answer", "批复延期 Grants or denies it")
            .Refuses(Codes.NotPermitted, Codes.OverAuthority, Codes.TwoPersonsNeeded, Codes.StageOrder, Codes.ExtensionUsed, Codes.AlreadyLate, Codes.ReasonMissing).Norm("5.6d")
            .Example("""{"grant":true,"reason":"同意延期2个工作日，已告知申请人"}""");
    }

    private static void MapCorrections(IEndpointRouteBuilder api)
    {
        On<OpenCorrection>(api, "corrections", "纠错 Reports an error; by a head it is opened", answer: Made)
            .Refuses(Codes.NotPermitted, Codes.StageOrder, Codes.ReasonMissing).Norm("5.5f", "5.5c")
            .Example("""{"wrong":"缴费年限计算有误","stage":"initial-review","effect":"少核定三个月待遇"}""");
        On<OpenReported>(api, "corrections/{id}/opening", "启动纠错 A head opens what was reported", carry: (a, b) => b with { CorrectionId = Paths.Id(a, "id") })
            .Refuses(Codes.NotPermitted, Codes.OverAuthority, Codes.NotFound, Codes.StageOrder).Norm("5.5f").Example("{}");
        On<AnswerCorrection>(api, "corrections/{id}/answer", "答复纠错 Corrects or rejects; never the first decider", carry: (a, b) => b with { CorrectionId = Paths.Id(a, "id") })
            .Refuses(Codes.NotPermitted, Codes.SamePersonReview, Codes.OverAuthority, Codes.NotOnDuty, Codes.NotFound, Codes.StageOrder, Codes.ReasonMissing, Codes.ItemVersionNotInForce)
            .Norm("5.5f").Example("""{"verdict":"corrected","reason":"复核属实，重新核定","result":"granted","amount":2400}""");
    }

    private static void MapCharges(IEndpointRouteBuilder api)
    {
        On<UseSeal>(api, "seal", "用印 Records the use of a seal").Refuses(Codes.NotOwner, Codes.NotOnDuty, Codes.StageOrder, Codes.SealNotPresent, Codes.Archived).Norm("5.1d")
            .Example("""{"seal":"YXCS-SEAL1","document":"acceptance"}""");
        On<RecordFee>(api, "fees", "收费 Records a listed fee that was told before").Refuses(Codes.NotOwner, Codes.StageOrder, Codes.FeeNotListed, Codes.FeeNotNotified).Norm("2.2d")
            .Example("""{"code":"fee-1","amount":20}""");
        On<AddExtra>(api, "extras", "选择性项目 Adds an optional extra, with consent", Door.SignedInOrCode).Refuses(Codes.NotOwner, Codes.StageOrder, Codes.OptionalConsentMissing).Norm("2.2e")
            .Example("""{"code":"mail-delivery","consent":true}""");
        On<AddNote>(api, "notes", "记事 Notes what was said or done on the way: explanations, notices, visits, requests, the contact person …", Door.SignedInOrCode)
            .Refuses(Codes.NotOwner, Codes.StageOrder, Codes.ReasonMissing, Codes.FeeNotListed, Codes.TwoPersonsNeeded, Codes.EnforcementNoticeMissing, Codes.VisitReasonMissing,
                Codes.SamePersonReview, Codes.OverAuthority, Codes.ExtensionUsed, Codes.AlreadyLate)
            .Norm("2.1b", "2.2c", "2.2d", "2.5b", "5.2f", "5.4i", "0.1", "5.5c").Example("""{"kind":"explanation","topic":"eligibility","text":"已说明停发情形"}""");
    }
}
