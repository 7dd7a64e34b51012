using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Grains.Cases;

// What of a case's life is not its straight way: tolerance, pauses, extension, corrections, charges, samples.
public sealed partial record CaseState
{
    public ToleranceHeld? Tolerance { get; init; }
    public ImmutableArray<PauseHeld> PausesHeld { get; init; } = [];
    public ExtensionHeld? Extension { get; init; }
    public ImmutableArray<CorrectionHeld> Corrections { get; init; } = [];

    /// <summary>Every decision, the first one first.</summary>
    public ImmutableArray<CaseResultHeld> Decisions { get; init; } = [];

    /// <summary>The decision that stopped the total clocks; one that corrects it later does not start them again.</summary>
    public Instant? TotalsStoppedAt { get; init; }

    public EndHeld? End { get; init; }
    public ImmutableArray<FeeHeld> Fees { get; init; } = [];
    public ImmutableArray<string> Extras { get; init; } = [];

    /// <summary>The one notice of everything missing as it was given; it stays when all has arrived.</summary>
    public ImmutableArray<MissingMaterial> SupplementNotice { get; init; } = [];

    public Instant? SupplementNoticedAt { get; init; }

    /// <summary>The supplement's reminder was sent (T20).</summary>
    public bool SupplementReminded { get; init; }

    /// <summary>Working days of the promise after an instant item was converted; null: it was not.</summary>
    public int? ConvertedDays { get; init; }

    /// <summary>The question needs research: three working days to answer (§5).</summary>
    public bool Researched { get; init; }

    /// <summary>Where the answer clock began: the opening, or the last reopening.</summary>
    public Instant? ReopenedAt { get; init; }

    /// <summary>2.2c: basis and rights were told.</summary>
    public bool EnforcementNoticed { get; init; }

    public int Visits { get; init; }
    public SampleHeld? Sample { get; init; }

    /// <summary>What the person asked for besides the matter itself (2.5b).</summary>
    public ImmutableArray<RequestHeld> Requests { get; init; } = [];

    /// <summary>Whom the applicant may turn to (5.4i).</summary>
    public string? ContactPerson { get; init; }

    /// <summary>When the newest entry happened.</summary>
    public Instant LastAt { get; init; }

    public PauseHeld? OpenPause => PausesHeld.LastOrDefault() is { State: "running" } running ? running : null;

    public PauseHeld? AskedPause => PausesHeld.LastOrDefault() is { State: "asked" } asked ? asked : null;

    public CorrectionHeld? OpenCorrection => Corrections.LastOrDefault(c => c.State == "open");

    /// <summary>Something was decided that a correction may concern.</summary>
    public bool HasOutcome => !Decisions.IsEmpty || RefusedWith is not null || Status == CaseStates.Terminated || End is { Ground: not "referred-out" };

    public bool ToleranceOpen => Tolerance is { FulfilledAt: null };
}

/// <param name="Reminded">Which of the two reminders were sent.</param>
public sealed record ToleranceHeld(
    ImmutableArray<string> Missing, Instant GrantedAt, Instant Due, ImmutableArray<string> Reminded, bool Prolonged = false, Instant? LapsedAt = null, Instant? FulfilledAt = null);

/// <param name="State">asked | denied | running | ended.</param>
public sealed record PauseHeld(
    string Id, string Reason, string State, Instant ExpectedUntil, string AskedBy, StaffLevel? Approver = null, Instant? From = null, Instant? Until = null, Instant? EndedAt = null, string? ApprovedBy = null);

/// <param name="State">asked | granted | denied.</param>
public sealed record ExtensionHeld(int WorkingDays, string Basis, StaffLevel Approver, string State, string AskedBy, string? AnsweredBy = null, string? Reason = null);

/// <param name="State">reported | open | corrected | rejected.</param>
/// <param name="Before">The state the case was in, to which a rejection returns it.</param>
public sealed record CorrectionHeld(
    string Id, string State, string Stage, string By, Instant At, string? Wrong, string? Effect, string? Before = null, Instant? OpenedAt = null,
    string? AnsweredBy = null, Instant? AnsweredAt = null, string? Reason = null);

public sealed record EndHeld(string Ground, string By, Instant At, string? Reason, string? WayForward, string? Remedies);

public sealed record FeeHeld(string Code, decimal Amount, string? Basis, bool Recorded);

/// <param name="Ok">Null while nobody looked yet.</param>
public sealed record SampleHeld(string Handler, string Cause, Instant DueAt, bool? Ok = null);

/// <param name="DutyId">The duty of whoever must answer it.</param>
/// <param name="Outcome">met | not-met; null: open.</param>
public sealed record RequestHeld(string Id, string DutyId, Instant At, string? Text, string? Outcome = null, string? Reason = null);
