using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Evaluations;

/// <summary>Evaluation 评价 of a session: one stream, one rating.</summary>
[GrainType("evaluation")]
internal sealed class EvaluationGrain(StreamServices services, HallHoursCache hours) : StreamGrain<SessionEvaluation>(services), IEvaluationGrain
{
    protected override StreamModel<SessionEvaluation> Model() => SessionEvaluation.Model(Key);

    public async Task<Outcome<EvaluationRecord>> RateAsync(CommandMeta meta, SessionInvitation invitation, RateService command)
    {
        var facts = await FactsAsync(meta.Caller, invitation.Hall);
        var about = await GrainFactory.GetGrain<IStaffGrain>(invitation.Staff).SnapshotAsync();
        return await ExecuteAsync(meta, (s, now) => SessionEvaluation.Decide(s, invitation, command, about, facts with { Now = now }),
            () => SessionEvaluation.View(Key, State, facts, justRated: true)!);
    }

    public async Task<Outcome<EvaluationRecord>> ExecuteAsync(CommandMeta meta, EvaluationCommand command)
    {
        if (State.Rated is not { } rated) return Outcome.Refused<EvaluationRecord>(Refusal.Of(Codes.NotFound));
        var facts = await FactsAsync(meta.Caller, rated.Hall);
        return await ExecuteAsync(meta, (s, now) => SessionEvaluation.Decide(s, command, facts with { Now = now }), () => SessionEvaluation.View(Key, State, facts with { Now = Now })!);
    }

    public async Task<EvaluationRecord?> GetAsync(Caller caller) =>
        State.Rated is { } rated ? SessionEvaluation.View(Key, State, await FactsAsync(caller, rated.Hall)) : null;

    public Task WakeAsync() => Shell.WakeAsync();

    private async Task<EvaluationFacts> FactsAsync(Caller caller, string hall)
    {
        var actor = caller.Staff is { } number ? await GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() : null;
        var found = await hours.FindAsync(GrainFactory, hall);
        return new(Now, caller, actor, found.Definition, found.Hours);
    }
}
