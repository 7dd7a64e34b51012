using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Halls;

/// <summary>
/// What falls due in a hall's day though nobody calls: an opening without a duty leader (3.1f), a patrol missed (3.1g), a session without a guide (4.3d), a
/// noon line nobody serves (5.6k), a ticket over the target (2.4d). One step after the other, each dated at its instant and folded before the next is
/// looked for, so that a jump of the clock, a restart and a wake each second come to the same entries, each once.
/// </summary>
internal static class HallDayDue
{
    /// <summary>120 working minutes of the hall between two patrols (project's choice, §16).</summary>
    internal static readonly Duration PatrolEvery = Duration.FromMinutes(120);

    /// <summary>Over the target, not at it.</summary>
    private static readonly Duration Over = Duration.FromSeconds(1);

    /// <summary>Nothing falls due in a day that has not begun: its first entry comes first.</summary>
    internal static ImmutableArray<EntryDraft> Fallen(HallDayState state, HallDayFacts facts, Instant now)
    {
        if (state.Version == 0) return [];
        var fallen = ImmutableArray.CreateBuilder<EntryDraft>();
        while (Step(state, facts) is { } step && step.At <= now)
        {
            foreach (var entry in step.Entries)
            {
                fallen.Add(new(entry, step.At, Caller.SystemAccount));
                state = HallDayState.Evolve(state, new(entry, state.Version + 1, step.At, now, Caller.SystemAccount, Caller.SystemAccount, "", false));
            }
        }

        return fallen.ToImmutable();
    }

    /// <summary>When the day next wants to be woken: by what falls due, and at its end.</summary>
    internal static Instant? Next(HallDayState state, HallDayFacts facts)
    {
        // An inspection to open is due until it was opened, also when the day is over.
        if (!state.ToInspect.IsEmpty) return state.ToInspect.Values.Min(t => t.Since);
        if (state.Version == 0 || state.Ended) return null;
        var end = EndOf(facts.Date);
        return Step(state, facts) is { At: var at } && at < end ? at : end;
    }

    internal static Instant EndOf(LocalDate date) => HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(date) + 1));

    private static DueStep? Step(HallDayState state, HallDayFacts facts)
    {
        if (state.Ended) return null;
        var day = DayHours.Of(facts.Hall, facts.Hours, facts.Date);
        if (day.Open.IsEmpty) return null;
        DueStep? first = null;
        foreach (var step in new[] { LeaderAbsent(state, facts, day), PatrolMissed(state, day), DeskEmpty(state, facts, day), NoonUnstaffed(state, facts) }.Concat(WaitsOver(state, facts)))
            if (step is not null && (first is null || step.At < first.At)) first = step;
        return first;
    }

    private static DueStep? LeaderAbsent(HallDayState state, HallDayFacts facts, DayHours day)
    {
        if (state.DutyLeader is not null || state.LeaderGap is not null || day.From(state.LeaderLeftAt ?? Instant.MinValue) is not { } at) return null;
        var absent = new DutyLeaderAbsent(facts.Hall.DutyPost);
        // The superior hall is told; in the city hall the bureau.
        return facts.SuperiorLeader is { } superior
            ? new(at, [absent, new DutyRaised(state.NextDutyId, DutyKinds.Notice, superior, null, $"duty-leader-absent {facts.Hall.Code}")])
            : new(at, [absent]);
    }

    private static DueStep? PatrolMissed(HallDayState state, DayHours day) =>
        state.DutyLeader is { } leader && day.After(leader.PatrolFrom, PatrolEvery) is { } at ? new(at, [new PatrolMissed(leader.Staff)]) : null;

    /// <summary>City and county halls have a guide desk (§7); whoever signed on at its window stands at it too.</summary>
    private static DueStep? DeskEmpty(HallDayState state, HallDayFacts facts, DayHours day)
    {
        if (facts.Hall.Kind is not ("city" or "county") || IsDeskStaffed(state, facts.Hall)) return null;
        var since = GuideWindows(facts.Hall).Select(w => state.PostLeftAt.TryGetValue(w.Code, out var left) ? left : (Instant?)null).Append(state.GuideDeskLeftAt).Max();
        var at = state.GuideDeskGap is { } last && !(since > last) ? day.NextOpening(last) : day.From(since ?? Instant.MinValue);
        return at is { } when ? new(when, [new GuideDeskEmpty()]) : null;
    }

    internal static bool IsDeskStaffed(HallDayState state, HallDefinition hall) => state.GuideDesk is not null || GuideWindows(hall).Any(w => state.Posts.ContainsKey(w.Code));

    internal static IEnumerable<WindowDefinition> GuideWindows(HallDefinition hall) => hall.Windows.Where(w => w.Kind == "guide-desk");

    /// <summary>Lines and hours of noon service as published, on days that have it.</summary>
    internal static IEnumerable<(string Line, Instant Open, Instant Close)> Noon(HallDayFacts facts)
    {
        foreach (var session in facts.Hours.Sessions.Where(s => s.Type == SessionType.Noon))
        {
            var open = facts.Date.At(session.Open).InZoneStrictly(HallZone.Shanghai).ToInstant();
            var close = facts.Date.At(session.Close).InZoneStrictly(HallZone.Shanghai).ToInstant();
            // The guide desk has an entry of its own.
            foreach (var line in facts.Lines.Distinct(StringComparer.Ordinal).Where(l => session.Serves(l) && facts.Hall.Windows.Any(w => w.Kind != "guide-desk" && w.Lines.Contains(l))))
                if (facts.Hours.IsOpen(open, line)) yield return (line, open, close);
        }
    }

    private static DueStep? NoonUnstaffed(HallDayState state, HallDayFacts facts)
    {
        DueStep? first = null;
        foreach (var (line, open, close) in Noon(facts))
        {
            if (state.NoonGaps.ContainsKey(line) || state.Posts.Values.Any(p => p.Open && p.Lines.Contains(line))) continue;
            // As it is now it has been since the posts last changed.
            var at = state.PostsChangedAt is { } changed ? Instant.Max(open, changed) : open;
            if (at < close && (first is null || at < first.At)) first = new(at, [new NoonLineUnstaffed(line)]);
        }

        return first;
    }

    // Of each line the one that has waited longest: what came later is over later.
    private static IEnumerable<DueStep?> WaitsOver(HallDayState state, HallDayFacts facts)
    {
        HashSet<string>? seen = null;
        foreach (var ticket in state.WaitingTickets)
        {
            if (ticket.OverTarget || !(seen ??= new(StringComparer.Ordinal)).Add(ticket.Line)) continue;
            var target = facts.Hall.QueuePolicy.WaitTargetMinutes;
            if (DayHours.OfLine(facts.Hours, facts.Date, ticket.Line).After(ticket.TakenAt, Duration.FromMinutes(target) + Over) is { } at)
                yield return new(at, [new WaitOverTarget(ticket.Number, ticket.Line, target, target)]);
        }
    }

    private sealed record DueStep(Instant At, ImmutableArray<IEntry> Entries);
}
