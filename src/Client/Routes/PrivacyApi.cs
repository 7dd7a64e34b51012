using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Reports;
using Microsoft.AspNetCore.Routing;
using NodaTime;
using NodaTime.Text;
using static HallGrains.Client.Routes.CaseCommandsApi;

namespace HallGrains.Client.Routes;

/// <summary>The person's data: shown whole for a purpose, who was shown it, the person's own copy and code.</summary>
internal static class PrivacyApi
{
    public static void MapPrivacy(this IEndpointRouteBuilder api)
    {
        On<Unmask>(api, "unmask", "查看原值 Shows fields whole, for a purpose; recorded", Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.PurposeMissing).Norm("5.5d").Example("""{"fields":["idNumber","phone"],"purpose":"核对社保缴费记录"}""");
        On<RotateRetrievalCode>(api, "retrieval-code", "换发查询码 A new retrieval code; the old one ends", Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.NotOwner, Codes.NotOnDuty, Codes.IdentityInvalid, Codes.TooManyRequests).Norm("4.3k").Example("{}");
        api.Read<ReadItem>("/cases/{n}/reads", "查看记录 Who was shown full values", a => a.ReadAsync(
            () => CasesApi.Case(a).ReadsAsync(a.Caller), r => (r.Value is { } v ? Api.Page(v.Items) : null, r.Refusal, r.Value?.Version)), Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.TooManyRequests).Norm("5.5d");
        api.Read<OwnCaseData>("/cases/{n}/my-data", "本人数据 The person's own data of this case, whole", a => a.ReadAsync(
            () => CasesApi.Case(a).OwnDataAsync(a.Caller), r => (r.Value is { } v ? OwnData(v) : null, r.Refusal, r.Value?.Case.Version)), Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.TooManyRequests).Norm("4.3k");
        api.Read<UnmaskingsRow>("/reports/unmaskings", "查看原值统计 Who looks at how much, by day; more than 30 are flagged", UnmaskingsAsync, Door.SignedIn, "from", "to")
            .Refuses(Codes.NotPermitted, Codes.Validation).Norm("5.5d");
    }

    private static JsonObject OwnData(OwnCaseData data) => new()
    {
        ["case"] = Api.Node(data.Case),
        ["ledger"] = new JsonArray([.. data.Ledger.Select(CasesApi.Entry)]),
        ["reads"] = new JsonArray([.. data.Reads.Select(r => (JsonNode?)Api.Node(r))]),
    };

    private static Task UnmaskingsAsync(Api api)
    {
        var filter = new UnmaskingsFilter(DateOf(api, "from"), DateOf(api, "to"));
        return api.ReadAsync(() => api.Grain<IUnmaskingsGrain>(IUnmaskingsGrain.City).GetAsync(api.Caller, filter), r => (r.Value is { } v ? Api.Page(v.Items) : null, r.Refusal, null));
    }

    private static LocalDate? DateOf(Api api, string name)
    {
        if (api.Query(name) is not { } text) return null;
        var parsed = LocalDatePattern.Iso.Parse(text);
        if (!parsed.Success) api.Wrong(name, "not-a-date");
        return parsed.Success ? parsed.Value : null;
    }
}
