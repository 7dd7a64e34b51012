using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
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
    private static readonly JsonWriterOptions Writing = new() { Encoder = ApiJson.Relaxed.Encoder };

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
        var retry = refusal.RetryAfterSeconds ?? row.Status switch { 503 => BusyRetrySeconds, 429 => ThrottledRetrySeconds, _ => (int?)null };
        // Written as it goes, no tree first: under a rush most answers are of this kind.
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body, Writing))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "/problems/" + row.Code);
            json.WriteString("title"u8, english ? row.TitleEn : row.TitleZh);
            json.WriteNumber("status"u8, status ?? row.Status);
            json.WriteString("detail"u8, refusal.Detail ?? (english ? row.HelpEn : row.HelpZh));
            json.WriteString("code"u8, row.Code);
            json.WriteString("traceId"u8, TraceId(http));
            if (row.Clause is { } clause) json.WriteString("clause"u8, clause);
            if (refusal.Errors is { } errors)
            {
                json.WriteStartObject("errors"u8);
                foreach (var (field, what) in errors.OrderBy(e => e.Key, StringComparer.Ordinal)) Strings(json, field, what);
                json.WriteEndObject();
            }

            if (!refusal.Missing.IsDefaultOrEmpty) Strings(json, "missing", refusal.Missing);
            if (!refusal.Allowed.IsDefaultOrEmpty) Strings(json, "allowed", refusal.Allowed);
            if (refusal.Version is { } version) json.WriteNumber("version"u8, version);
            if (retry is { } wait) json.WriteNumber("retryAfterSeconds"u8, wait);
            json.WriteEndObject();
        }

        if (retry is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (row.Status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = "Bearer";
        http.Response.StatusCode = status ?? row.Status;
        http.Response.ContentType = MediaType;
        http.Response.Headers.ContentLanguage = language;
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        GatewayTelemetry.Refused(http, row.Code);
        http.Response.ContentLength = body.WrittenCount;
        await http.Response.Body.WriteAsync(body.WrittenMemory, CancellationToken.None);
    }

    public static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    private static void Strings(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
