using System.Collections.Immutable;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>What a clock shows besides its time, worst last.</summary>
public enum ClockSignal
{
    None,

    /// <summary>预警.</summary>
    Warning,

    /// <summary>黄牌.</summary>
    Yellow,

    /// <summary>红牌.</summary>
    Red,
}

/// <summary>Whether a clock runs.</summary>
public enum ClockState
{
    Running,
    Paused,
    Stopped,
}

/// <summary>A signal with the instant it is dated at.</summary>
public readonly record struct DatedSignal(Instant At, ClockSignal Signal);

/// <summary>
/// A clock as computed at one instant. Signals lie in the past or in the future; they have fallen when the instant asked about is
/// <b>after</b> theirs (exactly at the due instant is in time, §6.1) and the clock was not stopped by then.
/// </summary>
/// <param name="DueAt">Null while an open pause keeps the limit from ending.</param>
/// <param name="YellowAt">Null for clocks without a yellow card (statutory) or while paused without end.</param>
/// <param name="UsedWorkingMinutes">Working minutes used up to the instant asked about, pauses left out.</param>
/// <param name="LimitWorkingMinutes">The whole limit in the same minutes; null while the end is open.</param>
/// <param name="Provisional">The sum touches a year whose arrangement is not published: recompute when it is.</param>
public sealed record ClockReading(
    CaseClock Clock,
    ClockState State,
    Instant? DueAt,
    Instant? WarnAt,
    Instant? YellowAt,
    Instant? RedAt,
    int UsedWorkingMinutes,
    int? LimitWorkingMinutes,
    bool Provisional)
{
    /// <summary>Every signal of the clock in order of time; those at or after its end left out.</summary>
    public ImmutableArray<DatedSignal> Signals
    {
        get
        {
            var signals = ImmutableArray.CreateBuilder<DatedSignal>(3);
            Add(WarnAt, ClockSignal.Warning);
            Add(YellowAt, ClockSignal.Yellow);
            Add(RedAt, ClockSignal.Red);
            signals.Sort((a, b) => a.At.CompareTo(b.At) is var c and not 0 ? c : a.Signal.CompareTo(b.Signal));
            return signals.ToImmutable();

            void Add(Instant? at, ClockSignal signal)
            {
                if (at is { } instant && !(Clock.StoppedAt <= instant)) signals.Add(new(instant, signal));
            }
        }
    }

    /// <summary>The signals that have fallen by <paramref name="now"/>, oldest first.</summary>
    public IEnumerable<DatedSignal> FallenAt(Instant now) => Signals.Where(s => s.At < now);

    /// <summary>The worst signal that has fallen by <paramref name="now"/>.</summary>
    public ClockSignal WorstAt(Instant now) => FallenAt(now).Select(s => s.Signal).DefaultIfEmpty(ClockSignal.None).Max();

    /// <summary>Whether the limit was passed by <paramref name="now"/> (or by the clock's end).</summary>
    public bool IsLateAt(Instant now) => DueAt is { } due && (Clock.StoppedAt is { } end && end < now ? end : now) > due;
}
