using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Windows;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>A hall's day: tickets, and what is done at its windows.</summary>
internal static class HallDayApi
{
    private static readonly string[] ServingRefusals =
    [
        Codes.NotPermitted, Codes.NotOnDuty, Codes.NotYourDuty, Codes.QualificationMissing, Codes.QualificationExpired, Codes.DisciplineTrainingMissing,
        Codes.OpeningCheckMissing, Codes.StageOrder,
    ];

    public static void MapHallDay(this IEndpointRouteBuilder api)
    {
        MapTickets(api);
        MapWindows(api);
    }

    private static void MapTickets(IEndpointRouteBuilder api)
    {
        api.Command<TakeTicket, TicketView>("POST", "/halls/{hall}/tickets", "取号 Takes a ticket", (a, meta, body) => body.Appointment is { } id ? HallFloorApi.CheckInAsync(a, meta, id) : Hall(a).TakeTicketAsync(meta, body),
            new(StatusCodes.Status201Created), Door.Anyone).Refuses(Codes.NotFound, Codes.StageOrder, Codes.VisitReasonMissing).Norm("2.3a", "2.4d")
            .Example("""{"serviceLine":"unemployment","audience":"unemployed"}""");
        api.Read<TicketView>("/halls/{hall}/tickets/{ticket}", "票号 A ticket of today", a => a.ReadAsync(
            () => Hall(a).TicketAsync(a.Caller, Paths.Code(a, "ticket")), v => v is null ? null : Api.Object(v)), Door.SignedInOrCode).Refuses(Codes.NotFound, Codes.TooManyRequests).Norm("2.4d");
        api.Command<EmptyBody, TicketView>("DELETE", "/halls/{hall}/tickets/{ticket}", "退号 Gives a ticket back",
            (a, meta, _) => Hall(a).CancelTicketAsync(meta, new() { Ticket = Paths.Code(a, "ticket") }), null, Door.SignedInOrCode).Refuses(Codes.NotFound, Codes.StageOrder, Codes.TooManyRequests);
    }

