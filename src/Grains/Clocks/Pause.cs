using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>A lawful pause 中止/扣除时间 (domain-rules §6.4), half-open [from, to).</summary>
/// <param name="To">Null while the pause is open: nothing falls due until it is resumed.</param>
public readonly record struct Pause(Instant From, Instant? To);
