using System.Net;
using System.Threading.RateLimiting;
using HallGrains.Client.Auth;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace HallGrains.Client.Http;

/// <summary>A client that is too fast waits (must-hold 23): by account, else by address; signing in by address only.</summary>
internal static class Limits
{
    private const int BurstOfSignIns = 20;

    public static void Configure(RateLimiterOptions limits, GatewayOptions options)
    {
        limits.GlobalLimiter = PartitionedRateLimiter.CreateChained(
            PartitionedRateLimiter.Create<HttpContext, string>(http => Bucket(Requester(http), options.RequestsPerSecond, 2)),
            PartitionedRateLimiter.Create<HttpContext, string>(http => http.Request.Path.Equals("/api/v1/auth/token", StringComparison.OrdinalIgnoreCase)
                ? Bucket("sign-in " + Address(http), options.SignInsPerSecond, BurstOfSignIns)
                : RateLimitPartition.GetNoLimiter("")));
        limits.OnRejected = async (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? (int)Math.Ceiling(after.TotalSeconds) : 1;
            await Problems.WriteAsync(context.HttpContext, Refusal.Of(Codes.TooManyRequests) with { RetryAfterSeconds = Math.Max(1, wait) });
        };
    }

    private static RateLimitPartition<string> Bucket(string key, int perSecond, int burst) => RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
    {
        TokenLimit = perSecond * burst,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = true,
    });

    private static string Requester(HttpContext http) =>
        http.GetCaller() is { } caller && caller.Account != Caller.AnonymousAccount ? "account " + caller.Account : "address " + Address(http);

    // An IPv6 subscriber has a whole /64.
    private static string Address(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address) return "none";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? new IPAddress([.. address.GetAddressBytes()[..8], 0, 0, 0, 0, 0, 0, 0, 0]).ToString()
            : address.ToString();
    }
}
