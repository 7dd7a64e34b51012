using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using HallGrains.Client.Live;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Venues;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NodaTime;

namespace HallGrains.Client.Pages;

/// <summary>
/// The first pages: <c>/</c> lists the halls, <c>/halls/{hall}</c> is the live board of one hall's windows. For anybody, without a login: tickets,
/// windows and badges, never a citizen's name and never a case (must-hold 26). They read without a script; the script only keeps them fresh.
/// </summary>
public static class HallPages
{
    public static RouteGroupBuilder MapHallPages(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/", HallsAsync).AllowAnonymous();
        pages.MapGet("/halls/{hall}", BoardAsync).AllowAnonymous();
        return pages;
    }

    private static async Task HallsAsync(HttpContext http, IClusterClient client)
    {
        var halls = await client.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).HallsAsync();
        var body = new StringBuilder().Append("<h1>").Append(Html.Both("服务大厅", "Service halls")).Append("</h1>\n");
        if (halls.IsEmpty)
        {
            body.Append("<p>").Append(Html.Both("还没有登记大厅。", "No hall is registered yet.")).Append("</p>\n");
        }
        else
        {
            body.Append("<ul class=\"halls\">\n");
            foreach (var hall in halls.OrderBy(h => Rank(h.Kind)).ThenBy(h => h.Code, StringComparer.Ordinal))
                body.Append("<li><a href=\"/halls/").Append(Html.Text(hall.Code)).Append("\">").Append(Html.Text(hall.NameZh)).Append("</a> <span lang=\"en\">")
                    .Append(Html.Text(hall.NameEn ?? hall.Code)).Append("</span></li>\n");
            body.Append("</ul>\n");
        }

        await Html.WriteAsync(http, StatusCodes.Status200OK, "人社服务大厅", body.ToString());
    }

    private static async Task BoardAsync(HttpContext http, string hall, IClusterClient client)
    {
        var view = LiveEndpoints.IsCode(hall) ? await client.GetGrain<IHallMonitorGrain>(hall).DisplayAsync() : null;
        if (view is null)
        {
            await Html.WriteAsync(http, StatusCodes.Status404NotFound, "没有这个大厅",
                $"<h1>{Html.Both("没有这个大厅", "No such hall")}</h1>\n<p><a href=\"/\">{Html.Both("查看所有大厅", "See all halls")}</a></p>\n");
            return;
        }

        var city = await client.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).CityAsync();
        var venue = await client.GetGrain<IVenueGrain>(hall).GetAsync();
        var board = Board(view, city?.ServiceLines ?? ImmutableSortedDictionary<string, string>.Empty) + VenuePages.Section(venue);
        await Html.WriteAsync(http, StatusCodes.Status200OK, view.Name ?? view.Hall, board, live: true);
    }

    /// <summary>The board as it is served; the script changes the same cells.</summary>
    internal static string Board(DisplayView view, ImmutableSortedDictionary<string, string> lineNames)
    {
        var html = new StringBuilder()
            .Append("<h1>").Append(Html.Text(view.Name ?? view.Hall)).Append(" <span lang=\"en\">").Append(Html.Text(view.NameEn ?? view.Hall)).Append("</span></h1>\n")
            .Append("<p class=\"state\"><span role=\"status\" id=\"freshness\" data-state=\"still\">").Append(Html.Both("数据截至", "as of")).Append(' ')
            .Append("<time id=\"as-of\">").Append(Time(view.AsOf)).Append("</time></span> <a href=\"\" id=\"refresh\">").Append(Html.Both("刷新", "Refresh")).Append("</a></p>\n")
            .Append("<p class=\"figures\">").Append(Html.Both("等候人数", "Waiting")).Append(" <strong id=\"waiting\">").Append(Number(view.Waiting)).Append("</strong> · ")
            .Append(Html.Both("最长等候（分钟）", "longest wait, minutes")).Append(" <strong id=\"longest\">").Append(Number(view.LongestWaitMinutes)).Append("</strong></p>\n")
            .Append("<p id=\"call\" class=\"call\" role=\"status\" aria-live=\"polite\">").Append(view.Calls is [var newest, ..] ? Call(newest, view) : "").Append("</p>\n")
            .Append("<table id=\"board\" data-hall=\"").Append(Html.Text(view.Hall)).Append("\">\n<caption>").Append(Html.Both("窗口实况", "Windows now")).Append("</caption>\n<thead><tr>");
        foreach (var (zh, en) in new[] { ("窗口", "Window"), ("业务", "Services"), ("状态", "Status"), ("人员", "Staff"), ("当前号码", "Ticket"), ("等候", "Waiting") })
            html.Append("<th scope=\"col\">").Append(Html.Both(zh, en)).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var w in view.Windows)
        {
            html.Append("<tr data-window=\"").Append(Html.Text(w.Window)).Append("\"><th scope=\"row\">").Append(Html.Text(w.Name ?? w.Window)).Append(" <small>").Append(Html.Text(w.Window)).Append("</small></th><td data-label=\"业务\">")
                .AppendJoin('、', w.Lines.Select(l => Html.Text(lineNames.GetValueOrDefault(l, l)))).Append("</td><td data-label=\"状态\" data-cell=\"status\" data-status=\"").Append(Html.Text(w.Status)).Append("\">").Append(Status(w.Status))
                .Append("</td><td data-label=\"人员\" data-cell=\"staff\">").Append(w.Staff is { } s ? Html.Text($"{s.Name} {s.Number}") : "—")
                .Append("</td><td data-label=\"当前号码\" data-cell=\"ticket\">").Append(w.Ticket is { } t ? Html.Text(t) : "—")
                .Append("</td><td data-label=\"等候\" data-cell=\"queue\">").Append(Number(w.QueueLength)).Append("</td></tr>\n");
        }

        return html.Append("</tbody>\n</table>\n").Append(FloorLines.Of(view)).ToString();
    }

    private static string Call(DisplayCall call, DisplayView view)
    {
        var name = view.Windows.FirstOrDefault(w => w.Window == call.Window)?.Name ?? call.Window;
        return Html.Both($"请 {call.Ticket} 号到 {name}", $"Ticket {call.Ticket}, please go to window {call.Window}");
    }

    private static string Status(string status) => status switch
    {
        "open" => Html.Both("● 开放", "open"),
        "paused" => Html.Both("‖ 暂停", "paused"),
        "preparing" => Html.Both("◐ 准备", "preparing"),
        _ => Html.Both("○ 关闭", "closed"),
    };

    private static int Rank(string kind) => kind switch { "city" => 0, "county" => 1, _ => 2 };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(Instant instant) => instant.InZone(DateTimeZone.ForOffset(Offset.FromHours(8))).ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
