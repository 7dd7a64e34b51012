using System.Globalization;
using HallGrains.Client.Http;
using HallGrains.Contracts.Audit;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>The ledger's verification and its signed checkpoints, for auditors.</summary>
internal static class LedgerApi
{
    /// <summary>A whole ledger takes longer than a command may.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    public static void MapLedger(this IEndpointRouteBuilder api)
    {
        api.Read<LedgerAuditView>("/ledger/verify", "核验台账 Verifies the whole ledger, against all signed checkpoints", a => a.ReadAsync(
            () => Audit(a).VerifyAsync(a.Caller), v => (Api.Object(v), null, null), Long)).Refuses(Codes.NotPermitted).Norm("5.5d");
        api.Read<CheckpointView>("/ledger/checkpoints", "检查点 Signed checkpoints, to be kept elsewhere", CheckpointsAsync, Door.SignedIn, "limit", "cursor")
            .Refuses(Codes.NotPermitted, Codes.Validation).Norm("5.5d");
        api.Command<MakeCheckpoint, CheckpointView>("POST", "/ledger/checkpoints", "签署检查点 Signs where the ledger stands now", (a, meta, _) => Audit(a).MakeCheckpointAsync(meta), new(StatusCodes.Status201Created))
            .Refuses(Codes.NotPermitted).Norm("5.5d").Example("{}");
    }

    private static ILedgerAuditGrain Audit(Api api) => api.Caller.Is(Roles.Auditor) ? api.Grain<ILedgerAuditGrain>("ledger") : throw new RefusedException(Refusal.Of(Codes.NotPermitted));

    private static Task CheckpointsAsync(Api api)
    {
        var limit = api.Limit();
        var after = 0L;
        if (api.Query("cursor") is { } cursor && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after)) api.Wrong("cursor", "not-a-cursor");
        return api.ReadAsync(() => Audit(api).CheckpointsAsync(api.Caller, after, limit + 1),
            found => (Api.Page(found.Take(limit), found.Length > limit ? found[limit - 1].Number.ToString(CultureInfo.InvariantCulture) : null), null, null));
    }
}
