using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace HallGrains.Client.Http;

/// <summary>Refusals as RFC 9457 problem documents (must-hold): one shape, from the one table of codes.</summary>
internal static class Problems
{
    public const string MediaType = "application/problem+json";
    private const int BusyRetrySeconds = 1;
    private const int ThrottledRetrySeconds = 60;

    public static Task WriteAsync(HttpContext http, string code, string? detail = null) => WriteAsync(http, Refusal.Of(code, detail));

    public static Task WriteErrorsAsync(HttpContext http, string code, IReadOnlyDictionary<string, List<string>> errors) =>
        WriteAsync(http, Refusal.Of(code) with { Errors = errors.ToImmutableDictionary(e => e.Key, e => e.Value.ToImmutableArray()) });

    /// <param name="status">Another status than the table's, e.g. 412 for a stale <c>If-Match</c>.</param>
    public static async Task WriteAsync(HttpContext http, Refusal refusal, int? status = null)
    {
        if (http.Response.HasStarted) return;
        var row = RefusalCatalogue.Find(refusal.Code) ?? RefusalCatalogue.Find(Codes.Internal)!;
        // An object the caller may not know of is as absent as an absent one: nothing but the code.
        if (row.Code == Codes.NotFound) refusal = Refusal.Of(Codes.NotFound);
        var language = Language.Of(http);
        var english = language == Language.English;
        var problem = new JsonObject
        {
            ["type"] = "/problems/" + row.Code,
            ["title"] = english ? row.TitleEn : row.TitleZh,
            ["status"] = status ?? row.Status,
            ["detail"] = refusal.Detail ?? (english ? row.HelpEn : row.HelpZh),
            ["code"] = row.Code,
            ["traceId"] = TraceId(http),
        };
        if (row.Clause is { } clause) problem["clause"] = clause;
        if (refusal.Errors is { } errors)
            problem["errors"] = new JsonObject(errors.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => KeyValuePair.Create(e.Key, (JsonNode?)Strings(e.Value))));
        if (!refusal.Missing.IsDefaultOrEmpty) problem["missing"] = Strings(refusal.Missing);
        if (!refusal.Allowed.IsDefaultOrEmpty) problem["allowed"] = Strings(refusal.Allowed);
        if (refusal.Version is { } version) problem["version"] = version;
        var retry = refusal.RetryAfterSeconds ?? row.Status switch { 503 => BusyRetrySeconds, 429 => ThrottledRetrySeconds, _ => (int?)null };
        if (retry is { } seconds)
        {
            problem["retryAfterSeconds"] = seconds;
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (row.Status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Bearer";
        http.Response.StatusCode = status ?? row.Status;
        http.Response.ContentType = MediaType;
        http.Response.Headers.ContentLanguage = language;
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        GatewayTelemetry.Refused(http, row.Code);
        await http.Response.WriteAsync(problem.ToJsonString(ApiJson.Relaxed), CancellationToken.None);
    }

    public static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    private static JsonArray Strings(ImmutableArray<string> values) => new([.. values.Select(v => (JsonNode?)JsonValue.Create(v))]);
}
