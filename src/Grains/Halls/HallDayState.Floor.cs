using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Halls;

/// <summary>The duty leader 值班负责人 of the moment.</summary>
/// <param name="PatrolFrom">From when the next patrol's minutes run.</param>
public sealed record DutyLeader(string Staff, string Post, Instant Since, Instant PatrolFrom)
{
    public Instant? LastPatrolAt { get; init; }

    /// <summary>The last patrol due was missed, and none came since.</summary>
    public Instant? MissedAt { get; init; }
}

public sealed record GuideOnDesk(string Staff, Instant Since);

/// <summary>A duty held in the hall's day.</summary>
/// <param name="For">Null: whoever leads the hall.</param>
public sealed record HallDuty(string Id, string Kind, string? For, Instant Since, Instant? DueAt, string? About, Instant? DoneAt = null, string? DoneBy = null);

/// <param name="Staff">Who was at the window of a dispute.</param>
/// <param name="Text">Null after its erasure.</param>
public sealed record Incident(string Id, string Kind, string? Window, Instant At, string? Staff, string? Text);

/// <summary>A dispute that wants an inspection of the window.</summary>
public sealed record Uninspected(string Window, string? Staff, Instant Since);

public sealed partial record HallDayState
{
    public DutyLeader? DutyLeader { get; init; }

    /// <summary>When the post of the duty leader became vacant; null while nobody had it today.</summary>
    public Instant? LeaderLeftAt { get; init; }

    /// <summary>The gap 空岗 that stands: open without a duty leader since.</summary>
    public Instant? LeaderGap { get; init; }

    /// <summary>Everybody who led the hall today: they may have been told of something.</summary>
    public ImmutableHashSet<string> Leaders { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public GuideOnDesk? GuideDesk { get; init; }

    public Instant? GuideDeskLeftAt { get; init; }

    /// <summary>The last session, or part of one, that was recorded as without a guide.</summary>
    public Instant? GuideDeskGap { get; init; }

    /// <summary>When each window's post was left last.</summary>
    public ImmutableDictionary<string, Instant> PostLeftAt { get; init; } = ImmutableDictionary.Create<string, Instant>(StringComparer.Ordinal);

    /// <summary>When a post was last opened, closed or left.</summary>
    public Instant? PostsChangedAt { get; init; }

    /// <summary>Lines nobody served at noon though it was published, and since when.</summary>
    public ImmutableSortedDictionary<string, Instant> NoonGaps { get; init; } = ImmutableSortedDictionary<string, Instant>.Empty.WithComparers(StringComparer.Ordinal);

    public int OverTarget { get; init; }

    /// <summary>What was reported today, oldest first.</summary>
    public ImmutableArray<Incident> Incidents { get; init; } = [];

    /// <summary>Helpers in the session of a window, by window (3.3d).</summary>
    public ImmutableDictionary<string, string> Helpers { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, HallDuty> Duties { get; init; } = ImmutableSortedDictionary<string, HallDuty>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Disputes whose inspection is not opened yet, by incident (3.3d).</summary>
    public ImmutableSortedDictionary<string, Uninspected> ToInspect { get; init; } = ImmutableSortedDictionary<string, Uninspected>.Empty.WithComparers(StringComparer.Ordinal);

    public bool Ended { get; init; }

    /// <summary>Whom the private part of the newest entry is about: a ticket or an incident.</summary>
    public string? About { get; init; }

    public IEnumerable<HallDuty> OpenDuties => Duties.Values.Where(d => d.DoneAt is null);

    public string NextDutyId => FormattableString.Invariant($"d{Duties.Count + 1}");

    private static HallDayState OnFloor(HallDayState s, Recorded r) => r.Body switch
    {
        HallDayPlanned => s,
        HallDayEnded => s with { Ended = true },
        DutyLeaderOn e => s with
        {
            DutyLeader = new(e.Staff, e.Post, r.OccurredAt, r.OccurredAt), LeaderGap = null, Leaders = s.Leaders.Add(e.Staff),
        },
        DutyLeaderOff => s with { DutyLeader = null, LeaderLeftAt = r.OccurredAt },
        DutyLeaderAbsent => s with { LeaderGap = r.OccurredAt },
        PatrolNoted => s with { DutyLeader = s.DutyLeader! with { PatrolFrom = r.OccurredAt, LastPatrolAt = r.OccurredAt, MissedAt = null }, About = "patrols" },
        PatrolMissed => s with { DutyLeader = s.DutyLeader! with { PatrolFrom = r.OccurredAt, MissedAt = r.OccurredAt } },
        GuideDeskStaffed e => s with { GuideDesk = new(e.Staff, r.OccurredAt) },
        GuideDeskLeft => s with { GuideDesk = null, GuideDeskLeftAt = r.OccurredAt },
        GuideDeskEmpty => s with { GuideDeskGap = r.OccurredAt },
        NoonLineUnstaffed e => s with { NoonGaps = s.NoonGaps.SetItem(e.ServiceLine, r.OccurredAt) },
        IncidentRecorded e => s with { Incidents = s.Incidents.Add(new(e.Incident, e.Kind, e.Window, r.OccurredAt, null, e.Text)), About = e.Incident },
        DisputeReported e => s with
        {
            Incidents = s.Incidents.Add(new(e.Incident, FloorRules.Dispute, e.Window, r.OccurredAt, e.Staff, e.Text)), About = e.Incident,
            ToInspect = s.ToInspect.SetItem(e.Incident, new(e.Window, e.Staff, r.OccurredAt)),
            Helpers = e.Helper is { } helper && e.Ticket is not null ? s.Helpers.SetItem(e.Window, helper) : s.Helpers,
        },
        DisputeInspected e => s with { ToInspect = s.ToInspect.Remove(e.Incident) },
        AidsChosen e => s.Change(e.Ticket, t => t with { Aids = e.Aids ?? [] }) with { About = e.Ticket },
        DutyRaised e => s with { Duties = s.Duties.SetItem(e.DutyId, new(e.DutyId, e.Kind, e.For, r.OccurredAt, e.DueAt, e.About)) },
        DutyDone e => s with { Duties = s.Duties.SetItem(e.DutyId, s.Duties[e.DutyId] with { DoneAt = r.OccurredAt, DoneBy = e.By }), About = e.DutyId },
        _ => throw new UnreachableException($"{r.Body.GetType().Name} is no entry of a hall's day."),
    };

    private HallDayState Over(string ticket) => Tickets[ticket].OverTarget ? this : Change(ticket, t => t with { OverTarget = true }) with { OverTarget = OverTarget + 1 };

    private HallDayState PostsChanged(string window, Instant at, bool left) => this with { PostsChangedAt = at, PostLeftAt = left ? PostLeftAt.SetItem(window, at) : PostLeftAt };
}
