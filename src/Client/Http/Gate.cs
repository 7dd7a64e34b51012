using System.Threading.RateLimiting;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HallGrains.Client.Http;

/// <summary>
/// Outermost: headers of every answer, the length of addresses, how many requests there may be at once, and that whatever goes wrong inside
/// leaves as a problem document without a word of its cause.
/// </summary>
internal sealed partial class Gate(GatewayOptions options, ILogger<Gate> logger) : IDisposable
{
    private const int LongestUrl = 2048;
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private readonly ConcurrencyLimiter _atOnce = new(new() { PermitLimit = options.MaxConcurrentRequests, QueueLimit = 0 });

    public void Dispose() => _atOnce.Dispose();

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        Headers(http);
        if (http.Request.Path.Value!.Length + http.Request.QueryString.Value!.Length > LongestUrl)
        {
            await Problems.WriteAsync(http, Codes.UriTooLong);
            return;
        }

        // A live feed lasts as long as its reader; it has limits of its own. Health must answer when all else is full.
        if (http.Request.Path.StartsWithSegments("/api/v1/live", StringComparison.Ordinal) || http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            await GuardAsync(http, next);
            return;
        }

        using var permit = _atOnce.AttemptAcquire();
        if (permit.IsAcquired) await GuardAsync(http, next);
        else await Problems.WriteAsync(http, Codes.Busy);
    }

    private async Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
            if (!http.Response.HasStarted && http.Response.ContentLength is null && string.IsNullOrEmpty(http.Response.ContentType)) await ExplainAsync(http);
        }
        catch (RefusedException e)
        {
            await Problems.WriteAsync(http, e.Refusal);
        }
        catch (BadHttpRequestException e)
        {
            await Problems.WriteAsync(http, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? Codes.PayloadTooLarge : Codes.Malformed);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer.
        }
        catch (Exception e)
        {
            Broken(GatewayTelemetry.Route(http), e);
            if (http.Response.HasStarted) throw;
            await Problems.WriteAsync(http, Codes.Internal);
        }
    }

    // What routing answered with a bare status.
    private static Task ExplainAsync(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => Problems.WriteAsync(http, Codes.NotFound),
        StatusCodes.Status405MethodNotAllowed => Problems.WriteAsync(http, Codes.MethodNotAllowed),
        StatusCodes.Status415UnsupportedMediaType => Problems.WriteAsync(http, Codes.UnsupportedMediaType),
        StatusCodes.Status400BadRequest => Problems.WriteAsync(http, Codes.Malformed),
        StatusCodes.Status401Unauthorized => Problems.WriteAsync(http, Codes.NotSignedIn),
        StatusCodes.Status403Forbidden => Problems.WriteAsync(http, Codes.NotPermitted),
        _ => Task.CompletedTask,
    };

    private static void Headers(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XFrameOptions = "DENY";
        var api = http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);
        headers.ContentSecurityPolicy = api ? "default-src 'none'; frame-ancestors 'none'" : PagePolicy;
        if (api) headers.CacheControl = "no-store";
    }

    [LoggerMessage(4000, LogLevel.Error, "{Route} failed")]
    private partial void Broken(string route, Exception cause);
}
