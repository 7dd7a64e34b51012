using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pursuits;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Inspections;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Grains.Pursuits;

/// <summary>Pursuit of responsibility 责任追究: one stream from the proposal until it is in effect, revoked or exempt.</summary>
[GrainType("pursuit")]
internal sealed partial class PursuitGrain(StreamServices services, HallHoursCache hours, ILogger<PursuitGrain> logger) : StreamGrain<PursuitState>(services), IPursuitGrain
{
    private const int Page = 200;
    private DeskTeller? _teller;
    private bool _following;

    protected override StreamModel<PursuitState> Model() => PursuitState.Model(Key);

    public async Task<Outcome<PursuitView>> OpenAsync(CommandMeta meta, OpenPursuit command)
    {
        var hall = await GrainFactory.Ref<IStaffGrain>(command.Staff).SnapshotAsync() is { } person ? person.Hall : command.Hall;
        var facts = await FactsAsync(meta.Caller, hall, command.Staff, command.Case);
        return Answer(await Shell.ExecuteAsync(meta, (s, now) => PursuitRules.Open(s, command, facts with { Now = now })), facts);
    }

    public async Task<Outcome<PursuitView>> OpenHeadAsync(CommandMeta meta, OpenHeadPursuit command)
    {
        var facts = await FactsAsync(meta.Caller, command.Hall, command.Staff, null);
        return Answer(await Shell.ExecuteAsync(meta, (s, now) => PursuitRules.OpenHead(s, command, facts with { Now = now })), facts);
    }

    public Task FollowedAsync(string what) =>
        Shell.ExecuteAsync(CommandMeta.BySystem("followed-" + what), (s, _) => s.Pending.Contains(what) ? Decision.Append(new PursuitFollowed(what)) : Decision.Nothing);

    public async Task<Outcome<PursuitView>> ProposeAsync(CommandMeta meta, string hall, ProposePursuit command)
    {
        var facts = await FactsAsync(meta.Caller, hall, command.Staff!, command.Ground?.Case);
        return Answer(await Shell.ExecuteAsync(meta, (s, now) => PursuitRules.Propose(s, command, facts with { Now = now })), facts);
    }

    public async Task CardCancelledAsync(CommandMeta meta)
    {
        if (Exists) await Shell.ExecuteAsync(meta, (s, _) => PursuitRules.CardCancelled(s));
        TellSoon();
    }

    public async Task<Outcome<PursuitView>> ExecuteAsync(CommandMeta meta, PursuitCommand command)
    {
        if (State.Proposed is not { } proposed) return Outcome.Refused<PursuitView>(Refusal.Of(Codes.NotFound));
        var facts = await FactsAsync(meta.Caller, proposed.Hall, proposed.Staff, proposed.Case);
        return Answer(await Shell.ExecuteAsync(meta, (s, now) => PursuitRules.Decide(s, command, facts with { Now = now })), facts);
    }

    public async Task<CaseRead<PursuitView>> GetAsync(Caller caller)
    {
        if (State.Proposed is not { } proposed) return new(null, Refusal.Of(Codes.NotFound));
        var facts = await FactsAsync(caller, proposed.Hall, proposed.Staff, proposed.Case);
        return PursuitRules.MayKnow(State, facts) ? new(View(facts), null) : new(null, Refusal.Of(Codes.NotFound));
    }

    public async Task WakeAsync()
    {
        await Shell.WakeAsync();
        TellSoon();
        FollowSoon();
    }

    private Outcome<PursuitView> Answer(Executed done, PursuitFacts facts)
    {
        TellSoon();
        FollowSoon();
        return done.Refusal is { } refusal ? Outcome.Refused<PursuitView>(refusal) : done.With(() => View(facts with { Now = Now }));
    }

    private async Task<PursuitFacts> FactsAsync(Caller caller, string hall, string staff, string? @case)
    {
        var known = await Gathering.FactsAsync(GrainFactory, hours, Now, caller, hall, [staff]);
        var person = known.People.GetValueOrDefault(staff);
        var seniors = await Task.WhenAll(Heads.Upward(known.Halls, person?.Definition.Section, staff).Select(s => GrainFactory.Ref<IStaffGrain>(s).SnapshotAsync()));
        // Asked anew each time: who takes the matter on after the proposal is involved too.
        var involved = @case is null ? [] : await GrainFactory.GetGrain<ICaseGrain>(@case).InvolvedAsync();
        return new(Now, caller, known.Actor, known.Halls, known.Hours, person, [.. seniors.OfType<StaffSnapshot>()], [.. involved]);
    }

