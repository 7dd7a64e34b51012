using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>A front-end developer's view: JSON over HTTP, nothing of the product's types.</summary>
internal sealed class HallClient(string url) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new(url), Timeout = TimeSpan.FromSeconds(60) };
    private readonly ConcurrentDictionary<string, string> _tokens = new();

    public void Dispose() => _http.Dispose();

    public async Task<Answer> GetAsync(string path, string? user = null, string? code = null) => await SendAsync(HttpMethod.Get, path, null, user, null, code);

    public async Task<Answer> PostAsync(string path, object? body = null, string? user = null, string? key = null, string? code = null) =>
        await SendAsync(HttpMethod.Post, path, body ?? new JsonObject(), user, key, code);

    public async Task<Answer> PutAsync(string path, object body, string? user = null) => await SendAsync(HttpMethod.Put, path, body, user, null, null);

    /// <summary>A command that must succeed.</summary>
    public async Task<JsonNode> DoAsync(string path, object? body, string user, string? key = null)
    {
        var answer = await PostAsync(path, body, user, key);
        if ((int)answer.Status is not (200 or 201)) throw new InvalidOperationException($"POST {path} by {user}: {(int)answer.Status} {answer.Body}");
        return answer.Body!;
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, string? user, string? key, string? code, int? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : "/api/v1/" + path);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(body))!.ToJsonString(), Encoding.UTF8, "application/json");
        if (user is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(user));
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        if (code is not null) request.Headers.Add("X-Retrieval-Code", code);
        if (ifMatch is { } version) request.Headers.Add("If-Match", $"\"{version}\"");
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        JsonNode? json = null;
        if (response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json") json = JsonNode.Parse(text);
        return new(response.StatusCode, json, text, response.Headers.TryGetValues("Idempotency-Replayed", out var replayed) && replayed.Contains("true")) { RetryAfter = response.Headers.RetryAfter?.Delta };
    }

    public async Task<string> TokenAsync(string user)
    {
        if (_tokens.TryGetValue(user, out var known)) return known;
        using var content = new StringContent($$"""{"user":"{{user}}","password":"hall-demo"}""", Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri("/api/v1/auth/token", UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        if (response.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"Sign-in of {user}: {(int)response.StatusCode} {text}");
        return _tokens[user] = (string)JsonNode.Parse(text)!["accessToken"]!;
    }
}

internal sealed record Answer(HttpStatusCode Status, JsonNode? Body, string Text, bool Replayed)
{
    public string? Code => (string?)Body?["code"];

    public TimeSpan? RetryAfter { get; init; }
}
