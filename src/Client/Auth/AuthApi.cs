using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Accounts;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HallGrains.Client.Auth;

internal sealed record TokenBody(string User, string Password)
{
    public override string ToString() => "TokenBody";
}

internal sealed record RefreshBody(string RefreshToken)
{
    public override string ToString() => "RefreshBody";
}

internal sealed record RevokeBody(string? RefreshToken = null)
{
    public override string ToString() => "RevokeBody";
}

internal sealed record MeView(string User, string? Staff, StaffLevel? Level, IReadOnlyList<string> Roles, string? Hall, string? Window, string? Name);

/// <summary>Signing in and out: ASP.NET Core's bearer tokens, protected by keys all gateways share.</summary>
internal static class AuthApi
{
    private const int LongestName = 64;
    private const int LongestPassword = 128;

    public static void MapAuth(this IEndpointRouteBuilder api)
    {
        api.Map("POST", "/auth/token", Doc("登录 Signs in", typeof(TokenBody), typeof(AccessTokenResponse)), SignInAsync)
            .Refuses(Codes.NotSignedIn).Example("""{"user":"YXCS015","password":"…"}""");
        api.Map("POST", "/auth/refresh", Doc("续期 Renews the access token", typeof(RefreshBody), typeof(AccessTokenResponse)), RefreshAsync)
            .Refuses(Codes.NotSignedIn).Example("""{"refreshToken":"…"}""");
        api.Map("POST", "/auth/revoke", Doc("退出 Ends the session", typeof(RevokeBody), typeof(object)), RevokeAsync).Refuses(Codes.NotSignedIn).Example("{}");
        api.Read<MeView>("/me", "当前账号 Who I am", MeAsync);
    }

    private static EndpointDoc Doc(string summary, Type body, Type view) => new() { Summary = summary, Door = Door.Anyone, Body = body, View = view };

    private static async Task SignInAsync(HttpContext http)
    {
        if (await BodyAsync<TokenBody>(http) is not { } body) return;
        // A name that can be nobody's is no key of a grain; it is as unknown as any other.
        if (body.User.Length is 0 or > LongestName || body.Password.Length is 0 or > LongestPassword || !body.User.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            await Problems.WriteAsync(http, Codes.NotSignedIn);
            return;
        }

        var grains = http.RequestServices.GetRequiredService<Orleans.IGrainFactory>();
        var (result, failed) = await http.RequestServices.GetRequiredService<GrainCalls>()
            .CallAsync(http, () => grains.GetGrain<IAccountGrain>(body.User).SignInAsync(body.Password), command: false);
        if (failed is not null) await Problems.WriteAsync(http, failed);
        else if (result!.RetryAfterSeconds is { } wait) await Problems.WriteAsync(http, Refusal.Of(Codes.TooManyRequests) with { RetryAfterSeconds = wait });
        else if (result.Account is null) await Problems.WriteAsync(http, Codes.NotSignedIn);
        else
        {
            http.RequestServices.GetRequiredService<Callers>().Forget(result.Account.User);
            await IssueAsync(http, result.Account, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        }
    }

    private static async Task RefreshAsync(HttpContext http)
    {
        if (await BodyAsync<RefreshBody>(http) is not { } body) return;
        var ticket = Unprotect(http, body.RefreshToken);
        if (ticket is null || await http.RequestServices.GetRequiredService<Callers>().FindAsync(ticket.Principal) is not { } account)
        {
            await Problems.WriteAsync(http, Codes.NotSignedIn);
            return;
        }

        await IssueAsync(http, account, ticket.Principal.FindFirstValue(Callers.SessionClaim)!);
    }

    private static async Task RevokeAsync(HttpContext http)
    {
        if (await BodyAsync<RevokeBody>(http) is not { } body) return;
        var callers = http.RequestServices.GetRequiredService<Callers>();
        var principal = body.RefreshToken is { } token ? Unprotect(http, token)?.Principal : http.User;
        if (await callers.FindAsync(principal) is not { } account)
        {
            await Problems.WriteAsync(http, Codes.NotSignedIn);
            return;
        }

        var grains = http.RequestServices.GetRequiredService<Orleans.IGrainFactory>();
        var (_, failed) = await http.RequestServices.GetRequiredService<GrainCalls>().CallAsync(http, async () =>
        {
            await grains.GetGrain<IAccountGrain>(account.User).RevokeAsync(principal!.FindFirstValue(Callers.SessionClaim)!);
            return true;
        }, command: true);
        callers.Forget(account.User);
        if (failed is not null) await Problems.WriteAsync(http, failed);
        else await new Api(http).WriteAsync(StatusCodes.Status200OK, new JsonObject { ["revoked"] = true });
    }

    private static Task MeAsync(Api api) => api.ReadAsync<object>(
        async () => api.Caller.Staff is { } number ? await api.Grain<IStaffGrain>(number).GetAsync(api.Caller) ?? new object() : new object(),
        found =>
        {
            var staff = found as StaffView;
            return Api.Object(new MeView(api.Caller.Account, api.Caller.Staff, staff?.Level, api.Caller.Roles, staff?.Hall, api.Caller.Window, staff?.Name));
        });

    private static async Task<T?> BodyAsync<T>(HttpContext http) where T : class =>
        await StrictBody.ReadBytesAsync(http) is { } bytes ? await StrictBody.ParseAsync<T>(http, bytes) : null;

    private static AuthenticationTicket? Unprotect(HttpContext http, string token)
    {
        if (token.Length is 0 or > 8192) return null;
        var options = http.RequestServices.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(BearerTokenDefaults.AuthenticationScheme);
        var ticket = options.RefreshTokenProtector.Unprotect(token);
        return ticket?.Properties.ExpiresUtc is { } until && TimeProvider.System.GetUtcNow() < until ? ticket : null;
    }

    private static Task IssueAsync(HttpContext http, AccountIdentity account, string session)
    {
        var identity = new ClaimsIdentity(
            [new(ClaimTypes.Name, account.User), new(Callers.SessionClaim, session), new(Callers.StampClaim, account.Stamp)], BearerTokenDefaults.AuthenticationScheme);
        return http.SignInAsync(BearerTokenDefaults.AuthenticationScheme, new ClaimsPrincipal(identity));
    }
}
