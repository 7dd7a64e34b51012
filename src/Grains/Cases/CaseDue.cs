using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>
/// What falls due by itself: warnings, cards, expired offers, climbing questions, deemed acceptance. One event at a time, the earliest first, folded
/// before the next is looked for: so a jump of ten days writes what ten daily wakes would have written. It ends because every event either puts a signal
/// among those that have fallen, closes an offer, or raises a question by a level.
/// </summary>
public static class CaseDue
{
    /// <summary>Everything that fell due before <paramref name="now"/>, each dated at its own instant; nothing twice.</summary>
    public static ImmutableArray<EntryDraft> Fallen(CaseState state, CaseFacts facts, Instant now)
    {
        if (!Runs(state)) return [];
        facts = facts with { Now = now };
        var entries = ImmutableArray.CreateBuilder<EntryDraft>();
        while (Next(state, facts, CaseClocks.Readings(state, facts)) is { } next && next.At < now)
        {
            foreach (var body in next.Entries(state, facts))
            {
                entries.Add(new(body, next.At, Caller.SystemAccount));
                state = CaseFold.Evolve(state, new(body, state.Version + 1, next.At, now, Caller.SystemAccount, Caller.SystemAccount, "", state.Erased));
            }

            if (!Runs(state)) break;
        }

        return entries.ToImmutable();
    }

    internal static readonly Duration WakeAfter = Duration.FromMilliseconds(1);

    /// <summary>A millisecond after the next event: at the very instant everything is still in time.</summary>
    internal static Instant? NextDue(CaseState state, CaseFacts facts, ImmutableArray<ClockReading> readings) =>
        Runs(state) && Next(state, facts, readings) is { } next ? next.At + WakeAfter : null;

    private static bool Runs(CaseState state) => state is { Imported: false } && (state.IsOpen || state.Poor is { IsOpen: true } || AsideDue.WaitsForArchive(state));

    private static Event? Next(CaseState state, CaseFacts facts, ImmutableArray<ClockReading> readings)
    {
        Event? next = null;
        foreach (var reading in readings)
        {
            Signal(reading, reading.WarnAt, ClockSignal.Warning);
            Signal(reading, reading.YellowAt, ClockSignal.Yellow);
            Signal(reading, reading.RedAt, ClockSignal.Red);
        }

        if (state.Offer is { AcceptBy: { } by } offer) Take(new(by, 4, Offer: offer));
        if (state.AgentOffer is { AcceptBy: { } agentBy } agent) Take(new(agentBy, 5, Offer: agent));
        if (state.OpenEscalation is { } asked && (asked.Level < StaffLevel.L5 || Silent(state, facts, asked) is not null))
            Take(new(asked.AnswerBy, 6, Escalation: asked));
        if (EvaluationRules.NextDue(state) is { } rating) Take(new(rating.DueAt, 7, RatingClock: rating.Clock));
        foreach (var (at, rank, entries) in AsideDue.Of(state, facts)) Take(new(at, rank, Made: entries));
        if (WatchRules.NextMissed(state, facts) is { } missed) Take(new(missed.At, 8, Missed: missed.Day));
        return next;

        void Signal(ClockReading reading, Instant? at, ClockSignal signal)
        {
            if (at is not { } computed) return;
            // A limit shortened just now brings nothing that is dated before it was.
            var fallsAt = state.Fast is { } fast && reading.Clock.Kind is ClockKind.Promised or ClockKind.Stage ? Instant.Max(computed, fast.Since) : computed;
            if (reading.Clock.StoppedAt <= fallsAt || (next is { } n && n.At < fallsAt)) return;
            if (!state.Signals.Contains(CaseState.SignalKey(reading.Clock.Name, reading.Clock.StartedAt, signal))) Take(new(fallsAt, (int)signal, reading, signal));
        }

        void Take(Event e)
        {
            if (next is not { } n || e.At < n.At || (e.At == n.At && e.Rank < n.Rank)) next = e;
        }
    }

    // Who was silent: the person of the level asked, nearest to the asker. The card of one run of the question falls once.
    private static string? Silent(CaseState state, CaseFacts facts, Escalation asked)
    {
        if (state.Signals.Contains(CaseState.SignalKey(ClockNames.Escalation, asked.LimitFrom, ClockSignal.Yellow))) return null;
        return EscalationRules.AskedOf(state, asked, facts);
    }

