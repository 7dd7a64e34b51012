using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Venues;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Shell;
using Microsoft.Extensions.Logging;

namespace HallGrains.Grains.Inspections;

/// <summary>Finding 发现问题: one stream from the day it was found until another person saw that it is mended.</summary>
[GrainType("finding")]
internal sealed partial class FindingGrain(StreamServices services, HallHoursCache hours, ILogger<FindingGrain> logger) : StreamGrain<FindingState>(services), IFindingGrain
{
    private DeskTeller? _teller;

    protected override StreamModel<FindingState> Model() => FindingState.Model(Key);

    public async Task<Outcome<FindingView>> OpenAsync(CommandMeta meta, OpenFinding command)
    {
        if (Key != command.Number) return Outcome.Refused<FindingView>(Refusal.Of(Codes.NotPermitted));
        var facts = await Gathering.FactsAsync(GrainFactory, hours, Now, meta.Caller, command.Hall, [command.Person]);
        return Answer(await Shell.ExecuteAsync(meta, (s, now) => FindingRules.Open(s, command, facts with { Now = now })), facts);
    }

    public async Task<Outcome<FindingView>> ExecuteAsync(CommandMeta meta, FindingCommand command)
    {
        if (State.Opened is not { } opened) return Outcome.Refused<FindingView>(Refusal.Of(Codes.NotFound));
        var facts = await Gathering.FactsAsync(GrainFactory, hours, Now, meta.Caller, opened.Hall, []);
        if (command is RecheckFinding && opened.Facility is { } facility)
            facts = facts with { Facility = await GrainFactory.GetGrain<IVenueGrain>(opened.Hall).FacilityAsync(facility) };
        return Answer(await Shell.ExecuteAsync(meta, (s, now) => FindingRules.Decide(s, command, facts with { Now = now })), facts);
    }

    public async Task<CaseRead<FindingView>> GetAsync(Caller caller)
    {
        if (State.Opened is not { } opened) return new(null, Refusal.Of(Codes.NotFound));
        var facts = await Gathering.FactsAsync(GrainFactory, hours, Now, caller, opened.Hall, []);
        return View(facts) is { } view ? new(view, null) : new(null, Refusal.Of(Codes.NotFound));
    }

    public async Task WakeAsync()
    {
        await Shell.WakeAsync();
        TellSoon();
    }

    private Outcome<FindingView> Answer(Executed done, InspectionFacts facts)
    {
        TellSoon();
        return done.Refusal is { } refusal ? Outcome.Refused<FindingView>(refusal) : done.With(() => View(facts with { Now = Now })!);
    }

    /// <summary>Null for those who may not know of it.</summary>
    private FindingView? View(InspectionFacts facts)
    {
        var (s, o, caller) = (State, State.Opened!, facts.Caller);
        var named = caller.Staff is { } me && (me == o.Responsible || me == o.Person || me == o.RaisedBy || me == s.RecheckBy);
        var whole = named || facts.Supervises || caller.IsSystem || caller.Is(Roles.Auditor) || facts.IsAbove || (facts.IsInside && facts.Actor!.Level >= StaffLevel.L3);
        if (!whole && !facts.IsInside) return null;
        return new(
            Key, o.Hall, o.Clause, s.Grade, s.Step, o.Source, o.Inspection, o.Facility, o.What, o.Window, whole ? o.Person : null, o.Responsible, whole ? o.RaisedBy : null, s.OpenedAt,
            o.AnswerBy, s.AnsweredAt, s.AnswerLate, s.RectifyBy, s.Runs && s.RectifyBy < facts.Now, s.Cards.IsEmpty ? "none" : "yellow", s.Reopened, s.RectifiedBy, s.RecheckBy, s.ClosedBy, o.Evidence,
            whole ? o.Note : null, whole ? s.Answer : null, whole ? s.Measures : null, [.. FindingRules.Allowed(s, facts)], Version, facts.Now);
    }

    // Everybody who ever had something of it: the responsible, the person, whoever looked again.
    private IEnumerable<string> Ever() => new[] { State.Opened?.Responsible, State.Opened?.Person, State.Opened?.RaisedBy, State.Opened?.Head, State.RecheckBy }.OfType<string>().Distinct(StringComparer.Ordinal);

    private void TellSoon() => (_teller ??= new(
        this, GrainFactory, Services.Desks, () => Version, () => Exists ? Shell.Model.Summarise(State) with { Stream = Shell.Model.Stream, Version = Version, UpdatedAt = Now } : null, Ever,
        (people, why) => NotTold(Key, people, why))).TellSoon();

    [LoggerMessage(2311, LogLevel.Warning, "Finding {Finding}: {People} people could not be told yet: {Why}")]
    private partial void NotTold(string finding, int people, string why);
}
