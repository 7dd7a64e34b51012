using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Grains.Clocks;
using NodaTime;
using Limit = HallGrains.Grains.Clocks.Limit;

namespace HallGrains.Grains.Cases;

/// <summary>What the clocks of a case come to at one instant: what a view and a summary row show.</summary>
/// <param name="DueAt">Effective due: the earlier of promised and statutory; before acceptance that of the clock that runs.</param>
/// <param name="Card">Worst card of the promised and statutory clocks that stands: <c>none</c>, <c>yellow</c>, <c>red</c>.</param>
/// <param name="NextDue">When the case wants to be woken; null when nothing falls due any more.</param>
public sealed record ClockFacts(
    Instant? DueAt, Instant? PromisedDueAt, Instant? StatutoryDueAt, bool Overdue, string Card, bool Provisional, Instant? NextDue)
{
    /// <summary>Working minutes of the whole limit behind <see cref="DueAt"/>; null while a pause keeps it open.</summary>
    public int? LimitMinutes { get; init; }

    /// <summary>The limit is one in working minutes: they run in the line's sessions, those of a limit in days in regular business.</summary>
    public bool InMinutes { get; init; }
}

/// <summary>A clock with the hours it runs in.</summary>
/// <param name="FixedDue">Its entry names the due instant: it is taken as written, not computed again.</param>
internal readonly record struct PlacedClock(CaseClock Clock, string Hall, Instant? FixedDue = null);

/// <summary>The clocks 时限 of a case (domain-rules §6.2), from its state and its item version. Computed at every use, never kept.</summary>
public static class CaseClocks
{
    /// <summary>The law's limit for the notice (行政许可法 32(4)); not changeable.</summary>
    public const int AcceptanceNoticeDays = 5;

    /// <summary>Days to accept in once the supplement is complete (T7).</summary>
    public const int AcceptanceAfterSupplementDays = 1;

    /// <summary>首问答复: what is not answered at once is answered within a working day (§5).</summary>
    public const int AnswerDays = 1;

    /// <summary>What needs research or another body (§5).</summary>
    public const int ResearchDays = 3;

    /// <summary>纠错 (§16 correctionDays).</summary>
    public const int CorrectionDays = 5;

    /// <summary>Permits are delivered within ten working days of the decision (行政许可法 44).</summary>
    public const int PermitDeliveryDays = 10;

    private const string AcceptanceStage = "acceptance";

    /// <summary>Every clock that ever ran, in order of their names in §6.2; imported history has none.</summary>
    public static ImmutableArray<CaseClock> Of(CaseState state, CaseFacts facts) => [.. Placed(state, facts).Select(c => c.Clock)];

    /// <summary>All clocks at the instant of the facts.</summary>
    public static ImmutableArray<ClockReading> Readings(CaseState state, CaseFacts facts)
    {
        var clocks = Placed(state, facts);
        if (clocks.IsEmpty) return [];
        var line = facts.LineOf(state);
        Instant? statutory = null;
        foreach (var c in clocks)
            if (c.Clock.Kind == ClockKind.Statutory) statutory = ClockMath.DueAt(c.Clock, state.Pauses, facts.HoursFor(state, c.Hall), line);
        return [.. clocks.Select(c => Read(c, state, facts, line, statutory))];
    }

    /// <summary>Due dates, card and next wake of the case.</summary>
    public static ClockFacts Summary(CaseState state, CaseFacts facts)
    {
        var readings = Readings(state, facts);
        ClockReading? promised = null, statutory = null, running = null;
        var provisional = false;
        foreach (var r in readings)
        {
            if (r.Clock.Kind == ClockKind.Promised) promised = r;
            else if (r.Clock.Kind == ClockKind.Statutory) statutory = r;
            else if (r.Clock.StoppedAt is null && r.Clock.Kind is ClockKind.Answer or ClockKind.Acceptance or ClockKind.Supplement or ClockKind.Correction) running = r;
            provisional |= r.Provisional && r.Clock.StoppedAt is null;
        }

        // While an error is looked into, that is what the person waits for.
        var effective = state.Status == CaseStates.Correcting ? running : promised ?? running;
        var late = effective is { Clock.BindsCitizen: false } e && e.IsLateAt(facts.Now);
        return new(effective?.DueAt, promised?.DueAt, statutory?.DueAt, late, CardOf(state), provisional, CaseDue.NextDue(state, facts, readings)) { LimitMinutes = effective?.LimitWorkingMinutes, InMinutes = effective?.Clock.Limit.InMinutes == true };
    }

