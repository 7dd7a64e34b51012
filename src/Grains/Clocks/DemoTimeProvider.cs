using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>
/// The demo's time: real time plus an offset that only grows (API.md, demo mode). Timers and timestamps are the inner provider's,
/// so Orleans and time-outs notice nothing. Safe for many threads.
/// </summary>
/// <param name="offset">How far the demo begins ahead of (or behind) the inner provider.</param>
public sealed class DemoTimeProvider(TimeProvider inner, TimeSpan offset = default) : TimeProvider
{
    private long _offsetTicks = offset.Ticks;

    /// <summary>How far the demo is ahead of the inner provider.</summary>
    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Offset;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);

    /// <summary>Takes over the offset stored in the ledger's database; a smaller one changes nothing, since time never goes back.</summary>
    public void RaiseTo(TimeSpan offset)
    {
        var wanted = offset.Ticks;
        var current = Interlocked.Read(ref _offsetTicks);
        while (wanted > current)
        {
            var seen = Interlocked.CompareExchange(ref _offsetTicks, wanted, current);
            if (seen == current) return;
            current = seen;
        }
    }

    /// <summary>The offset that brings the clock to <paramref name="instant"/> now: to be stored, then raised to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies before the demo's present.</exception>
    public TimeSpan OffsetFor(Instant instant)
    {
        var offset = instant.ToDateTimeOffset() - inner.GetUtcNow();
        return offset >= Offset
            ? offset
            : throw new ArgumentOutOfRangeException(nameof(instant), instant, "Demo time moves forward only.");
    }
}
