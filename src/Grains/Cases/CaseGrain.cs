using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>A case 办件: a thin shell around <see cref="CaseRules"/>. The only authority on who owns it.</summary>
[GrainType("case")]
internal sealed class CaseGrain(StreamServices services, HallHoursCache hours, ISecrets secrets) : StreamGrain<CaseState>(services), ICaseGrain
{
    private const int MostTries = 5;
    private static readonly Duration TryWindow = Duration.FromMinutes(15);
    private readonly List<Instant> _wrongCodes = [];
    private CaseFacts? _facts;

    public Task<Outcome<CaseView>> OpenAsync(CommandMeta meta, OpenInquiry command) => CommandAsync(meta, command);

    public Task<Outcome<CaseView>> ExecuteAsync(CommandMeta meta, CaseCommand command) => command is OpenInquiry
        ? Task.FromResult(Outcome.Refused<CaseView>(Refusal.Of(Codes.NotPermitted)))
        : CommandAsync(meta, command);

    public async Task<CaseRead<CaseView>> GetAsync(Caller caller) => await ReadAsync(caller, (s, f) => CaseViews.Of(Key, s, f));

    public async Task<CaseRead<CaseView>> GetAsOfAsync(Caller caller, Instant at)
    {
        if (await ReadAsync(caller, (_, f) => f) is not { Value: { } facts } read) return new(null, Refusal.Of(Codes.NotFound));
        var then = CaseState.None;
        foreach (var e in await Services.Ledger.ReadStreamAsync(Shell.Model.Stream))
        {
            if (e.RecordedAt > at) break;
            then = CaseFold.Evolve(then, new(Services.Codec.Decode(e), e.Version, e.OccurredAt, e.RecordedAt, e.Actor, e.Account, e.CommandId, e.Erased));
        }

        return then.Exists ? new(CaseViews.Of(Key, then, facts with { Now = at }), null) : new(null, Refusal.Of(Codes.NotFound));
    }

    public async Task<CaseRead<Page<LedgerItem>>> LedgerAsync(Caller caller, int afterVersion, int limit)
    {
        var read = await ReadAsync(caller, (s, f) => f);
        if (read.Value is not { } facts) return new(null, read.Refusal);
        var entries = await Services.Ledger.ReadStreamAsync(Shell.Model.Stream, afterVersion, limit + 1);
        var items = entries.Take(limit).Select(e => LedgerViews.Of(e, State, facts)).ToImmutableArray();
        return new(new(items, entries.Count > limit ? items[^1].Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : null), null);
    }

    public async Task<CaseRead<CaseResponsibility>> ResponsibilityAsync(Caller caller) => await ReadAsync(caller, (s, f) => new CaseResponsibility(Responsibility.Of(s, f), s.Version));

    public async Task<CaseRead<Contracts.Cases.CaseClocks>> ClocksAsync(Caller caller) => await ReadAsync(caller, (s, f) => new Contracts.Cases.CaseClocks(ClockViews.Of(s, f), s.Version));

    public async Task<CaseRead<TrackView>> TrackAsync(Caller caller) => await ReadAsync(caller, (s, f) => CaseViews.Track(Key, s, f));

    public async Task WakeAsync()
    {
        if (!Exists) return;
        _facts = await Gatherer.GatherAsync(State, Caller.System, null, false);
        await Shell.WakeAsync();
    }

    public async Task<Outcome<HistoryReceipt>> RecordHistoryAsync(CommandMeta meta, HistoryPart part)
    {
        var done = await Shell.ExecuteAsync(meta, (s, _) => HistoryRules.Decide(s, part, meta.Caller));
        // An import passes through: nobody asks for these soon, and memory stays flat in the log's size.
        if (State.History is { Complete: true }) DeactivateOnIdle();
        return done.With(() => HistoryRules.Receipt(Key, State));
    }

    protected override StreamModel<CaseState> Model() => new(
        "case/" + Key,
        CaseState.None,
        CaseFold.Evolve,
        s => s.Imported ? CaseSummary.Of(s, _facts ?? new CaseFacts { Caller = Caller.System }) : CaseSummary.Of(s, _facts! with { Now = Now }),
        s => s.Hall,
        s => s.History is { } h ? "log-" + h.Log : s.ApplicantKey is { Length: > 0 } person ? person : "case-" + Key)
    {
        Due = (s, now) => s.Exists && !s.Imported && _facts is { } facts ? CaseDue.Fallen(s, facts with { Caller = Caller.System }, now) : [],
    };

    private CaseFactsGatherer Gatherer => new(GrainFactory, hours, secrets, Services.Clock);

    private async Task<Outcome<CaseView>> CommandAsync(CommandMeta meta, CaseCommand command)
    {
        if (!Exists && command is not OpenInquiry) return Outcome.Refused<CaseView>(Refusal.Of(Codes.NotFound));
        if (CodeOf(meta.Caller, out var shown) is { } tooMany) return Outcome.Refused<CaseView>(tooMany);
        var facts = _facts = await Gatherer.GatherAsync(State, meta.Caller, command, shown);
        return await ExecuteAsync(meta, (s, now) => CaseRules.Decide(s, command, facts with { Now = now }), () => CaseViews.Of(Key, State, facts with { Now = Now }));
    }

    private async Task<CaseRead<T>> ReadAsync<T>(Caller caller, Func<CaseState, CaseFacts, T> view) where T : class
    {
        var state = State;
        if (!state.Exists) return new(null, Refusal.Of(Codes.NotFound));
        if (CodeOf(caller, out var shown) is { } tooMany) return new(null, tooMany);
        var facts = await Gatherer.GatherAsync(state, caller, null, shown);
        return Rights.MayKnow(state, facts) ? new(view(state, facts), null) : new(null, Refusal.Of(Codes.NotFound));
    }

    // Five wrong codes in a quarter of an hour, then no more tries (must-hold 13).
    private Refusal? CodeOf(Caller caller, out bool shown)
    {
        shown = false;
        if (caller.RetrievalCode is not { } code) return null;
        var now = Now;
        _wrongCodes.RemoveAll(t => t + TryWindow <= now);
        if (_wrongCodes.Count >= MostTries) return Refusal.Of(Codes.TooManyRequests) with { RetryAfterSeconds = (int)(_wrongCodes[0] + TryWindow - now).TotalSeconds + 1 };
        shown = Exists && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(secrets.RetrievalCode(Key, 1)));
        if (!shown) _wrongCodes.Add(now);
        return null;
    }
}
