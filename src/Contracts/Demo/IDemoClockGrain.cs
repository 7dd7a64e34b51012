using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Demo;

/// <summary>The demo's time (API "Demo mode"): moves forward only. Key: <c>demo</c>. In a hall that is no demo every call is refused.</summary>
[Alias("hg.IDemoClockGrain")]
public interface IDemoClockGrain : IGrainWithStringKey
{
    [Alias("IsDemo"), Anyone] Task<bool> IsDemoAsync();

    /// <summary>Moves the hall's time and answers when all that fell due is done. Exactly one of the two is given.</summary>
    /// <param name="advanceTicks">Bcl ticks (100 ns) to advance by.</param>
    [Alias("Move"), ResponseTimeout("00:05:00"), Anyone] Task<DemoClockMoved> MoveAsync(Caller caller, long? advanceTicks, Instant? to);
}

[GenerateSerializer, Immutable, Alias("hg.DemoClockMoved")]
public sealed record DemoClockMoved([property: Id(0)] Instant? Now, [property: Id(1)] Refusal? Refusal);
