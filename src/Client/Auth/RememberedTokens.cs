using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Caching.Memory;

namespace HallGrains.Client.Auth;

/// <summary>
/// Opens a token once a minute, not with each request: whoever works sends the same one all day, and a rush that is told to wait sends it most. When a token ends and
/// whether its session still stands is asked each time, by others.
/// </summary>
internal sealed class RememberedTokens(ISecureDataFormat<AuthenticationTicket> tokens, TimeProvider time) : ISecureDataFormat<AuthenticationTicket>, IDisposable
{
    // A protection key that is revoked is so within this.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(1);
    private readonly MemoryCache _opened = new(new MemoryCacheOptions { SizeLimit = 10_000, Clock = new Clock(time) });

    public void Dispose() => _opened.Dispose();

    public string Protect(AuthenticationTicket data) => tokens.Protect(data);

    public string Protect(AuthenticationTicket data, string? purpose) => tokens.Protect(data, purpose);

    public AuthenticationTicket? Unprotect(string? protectedText)
    {
        if (protectedText is null) return null;
        if (_opened.TryGetValue(protectedText, out AuthenticationTicket? known)) return known;
        // What is no token is not remembered: nobody fills the memory with inventions.
        if (tokens.Unprotect(protectedText) is not { } ticket) return null;
        return _opened.Set(protectedText, ticket, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Remembered, Size = 1 });
    }

    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose) => purpose is null ? Unprotect(protectedText) : tokens.Unprotect(protectedText, purpose);

    private sealed class Clock(TimeProvider time) : Microsoft.Extensions.Internal.ISystemClock
    {
        public DateTimeOffset UtcNow => time.GetUtcNow();
    }
}
