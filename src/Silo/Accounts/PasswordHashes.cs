using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HallGrains.Silo.Accounts;

/// <summary>
/// ASP.NET Core Identity's hasher, format 3: PBKDF2 with HMAC-SHA512, 128-bit salt. Hashing is slow on purpose, so it runs off the
/// grain scheduler, a few at a time: a storm of sign-ins waits, everything else goes on.
/// </summary>
internal static class PasswordHashes
{
    /// <summary>must-hold 28.</summary>
    public const int Iterations = 210_000;

    private static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private static readonly SemaphoreSlim AtOnce = new(Math.Max(1, Environment.ProcessorCount / 2));

    // Of nobody's password: an unknown user costs the same time as a wrong password.
    private static readonly Lazy<string> Nobody = new(() => Hasher.HashPassword("", Convert.ToHexString(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32))));

    public static Task<string> HashAsync(string password) => RunAsync(() => Hasher.HashPassword("", password));

    /// <param name="hash">Null: no such account; takes the time all the same and fails.</param>
    public static Task<PasswordVerificationResult> VerifyAsync(string? hash, string password) => RunAsync(() =>
    {
        var result = Hasher.VerifyHashedPassword("", hash ?? Nobody.Value, password);
        return hash is null ? PasswordVerificationResult.Failed : result;
    });

    private static async Task<T> RunAsync<T>(Func<T> work)
    {
        await AtOnce.WaitAsync();
        try
        {
            return await Task.Run(work);
        }
        finally
        {
            AtOnce.Release();
        }
    }
}