    /// <summary>When a case must be woken next; null for imported and finished ones.</summary>
    public static Instant? NextDue(CaseState state, CaseFacts facts) => CaseDue.NextDue(state, facts, Readings(state, facts));

    /// <summary>The key of a signal that fell on the clock running at that instant: a stage done again has a clock of its own.</summary>
    public static string SignalKey(CaseState state, string clock, ClockSignal signal, Instant at)
    {
        Instant started;
        if (clock is ClockNames.Acceptance || ClockNames.StageOf(clock) == AcceptanceStage) started = AcceptanceStart(state) ?? state.OpenedAt;
        else if (ClockNames.StageOf(clock) is { } stage && state.Stages.LastOrDefault(r => r.Stage == stage && r.StartedAt <= at) is { } run) started = run.StartedAt;
        else if (clock == ClockNames.Escalation && state.OpenEscalation is { } escalation) started = escalation.LimitFrom;
        else if (clock == ClockNames.Correction && state.Corrections.LastOrDefault(c => c.OpenedAt <= at) is { OpenedAt: { } corrected }) started = corrected;
        else if (clock is ClockNames.Promised or ClockNames.Statutory && state.CountsFrom is { } from) started = from;
        else started = state.OpenedAt;
        return CaseState.SignalKey(clock, started, signal);
    }

    /// <summary>Limits of the contracts as the clocks count them.</summary>
    public static Limit ToLimit(Contracts.Catalogue.Limit limit) => new(limit.Value, LimitText.Parse(limit.Unit));

    internal static ImmutableArray<PlacedClock> Placed(CaseState state, CaseFacts facts)
    {
        if (!state.Exists || state.Imported) return [];
        var clocks = ImmutableArray.CreateBuilder<PlacedClock>(8);
        var item = facts.ItemOf(state);
        Add(ClockNames.Answer, ClockKind.Answer, Limit.WorkingDays(state.Researched ? ResearchDays : AnswerDays), state.ReopenedAt ?? state.OpenedAt, state.AnsweredAt ?? state.EndedAt);
        if (AcceptanceStart(state) is { } received)
        {
            var restarted = state.AcceptanceRestartedAt is not null;
            var limit = Limit.WorkingDays(restarted ? AcceptanceAfterSupplementDays : AcceptanceNoticeDays);
            Add(ClockNames.Acceptance, ClockKind.Acceptance, limit, received, state.AcceptanceStoppedAt ?? state.EndedAt);
            if (item?.Stage(AcceptanceStage) is { } acceptance)
                Add(ClockNames.Stage(AcceptanceStage), ClockKind.Stage, Shorter(ToLimit(acceptance.Limit), limit), received, state.AcceptanceStoppedAt ?? state.EndedAt);
        }

        if (item is not null && state.CountsFrom is { } from)
        {
            var end = state.TotalsStoppedAt ?? state.EndedAt;
            Add(ClockNames.Promised, ClockKind.Promised, Promised(item, state), from, end, ExtensionRules.Granted(state, ClockKind.Promised));
            if (item.StatutoryDays is { } days && item.StatutoryUnit is { } unit && LimitText.TryParse(unit, out var counted))
                Add(ClockNames.Statutory, ClockKind.Statutory, new(days, counted), from, end, ExtensionRules.Granted(state, ClockKind.Statutory));
        }

        for (var i = 0; i < state.Stages.Length; i++)
        {
            var run = state.Stages[i];
            if (item?.Stage(run.Stage) is not { } stage || Returns(state, i) > 1) continue;
            clocks.Add(new(
                new(ClockNames.Stage(run.Stage), ClockKind.Stage, state.ConvertedDays is { } converted ? Limit.WorkingDays(converted) : ToLimit(stage.Limit), run.StartedAt) { StoppedAt = run.FinishedAt ?? state.DecidedAt ?? state.EndedAt },
                run.Hall));
        }

        if (item is not null && state.DecidedAt is { } decided)
            Add(ClockNames.Delivery, ClockKind.Delivery, Limit.WorkingDays(item.Category == "licence" ? Math.Min(item.DeliveryDays, PermitDeliveryDays) : item.DeliveryDays), decided, state.DeliveredAt ?? state.EndedAt);
        AddOffer(state.Offer);
        AddOffer(state.AgentOffer);
        if (state.OpenEscalation is { } asked)
            clocks.Add(new(new(ClockNames.Escalation, ClockKind.Escalation, Limit.WorkingMinutes(EscalationRules.LimitMinutes(asked)), asked.LimitFrom), state.Hall, asked.AnswerBy));
        if (state is { Status: CaseStates.AwaitingSupplement, SupplementLimit: { } by, AcceptanceStoppedAt: { } since })
            clocks.Add(new(new(ClockNames.Supplement, ClockKind.Supplement, Limit.WorkingDays(SupplementDays), since), state.ClockHall, by));
        if (state.Tolerance is { } tolerance)
        {
            clocks.Add(new(
                new(ClockNames.Tolerance, ClockKind.Tolerance, Limit.WorkingDays(ToleranceRules.MostDays), tolerance.GrantedAt) { StoppedAt = tolerance.FulfilledAt ?? state.EndedAt },
                state.ClockHall, tolerance.Due));
        }

        foreach (var correction in state.Corrections)
            if (correction.OpenedAt is { } opened) Add(ClockNames.Correction, ClockKind.Correction, Limit.WorkingDays(CorrectionDays), opened, correction.AnsweredAt);

        if (state.Fast is not null || state.Restored is not null)
            for (var i = 0; i < clocks.Count; i++) clocks[i] = clocks[i] with { Clock = FastTrackRules.OnItsWay(clocks[i].Clock, state, facts.HoursFor(state, clocks[i].Hall), facts.LineOf(state)) };
        return clocks.DrainToImmutable();

        void Add(string name, ClockKind kind, Limit limit, Instant start, Instant? stop, Limit? extension = null) =>
            clocks.Add(new(new(name, kind, limit, start) { StoppedAt = stop, Extension = extension }, state.ClockHall));

        void AddOffer(Offer? offer)
        {
            if (offer is { AcceptBy: { } acceptBy })
                clocks.Add(new(new(ClockNames.Handoff, ClockKind.Handoff, Limit.WorkingMinutes(HandoffLimits.Minutes(offer.Kind)), offer.OfferedAt), state.Hall, acceptBy));
        }
    }

