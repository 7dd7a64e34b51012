using System.Security.Claims;
using HallGrains.Client.Auth;
using Microsoft.AspNetCore.Authentication;

namespace HallGrains.Gateway.Accounts;

/// <summary>A token is opened once a while, not with each request, and nothing but tokens is remembered.</summary>
public sealed class RememberedTokensTests
{
    private readonly CountingFormat _format = new();

    [Fact]
    public void A_token_is_opened_once()
    {
        using var remembered = new RememberedTokens(_format);
        var first = remembered.Unprotect("good guide");
        var again = remembered.Unprotect("good guide");

        again.Should().BeSameAs(first);
        first!.Principal.Identity!.Name.Should().Be("guide");
        _format.Opened.Should().Be(1);
    }

    [Fact]
    public void Each_token_is_its_own()
    {
        using var remembered = new RememberedTokens(_format);
        remembered.Unprotect("good guide");

        remembered.Unprotect("good handler")!.Principal.Identity!.Name.Should().Be("handler");
        remembered.Unprotect("good guide ").Should().NotBeSameAs(remembered.Unprotect("good guide"), "a token with a blank behind it is another one");
    }

    [Fact]
    public void What_is_no_token_is_not_remembered()
    {
        using var remembered = new RememberedTokens(_format);
        for (var i = 0; i < 3; i++) remembered.Unprotect("invented").Should().BeNull();
        remembered.Unprotect(null).Should().BeNull();

        _format.Opened.Should().Be(3);
    }

    [Fact]
    public void A_token_for_another_purpose_is_not_mistaken_for_this_one()
    {
        using var remembered = new RememberedTokens(_format);
        remembered.Unprotect("good guide");

        remembered.Unprotect("good guide", "another purpose").Should().BeNull();
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
