using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>The clocks of a case (domain-rules §6.2).</summary>
public enum ClockKind
{
    /// <summary>首问答复.</summary>
    Answer,

    /// <summary>受理: five working days by law (行政许可法 32).</summary>
    Acceptance,

    /// <summary>承诺时限.</summary>
    Promised,

    /// <summary>法定时限.</summary>
    Statutory,

    /// <summary>环节时限.</summary>
    Stage,

    /// <summary>送达.</summary>
    Delivery,

    /// <summary>交接接收.</summary>
    Handoff,

    /// <summary>请示答复.</summary>
    Escalation,

    /// <summary>补正: the citizen's.</summary>
    Supplement,

    /// <summary>容缺补齐: the citizen's.</summary>
    Tolerance,

    /// <summary>纠错.</summary>
    Correction,

    /// <summary>评价、申诉 and other limits of the citizen.</summary>
    Citizen,
}

/// <summary>
/// One clock 时限 of a case: plain facts, all of them from ledger entries; what follows from them is computed by
/// <see cref="ClockMath"/> and never stored.
/// </summary>
/// <param name="Name">The name of API.md: <c>promised</c>, <c>stage:recheck</c> … (<see cref="ClockNames"/>).</param>
/// <param name="Limit">The published limit, before factor and extension.</param>
/// <param name="StartedAt">The instant of the starting event.</param>
public sealed record CaseClock(string Name, ClockKind Kind, Limit Limit, Instant StartedAt)
{
    /// <summary>When the ending event happened; signals after it never fall.</summary>
    public Instant? StoppedAt { get; init; }

    /// <summary>Green channel 0.5, urgent 0.3, else 1. Shortens promised and stage limits only (§6.6).</summary>
    public decimal Factor { get; init; } = 1;

    /// <summary>The extension 延期 granted, once per case (§6.5).</summary>
    public Limit? Extension { get; init; }

    /// <summary>The due instant is never before this one: set when a green channel is revoked (§6.6, now + 1 working day).</summary>
    public Instant? NotBefore { get; init; }

    /// <summary>Whether the limit binds the citizen: it ends at 24:00 of its last day (§6.1).</summary>
    public bool BindsCitizen => Kind is ClockKind.Supplement or ClockKind.Tolerance or ClockKind.Citizen;

    /// <summary>Pauses stop the total and the stage clocks together, and no other (§6.4).</summary>
    public bool Pausable => Kind is ClockKind.Promised or ClockKind.Statutory or ClockKind.Stage;
}
