using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>Duties, agency, assignment, particular care.</summary>
public sealed partial record CaseState
{
    public ImmutableArray<CaseDuty> Duties { get; init; } = [];

    /// <summary>Stretches in which a finished stage waited for others longer than it may (§4, next stage).</summary>
    public ImmutableArray<Wait> Waits { get; init; } = [];

    /// <summary>The last assignment, while its assignee owns.</summary>
    public AssignmentHeld? Assignment { get; init; }

    /// <summary>Under which the agent acts; null while there is none.</summary>
    public AgencyTerms? Agency { get; init; }

    /// <summary>Whose case a deputy has: it is offered back when they are on duty again.</summary>
    public string? DeputyFor { get; init; }

    /// <summary>Green channel or urgent; null on the ordinary way.</summary>
    public FastTrack? Fast { get; init; }

    /// <summary>A green channel was revoked: no limit that runs since ends before its floor.</summary>
    public OrdinaryWay? Restored { get; init; }

    /// <summary>On the watch list; null when it is not.</summary>
    public WatchHeld? Watch { get; init; }

    /// <summary>The bundle 一件事 it is a member of.</summary>
    public string? Bundle { get; init; }

    public IEnumerable<CaseDuty> OpenDuties => Duties.Where(d => d.DoneAt is null);
}

/// <param name="For">Null: whoever owns.</param>
public sealed record CaseDuty(string Id, string Kind, string? For, Instant Since, Instant? DueAt, string? About, Instant? DoneAt = null, string? DoneBy = null);

/// <param name="At">Whom the minutes are booked to: the receiver's section head.</param>
public sealed record Wait(string HandoffId, string? At, Instant From, Instant? To = null);

/// <param name="Upheld">Null while an objection is undecided or none was made.</param>
public sealed record AssignmentHeld(string Staff, string From, string By, Instant At, Instant? ObjectedAt = null, string? Decider = null, Instant? DecideBy = null, bool? Upheld = null);

public sealed record AgencyTerms(string? Scope, string? Authorisation);

/// <param name="Since">Since when limits are shortened; nothing they bring is dated before.</param>
public sealed record FastTrack(string? Ground, bool Urgent, Instant Since, Instant NotBefore)
{
    /// <summary>§6.6, the project's choice.</summary>
    public decimal Factor => Urgent ? 0.3m : 0.5m;
}

public sealed record OrdinaryWay(Instant Since, Instant NotBefore);

/// <param name="SettledOn">The last day with a note, or with its lack written down.</param>
/// <param name="Missed">Days without a note.</param>
public sealed record WatchHeld(string By, Instant Since, LocalDate SettledOn, ImmutableArray<LocalDate> Missed, string? Note);
