using System.Reflection;
using HallGrains.Contracts.Accounts;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Gateway.Protocol;
using HallGrains.Silo.Accounts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace HallGrains.Gateway.Accounts;

/// <summary>An account as a grain over storage that tests can look into.</summary>
public sealed class AccountGrainTests
{
    private static readonly Caller SecurityAdmin = new("security-admin", null, [Roles.SecurityAdmin]);
    private readonly FakeGrains _grains = new();
    private readonly Clock _clock = new();
    private readonly Stored _stored = new();

    public AccountGrainTests()
    {
        _grains.On<IAccountDirectoryGrain>("AddAsync", (_, _) => Task.CompletedTask);
        _grains.On<IStaffGrain>("SnapshotAsync", (key, _) => Task.FromResult<StaffSnapshot?>(
            key == "YXCS015" ? new(new() { Number = key, Name = "李敏", Hall = "YXCS" }, false, null, 1) : null));
    }

    [Fact]
    public async Task The_right_password_signs_in_and_nothing_else_does()
    {
        await MakeAsync("clerk", new([Roles.Staff], Staff: "YXCS015", Password: "long enough 1"));
        var signed = await Grain("clerk").SignInAsync("long enough 1");
        signed.Account!.Staff.Should().Be("YXCS015");
        signed.Account.Roles.Should().Equal(Roles.Staff);
        (await Grain("clerk").SignInAsync("long enough 2")).Should().Be(new SignInResult(null, null));
        (await new AccountGrainTests().Grain("nobody").SignInAsync("long enough 1")).Should().Be(new SignInResult(null, null));
        _stored.State.PasswordHash.Should().NotContain("enough");
        _grains.Calls.Should().ContainSingle(c => c.Method == "AddAsync");
    }

    [Fact]
    public async Task Too_many_tries_wait_for_known_and_unknown_names_alike_and_over_a_restart()
    {
        await MakeAsync("clerk", new([Roles.Citizen], Password: "long enough 1"));
        var known = Grain("clerk");
        var unknown = new AccountGrainTests().Grain("nobody");
        SignInResult last = null!, other = null!;
        for (var i = 0; i < AccountRules.TriesBeforeLock; i++) (last, other) = (await known.SignInAsync("wrong wrong"), await unknown.SignInAsync("wrong wrong"));
        last.RetryAfterSeconds.Should().Be(60);
        other.RetryAfterSeconds.Should().Be(60);
        (await Grain("clerk").SignInAsync("long enough 1")).RetryAfterSeconds.Should().Be(60, "the lock is stored");
        _clock.Now += TimeSpan.FromSeconds(61);
        (await Grain("clerk").SignInAsync("long enough 1")).Account.Should().NotBeNull();
        _stored.State.LockedUntil.Should().BeNull();
    }

    [Fact]
    public async Task A_change_of_rights_or_password_ends_every_session_and_a_revoked_one_alone()
    {
        await MakeAsync("clerk", new([Roles.Citizen], Password: "long enough 1"));
        var before = (await Grain("clerk").IdentityAsync())!;
        await Grain("clerk").RevokeAsync("s1");
        var revoked = (await Grain("clerk").IdentityAsync())!;
        revoked.Stamp.Should().Be(before.Stamp);
        revoked.RevokedSessions.Should().Equal("s1");
        _clock.Now += TimeSpan.FromDays(15);
        (await Grain("clerk").IdentityAsync())!.RevokedSessions.Should().BeEmpty("its tokens are dead by now");
        await MakeAsync("clerk", new([Roles.Supervisor]));
        (await Grain("clerk").IdentityAsync())!.Stamp.Should().NotBe(before.Stamp);
        (await Grain("clerk").SignInAsync("long enough 1")).Account.Should().NotBeNull("the password is as it was");
        await MakeAsync("clerk", new([Roles.Supervisor], Disabled: true));
        (await Grain("clerk").IdentityAsync()).Should().BeNull();
        (await Grain("clerk").SignInAsync("long enough 1")).Account.Should().BeNull();
    }

    [Fact]
    public async Task A_stale_version_a_stranger_and_an_unknown_staff_number_are_refused_and_nothing_is_stored()
    {
        await MakeAsync("clerk", new([Roles.Citizen], Password: "long enough 1"));
        var writes = _stored.Writes;
        (await Grain("clerk").PutAsync(new("k", "h", SecurityAdmin, 99), new([Roles.Citizen]))).Refusal!.Code.Should().Be(Codes.VersionConflict);
        (await Grain("clerk").PutAsync(new("k", "h", new("admin", null, [Roles.Admin])), new([Roles.Citizen]))).Refusal!.Code.Should().Be(Codes.NotPermitted);
        (await Grain("clerk").PutAsync(new("k", "h", SecurityAdmin), new([Roles.Staff], Staff: "YXCS999"))).Refusal!.Errors!.Should().ContainKey("staff");
        _stored.Writes.Should().Be(writes);
        (await Grain("clerk").GetAsync(new("citizen", null, [Roles.Citizen]))).Should().BeNull();
        (await Grain("clerk").GetAsync(SecurityAdmin))!.Roles.Should().Equal(Roles.Citizen);
    }

    [Fact]
    public async Task An_account_made_at_start_is_made_once()
    {
        var seed = new AccountSeed("citizen", [Roles.Citizen], null, null, await PasswordHashes.HashAsync("hall-demo"));
        (await Grain("citizen").EnsureAsync(seed)).Should().BeTrue();
        (await Grain("citizen").EnsureAsync(seed with { Roles = [Roles.Admin] })).Should().BeFalse();
        (await Grain("citizen").SignInAsync("hall-demo")).Account!.Roles.Should().Equal(Roles.Citizen);
    }

    private async Task MakeAsync(string user, PutAccount command) =>
        (await Grain(user).PutAsync(new("k", "h", SecurityAdmin), command)).Refusal.Should().BeNull();

    /// <summary>A fresh activation over the same storage.</summary>
    private AccountGrain Grain(string user)
    {
        var services = new ServiceCollection().AddKeyedSingleton<TimeProvider>("accounts", _clock).BuildServiceProvider();
        return new(_stored, ContextProxy.Of(GrainId.Create("account", user)), _grains.Client, NullLogger<AccountGrain>.Instance, services);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 24, 1, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Stored : IPersistentState<AccountState>
    {
        public AccountState State { get; set; } = new();
        public string? Etag => null;
        public bool RecordExists => Writes > 0;
        public int Writes { get; private set; }

        public Task ReadStateAsync() => Task.CompletedTask;

        public Task ClearStateAsync() => Task.CompletedTask;

        public Task WriteStateAsync()
        {
            Writes++;
            return Task.CompletedTask;
        }
    }

    public class ContextProxy : DispatchProxy
    {
        private GrainId _id;

        public static IGrainContext Of(GrainId id)
        {
            var proxy = Create<IGrainContext, ContextProxy>();
            ((ContextProxy)(object)proxy)._id = id;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == "get_GrainId" ? _id : throw new NotSupportedException(targetMethod.Name);
    }
}
