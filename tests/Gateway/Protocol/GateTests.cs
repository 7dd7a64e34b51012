using HallGrains.Client;
using HallGrains.Client.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace HallGrains.Gateway.Protocol;

/// <summary>The gateway's door (must-hold 23): so many requests at once, the next is told "busy" and when to come again; health answers when all else is full.</summary>
public sealed class GateTests
{
    [Fact]
    public async Task One_request_too_many_is_busy_with_a_time_to_come_again_and_is_never_begun()
    {
        using var gate = new Gate(new GatewayOptions { MaxConcurrentRequests = 2 }, NullLogger<Gate>.Instance);
        var (open, begun) = (new TaskCompletionSource(), 0);
        var inside = Enumerable.Range(0, 2).Select(_ => gate.InvokeAsync(Request("/api/v1/cases"), WaitAsync)).ToArray();
        begun.Should().Be(2);

        var refused = Request("/api/v1/cases");
        await gate.InvokeAsync(refused, WaitAsync);
        (refused.Response.StatusCode, refused.Response.Headers.RetryAfter.ToString(), begun).Should().Be((503, "1", 2));
        refused.Response.ContentType.Should().Be("application/problem+json");

        var health = gate.InvokeAsync(Request("/health/live"), WaitAsync);
        begun.Should().Be(3, "health and live feeds have a door of their own");
        open.SetResult();
        await Task.WhenAll(inside.Append(health));
        var later = Request("/api/v1/cases");
        await gate.InvokeAsync(later, WaitAsync);
        (later.Response.StatusCode, begun).Should().Be((204, 4));

        async Task WaitAsync(HttpContext http)
        {
            begun++;
            await open.Task;
            (http.Response.StatusCode, http.Response.ContentType) = (204, "text/plain");
        }
    }

    private static DefaultHttpContext Request(string path)
    {
        var http = new DefaultHttpContext();
        http.Request.Path = path;
        http.Response.Body = new MemoryStream();
        return http;
    }
}
