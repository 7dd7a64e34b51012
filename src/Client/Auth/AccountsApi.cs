using HallGrains.Client.Http;
using HallGrains.Contracts.Accounts;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Auth;

/// <summary>Accounts: security administrators keep them, auditors read them.</summary>
internal static class AccountsApi
{
    public static void MapAccounts(this IEndpointRouteBuilder api)
    {
        api.Read<AccountView>("/accounts", "账号列表 Accounts", ListAsync, Door.SignedIn, "limit", "cursor").Refuses(Codes.NotPermitted);
        api.Read<AccountView>("/accounts/{user}", "账号 An account", a => a.ReadAsync(
            () => Allowed(a) ? a.Grain<IAccountGrain>(Paths.Account(a, "user")).GetAsync(a.Caller) : throw new RefusedException(Refusal.Of(Codes.NotPermitted)),
            v => v is null ? null : Api.Object(v))).Refuses(Codes.NotPermitted, Codes.NotFound);
        api.Command<PutAccount, AccountView>("PUT", "/accounts/{user}", "新建或修改账号 Makes or changes an account",
            (a, meta, body) => a.Grain<IAccountGrain>(Paths.Account(a, "user")).PutAsync(meta, body))
            .Refuses(Codes.NotPermitted, Codes.TwoPersonsNeeded).Example("""{"roles":["staff"],"staff":"YXCS015","password":"…"}""");
    }

    private static bool Allowed(Api api) => api.Caller.Is(Roles.SecurityAdmin) || api.Caller.Is(Roles.Auditor);

    private static Task ListAsync(Api api)
    {
        var limit = api.Limit();
        return api.ReadAsync(async () =>
        {
            if (!Allowed(api)) throw new RefusedException(Refusal.Of(Codes.NotPermitted));
            var names = await api.Grain<IAccountDirectoryGrain>(IAccountDirectoryGrain.Key).ListAsync(api.Caller, api.Query("cursor"), limit + 1);
            var views = await Task.WhenAll(names.Take(limit).Select(n => api.Grain<IAccountGrain>(n).GetAsync(api.Caller)));
            return Api.Page(views.OfType<AccountView>(), names.Length > limit ? names[limit - 1] : null);
        }, page => page);
    }
}
