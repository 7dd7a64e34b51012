using NodaTime;
using NodaTime.TimeZones;

namespace HallGrains.Grains.Clocks;

/// <summary>
/// The halls' time zone. Sums are made on local ticks (100 ns since 0001-01-01 00:00 local): whole numbers, where a day is a division.
/// </summary>
internal static class HallZone
{
    internal static readonly DateTimeZone Shanghai = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    private const long UnixEpochTicks = 621_355_968_000_000_000;

    // Daylight saving ended in 1991; from then on the offset is fixed and a look-up in the zone is not needed.
    private static readonly ZoneInterval Fixed = Shanghai.GetZoneInterval(Instant.FromUtc(2000, 1, 1, 0, 0));
    private static readonly long FixedFromUnixTicks = Fixed.Start.ToUnixTimeTicks();
    private static readonly long FixedFromLocalTicks = FixedFromUnixTicks + Fixed.WallOffset.Ticks + UnixEpochTicks + TimeSpan.TicksPerDay;
    private static readonly long FixedOffset = Fixed.WallOffset.Ticks;

    internal static long ToLocalTicks(Instant instant)
    {
        var ticks = instant.ToUnixTimeTicks();
        var offset = ticks >= FixedFromUnixTicks ? FixedOffset : Shanghai.GetUtcOffset(instant).Ticks;
        return ticks + offset + UnixEpochTicks;
    }

    internal static Instant ToInstant(long localTicks)
    {
        if (localTicks >= FixedFromLocalTicks) return Instant.FromUnixTimeTicks(localTicks - UnixEpochTicks - FixedOffset);
        var local = LocalDateTime.FromDateTime(new DateTime(localTicks));
        return Shanghai.AtLeniently(local).ToInstant();
    }

    /// <summary>Days since 0001-01-01.</summary>
    internal static int DayOf(long localTicks) => (int)(localTicks / TimeSpan.TicksPerDay);

    internal static int DayOf(Instant instant) => DayOf(ToLocalTicks(instant));

    internal static int DayOf(LocalDate date) => date.ToDateOnly().DayNumber;

    internal static LocalDate DateOf(int day) => LocalDate.FromDateOnly(DateOnly.FromDayNumber(day));

    internal static long TicksOf(int day) => day * TimeSpan.TicksPerDay;

    /// <summary>ISO weekday less one: 0 = Monday. Day 0 was a Monday.</summary>
    internal static int Weekday(int day) => day % 7;
}
