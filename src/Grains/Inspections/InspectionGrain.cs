using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Shell;
using Microsoft.Extensions.Logging;

namespace HallGrains.Grains.Inspections;

/// <summary>
/// Inspection 检查: the record of what was looked at. Its findings are streams of their own, opened after the commit under numbers made from the place in this
/// stream, so whoever goes on after a crash opens none twice and leaves none out.
/// </summary>
[GrainType("inspection")]
internal sealed partial class InspectionGrain(StreamServices services, HallHoursCache hours, ILogger<InspectionGrain> logger) : StreamGrain<InspectionState>(services), IInspectionGrain
{
    private DeskTeller? _teller;

    protected override StreamModel<InspectionState> Model() => InspectionState.Model(Key);

    public async Task<Outcome<InspectionView>> PlanAsync(CommandMeta meta, PlanInspection command)
    {
        if (Key != IInspectionGrain.NumberOf(command.Hall, meta.Caller.Account, meta.CommandId)) return Outcome.Refused<InspectionView>(Refusal.Of(Codes.NotPermitted));
        var facts = await Gathering.FactsAsync(GrainFactory, hours, Now, meta.Caller, command.Hall, [command.Inspector]);
        var done = await Shell.ExecuteAsync(meta, (s, now) => InspectionRules.Plan(s, command, facts with { Now = now }));
        return await AnswerAsync(done, facts);
    }

    public async Task<Outcome<InspectionView>> ExecuteAsync(CommandMeta meta, InspectionCommand command)
    {
        if (State.Planned is not { } planned) return Outcome.Refused<InspectionView>(Refusal.Of(Codes.NotFound));
        var people = command is RecordInspection { Items.IsDefault: false } c ? c.Items.Select(i => i?.Person).Append(planned.About) : [];
        var facts = await Gathering.FactsAsync(GrainFactory, hours, Now, meta.Caller, planned.Hall, people);
        var done = await Shell.ExecuteAsync(meta, (s, now) => InspectionRules.Decide(Key, s, command, facts with { Now = now }));
        if (done.Refusal is null) await OpenFindingsAsync();
        return await AnswerAsync(done, facts);
    }

    public async Task<CaseRead<InspectionView>> GetAsync(Caller caller)
    {
        if (State.Planned is not { } planned) return new(null, Refusal.Of(Codes.NotFound));
        var facts = await Gathering.FactsAsync(GrainFactory, hours, Now, caller, planned.Hall, []);
        return await ViewAsync(facts) is { } view ? new(view, null) : new(null, Refusal.Of(Codes.NotFound));
    }

    public async Task WakeAsync()
    {
        await OpenFindingsAsync();
        TellSoon();
    }

    private async Task OpenFindingsAsync()
    {
        foreach (var (version, _) in State.Unopened)
        {
            for (var place = 0; place < State.Items.Length; place++)
            {
                var looked = State.Items[place];
                if (looked.Version != version || looked.Item.Finding is not { } number) continue;
                await GrainFactory.GetGrain<IFindingGrain>(number).OpenAsync(CommandMeta.BySystem("open"), InspectionRules.FindingOf(Key, State.Planned!, looked, place));
            }

            await Shell.ExecuteAsync(CommandMeta.BySystem(FormattableString.Invariant($"opened-{version}")), (_, _) => Decision.Append(new InspectionFindingsOpened(version)));
        }
    }

    private async Task<Outcome<InspectionView>> AnswerAsync(Executed done, InspectionFacts facts)
    {
        TellSoon();
        if (done.Refusal is { } refusal) return Outcome.Refused<InspectionView>(refusal);
        var view = await ViewAsync(facts);
        return done.With(() => view!);
    }

    /// <summary>Null for those who may not know of it.</summary>
    private async Task<InspectionView?> ViewAsync(InspectionFacts facts)
    {
        var (state, planned) = (State, State.Planned!);
        var caller = facts.Caller;
        var inspects = InspectionRules.Inspects(planned, facts);
        if (!(inspects || caller.Is(Roles.Auditor) || facts.IsInside || facts.IsAbove)) return null;
        var findings = await Task.WhenAll(state.Items.Select(i => i.Item.Finding).OfType<string>().Select(async n => (await GrainFactory.GetGrain<IFindingGrain>(n).GetAsync(caller)).Value));
        ImmutableArray<FindingView> known = [.. findings.OfType<FindingView>()];
        var step = state.ReleasedBy is not null && known.Length == findings.Length && known.All(f => f.State == "closed") ? "closed" : state.Step;
        var list = Checklists.For(planned.Kind, facts.Hall!, facts.City).Where(i => planned.Checklist.Contains(i.Code));
        ImmutableArray<string> allowed = !inspects || state.ReleasedBy is not null ? [] : state.Items.IsEmpty ? ["findings"] : ["findings", "release"];
        // Of a colleague one reads what is wrong, not whom it is about.
        var whole = inspects || facts.IsAbove || caller.Is(Roles.Auditor) || facts.Actor is { Level: >= StaffLevel.L3 };
        return new(
            Key, planned.Kind, planned.Hall, step, planned.PlannedFor, planned.Planner, planned.Inspector, planned.Window, whole ? planned.About : null,
            [.. list.Select(i => new ChecklistItemView(i.Code, i.NameZh, i.NameEn, i.Clause ?? ""))],
            [
                .. state.Items.Select(l => new InspectedView(
                    l.Item.Clause, l.Item.Result, l.Item.Grade, whole || l.Item.Person == caller.Staff ? l.Item.Person : null, l.Item.Window, l.Item.Facility, l.Item.Evidence,
                    whole ? l.Note : null, l.Item.Finding, l.At)),
            ],
            known, allowed, Version, Now);
    }

    private void TellSoon() => (_teller ??= new(
        this, GrainFactory, Services.Desks, () => Version, () => Exists ? Shell.Model.Summarise(State) with { Stream = Shell.Model.Stream, Version = Version, UpdatedAt = Now } : null,
        () => State.Planned is { } p ? [p.Inspector] : [], (people, why) => NotTold(Key, people, why))).TellSoon();

    [LoggerMessage(2310, LogLevel.Warning, "Inspection {Inspection}: {People} people could not be told yet: {Why}")]
    private partial void NotTold(string inspection, int people, string why);
}
