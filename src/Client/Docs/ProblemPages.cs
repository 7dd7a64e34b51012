using System.Globalization;
using System.Text;
using HallGrains.Client.Pages;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Docs;

/// <summary><c>/problems/{code}</c>: what each code means and what helps, in Chinese and English.</summary>
internal static class ProblemPages
{
    public static void MapProblemPages(this IEndpointRouteBuilder app)
    {
        app.MapGet("/problems", IndexAsync).ExcludeFromDescription();
        app.MapGet("/problems/{code}", OneAsync).ExcludeFromDescription();
    }

    private static Task IndexAsync(HttpContext http)
    {
        var body = new StringBuilder("<h1>").Append(Html.Both("提示代码", "Problem codes")).Append("</h1>\n<ul>\n");
        foreach (var row in RefusalCatalogue.All.OrderBy(r => r.Code, StringComparer.Ordinal))
            body.Append("<li><a href=\"/problems/").Append(Html.Text(row.Code)).Append("\"><code>").Append(Html.Text(row.Code)).Append("</code></a> ").Append(Html.Both(row.TitleZh, row.TitleEn)).Append("</li>\n");
        return Html.WriteAsync(http, StatusCodes.Status200OK, "提示代码", body.Append("</ul>\n").ToString());
    }

    private static async Task OneAsync(HttpContext http, string code)
    {
        if (RefusalCatalogue.Find(code) is not { } row)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var body = new StringBuilder("<h1>").Append(Html.Both(row.TitleZh, row.TitleEn)).Append("</h1>\n<dl>\n")
            .Append("<dt>").Append(Html.Both("代码", "Code")).Append("</dt><dd><code>").Append(Html.Text(row.Code)).Append("</code></dd>\n")
            .Append("<dt>").Append(Html.Both("状态", "Status")).Append("</dt><dd>").Append(row.Status.ToString(CultureInfo.InvariantCulture)).Append("</dd>\n");
        if (row.Clause is { } clause) body.Append("<dt>").Append(Html.Both("规范条款", "Clause of the norm")).Append("</dt><dd>").Append(Html.Text(clause)).Append("</dd>\n");
        body.Append("</dl>\n<p lang=\"zh-CN\">").Append(Html.Text(row.HelpZh)).Append("</p>\n<p lang=\"en\">").Append(Html.Text(row.HelpEn)).Append("</p>\n");
        await Html.WriteAsync(http, StatusCodes.Status200OK, row.TitleZh, body.ToString());
    }
}
