using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Windows;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>Cases: opening, reading and lists.</summary>
internal static class CasesApi
{
    private static readonly Answer<CaseView> Opened = new(StatusCodes.Status201Created, Location: v => "/api/v1/cases/" + v.CaseNumber);

    public static void MapCases(this IEndpointRouteBuilder api)
    {
        api.Command<OpenInquiry, CaseView>("POST", "/cases", "首问登记 Opens an inquiry; whoever records it owns it", OpenAsync, Opened)
            .Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.NotYourDuty, Codes.IdentityInvalid, Codes.CodeCheckFailed, Codes.ItemVersionNotInForce, Codes.OpeningCheckMissing)
            .Norm("5.6a", "1.2", "1.4", "1.5", "1.6", "4.3e", "5.6g")
            .Example("""{"hall":"YXCS","window":"YXCS-00","channel":"onsite","contact":{"name":"秦小满","audience":"unemployed","phone":"13800005678"},"question":"失业了能领什么？","serviceItem":"UNE-BENEFIT"}""");
        api.Read<CaseListItem>("/cases", "办件列表 Cases, filtered", ListAsync, Door.SignedIn,
            "hall", "owner", "agent", "state", "stage", "item", "card", "overdue", "q", "limit", "cursor").Refuses(Codes.NotPermitted, Codes.Validation);
        api.Read<CaseView>("/cases/{n}", "办件 A case, now or as of an instant", GetAsync, Door.SignedInOrCode, "asOf")
            .Refuses(Codes.NotFound, Codes.NotPermitted, Codes.TooManyRequests).Norm("5.5e", "6.4c");
        api.Read<LedgerItem>("/cases/{n}/ledger", "办件台账 The case's ledger", LedgerAsync, Door.SignedInOrCode, "limit", "cursor")
            .Refuses(Codes.NotFound, Codes.NotPermitted).Norm("5.5d", "5.5e");
        api.Read<ResponsibilityItem>("/cases/{n}/responsibility", "责任时长 Who held it, how long", a => a.ReadAsync(
            () => Case(a).ResponsibilityAsync(a.Caller), r => (r.Value is { } v ? Api.Node(v.Items) : null, r.Refusal, r.Value?.Version)), Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.NotPermitted).Norm("5.5e", "6.4c");
        api.Read<ClockView>("/cases/{n}/clocks", "办理时限 The clocks, explained", a => a.ReadAsync(
            () => Case(a).ClocksAsync(a.Caller), r => (r.Value is { } v ? Api.Node(v.Items) : null, r.Refusal, r.Value?.Version)), Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.NotPermitted).Norm("5.4a", "5.4b", "5.4c", "5.4d", "5.6d");
        api.Read<TrackView>("/track/{n}", "进度查询 Public progress, by number and retrieval code", a => a.ReadAsync(
            () => Case(a).TrackAsync(a.Caller), r => (r.Value is { } v ? Api.Node(v) : null, r.Refusal, r.Value?.Version)), Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.TooManyRequests).Norm("5.2g", "4.3k");
    }

    public static ICaseGrain Case(Api api) => api.Grain<ICaseGrain>(Paths.Case(api));

    private static Task<Outcome<CaseView>> OpenAsync(Api api, CommandMeta meta, OpenInquiry body)
    {
        if (body.Window is { } window && IsCode(body.Hall) && IsCode(window)) return api.Grain<IWindowGrain>($"{body.Hall}/{window}").OpenInquiryAsync(meta, body);
        // A hall that can be none has no lanes either; the rule says so.
        var hall = IsCode(body.Hall) ? body.Hall : "none";
        return api.Grain<IIntakeGrain>(string.Create(CultureInfo.InvariantCulture, $"{hall}/{IIntakeGrain.Lane(meta.Caller.Account, meta.CommandId)}")).OpenAsync(meta, body);
    }

    private static bool IsCode(string text) => text.Length is >= 1 and <= 40 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');

    private static async Task ListAsync(Api api)
    {
        var filter = new CaseFilter
        {
            Hall = api.Query("hall"), Owner = api.Query("owner"), Agent = api.Query("agent"), State = api.Query("state"), Stage = api.Query("stage"),
            Item = api.Query("item"), Card = api.Query("card"), Overdue = api.BoolOf("overdue"), Query = api.Query("q"), Limit = api.Limit(), Cursor = api.Query("cursor"),
        };
        await api.ReadAsync(() => api.Grain<ICaseListGrain>("cases").ListAsync(api.Caller, filter),
            r => (r.Value is { } page ? Api.Page(page.Items, page.Next) : null, r.Refusal, null));
    }

    private static Task GetAsync(Api api)
    {
        var at = api.InstantOf("asOf");
        return api.ReadAsync(() => at is { } instant ? Case(api).GetAsOfAsync(api.Caller, instant) : Case(api).GetAsync(api.Caller),
            r => (r.Value is { } v ? Api.Node(v) : null, r.Refusal, r.Value?.Version));
    }

    private static Task LedgerAsync(Api api)
    {
        var limit = api.Limit();
        var after = 0;
        if (api.Query("cursor") is { } cursor && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after)) api.Wrong("cursor", "not-a-cursor");
        return api.ReadAsync(() => Case(api).LedgerAsync(api.Caller, after, limit), r => (r.Value is { } page ? LedgerPage(page) : null, r.Refusal, null));
    }

    private static JsonObject LedgerPage(Page<LedgerItem> page) => new()
    {
        ["items"] = new JsonArray([.. page.Items.Select(Entry)]),
        ["next"] = page.Next,
    };

    // The entry's data is JSON already: told as it stands, not as a text in a text.
    internal static JsonObject Entry(LedgerItem item)
    {
        var entry = Api.Object(item);
        entry.Remove("dataJson");
        var hash = entry["hash"];
        entry.Remove("hash");
        entry["data"] = JsonNode.Parse(item.DataJson);
        entry["hash"] = hash;
        return entry;
    }
}
