using NodaTime;
using NodaTime.Text;

namespace HallGrains.Contracts.Common;

/// <summary>Instants as the API writes them: ISO 8601 with the halls' offset, always with its minutes (<c>2026-12-01T17:00:00+08:00</c>).</summary>
public static class HallTimeText
{
    private static readonly DateTimeZone Zone = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];
    private static readonly OffsetDateTimePattern Pattern = OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm':'ss;FFFFFFFFFo<+HH:mm>");

    public static string Format(Instant instant) => Pattern.Format(instant.InZone(Zone).ToOffsetDateTime());
}