    /// <summary>How often the stage was returned before its run number <paramref name="run"/>: its clock starts again once only (T14).</summary>
    private static int Returns(CaseState state, int run)
    {
        var returns = 0;
        for (var i = 0; i < run; i++)
            if (state.Stages[i].Faulted && state.Stages[i].Stage == state.Stages[run].Stage) returns++;
        return returns;
    }

    private const int SupplementDays = 30;

    internal static Instant? AcceptanceStart(CaseState state) => state.AcceptanceRestartedAt ?? state.ReceivedAt;

    internal static ClockReading Read(PlacedClock placed, CaseState state, CaseFacts facts, string? line, Instant? statutory)
    {
        var reading = ClockMath.Compute(placed.Clock, state.Pauses, facts.HoursFor(state, placed.Hall), line, facts.Now, statutory);
        return placed.FixedDue is { } due ? reading with { DueAt = due } : reading;
    }

    /// <summary>The item's, or the tighter promise of the hall that accepted the case (0.3).</summary>
    internal static int PromisedDays(ServiceItem item, CaseState state) => state.HallLimit?.PromisedDays ?? item.PromisedDays;

    private static Limit Promised(ServiceItem item, CaseState state) =>
        state.ConvertedDays is { } converted ? Limit.WorkingDays(converted)
        : item.PromisedDays > 0 ? Limit.WorkingDays(PromisedDays(item, state))
        : (state.HallLimit?.PromisedMinutes ?? item.PromisedMinutes) is { } minutes ? Limit.WorkingMinutes(minutes) : Limit.WorkingDays(1);

    // The stage is never given longer than the law gives for all of it; minutes and fractions of a day always are shorter.
    private static Limit Shorter(Limit stage, Limit whole) => stage.Unit == LimitUnit.WorkingDays && stage.Value > whole.Value ? whole : stage;

    private static string CardOf(CaseState state)
    {
        var worst = "none";
        foreach (var card in state.Cards)
        {
            if (card.Cancelled || card.Clock is not (ClockNames.Promised or ClockNames.Statutory)) continue;
            if (card.Colour == "red") return "red";
            worst = "yellow";
        }

        return worst;
    }
}
