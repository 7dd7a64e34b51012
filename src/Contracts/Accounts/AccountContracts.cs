using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Accounts;

/// <summary>Who an account 账号 is today: what the gateway may know of it, never a password or its hash.</summary>
/// <param name="Staff">Staff number, for accounts of staff.</param>
/// <param name="Window">Window an evaluator is bound to, for device accounts.</param>
/// <param name="Stamp">Changes with password and rights: sessions opened before are over.</param>
/// <param name="RevokedSessions">Sessions signed out before their tokens ended.</param>
[GenerateSerializer, Immutable, Alias("hg.AccountIdentity")]
public sealed record AccountIdentity(
    [property: Id(0)] string User,
    [property: Id(1)] string? Staff,
    [property: Id(2)] ImmutableArray<string> Roles,
    [property: Id(3)] string? Window,
    [property: Id(4)] string Stamp,
    [property: Id(5)] ImmutableArray<string> RevokedSessions);

/// <summary>What a try to sign in came to. Unknown user, wrong password and closed account answer alike: no account, no wait.</summary>
/// <param name="RetryAfterSeconds">Too many tries: come back later.</param>
[GenerateSerializer, Immutable, Alias("hg.SignInResult")]
public sealed record SignInResult([property: Id(0)] AccountIdentity? Account, [property: Id(1)] int? RetryAfterSeconds);

/// <summary>Makes or changes an account; by a security administrator. A password is needed to make one.</summary>
[GenerateSerializer, Immutable, Alias("hg.PutAccount")]
public sealed record PutAccount(
    [property: Id(0)] ImmutableArray<string> Roles,
    [property: Id(1)] string? Staff = null,
    [property: Id(2)] string? Window = null,
    [property: Id(3)] bool? Disabled = null,
    [property: Id(4)] string? Password = null)
{
    /// <summary>Keeps the password out of logs.</summary>
    public override string ToString() => $"PutAccount ({string.Join(',', Roles.IsDefault ? [] : Roles)})";
}

/// <summary>An account the hall itself makes: the demo's, or the first administrator's.</summary>
/// <param name="PasswordHash">As the hall's hasher made it.</param>
[GenerateSerializer, Immutable, Alias("hg.AccountSeed")]
public sealed record AccountSeed(
    [property: Id(0)] string User,
    [property: Id(1)] ImmutableArray<string> Roles,
    [property: Id(2)] string? Staff,
    [property: Id(3)] string? Window,
    [property: Id(4)] string PasswordHash)
{
    public override string ToString() => $"AccountSeed {User}";
}

[GenerateSerializer, Immutable, Alias("hg.AccountView")]
public sealed record AccountView(
    [property: Id(0)] string User,
    [property: Id(1)] ImmutableArray<string> Roles,
    [property: Id(2)] string? Staff,
    [property: Id(3)] string? Window,
    [property: Id(4)] bool Disabled,
    [property: Id(5)] Instant? LockedUntil,
    [property: Id(6)] Instant CreatedAt,
    [property: Id(7)] Instant PasswordSetAt,
    [property: Id(8)] int Version,
    [property: Id(9)] Instant AsOf) : IVersionedView;

/// <summary>
/// An account 账号, kept in grain storage (a password hash may never stand in a ledger). Key: user name. Times are real ones, also in a demo.
/// Administrator, security administrator and auditor are three persons: no account is two of them.
/// </summary>
[Alias("hg.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    [Alias("SignIn"), Anyone] Task<SignInResult> SignInAsync(string password);

    /// <summary>Null when there is no such account, or it is closed.</summary>
    [AlwaysInterleave, Alias("Identity"), Anyone] Task<AccountIdentity?> IdentityAsync();

    /// <summary>Ends one session before its tokens do; idempotent.</summary>
    [Alias("Revoke"), Anyone] Task RevokeAsync(string session);

    [AlwaysInterleave, Alias("Get"), Allow(Roles.SecurityAdmin, Roles.Auditor)] Task<AccountView?> GetAsync(Caller caller);

    /// <summary>Idempotent by nature; the command id is not kept, for its body hash would be a quick hash of a password.</summary>
    [Alias("Put"), Allow(Roles.SecurityAdmin)] Task<Outcome<AccountView>> PutAsync(CommandMeta meta, PutAccount command);

    /// <summary>Makes the account if there is none of this name. False: there was one, and it is as it was.</summary>
    [Alias("Ensure"), Inside] Task<bool> EnsureAsync(AccountSeed seed);
}

/// <summary>Names of all accounts. Key: <see cref="Key"/>.</summary>
[Alias("hg.IAccountDirectoryGrain")]
public interface IAccountDirectoryGrain : IGrainWithStringKey
{
    public const string Key = "accounts";

    [Alias("Add"), Inside] Task AddAsync(ImmutableArray<string> users);

    /// <summary>Names after <paramref name="after"/>, in ordinal order.</summary>
    [Alias("List"), Allow(Roles.SecurityAdmin, Roles.Auditor)] Task<ImmutableArray<string>> ListAsync(Caller caller, string? after, int limit);
}
