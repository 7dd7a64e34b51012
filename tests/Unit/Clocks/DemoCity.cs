using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using HallGrains.Grains.Clocks;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;
using NodaTime.Text;

namespace HallGrains.Unit.Clocks;

/// <summary>The published calendars and the halls of data/, read from the repository the tests were built in.</summary>
internal static class DemoCity
{
    private static readonly LocalDateTimePattern Minute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm");

    internal static ImmutableArray<HolidayYear> Years { get; } = [.. JsonSerializer.Deserialize<HolidayYear[]>(
        File.ReadAllText(Data("holidays-cn.json")),
        new JsonSerializerOptions(JsonSerializerDefaults.Web).ConfigureForNodaTime(DateTimeZoneProviders.Tzdb))!];

    internal static WorkCalendar Calendar { get; } = new(Years);

    /// <summary>The city hall: 08:30-12:00, 13:30-17:00; noon for card and others, Saturdays 09:00-12:00 for card and others.</summary>
    internal static HallHours City { get; } = Hours("YXCS");

    internal static HallHours Hours(string hall)
    {
        using var halls = JsonDocument.Parse(File.ReadAllText(Data("halls.json")));
        var sessions = halls.RootElement.GetProperty("halls").EnumerateArray()
            .Single(h => h.GetProperty("code").GetString() == hall).GetProperty("sessions").EnumerateArray()
            .Select(s => new HallSession(
                [.. s.GetProperty("days").EnumerateArray().Select(d => d.GetInt32())],
                Time(s.GetProperty("open").GetString()!),
                Time(s.GetProperty("close").GetString()!),
                HallSession.ParseType(s.GetProperty("type").GetString()!),
                [.. s.GetProperty("lines").EnumerateArray().Select(l => l.GetString()!)]));
        return HallHours.Create(Calendar, [.. sessions]);
    }

    /// <summary>An instant from hall-local text, e.g. <c>2026-11-24 09:00</c>.</summary>
    internal static Instant At(string local) => Minute.Parse(local).Value.InZoneStrictly(DateTimeZoneProviders.Tzdb["Asia/Shanghai"]).ToInstant();

    internal static LocalDate Date(string date) => LocalDatePattern.Iso.Parse(date).Value;

    /// <summary>Hall-local text of an instant: failures are read by people.</summary>
    internal static string? Local(Instant? instant) =>
        instant?.InZone(DateTimeZoneProviders.Tzdb["Asia/Shanghai"]).LocalDateTime.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);

    internal static PauseList Paused(string from, string? to = null) => PauseList.Of(new Pause(At(from), to is null ? null : At(to)));

    private static LocalTime Time(string text) => LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text).Value;

    private static string Data(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "HallGrains.sln"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "data", file);
    }
}
