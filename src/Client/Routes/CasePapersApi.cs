using HallGrains.Client.Http;
using HallGrains.Client.Pages;
using HallGrains.Contracts.Audit;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client.Routes;

/// <summary>A case's proof, its papers to print, its forms.</summary>
internal static class CasePapersApi
{
    public static void MapCasePapers(this IEndpointRouteBuilder api)
    {
        api.Read<ReceiptView>("/cases/{n}/receipt", "存证回执 The case's inclusion proof, checkable offline", a => a.ReadAsync(
            () => CasesApi.Case(a).ReceiptAsync(a.Caller), r => (r.Value is { } v ? Api.Node(v) : null, r.Refusal, r.Value?.Version)), Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.Unreadable).Norm("5.5d", "5.3f");
        api.Map("GET", "/cases/{n}/documents/{kind}", new()
        {
            Summary = "文书 A paper to print, as HTML: receipt, notices, supplement, acceptance, refusal or decision", Door = Door.SignedInOrCode,
        }, DocumentAsync).Refuses(Codes.NotFound, Codes.NotPermitted, Codes.Unreadable).Norm("5.3f", "5.2g", "2.3b", "3.1e", "5.3c");
        api.Read<FormView>("/cases/{n}/forms/{material}", "表单 A form with what is known filled in", FormAsync, Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.TooManyRequests).Norm("5.2f");
    }

    private static Task FormAsync(Api api)
    {
        var material = Paths.Id(api, "material");
        return api.ReadAsync(() => CasesApi.Case(api).FormAsync(api.Caller, material), r => (r.Value is { } v ? Api.Node(v) : null, r.Refusal, r.Value?.Version));
    }

    private static async Task DocumentAsync(HttpContext http)
    {
        var api = new Api(http);
        var (grain, kind) = (CasesApi.Case(api), api.Path("kind"));
        if (!CaseDocuments.Entries.ContainsKey(kind)) throw new RefusedException(Refusal.Of(Codes.NotFound));
        var (read, failed) = await http.RequestServices.GetRequiredService<GrainCalls>().CallAsync(http, () => grain.DocumentAsync(api.Caller, kind), command: false);
        if (read?.Value is { } document) await Html.WriteAsync(http, StatusCodes.Status200OK, $"{DocumentPages.Title(document)} {document.CaseNumber}", DocumentPages.Body(document));
        else await Problems.WriteAsync(http, failed ?? read?.Refusal ?? Refusal.Of(Codes.NotFound));
    }
}
