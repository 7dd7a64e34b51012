using System.Collections.Immutable;
using HallGrains.Contracts.Accounts;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;

namespace HallGrains.Silo.Accounts;

/// <summary>Accounts the hall makes itself: the first administrator's on the command line, and the demo's.</summary>
internal static class AccountSeeds
{
    /// <summary>Known to everybody: a demo binds loopback only.</summary>
    private const string DemoPassword = "hall-demo";

    private const int AtOnce = 8;

    /// <summary>
    /// An account for every demo staff number, and citizen, supervisor (a second name of the first supervisor on the staff), auditor, admin,
    /// security-admin, evaluator (bound to a window). Idempotent; one hash for all, for they have one password.
    /// </summary>
    public static async Task EnsureDemoAccountsAsync(
        IGrainFactory grains, IReadOnlyCollection<StaffDefinition> staff, string supervisor = "YXCS021", string evaluatorWindow = "YXCS-06")
    {
        var hash = new Lazy<Task<string>>(() => PasswordHashes.HashAsync(DemoPassword));
        var wanted = staff.Select(s => (User: s.Number, Roles: WithStaff(s.Roles), Staff: (string?)s.Number, Window: (string?)null)).ToList();
        wanted.Add(("citizen", [Roles.Citizen], null, null));
        wanted.Add(("supervisor", [Roles.Staff, Roles.Supervisor], supervisor, null));
        wanted.Add(("auditor", [Roles.Auditor], null, null));
        wanted.Add(("admin", [Roles.Admin], null, null));
        wanted.Add(("security-admin", [Roles.SecurityAdmin], null, null));
        wanted.Add(("evaluator", [Roles.Device], null, evaluatorWindow));
        // Named in one write; each account would write the directory again to name itself, and find that it is there.
        await grains.GetGrain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key).AddAsync([.. wanted.Select(a => a.User)]);
        foreach (var some in wanted.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(async a =>
            {
                var account = grains.GetGrain<IAccountGrain>(a.User);
                if (await account.IdentityAsync() is null) await account.EnsureAsync(new(a.User, a.Roles, a.Staff, a.Window, await hash.Value));
            }));
        }
    }

    /// <summary>Makes an administrator. Returns why not, or null.</summary>
    public static async Task<string?> CreateAsync(IGrainFactory grains, string user, string password, string role)
    {
        if (!AccountRules.IsUserName(user)) return "A user name is 1-64 of A-Z a-z 0-9 . _ -";
        if (role is not (Roles.Admin or Roles.SecurityAdmin)) return "The role is admin or security-admin.";
        if (AccountRules.CheckPassword(new Validation(), user, password).Refusal is { } refusal) return "The password is " + string.Join(", ", refusal.Errors!["password"]) + ".";
        var made = await grains.GetGrain<IAccountGrain>(user).EnsureAsync(new(user, [role], null, null, await PasswordHashes.HashAsync(password)));
        return made ? null : $"There is an account {user} already.";
    }

    private static ImmutableArray<string> WithStaff(ImmutableArray<string> roles) =>
        roles.IsDefaultOrEmpty ? [Roles.Staff] : roles.Contains(Roles.Staff) ? roles : [Roles.Staff, .. roles];
}
