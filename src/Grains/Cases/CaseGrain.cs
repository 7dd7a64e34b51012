using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Bundles;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>A case 办件: a thin shell around <see cref="CaseRules"/>. The only authority on who owns it.</summary>
[GrainType("case")]
internal sealed partial class CaseGrain(StreamServices services, HallHoursCache hours, ISecrets secrets, ILogger<CaseGrain> logger) : StreamGrain<CaseState>(services), ICaseGrain
{
    private readonly CodeTries _tries = new(TimeProvider.System);
    private CaseFacts? _facts;
    private ClockFacts? _rowClocks;
    private QuietCase? _quiet;
    private DeskTeller? _teller;
    private int _bundleVersion;
    private bool _tellingBundle;

    private CaseFactsGatherer Gatherer => new(GrainFactory, hours, secrets, Services);

    public Task<Outcome<CaseView>> OpenAsync(CommandMeta meta, OpenInquiry command) => CommandAsync(meta, command);

    public Task<Outcome<CaseView>> ExecuteAsync(CommandMeta meta, CaseCommand command) => command is OpenInquiry
        ? Task.FromResult(Outcome.Refused<CaseView>(Refusal.Of(Codes.NotPermitted)))
        : CommandAsync(meta, command);

    public Task TellAsync(CommandMeta meta, CaseCommand command) => ExecuteAsync(meta, command);

    public Task<CaseRead<CaseReads>> ReadsAsync(Caller caller) => OwnReadsAsync(caller);

    public Task<CaseRead<CaseView>> GetAsync(Caller caller) => ReadAsync(caller, (s, f) => CaseViews.Of(Key, s, f));

    public async Task<CaseRead<CaseView>> GetAsOfAsync(Caller caller, Instant at)
    {
        var read = await ReadAsync(caller, (_, f) => f);
        if (read.Value is not { } facts) return new(null, read.Refusal);
        var then = CaseState.None;
        foreach (var e in await Services.Ledger.ReadStreamAsync(Shell.Model.Stream))
        {
            if (e.RecordedAt > at) break;
            then = CaseFold.Evolve(then, new(Services.Codec.Decode(e), e.Version, e.OccurredAt, e.RecordedAt, e.Actor, e.Account, e.CommandId, e.Erased));
        }

        return then.Exists ? new(CaseViews.AsOf(Key, then, State, facts with { Now = at }), null) : new(null, Refusal.Of(Codes.NotFound));
    }

    public async Task<CaseRead<Page<LedgerItem>>> LedgerAsync(Caller caller, int afterVersion, int limit)
    {
        var read = await ReadAsync(caller, (_, f) => f);
        if (read.Value is not { } facts) return new(null, read.Refusal);
        var entries = await Services.Ledger.ReadStreamAsync(Shell.Model.Stream, afterVersion, limit + 1);
        var items = entries.Take(limit).Select(e => LedgerViews.Of(e, State, facts)).ToImmutableArray();
        return new(new(items, entries.Count > limit ? items[^1].Version.ToString(CultureInfo.InvariantCulture) : null), null);
    }

    public Task<CaseRead<CaseResponsibility>> ResponsibilityAsync(Caller caller) => ReadAsync(caller, (s, f) => new CaseResponsibility(Responsibility.Of(s, f), s.Version));

    public Task<CaseRead<Contracts.Cases.CaseClocks>> ClocksAsync(Caller caller) => ReadAsync(caller, (s, f) => new Contracts.Cases.CaseClocks(ClockViews.Of(s, f), s.Version));

    public Task<CaseRead<TrackView>> TrackAsync(Caller caller) => ReadAsync(caller, (s, f) => CaseViews.Track(Key, s, f));

    public async Task<CaseRead<FormView>> FormAsync(Caller caller, string material)
    {
        var read = await ReadAsync(caller, (s, f) => Tuple.Create(s, f));
        return read.Value is { } seen ? CaseForms.Of(Key, material, seen.Item1, seen.Item2) : new(null, read.Refusal);
    }

    public async Task WakeAsync()
    {
        if (!Exists || State.Imported) return;
        _facts = await Gatherer.GatherAsync(State, Caller.System, null, false);
        await Shell.WakeAsync();
        // Cards are told whether or not their proposals can be made now.
        TellSoon();
        await PursueAsync();
        TellSoon();
    }

    public async Task<Outcome<HistoryReceipt>> RecordHistoryAsync(CommandMeta meta, HistoryPart part)
    {
        var done = await Shell.ExecuteAsync(meta, (s, _) => HistoryRules.Decide(s, part, meta.Caller));
        // An import passes through: nobody asks for these soon, and memory stays flat in the log's size.
        if (State.History is { Complete: true }) this.DeactivateOnIdle();
        return done.With(() => HistoryRules.Receipt(Key, State));
    }

