using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HallGrains.Client.Auth;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans;

namespace HallGrains.Client.Http;

/// <summary>One request as the endpoints see it: who asks, what stands in the path and query, and how to answer.</summary>
internal sealed class Api(HttpContext http)
{
    private Dictionary<string, List<string>>? _errors;

    public HttpContext Http => http;

    public IGrainFactory Grains { get; } = http.RequestServices.GetRequiredService<IGrainFactory>();

    public Caller Caller { get; } = http.GetCaller();

    public string Path(string name) => (string)http.Request.RouteValues[name]!;

    public T Grain<T>(string key) where T : IGrainWithStringKey => Grains.Ref<T>(key);

    public string? Query(string name) => http.Request.Query.TryGetValue(name, out var values) && !string.IsNullOrEmpty(values[0]) ? values[0] : null;

    public Instant? InstantOf(string name)
    {
        // A plus sign in a query is a blank to most clients.
        if (Query(name) is not { } text) return null;
        if (ApiJson.TryParse(text.Replace(' ', '+'), out var instant)) return instant;
        Wrong(name, "not-an-instant");
        return null;
    }

    public bool? BoolOf(string name)
    {
        if (Query(name) is not { } text) return null;
        if (text is "true" or "false") return text == "true";
        Wrong(name, "not-one-of: true, false");
        return null;
    }

    /// <summary><c>?limit=</c>, 1-200, 50 when none is asked for.</summary>
    public int Limit()
    {
        if (Query("limit") is not { } text) return 50;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= 200) return limit;
        Wrong("limit", "not-1-to-200");
        return 50;
    }

    public void Wrong(string field, string what)
    {
        _errors ??= new(StringComparer.Ordinal);
        if (!_errors.TryGetValue(field, out var list)) _errors[field] = list = [];
        list.Add(what);
    }

    /// <summary>Answers 422 when something in the query was wrong.</summary>
    public async Task<bool> RefusedQueryAsync()
    {
        if (_errors is null) return false;
        await Problems.WriteErrorsAsync(http, Codes.Validation, _errors);
        return true;
    }

    /// <summary>A read: its refusal, 404 for nothing, else what <paramref name="answer"/> makes of it.</summary>
    public async Task ReadAsync<T>(Func<Task<T>> read, Func<T, (JsonNode? Body, Refusal? Refusal, int? Version)> answer, TimeSpan? deadline = null)
    {
        if (await RefusedQueryAsync()) return;
        var (value, failed) = await http.RequestServices.GetRequiredService<GrainCalls>().CallAsync(http, read, command: false, deadline);
        if (failed is not null)
        {
            await Problems.WriteAsync(http, failed);
            return;
        }

        if (value is null)
        {
            await Problems.WriteAsync(http, Codes.NotFound);
            return;
        }

        var (body, refusal, version) = answer(value);
        if (refusal is not null || body is null) await Problems.WriteAsync(http, refusal ?? Refusal.Of(Codes.NotFound));
        else await WriteAsync(StatusCodes.Status200OK, body, version);
    }

    public Task ReadAsync<T>(Func<Task<T>> read, Func<T, JsonNode?> answer) => ReadAsync(read, v => (answer(v), null, (v as IVersionedView)?.Version));

    public Task WriteAsync(int status, JsonNode body, int? version = null) => WriteAsync(status, JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Relaxed), version);

    /// <summary>A resource as it is, without a tree of it first.</summary>
    public Task WriteAsync<T>(int status, T view, int? version) where T : class => WriteAsync(status, JsonSerializer.SerializeToUtf8Bytes(view, ApiJson.Options), version);

    private async Task WriteAsync(int status, byte[] body, int? version)
    {
        if (version is { } v) http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{v}\"");
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, CancellationToken.None);
    }

    public static JsonNode Node<T>(T value) => JsonSerializer.SerializeToNode(value, ApiJson.Options)!;

    public static JsonObject Object<T>(T value) => (JsonObject)Node(value);

    /// <summary>A list that fits one page.</summary>
    public static JsonObject Page<T>(IEnumerable<T> items, string? next = null) =>
        new() { ["items"] = new JsonArray([.. items.Select(i => (JsonNode?)Node(i))]), ["next"] = next };

    /// <summary>A page of a list that is whole in memory: the cursor is the last key seen, so inserts move nothing.</summary>
    public JsonObject PageOf<T>(IEnumerable<T> all, Func<T, string> key, int limit)
    {
        var after = Query("cursor");
        var rest = all.OrderBy(key, StringComparer.Ordinal).Where(i => after is null || string.CompareOrdinal(key(i), after) > 0).Take(limit + 1).ToList();
        var more = rest.Count > limit;
        if (more) rest.RemoveAt(limit);
        return Page(rest, more ? key(rest[^1]) : null);
    }
}
