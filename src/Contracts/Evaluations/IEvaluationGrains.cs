using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Evaluations;

/// <summary>A finished service session, as its invitation 邀请 says.</summary>
/// <param name="Until">Last instant to rate.</param>
[GenerateSerializer, Immutable, Alias("hg.SessionInvitation")]
public sealed record SessionInvitation(
    [property: Id(0)] string Hall, [property: Id(1)] string Date, [property: Id(2)] string Ticket, [property: Id(3)] string Window, [property: Id(4)] string Staff, [property: Id(5)] Instant Until);

/// <summary>Evaluation 评价 of one session. Key: <c>{hall}-{yyyyMMdd}-{ticket}</c>. Stream <c>evaluation/{key}</c>.</summary>
[Alias("hg.IEvaluationGrain")]
public interface IEvaluationGrain : IGrainWithStringKey
{
    /// <summary>Given by the desk, which has checked the invitation.</summary>
    [Alias("Rate"), Inside] Task<Outcome<EvaluationRecord>> RateAsync(CommandMeta meta, SessionInvitation invitation, RateService command);

    [Alias("Execute"), Allow(Roles.Staff, Roles.Supervisor)] Task<Outcome<EvaluationRecord>> ExecuteAsync(CommandMeta meta, EvaluationCommand command);

    /// <summary>Null: not rated, or not for this caller.</summary>
    [AlwaysInterleave, Alias("Get"), Anyone] Task<EvaluationRecord?> GetAsync(Caller caller);

    [Alias("Wake"), Inside] Task WakeAsync();
}

/// <summary>Where invitations are redeemed. Key: <c>desk</c> (stateless).</summary>
[Alias("hg.IEvaluationDeskGrain")]
public interface IEvaluationDeskGrain : IGrainWithStringKey
{
    [Alias("Rate"), Anyone] Task<Outcome<EvaluationRecord>> RateAsync(CommandMeta meta, RateService command);

    /// <summary>What the evaluator 评价器 of a window shows: the invitation of the session that ended there last, while it is not rated.</summary>
    [Alias("Pending"), Allow(Roles.Device)] Task<InvitationView?> PendingAsync(Caller caller);
}

/// <summary>Exit interviews 截访 of a hall. Key: hall code. Stream <c>interviews/{hall}/{date}</c>.</summary>
[Alias("hg.IExitInterviewsGrain")]
public interface IExitInterviewsGrain : IGrainWithStringKey
{
    [Alias("Record"), Allow(Roles.Staff, Roles.Supervisor, Roles.SocialSupervisor)] Task<Outcome<ExitInterviewView>> RecordAsync(CommandMeta meta, RecordExitInterview command);
}

/// <summary>Figures of evaluations, folded from the ledger. Key: hall code, or <c>city</c>.</summary>
[Alias("hg.IEvaluationFiguresGrain")]
public interface IEvaluationFiguresGrain : IGrainWithStringKey
{
    public const string City = "city";

    [Alias("Get"), Anyone] Task<CaseRead<EvaluationReport>> GetAsync(Caller caller, EvaluationFilter filter);
}
