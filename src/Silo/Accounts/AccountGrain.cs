using System.Collections.Immutable;
using System.Security.Cryptography;
using HallGrains.Contracts.Accounts;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using SignInResult = HallGrains.Contracts.Accounts.SignInResult;

namespace HallGrains.Silo.Accounts;

/// <summary>
/// An account 账号. Unknown user, wrong password and closed account answer the same in about the same time; tries are counted for names
/// that are nobody's too, so that a lock tells nothing. Real time, never the demo's: a session must not end because the hall's day was moved.
/// </summary>
[GrainType("account")]
internal sealed partial class AccountGrain(
    [PersistentState("account", "accounts")] IPersistentState<AccountState> stored,
    IGrainContext context,
    IGrainFactory grains,
    ILogger<AccountGrain> logger,
    IServiceProvider services) : IGrainBase, IAccountGrain
{
    // As long as a refresh token lives; after it the revoked session's tokens are dead of themselves.
    private static readonly TimeSpan LongestSession = TimeSpan.FromDays(14);

    private readonly TimeProvider _time = services.GetKeyedService<TimeProvider>("accounts") ?? TimeProvider.System;
    private int _failures;
    private DateTimeOffset? _waitUntil;

    public IGrainContext GrainContext => context;

    private string User => this.GetPrimaryKeyString();

    private AccountState State => stored.State;

    private bool Exists => stored.RecordExists && State.PasswordHash is not null;

    private DateTimeOffset Now => _time.GetUtcNow();

    public async Task<SignInResult> SignInAsync(string password)
    {
        if (WaitSeconds() is { } wait) return new(null, wait);
        var known = Exists && !State.Disabled;
        var verified = await PasswordHashes.VerifyAsync(known ? State.PasswordHash : null, password);
        if (!known || verified == PasswordVerificationResult.Failed)
        {
            await FailedAsync();
            return new(null, WaitSeconds());
        }

        _failures = 0;
        _waitUntil = null;
        if (verified == PasswordVerificationResult.SuccessRehashNeeded || State.LockedUntil is not null)
        {
            if (verified == PasswordVerificationResult.SuccessRehashNeeded) State.PasswordHash = await PasswordHashes.HashAsync(password);
            State.LockedUntil = null;
            await SaveAsync();
        }

        SignedIn(User);
        return new(Identity(), null);
    }

    public Task<AccountIdentity?> IdentityAsync() => Task.FromResult(Exists && !State.Disabled ? Identity() : null);

    public async Task RevokeAsync(string session)
    {
        if (!Exists || session.Length > 64 || State.Revoked.Any(r => r.Session == session)) return;
        State.Revoked.RemoveAll(r => r.Until < Now);
        State.Revoked.Add(new() { Session = session, Until = Now + LongestSession });
        await SaveAsync();
    }

    public Task<AccountView?> GetAsync(Caller caller) =>
        Task.FromResult(Exists && (caller.Is(Roles.SecurityAdmin) || caller.Is(Roles.Auditor)) ? View() : null);

    public async Task<Outcome<AccountView>> PutAsync(CommandMeta meta, PutAccount command)
    {
        var staffExists = command.Staff is { Length: >= 1 and <= 32 } number && number.All(char.IsAsciiLetterOrDigit)
            && await grains.GetGrain<IStaffGrain>(number).SnapshotAsync() is not null;
        if (AccountRules.Check(User, meta.Caller, command, Exists, staffExists) is { } refusal) return Outcome.Refused<AccountView>(refusal);
        if (meta.IfVersion is { } seen && seen != State.Version)
            return Outcome.Refused<AccountView>(Refusal.Of(Codes.VersionConflict) with { Version = State.Version });
        var made = !Exists;
        var hash = command.Password is { } password ? await PasswordHashes.HashAsync(password) : State.PasswordHash!;
        Write(new(User, command.Roles, command.Staff, command.Window, hash), command.Disabled ?? State.Disabled, command.Password is not null || made);
        await SaveAsync();
        if (made) await AddToDirectoryAsync();
        Changed(User, meta.Caller.Account);
        return new(View(), null, false, ImmutableSortedDictionary<string, string>.Empty);
    }

    public async Task<bool> EnsureAsync(AccountSeed seed)
    {
        if (Exists) return false;
        if (!AccountRules.IsUserName(User)) throw new ArgumentException("Not a user name.", nameof(seed));
        Write(seed, disabled: false, newPassword: true);
        await SaveAsync();
        await AddToDirectoryAsync();
        return true;
    }

    private void Write(AccountSeed seed, bool disabled, bool newPassword)
    {
        if (!Exists) State.CreatedAt = Now;
        if (newPassword) (State.PasswordHash, State.PasswordSetAt, State.LockedUntil) = (seed.PasswordHash, Now, null);
        State.Roles = [.. seed.Roles];
        (State.Staff, State.Window, State.Disabled) = (seed.Staff, seed.Window, disabled);
        State.Stamp = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (newPassword) (_failures, _waitUntil) = (0, null);
    }

    private async Task FailedAsync()
    {
        _failures++;
        var wait = AccountRules.WaitAfter(_failures);
        if (wait == TimeSpan.Zero) return;
        _waitUntil = Now + wait;
        Locked(_failures);
        if (!Exists) return;
        State.LockedUntil = _waitUntil;
        await SaveAsync();
    }

    private int? WaitSeconds()
    {
        var until = _waitUntil ?? (Exists ? State.LockedUntil : null);
        return until > Now ? (int)Math.Ceiling((until.Value - Now).TotalSeconds) : null;
    }

    private async Task SaveAsync()
    {
        State.Version++;
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            // What is in memory may not be what is stored: the next call reads it again.
            this.DeactivateOnIdle();
            throw;
        }
    }

    private Task AddToDirectoryAsync() => grains.GetGrain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key).AddAsync([User]);

    private AccountIdentity Identity() => new(
        User, State.Staff, [.. State.Roles], State.Window, State.Stamp, [.. State.Revoked.Where(r => r.Until >= Now).Select(r => r.Session)]);

    private AccountView View() => new(
        User, [.. State.Roles], State.Staff, State.Window, State.Disabled,
        State.LockedUntil is { } until && until > Now ? Instant.FromDateTimeOffset(until) : null,
        Instant.FromDateTimeOffset(State.CreatedAt), Instant.FromDateTimeOffset(State.PasswordSetAt), State.Version, Instant.FromDateTimeOffset(Now));

    [LoggerMessage(5100, LogLevel.Information, "Account {User} signed in")]
    private partial void SignedIn(string user);

    [LoggerMessage(5101, LogLevel.Warning, "An account waits after {Failures} failed sign-ins")]
    private partial void Locked(int failures);

    [LoggerMessage(5102, LogLevel.Information, "Account {User} was changed by {By}")]
    private partial void Changed(string user, string by);
}
