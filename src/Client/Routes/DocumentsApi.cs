using System.Text;
using HallGrains.Client.Http;
using HallGrains.Client.Pages;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client.Routes;

/// <summary>Papers 文书 of a case: as data, and as a page to print for whoever asks for HTML; forms with what is known filled in.</summary>
internal static class DocumentsApi
{
    public static void MapDocuments(this IEndpointRouteBuilder api)
    {
        api.Read<DocumentView>("/cases/{n}/documents/{kind}", "文书 A paper of the case: receipt, notices, supplement, acceptance, refusal, decision", DocumentAsync, Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.TooManyRequests).Norm("2.3b", "5.2g", "5.3f", "3.1e");
        api.Read<FormView>("/cases/{n}/forms/{material}", "表单 A form with what is known filled in", FormAsync, Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.TooManyRequests).Norm("5.2f");
    }

    private static Task FormAsync(Api api)
    {
        var material = Paths.Id(api, "material");
        return api.ReadAsync(() => CasesApi.Case(api).FormAsync(api.Caller, material), r => (r.Value is { } v ? Api.Node(v) : null, r.Refusal, r.Value?.Version));
    }

    private static async Task DocumentAsync(Api api)
    {
        var kind = Paths.Id(api, "kind");
        if (!api.Http.Request.Headers.Accept.ToString().StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
        {
            await api.ReadAsync(() => CasesApi.Case(api).DocumentAsync(api.Caller, kind), r => (r.Value is { } v ? Api.Node(v) : null, r.Refusal, r.Value?.Version));
            return;
        }

        var (read, failed) = await api.Http.RequestServices.GetRequiredService<GrainCalls>().CallAsync(api.Http, () => CasesApi.Case(api).DocumentAsync(api.Caller, kind), command: false);
        if (read?.Value is { } paper) await Html.WriteAsync(api.Http, StatusCodes.Status200OK, paper.Title, Page(paper));
        else await Problems.WriteAsync(api.Http, failed ?? read?.Refusal ?? Refusal.Of(Codes.NotFound));
    }

    private static string Page(DocumentView paper)
    {
        var page = new StringBuilder().Append("<article>\n<h1>").Append(Html.Text(paper.Title)).Append("</h1>\n<p>").Append(Html.Text(paper.CaseNumber)).Append("</p>\n<dl>\n");
        foreach (var line in paper.Lines) page.Append("<dt>").Append(Html.Text(line.Label)).Append("</dt><dd>").Append(Html.Text(line.Text)).Append("</dd>\n");
        page.Append("</dl>\n");
        if (paper.Remedies is not null) page.Append("<p>").Append(Html.Text(paper.Remedies)).Append("</p>\n");
        return page.Append("<footer>").Append(Html.Text($"{paper.HallName ?? paper.Hall}　经办：{paper.OwnerName}（{paper.Owner}）　{HallTimeText.Format(paper.At)}　投诉电话：{paper.ComplaintPhone ?? "-"}"))
            .Append("</footer>\n</article>\n").ToString();
    }
}