    /// <summary>Whose key seals what is private in a case whose applicant is not known yet.</summary>
    public static string KeyOfNobody(string number) => "case-" + number;

    protected override StreamModel<CaseState> Model() => new(
        "case/" + Key,
        CaseState.None,
        CaseFold.Evolve,
        Summarise,
        s => s.Hall,
        s => s.History is { } h ? "log-" + h.Log : s.ApplicantKey is { Length: > 0 } person ? person : KeyOfNobody(Key))
    {
        Due = (s, now) => s.Exists && !s.Imported && _facts is { } facts && _quiet?.Holds(s, facts with { Now = now }) != true ? CaseDue.Fallen(s, facts with { Caller = Caller.System }, now) : [],
    };

    private SummaryRow Summarise(CaseState state)
    {
        var facts = (_facts ?? new CaseFacts { Caller = Caller.System }) with { Now = Now };
        _rowClocks = CaseClocks.Summary(state, facts);
        _quiet = QuietCase.Of(state, facts, _rowClocks);
        return CaseSummary.Of(state, facts, _rowClocks);
    }

    private async Task<Outcome<CaseView>> CommandAsync(CommandMeta meta, CaseCommand command)
    {
        if (CodeOf(meta.Caller, out var shown, await IssuedByAsync(meta, command)) is { } tooMany) return Outcome.Refused<CaseView>(tooMany);
        if (!Exists && command is not OpenInquiry) return Outcome.Refused<CaseView>(Refusal.Of(Codes.NotFound));
        var facts = _facts = await Gatherer.GatherAsync(State, meta.Caller, command, shown, Key);
        // The answer to what was written just now shows the clocks of the row that was written with it.
        _rowClocks = null;
        var outcome = await ExecuteAsync(meta, (s, now) => CaseRules.Decide(s, command, facts with { Now = now }), () => CaseViews.Of(Key, State, facts with { Now = Now }, _rowClocks));
        TellSoon();
        return Answered(outcome, command, facts with { Now = Now });
    }

    private async Task<CaseRead<T>> ReadAsync<T>(Caller caller, Func<CaseState, CaseFacts, T> view) where T : class
    {
        if (CodeOf(caller, out var shown) is { } tooMany) return new(null, tooMany);
        // One reference read once: a commit in between changes the next answer, not half of this one.
        var state = State;
        if (!state.Exists) return new(null, Refusal.Of(Codes.NotFound));
        var facts = await Gatherer.GatherAsync(state, caller, null, shown);
        return Rights.MayRead(state, facts) ? new(view(state, facts), null) : new(null, Refusal.Of(Codes.NotFound));
    }

    // A number that was never given takes tries like any other, and answers as slowly.
    private Refusal? CodeOf(Caller caller, out bool shown, int? also = null)
    {
        shown = false;
        if (caller.RetrievalCode is not { } code) return null;
        if (_tries.Barred() is { } barred) return barred;
        shown = IsCode(code, also) && Exists;
        if (!shown) _tries.Wrong();
        return null;
    }

    // The row as it was written, and everybody on whose desk the case may ever have been.
    private SummaryRow? Row() =>
        !Exists || State.Imported || _facts is not { } facts ? null
        : Shell.Row ?? CaseSummary.Of(State, facts with { Now = Now }) with { Stream = Shell.Model.Stream, Version = Version, UpdatedAt = Now };

    private void TellSoon()
    {
        (_teller ??= new(this, GrainFactory, Services.Desks, () => Version, Row, () => CaseTells.Ever(State), (people, why) => NotTold(Key, people, why))).TellSoon();
        TellBundleSoon();
    }

    // What came in here counts in the bundle's other cases; told after the commit, again after every activation, since it repeats without harm.
    private void TellBundleSoon(TimeSpan after = default)
    {
        if (_tellingBundle || !Exists || State.Bundle is null || Version == _bundleVersion) return;
        _tellingBundle = true;
        this.RegisterGrainTimer(static (me, _) => me.TellBundleAsync(), this, new GrainTimerCreationOptions(after, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private async Task TellBundleAsync()
    {
        var again = false;
        try
        {
            while (BundleMemberRules.Told(Key, State) is { } told && told.Version != _bundleVersion)
            {
                await GrainFactory.GetGrain<IBundleGrain>(State.Bundle!).MemberChangedAsync(told);
                _bundleVersion = told.Version;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            NotTold(Key, 0, e.GetType().Name);
            again = true;
        }

        _tellingBundle = false;
        if (again) TellBundleSoon(TimeSpan.FromSeconds(2));
    }

    [LoggerMessage(2300, LogLevel.Warning, "Case {Case}: {People} people could not be told yet: {Why}")]
    private partial void NotTold(string @case, int people, string why);
}
