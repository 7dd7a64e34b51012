using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Halls;
using NodaTime;

namespace HallGrains.Grains.Halls;

/// <summary>What anybody is shown of the floor: badges, posts and gaps, never a ticket's person.</summary>
internal static class FloorViews
{
    internal static HallFloorView Of(HallDayState state, HallDayFacts facts, string? guide, Func<string, string> name)
    {
        var noon = HallDayDue.Noon(facts).ToList();
        return new()
        {
            Hall = facts.Hall.Code, Date = facts.Date, Version = state.Version, AsOf = facts.Now,
            DutyLeader = Leader(state, name),
            GuideDesk = guide is null ? null : new(guide, name(guide), null, state.GuideDesk?.Since ?? facts.Now),
            Gaps = Gaps(state, facts.Hall),
            WaitsOverTarget = state.OverTarget, WaitTargetMinutes = facts.Hall.QueuePolicy.WaitTargetMinutes,
            Promises = noon.Count == 0 ? [] : [NoonCoverage(state, [.. noon.Select(n => n.Line).Distinct(StringComparer.Ordinal)])],
            Options = HallOptions.Of(facts.Hall),
        };
    }

    internal static FloorPerson? Leader(HallDayState state, Func<string, string> name) =>
        state.DutyLeader is { } l ? new(l.Staff, name(l.Staff), l.Post, l.Since) { LastPatrolAt = l.LastPatrolAt } : null;

    /// <summary>Gaps that stand, and the noon lines that were missing today: a promise broken stays broken for its day.</summary>
    internal static ImmutableArray<FloorGap> Gaps(HallDayState state, HallDefinition? hall)
    {
        var gaps = ImmutableArray.CreateBuilder<FloorGap>();
        if (state.LeaderGap is { } absent) gaps.Add(new("duty-leader-absent", absent));
        if (state.DutyLeader?.MissedAt is { } missed) gaps.Add(new("patrol-missed", missed));
        if (state.GuideDeskGap is { } empty && hall is not null && !HallDayDue.IsDeskStaffed(state, hall)) gaps.Add(new("guide-desk-empty", empty));
        foreach (var (line, since) in state.NoonGaps) gaps.Add(new("noon-line-unstaffed", since, line));
        return gaps.ToImmutable();
    }

    private static PromiseToday NoonCoverage(HallDayState state, ImmutableArray<string> lines)
    {
        ImmutableArray<string> missing = [.. lines.Where(state.NoonGaps.ContainsKey)];
        return new("noon-coverage", Math.Round((lines.Length - missing.Length) / (decimal)lines.Length, 2), !missing.IsEmpty, missing);
    }
}

/// <summary>服务路径 (5.6l): ways of service besides the counter, as the hall published them; where it published none, what its kind and its facilities give.</summary>
internal static class HallOptions
{
    internal const string Appointment = "appointment", HomeService = "home-service", Mail = "mail", Lockers = "lockers";

    internal static ImmutableArray<string> Of(HallDefinition hall) => !hall.Options.IsDefaultOrEmpty ? hall.Options :
    [
        Appointment, .. hall.Kind == "street" ? Array.Empty<string>() : [HomeService, Mail],
        .. hall.Facilities.Any(f => f.Kind == Lockers) ? [Lockers] : Array.Empty<string>(),
        .. hall.Channels.Where(c => c is "voice" or "video" or "online"),
    ];
}
