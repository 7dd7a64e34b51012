using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Duties;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>The part of the fold that is about duties, agency, assignment and particular care.</summary>
internal static class OwnershipFold
{
    /// <summary>Null: no entry of this part.</summary>
    public static CaseState? Apply(CaseState s, Recorded r) => r.Body switch
    {
        DutyRaised e => s with { Duties = s.Duties.Add(new(e.DutyId, e.Kind, e.For, r.OccurredAt, e.DueAt, e.About)) },
        DutyDone e => s with { Duties = [.. s.Duties.Select(d => d.Id == e.DutyId ? d with { DoneAt = r.OccurredAt, DoneBy = e.By } : d)] },
        AgentAppointed e => s with { Agent = e.Agent, Agency = new(e.Scope, e.Authorisation) },
        AgentEnded => s with { Agent = null, Agency = null },
        AssignmentObjected e => s with { Assignment = s.Assignment is { } a ? a with { ObjectedAt = r.OccurredAt, Decider = e.Decider, DecideBy = e.DecideBy } : null },
        AssignmentObjectionAnswered e => Settled(s with { Assignment = s.Assignment is { } a ? a with { Upheld = e.Upheld } : null }, DutyKinds.Objection, r),
        GreenChannelGranted e => s with { Fast = new(e.Ground, s.Fast?.Urgent == true, r.OccurredAt, e.NotBefore), Restored = null },
        UrgentGranted e => s with { Fast = new(s.Fast?.Ground, true, r.OccurredAt, e.NotBefore), Restored = null },
        GreenChannelRevoked e => s with { Fast = null, Restored = new(r.OccurredAt, e.NotBefore) },
        SharedMaterialsCounted e => s with { Materials = s.Materials.SetItems(e.Materials.Select(m => KeyValuePair.Create(m.Code, new MaterialHeld(m.Code, m.Form, r.OccurredAt, e.From)))) },
        WatchNoted { Closed: true } => s with { Watch = null },
        WatchNoted e => s with
        {
            Watch = new(s.Watch?.By ?? e.By, s.Watch?.Since ?? r.OccurredAt, HallHours.DateOf(r.OccurredAt), s.Watch?.Missed ?? [], e.Note),
        },
        WatchMissed e => s with { Watch = s.Watch is { } w ? w with { SettledOn = e.Day, Missed = w.Missed.Add(e.Day) } : null },
        _ => null,
    };

    /// <summary>Somebody else has the case: what only a head could do is done, and nobody is waited for any more.</summary>
    public static CaseState OwnerChanged(CaseState s, Recorded r) => Settled(NobodyWaits(s, r.OccurredAt), DutyKinds.Assign, r) with { Assignment = null };

    public static CaseState Assigned(CaseState s, Assigned e, Recorded r) =>
        OwnerChanged(Settled(s, DutyKinds.Objection, r), r) with { Assignment = new(e.Staff, e.From, r.Actor, r.OccurredAt), DeputyFor = null };

    /// <summary>The case is over: nobody is to be made its owner.</summary>
    public static CaseState Ended(CaseState s, Recorded r) => Settled(Settled(NobodyWaits(s, r.OccurredAt), DutyKinds.Assign, r), DutyKinds.Objection, r) with { Watch = null };

    /// <summary>A deputy holds it for somebody; given back or passed on, no longer.</summary>
    public static string? DeputyFor(CaseState s, HandoffAccepted e) =>
        e.Kind != HandoffKinds.Deputy || s.DeputyFor == e.To ? null : s.DeputyFor ?? e.From;

    /// <summary>Nobody took the next stage in time: from here on its minutes are booked to the receiver's head (§4).</summary>
    public static CaseState Expired(CaseState s, HandoffExpired e, Recorded r) =>
        e.Kind == HandoffKinds.NextStage ? NobodyWaits(s, r.OccurredAt) with { Waits = s.Waits.Add(new(e.HandoffId, e.WaitsAt, r.OccurredAt)) } : s;

    public static CaseState NobodyWaits(CaseState s, Instant at) =>
        s.Waits.LastOrDefault() is { To: null } wait ? s with { Waits = s.Waits.Replace(wait, wait with { To = at }) } : s;

    private static CaseState Settled(CaseState s, string kind, Recorded r) => s.OpenDuties.Any(d => d.Kind == kind)
        ? s with { Duties = [.. s.Duties.Select(d => d.Kind == kind && d.DoneAt is null ? d with { DoneAt = r.OccurredAt, DoneBy = r.Actor } : d)] } : s;
}