    private readonly record struct Event(
        Instant At, int Rank, ClockReading? Reading = null, ClockSignal Signal = ClockSignal.None, Offer? Offer = null, Escalation? Escalation = null, string? RatingClock = null,
        ImmutableArray<IEntry>? Made = null, LocalDate? Missed = null)
    {
        public List<IEntry> Entries(CaseState state, CaseFacts facts) =>
            Made is { } made ? [.. made]
            : Offer is { } offer ? FailedOffers.Expired(state, offer, At, facts)
            : Missed is { } day ? [new WatchMissed(day, state.Watch!.By)]
            : Escalation is { } asked ? Climb(state, facts, asked)
            : RatingClock is { } clock ? [new YellowCarded(FormattableString.Invariant($"c{state.Cards.Length + 1}"), clock, null, At, state.Poor!.Owner)]
            : Signals(state, facts, Reading!);

        private List<IEntry> Signals(CaseState state, CaseFacts facts, ClockReading reading)
        {
            var (clock, due) = (reading.Clock.Name, reading.DueAt ?? At);
            // §6.7: a card names who let it lapse, also where the case changed hands between due and red.
            var (stage, owner) = (ClockNames.StageOf(clock), Attribution.OwnerAt(state.Owners, Signal == ClockSignal.Warning ? At : Instant.Min(due, At)) ?? state.Owner);
            var card = FormattableString.Invariant($"c{state.Cards.Length + 1}");
            List<IEntry> entries =
            [
                Signal switch
                {
                    ClockSignal.Warning => new Warned(clock, stage, due, owner),
                    ClockSignal.Yellow => new YellowCarded(card, clock, stage, due, owner, ReceiverHead(state, facts)),
                    _ => new RedCarded(card, clock, stage, due, owner, ReceiverHead(state, facts)),
                },
            ];
            // 视为受理: no notice in five working days (行政许可法 32(4)). The yellow card of the same instant is its card (T10).
            if (reading.Clock.Kind == ClockKind.Acceptance && state is { Status: CaseStates.Received, SupplementRequests: 0, ReceivedAt: { } received } && facts.ItemOf(state) is { } item)
                entries.Add(new DeemedAccepted(item.Code, item.Version, FirstStage(item), received, HallPages.LimitOf(facts.HallOf(state), item)));
            return entries;
        }

        private static List<IEntry> Climb(CaseState state, CaseFacts facts, Escalation asked)
        {
            var entries = new List<IEntry>(2);
            if (Silent(state, facts, asked) is { } silent)
                entries.Add(new YellowCarded(FormattableString.Invariant($"c{state.Cards.Length + 1}"), ClockNames.Escalation, asked.Stage, asked.AnswerBy, silent));
            if (asked.Level < StaffLevel.L5)
            {
                var minutes = EscalationRules.LimitMinutes(asked with { Climbs = asked.Climbs + 1 });
                var until = WorkingMinutes.Add(asked.AnswerBy, minutes, facts.HoursFor(state, state.Hall), facts.LineOf(state))!.Value;
                entries.Add(new EscalationClimbed(asked.Id, asked.Level, asked.Level + 1, until, EscalationRules.AskedOf(state, asked with { Level = asked.Level + 1 }, facts)));
            }

            return entries;
        }
    }

    internal static string FirstStage(Contracts.Catalogue.ServiceItem item) =>
        item.Stages.FirstOrDefault(s => s.Stage != "acceptance")?.Stage ?? "decision";

    // An offer of this owner ran out and no other was made since: the receiver's head let it wait (§6.7).
    private static string? ReceiverHead(CaseState state, CaseFacts facts)
    {
        if (state.Offer is not null) return null;
        for (var i = state.PastOffers.Length - 1; i >= state.OffersBefore; i--)
        {
            var past = state.PastOffers[i];
            if (past.Kind == HandoffKinds.Agent) continue;
            return past.Outcome == "expired" ? HandoffTargets.HeadOf(past.To, facts) : null;
        }

        return null;
    }
}
