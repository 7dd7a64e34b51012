using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Shell;
using Orleans.Concurrency;

namespace HallGrains.Grains.Evaluations;

/// <summary>Redeems invitations: whoever holds the token was served, or sits before the evaluator of the window that served.</summary>
[StatelessWorker(4), GrainType("evaluation-desk")]
internal sealed class EvaluationDeskGrain(ISecrets secrets) : Grain, IEvaluationDeskGrain
{
    public Task<Outcome<EvaluationRecord>> RateAsync(CommandMeta meta, RateService command)
    {
        if (meta.Caller.Staff is not null) return Task.FromResult(Outcome.Refused<EvaluationRecord>(Refusal.Of(Codes.StaffCannotEvaluate)));
        return InvitationToken.Read(command.Token, secrets) is { } invitation
            ? GrainFactory.GetGrain<IEvaluationGrain>(InvitationToken.IdOf(invitation)).RateAsync(meta, invitation, command)
            : Task.FromResult(Outcome.Refused<EvaluationRecord>(Refusal.Of(Codes.TokenInvalid)));
    }

    public async Task<InvitationView?> PendingAsync(Caller caller)
    {
        if (caller.Window is not { } window || window.LastIndexOf('-') is not (> 0 and var end)) return null;
        if (await GrainFactory.GetGrain<IHallGrain>(window[..end]).LastServedAsync(window) is not { } invitation) return null;
        return await GrainFactory.GetGrain<IEvaluationGrain>(InvitationToken.IdOf(invitation)).GetAsync(Caller.System) is null
            ? new(InvitationToken.Make(invitation, secrets), invitation.Until, invitation.Ticket, invitation.Window)
            : null;
    }
}
