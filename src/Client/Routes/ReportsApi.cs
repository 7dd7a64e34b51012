using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Reports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client.Routes;

/// <summary>Figures of the service: on time, one visit, waiting, fairness, errors, backlog; as JSON, and as CSV under the same name with <c>.csv</c>.</summary>
internal static class ReportsApi
{
    private const string Figures = "figures";

    /// <summary>The first question after a start reads the whole ledger once.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    public static void MapReports(this IEndpointRouteBuilder api)
    {
        Report(api, "service", "服务指标 On-time rate, one-visit rate, handling time, satisfaction", (g, c, f) => g.ServiceAsync(c, f), "hall",
            v => v.Groups.Prepend(v.All).Select(r => Api.Object(r)), "hall", "from", "to", "by").Norm("0.1", "2.5d", "5.4d", "5.6f");
        Report(api, "fairness", "公平 Waiting, refusals and lateness by group, and every call out of turn", (g, c, f) => g.FairnessAsync(c, f), "hall",
            v => v.Audiences.Concat(v.Channels).Concat(v.Halls).Select(r => Api.Object(r)), "hall", "from", "to").Norm("2.3a", "2.3c");
        Report(api, "quality", "差错 Errors and returns by stage, person, item", (g, c, f) => g.QualityAsync(c, f), "stage",
            v => v.Groups.Prepend(v.All).Select(r => Api.Object(r)), "hall", "from", "to", "by").Norm("5.5c", "6.4d");
        api.Read<BacklogReport>("/reports/backlog", "在办积压 Open cases by how much of their limit is used, the most used first",
            a => a.ReadAsync(() => a.Grain<IBacklogGrain>(Hall(a) ?? throw NotFound()).GetAsync(a.Caller), r => (r.Value is { } v ? Api.Object(v) : null, r.Refusal, null)), Door.SignedIn, "hall")
            .Refuses(Codes.NotPermitted, Codes.NotFound).Norm("5.4e");
        api.Map("GET", "/reports/backlog.csv", new() { Summary = "在办积压 The same as CSV", Query = ["hall"] }, http => CsvAsync(
            http, "backlog", a => a.Grain<IBacklogGrain>(Hall(a) ?? throw NotFound()).GetAsync(a.Caller), v => v.Cases.Select(c => Api.Object(c)))).Refuses(Codes.NotPermitted, Codes.NotFound).Norm("5.4e");
    }

    private static Endpoints.Mapped Report<TReport>(
        IEndpointRouteBuilder api, string name, string summary, Func<IServiceFiguresGrain, Caller, ReportFilter, Task<CaseRead<TReport>>> read, string by,
        Func<TReport, IEnumerable<JsonObject>> rows, params string[] query)
        where TReport : class
    {
        api.Map("GET", $"/reports/{name}.csv", new() { Summary = summary + " (CSV)", Query = query }, http => CsvAsync(
            http, name, a => read(a.Grain<IServiceFiguresGrain>(IServiceFiguresGrain.Key), a.Caller, Filter(a, by)), rows)).Refuses(Codes.NotPermitted, Codes.NotFound);
        return api.Read<TReport>($"/reports/{name}", summary, a =>
        {
            var filter = Filter(a, by);
            return a.ReadAsync(() => read(a.Grain<IServiceFiguresGrain>(IServiceFiguresGrain.Key), a.Caller, filter), r => (r.Value is { } v ? Api.Object(v) : null, r.Refusal, null), Long);
        }, Door.SignedIn, query).Refuses(Codes.NotPermitted, Codes.NotFound);
    }

    private static async Task CsvAsync<TReport>(HttpContext http, string name, Func<Api, Task<CaseRead<TReport>>> read, Func<TReport, IEnumerable<JsonObject>> rows) where TReport : class
    {
        var api = new Api(http);
        var reading = new Func<Task<CaseRead<TReport>>>(() => read(api));
        // What is wrong in the query is said before anything is read.
        _ = (api.InstantOf("from"), api.InstantOf("to"));
        if (await api.RefusedQueryAsync()) return;
        var (report, failed) = await http.RequestServices.GetRequiredService<GrainCalls>().CallAsync(http, reading, command: false, Long);
        if (report?.Value is not { } value)
        {
            await Problems.WriteAsync(http, failed ?? report?.Refusal ?? Refusal.Of(Codes.NotFound));
            return;
        }

        var shown = rows(value).ToList();
        await Csv.WriteAsync(http, name, shown.Count == 0 ? [Figures] : [.. shown[0].Select(p => p.Key)], shown);
    }

    private static ReportFilter Filter(Api api, string by) => new(Hall(api), api.InstantOf("from"), api.InstantOf("to"), api.Query("by") ?? by);

    private static string? Hall(Api api) => api.Query("hall") switch
    {
        null => null,
        { } hall when Paths.IsCode(hall) => hall,
        _ => throw NotFound(),
    };

    private static RefusedException NotFound() => new(Refusal.Of(Codes.NotFound));
}
