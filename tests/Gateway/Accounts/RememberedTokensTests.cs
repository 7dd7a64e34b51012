using System.Security.Claims;
using HallGrains.Client;
using HallGrains.Client.Auth;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HallGrains.Gateway.Accounts;

/// <summary>A token is opened once a while, not with each request, and nothing but tokens is remembered.</summary>
public sealed class RememberedTokensTests
{
    private readonly CountingFormat _format = new();
    private readonly Clock _time = new();

    [Fact]
    public void A_token_is_opened_once()
    {
        using var remembered = new RememberedTokens(_format, _time);
        var first = remembered.Unprotect("good guide");
        var again = remembered.Unprotect("good guide");

        again.Should().BeSameAs(first);
        first!.Principal.Identity!.Name.Should().Be("guide");
        _format.Opened.Should().Be(1);
    }

    [Fact]
    public void A_minute_later_it_is_opened_anew_however_often_it_came()
    {
        using var remembered = new RememberedTokens(_format, _time);
        for (var second = 0; second < 60; second += 20)
        {
            remembered.Unprotect("good guide");
            _time.Now = _time.Now.AddSeconds(20);
        }

        _format.Opened.Should().Be(1);
        remembered.Unprotect("good guide");
        _format.Opened.Should().Be(2, "a key that was revoked meanwhile opens it no more");
    }

    [Fact]
    public void Each_token_is_its_own()
    {
        using var remembered = new RememberedTokens(_format, _time);
        remembered.Unprotect("good guide");

        remembered.Unprotect("good handler")!.Principal.Identity!.Name.Should().Be("handler");
        remembered.Unprotect("good guide ").Should().NotBeSameAs(remembered.Unprotect("good guide"), "a token with a blank behind it is another one");
    }

    [Fact]
    public void What_is_no_token_is_not_remembered()
    {
        using var remembered = new RememberedTokens(_format, _time);
        for (var i = 0; i < 3; i++) remembered.Unprotect("invented").Should().BeNull();
        remembered.Unprotect(null).Should().BeNull();

        _format.Opened.Should().Be(3);
    }

    [Fact]
    public void A_token_for_another_purpose_is_not_mistaken_for_this_one()
    {
        using var remembered = new RememberedTokens(_format, _time);
        remembered.Unprotect("good guide");

        remembered.Unprotect("good guide", "another purpose").Should().BeNull();
    }

    [Fact]
    public async Task A_remembered_token_ends_when_it_ends()
    {
        var time = new Clock();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddHallGateway(new GatewayOptions());
        services.PostConfigure<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme, o => o.TimeProvider = time);
        await using var provider = services.BuildServiceProvider();
        var tokens = provider.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(BearerTokenDefaults.AuthenticationScheme).BearerTokenProtector;
        var token = tokens.Protect(new(new ClaimsPrincipal(new ClaimsIdentity([], "test")), new() { ExpiresUtc = time.Now.AddMinutes(1) }, BearerTokenDefaults.AuthenticationScheme));

        (await AskAsync()).Should().BeTrue();
        time.Now = time.Now.AddMinutes(2);
        (await AskAsync()).Should().BeFalse();
        tokens.Unprotect(token).Should().BeSameAs(tokens.Unprotect(token), "it is remembered all the same");

        async Task<bool> AskAsync()
        {
            await using var scope = provider.CreateAsyncScope();
            var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
            http.Request.Headers.Authorization = "Bearer " + token;
            return (await http.AuthenticateAsync(BearerTokenDefaults.AuthenticationScheme)).Succeeded;
        }
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>Tokens that say whose they are; counts how often one is opened.</summary>
    private sealed class CountingFormat : ISecureDataFormat<AuthenticationTicket>
    {
        public int Opened { get; private set; }

        public string Protect(AuthenticationTicket data) => "good " + data.Principal.Identity!.Name;

        public string Protect(AuthenticationTicket data, string? purpose) => Protect(data);

        public AuthenticationTicket? Unprotect(string? protectedText)
        {
            Opened++;
            return protectedText?.StartsWith("good ", StringComparison.Ordinal) == true
                ? new(new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, protectedText["good ".Length..])], "test")), "test")
                : null;
        }

        public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => null;
    }
}
