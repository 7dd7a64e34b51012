using System.Net;
using HallGrains.Client;
using HallGrains.Client.Http;
using HallGrains.Contracts.Halls;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
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
        await gate.InvokeAsync(refused, WaitAsync).WaitAsync(TimeSpan.FromSeconds(10));
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

    [Fact]
    public async Task Whoever_is_turned_away_at_the_door_has_their_token_not_even_opened()
    {
        var (entered, open, tokens) = (new TaskCompletionSource(), new TaskCompletionSource<HallFloorView?>(), new NoTokens());
        var grains = new FakeGrains().On<IHallGrain>("DayAsync", (_, _) =>
        {
            entered.TrySetResult();
            return open.Task;
        });
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseTestServer();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(grains.Client);
        builder.Services.AddSingleton<IGrainFactory>(grains.Client);
        builder.Services.AddHallGateway(new GatewayOptions { MaxConcurrentRequests = 1 });
        builder.Services.PostConfigure<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme, o => o.BearerTokenProtector = tokens);
        await using var app = builder.Build();
        app.MapHallGateway();
        await app.StartAsync();
        using var http = app.GetTestClient();

        var inside = http.GetAsync(new Uri("/api/v1/halls/YXCS/day", UriKind.Relative));
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(10));
        http.DefaultRequestHeaders.Authorization = new("Bearer", "a-token");
        using var refused = await http.GetAsync(new Uri("/api/v1/halls/YXCS/day", UriKind.Relative));
        (refused.StatusCode, tokens.Opened).Should().Be((HttpStatusCode.ServiceUnavailable, 0));

        open.SetResult(null);
        (await inside).Dispose();
        using var later = await http.GetAsync(new Uri("/api/v1/halls/YXCS/day", UriKind.Relative));
        tokens.Opened.Should().BePositive("who is let in is asked who they are");
    }

    /// <summary>Opens nothing, and counts.</summary>
    private sealed class NoTokens : ISecureDataFormat<AuthenticationTicket>
    {
        public int Opened { get; private set; }

        public string Protect(AuthenticationTicket data) => "";

        public string Protect(AuthenticationTicket data, string? purpose) => "";

        public AuthenticationTicket? Unprotect(string? protectedText)
        {
            Opened++;
            return null;
        }

        public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => Unprotect(protectedText);
    }

    private static DefaultHttpContext Request(string path)
    {
        var http = new DefaultHttpContext();
        http.Request.Path = path;
        http.Response.Body = new MemoryStream();
        return http;
    }
}
