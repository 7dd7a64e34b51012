using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HallGrains.Client.Live;

/// <summary>Writes server-sent events. A heartbeat each 15 s shows a reader and every proxy between that the line lives (must-hold 24).</summary>
internal static class Sse
{
    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly byte[] Beat = ": \n\n"u8.ToArray();
    private static readonly byte[] Retry = "retry: 1000\n\n"u8.ToArray();

    public static string? LastEventId(HttpRequest request) => request.Headers["Last-Event-ID"].ToString() is { Length: > 0 and <= 100 } id ? id : null;

    public static async Task BeginAsync(HttpContext http)
    {
        var response = http.Response;
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        await WriteAsync(http, Retry);
    }

    public static async Task BeatAsync(HttpContext http) => await WriteAsync(http, Beat);

    public static async Task SendAsync(HttpContext http, LiveEvent e)
    {
        var head = Encoding.UTF8.GetBytes($"id: {e.Id}\nevent: {e.Name}\ndata: ");
        var whole = new byte[head.Length + e.Data.Length + 2];
        head.CopyTo(whole, 0);
        e.Data.CopyTo(whole, head.Length);
        whole[^2] = whole[^1] = (byte)'\n';
        await WriteAsync(http, whole);
    }

    /// <summary>Sends a feed's events until the reader goes or may no longer read.</summary>
    /// <param name="mayStill">Asked each minute.</param>
    public static async Task PumpAsync(HttpContext http, LiveFeed feed, Func<Task<bool>> mayStill)
    {
        using var reader = feed.Subscribe(LastEventId(http.Request));
        var stop = http.RequestAborted;
        await BeginAsync(http);
        var beats = 0;
        while (!stop.IsCancellationRequested)
        {
            while (reader.Channel.Reader.TryRead(out var e)) await SendAsync(http, e);
            using var beat = CancellationTokenSource.CreateLinkedTokenSource(stop);
            beat.CancelAfter(Heartbeat);
            try
            {
                await reader.Channel.Reader.WaitToReadAsync(beat.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                await BeatAsync(http);
                if (++beats % 4 == 0 && !await mayStill()) return;
            }
        }
    }

    private static async Task WriteAsync(HttpContext http, byte[] bytes)
    {
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }
}