    private PursuitView View(PursuitFacts facts)
    {
        var (s, p) = (State, State.Proposed!);
        return new(
            Key, p.Hall, p.Staff, new(p.Case, p.Complaint, p.Inspection) { Pursuits = p.Pursuits ?? [] }, p.Card, p.Clause, p.Level, PursuitRules.MeasureOf(s.Decided?.Level ?? p.Level), s.Step, p.By, s.ProposedAt, p.HearBy, s.HeardAt, s.Heard?.By is not null,
            p.Decider, s.Decided?.Level, s.Decided?.By, s.DecidedAt, s.Decided?.AppealBy, s.AppealedAt, s.Appealed?.AnswerBy, s.Closed?.By, s.Closed?.Cause, s.EffectFrom, s.IsEffective,
            p.Facts, s.Heard?.Statement, s.Decided?.Reason, s.Appealed?.Reason, s.Closed?.Reason, [.. PursuitRules.Allowed(s, facts)], Version, facts.Now);
    }

    // Everybody who ever had something of it: the person, who decides, who answers.
    private IEnumerable<string> Ever() => new[] { State.Proposed?.Staff, State.Proposed?.Decider, State.Appealed?.Answerer }.OfType<string>().Distinct(StringComparer.Ordinal);

    private void TellSoon() => (_teller ??= new(
        this, GrainFactory, Services.Desks, () => Version, () => Exists ? Shell.Model.Summarise(State) with { Stream = Shell.Model.Stream, Version = Version, UpdatedAt = Now } : null, Ever,
        (people, why) => NotTold(Key, people, why))).TellSoon();

    // In a turn of its own after the commit; what is not reached stays due in the row, and the timekeeper comes again.
    private void FollowSoon()
    {
        if (_following || !State.Pending.Any()) return;
        _following = true;
        this.RegisterGrainTimer(static (me, _) => me.FollowAsync(), this, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private async Task FollowAsync()
    {
        try
        {
            while (State.Pending.FirstOrDefault() is { } what)
            {
                if (what == PursuitState.Counted) await CountAsync();
                else await GrainFactory.GetGrain<IStaffGrain>(State.Proposed!.Staff).SuspendAsync(CommandMeta.BySystem($"{what}-{Key}"), Key, what == PursuitState.Lifted);
                await this.AsReference<IPursuitGrain>().FollowedAsync(what);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            NotFollowed(Key, e.GetType().Name);
        }
        finally
        {
            _following = false;
        }
    }

    // The head shares (§11): numbered by section, quarter and count, so that whoever counts again proposes nothing twice.
    private async Task CountAsync()
    {
        if (State is not { Proposed: { Section: { } section } p, DecidedAt: { } at } || (await hours.FindAsync(GrainFactory, p.Hall)).Definition is not { } hall) return;
        var head = Heads.OfSection(hall, section);
        if (head is null || head == p.Staff) return;
        var quarter = PursuitRules.QuarterOf(at);
        List<(string, Instant)> decided = [];
        for (string? after = null; ;)
        {
            var rows = await Services.Ledger.QuerySummariesAsync(new() { Kind = "pursuit", Hall = p.Hall, After = after, Limit = Page });
            decided.AddRange(rows.Where(r => r.State != "revoked").Select(r => (Number: r.Stream["pursuit/".Length..], Extra: PursuitExtra.Of(r)))
                .Where(r => r.Extra is { Level: >= PursuitRules.SharedLevel } e && e.Section == section && e.Staff != head && PursuitRules.QuarterOf(e.Decided) == quarter)
                .Select(r => (r.Number, r.Extra!.Decided)));
            if (rows.Count < Page) break;
            after = rows[^1].Stream;
        }

        foreach (var (count, three) in PursuitRules.HeadsShares(decided).Index())
        {
            var number = IPursuitGrain.NumberOf(p.Hall, FormattableString.Invariant($"head/{section}/{quarter.Year}-{quarter.Quarter}/{count + 1}"));
            await GrainFactory.GetGrain<IPursuitGrain>(number).OpenHeadAsync(CommandMeta.BySystem("head-of-" + Key), new(p.Hall, head, three));
        }
    }

    [LoggerMessage(2314, LogLevel.Warning, "Pursuit {Pursuit}: what follows from its decision could not be done yet: {Why}")]
    private partial void NotFollowed(string pursuit, string why);

    [LoggerMessage(2313, LogLevel.Warning, "Pursuit {Pursuit}: {People} people could not be told yet: {Why}")]
    private partial void NotTold(string pursuit, int people, string why);
}
