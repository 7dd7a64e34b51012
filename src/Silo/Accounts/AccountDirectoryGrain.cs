using System.Collections.Immutable;
using HallGrains.Contracts.Accounts;
using HallGrains.Contracts.Common;

namespace HallGrains.Silo.Accounts;

/// <summary>Names of all accounts, sorted; told by accounts when they are made.</summary>
[GrainType("account-directory")]
internal sealed class AccountDirectoryGrain(
    [PersistentState("names", "accounts")] IPersistentState<AccountNames> stored,
    IGrainContext context) : IGrainBase, IAccountDirectoryGrain
{
    public IGrainContext GrainContext => context;

    public async Task AddAsync(ImmutableArray<string> users)
    {
        var added = false;
        foreach (var user in users)
        {
            var at = stored.State.Users.BinarySearch(user, StringComparer.Ordinal);
            if (at >= 0) continue;
            stored.State.Users.Insert(~at, user);
            added = true;
        }

        if (!added) return;
        try
        {
            await stored.WriteStateAsync();
        }
        catch
        {
            this.DeactivateOnIdle();
            throw;
        }
    }

    public Task<ImmutableArray<string>> ListAsync(Caller caller, string? after, int limit)
    {
        if (!caller.Is(Roles.SecurityAdmin) && !caller.Is(Roles.Auditor)) throw new RefusedException(Refusal.Of(Codes.NotPermitted));
        return Task.FromResult<ImmutableArray<string>>(
            [.. stored.State.Users.SkipWhile(u => after is not null && string.CompareOrdinal(u, after) <= 0).Take(Math.Clamp(limit, 1, 201))]);
    }
}
