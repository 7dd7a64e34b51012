using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Monitoring;

/// <summary>Kinds of streams a hall's monitor follows.</summary>
internal enum FollowedKind
{
    None,
    Case,
    Staff,
    Hall,
    HallDay,
    WindowDay,
}

/// <summary>A stream's name, taken apart.</summary>
/// <param name="Id">Case number, staff number, hall or window code.</param>
/// <param name="Date">Of a day's stream.</param>
internal readonly record struct FollowedStream(FollowedKind Kind, string Id, LocalDate? Date)
{
    public static FollowedStream Parse(string stream)
    {
        var parts = stream.Split('/');
        return parts switch
        {
            ["case", var number] => new(FollowedKind.Case, number, null),
            ["staff", var number] => new(FollowedKind.Staff, number, null),
            ["hall", var code] => new(FollowedKind.Hall, code, null),
            ["hallday", var hall, var day] when LocalDatePattern.Iso.Parse(day) is { Success: true, Value: var date } => new(FollowedKind.HallDay, hall, date),
            ["window", _, var window, var day] when LocalDatePattern.Iso.Parse(day) is { Success: true, Value: var date } => new(FollowedKind.WindowDay, window, date),
            _ => default,
        };
    }

    public static string Case(string number) => $"case/{number}";

    public static string Hall(string hall) => $"hall/{hall}";

    public static string HallDay(string hall, LocalDate date) => string.Create(CultureInfo.InvariantCulture, $"hallday/{hall}/{LocalDatePattern.Iso.Format(date)}");

    public static string WindowDay(string hall, string window, LocalDate date) => string.Create(CultureInfo.InvariantCulture, $"window/{hall}/{window}/{LocalDatePattern.Iso.Format(date)}");
}
