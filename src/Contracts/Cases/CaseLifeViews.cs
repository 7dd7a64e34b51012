using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Cases;

/// <summary>容缺 of a case: what is still to come and until when.</summary>
[GenerateSerializer, Immutable, Alias("hg.ToleranceView")]
public sealed record ToleranceView(
    [property: Id(0)] ImmutableArray<string> Missing,
    [property: Id(1)] Instant DueAt,
    [property: Id(2)] Instant? FulfilledAt,
    [property: Id(3)] Instant? LapsedAt,
    [property: Id(4)] bool Prolonged);

/// <summary>A pause, asked for, running or ended. <c>state</c>: asked | denied | running | ended.</summary>
[GenerateSerializer, Immutable, Alias("hg.PauseView")]
public sealed record PauseView(
    [property: Id(0)] string PauseId,
    [property: Id(1)] string Reason,
    [property: Id(2)] string State,
    [property: Id(3)] Instant? From,
    [property: Id(4)] Instant? Until,
    [property: Id(5)] Instant? EndedAt,
    [property: Id(6)] string? ApprovedBy);

/// <summary><c>state</c>: asked | granted | denied.</summary>
[GenerateSerializer, Immutable, Alias("hg.ExtensionView")]
public sealed record ExtensionView(
    [property: Id(0)] int WorkingDays,
    [property: Id(1)] string Basis,
    [property: Id(2)] string State,
    [property: Id(3)] StaffLevel Approver,
    [property: Id(4)] string? AnsweredBy,
    [property: Id(5)] string? Reason);

/// <summary>A correction 纠错. <c>state</c>: reported | open | corrected | rejected.</summary>
[GenerateSerializer, Immutable, Alias("hg.CorrectionView")]
public sealed record CorrectionView(
    [property: Id(0)] string CorrectionId,
    [property: Id(1)] string State,
    [property: Id(2)] string Stage,
    [property: Id(3)] string? Wrong,
    [property: Id(4)] string? Effect,
    [property: Id(5)] Instant At,
    [property: Id(6)] Instant? AnsweredAt,
    [property: Id(7)] string? AnsweredBy,
    [property: Id(8)] string? Reason);

/// <summary>How a case ended otherwise than by a decision: terminated, referred out.</summary>
[GenerateSerializer, Immutable, Alias("hg.EndView")]
public sealed record EndView(
    [property: Id(0)] string Ground,
    [property: Id(1)] Instant At,
    [property: Id(2)] string? Reason,
    [property: Id(3)] string? WayForward,
    [property: Id(4)] string? Remedies);

/// <summary>A fee 收费: told, and recorded or not yet.</summary>
[GenerateSerializer, Immutable, Alias("hg.FeeView")]
public sealed record FeeView([property: Id(0)] string Code, [property: Id(1)] decimal Amount, [property: Id(2)] string? Basis, [property: Id(3)] bool Recorded);

// What of a case's life is not its straight way.
public sealed partial record CaseView
{
    [Id(60)] public ToleranceView? Tolerance { get; init; }
    [Id(61)] public ImmutableArray<PauseView> Pauses { get; init; } = [];
    [Id(62)] public ExtensionView? Extension { get; init; }
    [Id(63)] public ImmutableArray<CorrectionView> Corrections { get; init; } = [];

    /// <summary>Every decision there ever was, the first one first; the last one stands.</summary>
    [Id(64)] public ImmutableArray<CaseResultView> Decisions { get; init; } = [];

    [Id(65)] public EndView? End { get; init; }
    [Id(66)] public ImmutableArray<FeeView> Fees { get; init; } = [];
    [Id(67)] public ImmutableArray<string> Extras { get; init; } = [];

    /// <summary>An instant item 即办件 that was made a promised one.</summary>
    [Id(68)] public bool Converted { get; init; }

    /// <summary>drawn | checked-ok | checked-wrong; null: not drawn for a look by another person.</summary>
    [Id(69)] public string? Sample { get; init; }

    /// <summary>How often the person came 到场次数 (0.1); 0 for what was done online.</summary>
    [Id(70)] public int Visits { get; init; }
}

// What the person is told besides (T9, T15, T17, T21, T26).
public sealed partial record TrackView
{
    [Id(60)] public ToleranceView? Tolerance { get; init; }
    [Id(61)] public ImmutableArray<PauseView> Pauses { get; init; } = [];
    [Id(62)] public ExtensionView? Extension { get; init; }
    [Id(63)] public ImmutableArray<CorrectionView> Corrections { get; init; } = [];
    [Id(64)] public EndView? End { get; init; }
}
