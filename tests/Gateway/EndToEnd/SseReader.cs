using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace HallGrains.Gateway.EndToEnd;

internal sealed record SseEvent(string Id, string Name, JsonNode Data);

/// <summary>Reads a feed as any client of server-sent events does.</summary>
internal sealed class SseReader : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private SseReader(HttpClient http, HttpResponseMessage response, Stream stream) => (_http, _response, _lines) = (http, response, new(stream));

    public static async Task<SseReader> OpenAsync(RunningHall hall, string path, string? user = null, string? code = null, string? lastEventId = null)
    {
        var http = new HttpClient { BaseAddress = new(hall.Url) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live/" + path);
        if (user is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await hall.Client.TokenAsync(user));
        if (code is not null) request.Headers.Add("X-Retrieval-Code", code);
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        ((int)response.StatusCode).Should().Be(200, path);
        response.Content.Headers.ContentType!.MediaType.Should().Be("text/event-stream");
        return new(http, response, await response.Content.ReadAsStreamAsync());
    }

    public async Task<SseEvent> NextAsync()
    {
        using var enough = new CancellationTokenSource(Patience);
        string id = "", name = "";
        while (await _lines.ReadLineAsync(enough.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal)) return new(id, name, JsonNode.Parse(line[6..])!);
        }

        throw new InvalidOperationException("The feed ended.");
    }

    /// <summary>The first event that shows it; those before it are read over.</summary>
    public async Task<SseEvent> UntilAsync(Func<JsonNode, bool> shows)
    {
        while (true)
        {
            var e = await NextAsync();
            if (shows(e.Data)) return e;
        }
    }

    /// <summary>The comment that says the line lives.</summary>
    public async Task HeartbeatAsync()
    {
        using var enough = new CancellationTokenSource(Patience);
        while (await _lines.ReadLineAsync(enough.Token) is { } line)
            if (line.StartsWith(':')) return;
        throw new InvalidOperationException("The feed ended.");
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
        _http.Dispose();
    }
}
