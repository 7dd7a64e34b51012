using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>NodaTime's clock over the injected <see cref="TimeProvider"/>, so that one provider moves all time of the system.</summary>
public sealed class HallClock(TimeProvider time) : IClock
{
    public Instant GetCurrentInstant() => Instant.FromDateTimeOffset(time.GetUtcNow());
}