    private static void MapWindows(IEndpointRouteBuilder api)
    {
        api.Read<WindowView>("/halls/{hall}/windows/{window}", "窗口实况 A window, asked of itself, or as it stood", WindowAsync, Door.SignedIn, "asOf")
            .Refuses(Codes.NotFound, Codes.NotPermitted).Norm("5.4e", "6.4e");
        api.Read<OpeningChecksView>("/halls/{hall}/windows/{window}/opening-checks", "岗前检查 The opening check 三提前",
            a => a.ReadAsync(() => Window(a).ChecksAsync(a.Caller), v => v is null ? null : Api.Object(v))).Refuses(Codes.NotFound, Codes.NotPermitted).Norm("5.1a", "5.1b", "5.1c", "5.1d", "5.1e");
        At<CheckOpening>(api, "opening-checks", "做岗前检查 Records a part of it", Checks).Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.StageOrder).Norm("5.1a", "5.1c", "5.1e")
            .Example("""{"part":"systems","items":[{"code":"business-system","ok":true}]}""");
        At<WaiveOpeningItem>(api, "opening-checks/waivers", "豁免检查项 A head waives a failed item", Checks).Refuses(Codes.NotPermitted, Codes.OverAuthority, Codes.ReasonMissing).Norm("5.1b")
            .Example("""{"code":"evaluator","reason":"设备送修","until":"2026-11-24T17:00:00+08:00"}""");
        At<SignOn>(api, "sign-on", "上岗 Signs on", Live).Refuses(ServingRefusals).Norm("2.6a", "2.6d", "3.1b").Example("{}");
        At<OpenWindow>(api, "open", "开窗 Opens the window", Live).Refuses(ServingRefusals).Norm("5.1e").Example("{}");
        At<PauseWindow>(api, "pause", "暂停服务 Pauses", Live).Refuses(Codes.NotYourDuty, Codes.StageOrder, Codes.ReasonMissing).Norm("2.4d").Example("""{"reason":"临时离岗"}""");
        At<ResumeWindow>(api, "resume", "恢复服务 Resumes", Live).Refuses(ServingRefusals).Norm("2.4d").Example("{}");
        At<CloseWindow>(api, "close", "关窗 Closes", Live).Refuses(Codes.NotYourDuty, Codes.StageOrder, Codes.TicketsWaiting).Norm("5.6i").Example("{}");
        At<SignOff>(api, "sign-off", "离岗 Signs off", Live).Refuses(Codes.NotYourDuty, Codes.StageOrder).Norm("5.6a").Example("{}");
        At<CallNext>(api, "call-next", "叫号 Calls the next ticket", Served).Refuses(ServingRefusals).Refuses(Codes.QueueEmpty, Codes.QueueOrder, Codes.VisitReasonMissing).Norm("2.3a", "0.1", "5.6h").Example("{}");
        At<RecallTicket>(api, "recall", "重呼 Calls it again", Served).Refuses(Codes.NotYourDuty, Codes.StageOrder).Norm("2.3a").Example("{}");
        At<NoShowTicket>(api, "no-show", "过号 Nobody came", Served).Refuses(Codes.NotYourDuty, Codes.StageOrder).Norm("2.3a").Example("{}");
        api.Command<StartTicket, ScriptsApi.Begun>("POST", "/halls/{hall}/windows/{window}/start", "开始服务 Begins to serve", (a, meta, body) => ScriptsApi.BeginAsync(a, Window(a).ExecuteAsync(meta, body)),
            new(Body: b => ScriptsApi.With(Served(b.Result), b.Brand))).Refuses(ServingRefusals).Norm("1.3", "3.3b").Example("{}");
        At<FinishTicket>(api, "finish", "结束服务 Ends the session", Served).Refuses(Codes.NotYourDuty, Codes.StageOrder).Norm("3.3f").Example("""{"invited":true}""");
        At<ConnectSession>(api, "connect", "接入 A voice or video session reached the window", Live).Refuses(Codes.NotPermitted, Codes.NotYourDuty, Codes.NotOnDuty).Norm("1.4", "1.5", "3.1c", "3.1d")
            .Example("""{"channel":"voice","session":"call-1"}""");
        At<Announce>(api, "announce", "主动告知 Announces name and number", Live).Refuses(Codes.NotYourDuty, Codes.NotOnDuty).Norm("3.1c", "3.1d").Example("""{"channel":"voice","session":"call-1"}""");
    }

    private static Endpoints.Mapped At<TCommand>(IEndpointRouteBuilder api, string what, string summary, Func<WindowResult, JsonObject> show) where TCommand : WindowCommand =>
        api.Command<TCommand, WindowResult>("POST", "/halls/{hall}/windows/{window}/" + what, summary, (a, meta, body) => Window(a).ExecuteAsync(meta, body), new(Body: show));

    private static Task WindowAsync(Api api)
    {
        var (at, hall, window) = (api.InstantOf("asOf"), Paths.Code(api, "hall"), Paths.Code(api, "window"));
        return at is { } instant
            ? api.ReadAsync(() => api.Grain<IHallHistoryGrain>(hall).WindowAsync(api.Caller, window, instant), r => (r.Value is { } v ? Api.Object(v) : null, r.Refusal, null))
            : api.ReadAsync(() => Window(api).GetAsync(api.Caller), r => (r.Value is { } v ? Api.Object(v) : null, r.Refusal, r.Value?.Version));
    }

    private static IHallGrain Hall(Api api) => api.Grain<IHallGrain>(Paths.Code(api, "hall"));

    private static IWindowGrain Window(Api api) => api.Grain<IWindowGrain>(Paths.Window(api));

    private static JsonObject Live(WindowResult result) => Api.Object(result.Window);

    private static JsonObject Checks(WindowResult result) => result.Checks is { } checks ? Api.Object(checks) : Live(result);

    /// <summary>The ticket called or served, and the window beside it.</summary>
    private static JsonObject Served(WindowResult result)
    {
        if (result.Ticket is not { } ticket) return Live(result);
        var body = Api.Object(ticket);
        body["windowNow"] = Live(result);
        return body;
    }
}
