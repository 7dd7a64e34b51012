using System.Collections.Concurrent;
using System.Security.Claims;
using HallGrains.Contracts.Accounts;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orleans;

namespace HallGrains.Client.Auth;

/// <summary>
/// Who asks: the token says which account and session, the account itself (asked again every few seconds) says whether the session still
/// stands and which roles it has today.
/// </summary>
internal sealed partial class Callers(IGrainFactory grains, GatewayOptions options, ILogger<Callers> logger)
{
    public const string SessionClaim = "session";
    public const string StampClaim = "stamp";
    public const string CodeHeader = "X-Retrieval-Code";
    private const int Remembered = 10_000;

    private readonly ConcurrentDictionary<string, Memory> _memory = new(StringComparer.Ordinal);

    /// <summary>Puts the caller on the request. A token whose session is over leaves them nobody.</summary>
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        var account = await AuthenticateAsync(http);
        var code = http.Request.Headers[CodeHeader].ToString();
        var shown = code.Length is > 0 and <= 64 ? code : null;
        var caller = account is null
            ? Caller.Anonymous with { RetrievalCode = shown }
            // Roles that only the hall itself has are never taken from anywhere.
            : new Caller(account.User, account.Staff, account.Roles.Remove(Roles.System), shown, account.Window);
        http.Items[typeof(Caller)] = caller;
        await next(http);
    }

    /// <summary>The account of a principal whose session still stands, or null.</summary>
    public async Task<AccountIdentity?> FindAsync(ClaimsPrincipal? principal)
    {
        if (principal?.Identity?.Name is not { Length: > 0 } user) return null;
        var account = await IdentityAsync(user);
        return account is not null && account.Stamp == principal.FindFirstValue(StampClaim)
            && principal.FindFirstValue(SessionClaim) is { } session && !account.RevokedSessions.Contains(session) ? account : null;
    }

    /// <summary>The next request asks the account again.</summary>
    public void Forget(string user) => _memory.TryRemove(user, out _);

    private async Task<AccountIdentity?> AuthenticateAsync(HttpContext http)
    {
        if (!http.ShowsToken()) return null;
        var result = await http.AuthenticateAsync(BearerTokenDefaults.AuthenticationScheme);
        if (!result.Succeeded) return null;
        http.User = result.Principal;
        return await FindAsync(result.Principal);
    }

    private async Task<AccountIdentity?> IdentityAsync(string user)
    {
        var now = Environment.TickCount64;
        if (_memory.TryGetValue(user, out var known) && now - known.At < options.AccountMemory.TotalMilliseconds) return known.Account;
        try
        {
            var account = await grains.GetGrain<IAccountGrain>(user).IdentityAsync().WaitAsync(options.GrainDeadline);
            if (_memory.Count > Remembered) _memory.Clear();
            _memory[user] = new(account, now);
            return account;
        }
        catch (Exception e)
        {
            // Without the account nobody is let in; who was known a moment ago keeps reading while the database is away.
            NotAsked(e.GetType().Name);
            if (known is not null) return known.Account;
            throw new RefusedException(Refusal.Of(Codes.Busy));
        }
    }

    private sealed record Memory(AccountIdentity? Account, long At);

    [LoggerMessage(4200, LogLevel.Warning, "An account could not be asked: {Cause}")]
    private partial void NotAsked(string cause);
}

/// <summary>The caller of a request.</summary>
public static class CallerOfRequest
{
    /// <summary>Who asks, as the gateway verified it; <see cref="Caller.Anonymous"/> for nobody.</summary>
    public static Caller GetCaller(this HttpContext http) => (Caller?)http.Items[typeof(Caller)] ?? Caller.Anonymous;

    internal static bool ShowsToken(this HttpContext http) =>
        http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase);
}
