using NodaTime;

namespace HallGrains.Contracts.Wire;

// Orleans has no codec for NodaTime; these are the only custom converters.

[GenerateSerializer, Immutable, Alias("hg.InstantSurrogate")]
public struct InstantSurrogate
{
    [Id(0)] public long UnixTicks { get; set; }
}

[RegisterConverter]
public sealed class InstantConverter : IConverter<Instant, InstantSurrogate>
{
    public Instant ConvertFromSurrogate(in InstantSurrogate surrogate) => Instant.FromUnixTimeTicks(surrogate.UnixTicks);

    public InstantSurrogate ConvertToSurrogate(in Instant value) => new() { UnixTicks = value.ToUnixTimeTicks() };
}

[GenerateSerializer, Immutable, Alias("hg.LocalDateSurrogate")]
public struct LocalDateSurrogate
{
    [Id(0)] public int DaysSinceEpoch { get; set; }
}

[RegisterConverter]
public sealed class LocalDateConverter : IConverter<LocalDate, LocalDateSurrogate>
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    public LocalDate ConvertFromSurrogate(in LocalDateSurrogate surrogate) => Epoch.PlusDays(surrogate.DaysSinceEpoch);

    public LocalDateSurrogate ConvertToSurrogate(in LocalDate value) => new() { DaysSinceEpoch = Period.DaysBetween(Epoch, value) };
}

[GenerateSerializer, Immutable, Alias("hg.LocalTimeSurrogate")]
public struct LocalTimeSurrogate
{
    [Id(0)] public long TickOfDay { get; set; }
}

[RegisterConverter]
public sealed class LocalTimeConverter : IConverter<LocalTime, LocalTimeSurrogate>
{
    public LocalTime ConvertFromSurrogate(in LocalTimeSurrogate surrogate) => LocalTime.FromTicksSinceMidnight(surrogate.TickOfDay);

    public LocalTimeSurrogate ConvertToSurrogate(in LocalTime value) => new() { TickOfDay = value.TickOfDay };
}
