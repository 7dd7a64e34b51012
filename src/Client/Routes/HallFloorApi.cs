using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Client.Routes;

/// <summary>The floor of a hall: duty leader, guide desk, incidents; and appointments.</summary>
internal static class HallFloorApi
{
    public static void MapHallFloor(this IEndpointRouteBuilder api)
    {
        On<NameDutyLeader>(api, "POST", "duty-leader", "负责人挂牌上岗 Names today's duty leader and the post").Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.OverAuthority).Norm("3.1f", "3.1g")
            .Example("""{"staff":"YXCS005","post":"大厅引导台旁值班岗"}""");
        On<LeaveDutyLeader>(api, "DELETE", "duty-leader", "负责人离岗 The duty leader leaves the post").Refuses(Codes.NotPermitted, Codes.NotYourDuty, Codes.StageOrder).Norm("3.1f");
        On<NotePatrol>(api, "POST", "patrols", "巡视 Notes a patrol").Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.NotYourDuty).Norm("3.1g").Example("""{"note":"各窗口秩序正常"}""");
        On<NameGuideDesk>(api, "POST", "guide-desk", "引导台上岗 Names who stands at the guide desk")
            .Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.OverAuthority, Codes.QualificationMissing, Codes.QualificationExpired, Codes.DisciplineTrainingMissing).Norm("4.3d", "4.3e")
            .Example("""{"staff":"YXCS019"}""");
        On<LeaveGuideDesk>(api, "DELETE", "guide-desk", "引导台离岗 The guide desk is left").Refuses(Codes.NotPermitted, Codes.NotYourDuty, Codes.StageOrder).Norm("4.3d");
        On<ReportIncident>(api, "POST", "incidents", "突发情况、争吵、办不成事 Reports an incident; by anybody a dispute, or what could not be got done", Door.Anyone, StatusCodes.Status201Created).Norm("2.4b", "3.3d", "5.3d")
            .Example("""{"kind":"fall","text":"一位老人在等候区滑倒"}""");
        api.Read<IncidentsView>("/halls/{hall}/incidents", "突发情况清单 What was reported on a day, for who sees to it", a =>
        {
            var date = a.Query("date") is null ? (LocalDate?)null : HallDate(a);
            return a.ReadAsync(() => Hall(a).IncidentsAsync(a.Caller, date), v => v is null ? null : Api.Object(v));
        }, Door.SignedIn, "date").Refuses(Codes.NotFound).Norm("2.4b", "3.3d", "5.3d");
        api.Read<HallFloorView>("/halls/{hall}/day", "大厅当日 Who leads and guides today, and what is missing", a => a.ReadAsync(() => Hall(a).DayAsync(), v => v is null ? null : Api.Object(v)), Door.Anyone)
            .Refuses(Codes.NotFound).Norm("3.1f", "3.1g", "4.3d", "5.6k", "5.6l");
        MapAppointments(api);
    }

    /// <summary>A ticket taken with an appointment is its check-in.</summary>
    public static async Task<Outcome<TicketView>> CheckInAsync(Api api, CommandMeta meta, string id)
    {
        var done = await OfId(api, id).ExecuteAsync(meta, new CheckInAppointment { Appointment = id });
        return done.Refusal is { } refusal ? Outcome.Refused<TicketView>(refusal) : new(done.View?.Taken, null, done.Replayed, done.Made);
    }

    private static void MapAppointments(IEndpointRouteBuilder api)
    {
        api.Command<BookAppointment, AppointmentView>("POST", "/halls/{hall}/appointments", "预约 Books a slot, or a visit at home", (a, meta, body) =>
            OfDate(a, body.Date).ExecuteAsync(meta, body), new(StatusCodes.Status201Created, Location: v => $"/api/v1/halls/{v.Hall}/appointments/{v.Id}"), Door.Anyone)
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.StageOrder).Norm("5.6j", "5.6l")
            .Example("""{"serviceItem":"CARD-REPLACE","date":"2026-11-28","slot":"09:30","contact":{"name":"秦小满","phone":"13800005678"}}""");
        api.Read<AppointmentDay>("/halls/{hall}/appointments", "预约情况 Places left on a date; the hall's staff see the bookings", a =>
        {
            var date = HallDate(a);
            return a.ReadAsync(() => OfDate(a, date).DayAsync(a.Caller), v => v is null ? null : Api.Object(v));
        }, Door.Anyone, "date").Refuses(Codes.NotFound).Norm("5.6j");
        api.Read<AppointmentView>("/halls/{hall}/appointments/{id}", "预约单 An appointment", a => a.ReadAsync(() => Of(a).GetAsync(a.Caller, Paths.Code(a, "id")), v => v is null ? null : Api.Object(v)), Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.TooManyRequests).Norm("5.6l");
        At<CheckInAppointment>(api, "POST", "/check-in", "签到 Takes the ticket that the slot gives a right to", (a, c) => c with { Appointment = Paths.Code(a, "id") }, Door.SignedInOrCode, CheckedIn)
            .Refuses(Codes.NotFound, Codes.StageOrder, Codes.TooManyRequests).Norm("5.6j").Example("{}");
        At<CancelAppointment>(api, "DELETE", "", "取消预约 Gives the slot back", (a, c) => c with { Appointment = Paths.Code(a, "id") }, Door.SignedInOrCode).Refuses(Codes.NotFound, Codes.StageOrder, Codes.TooManyRequests);
        At<AnswerHomeVisit>(api, "POST", "/home-visit", "上门服务答复 A head grants a visit at home and says who goes", (a, c) => c with { Appointment = Paths.Code(a, "id") }, Door.SignedIn)
            .Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.OverAuthority, Codes.StageOrder, Codes.ReasonMissing, Codes.QualificationMissing).Norm("5.6l").Example("""{"grant":true,"staff":"YXCS015"}""");
    }

    private static Endpoints.Mapped On<TCommand>(IEndpointRouteBuilder api, string verb, string what, string summary, Door door = Door.SignedIn, int status = StatusCodes.Status200OK) where TCommand : FloorCommand =>
        api.Command<TCommand, HallFloorView>(verb, "/halls/{hall}/" + what, summary, (a, meta, body) => Hall(a).FloorAsync(meta, body), new(status), door).Refuses(Codes.NotFound);

    private static Endpoints.Mapped At<TCommand>(
        IEndpointRouteBuilder api, string verb, string what, string summary, Func<Api, TCommand, TCommand> named, Door door, Func<AppointmentView, JsonObject>? body = null) where TCommand : AppointmentCommand =>
        api.Command<TCommand, AppointmentView>(verb, "/halls/{hall}/appointments/{id}" + what, summary, (a, meta, c) => Of(a).ExecuteAsync(meta, named(a, c)), new(Body: body), door);

    /// <summary>The ticket, as taking one answers, and the appointment beside it.</summary>
    private static JsonObject CheckedIn(AppointmentView view)
    {
        if (view.Taken is not { } ticket) return Api.Object(view);
        var body = Api.Object(ticket);
        body["appointmentNow"] = Api.Object(view with { Taken = null });
        return body;
    }

    private static IHallGrain Hall(Api api) => api.Grain<IHallGrain>(Paths.Code(api, "hall"));

    /// <summary>An appointment's id begins with its date: <c>20261128-003</c>.</summary>
    private static IAppointmentsGrain Of(Api api) => OfId(api, Paths.Code(api, "id"));

    private static IAppointmentsGrain OfId(Api api, string id)
    {
        var date = LocalDatePattern.CreateWithInvariantCulture("yyyyMMdd").Parse(id[..Math.Min(8, id.Length)]);
        return date.Success ? OfDate(api, date.Value) : throw new RefusedException(Refusal.Of(Codes.NotFound));
    }

    private static IAppointmentsGrain OfDate(Api api, LocalDate date) => api.Grain<IAppointmentsGrain>($"{Paths.Code(api, "hall")}/{LocalDatePattern.Iso.Format(date)}");

    private static LocalDate HallDate(Api api)
    {
        if (LocalDatePattern.Iso.Parse(api.Query("date") ?? "") is { Success: true, Value: var date }) return date;
        api.Wrong("date", "not-a-date");
        return default;
    }

}
