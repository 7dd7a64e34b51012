using System.Diagnostics;
using System.Globalization;

namespace HallGrains.Grains.Clocks;

/// <summary>Names of limit units: kebab-case for data and JSON, Chinese for people.</summary>
public static class LimitText
{
    public static string Name(LimitUnit unit) => unit switch
    {
        LimitUnit.WorkingDays => "working-days",
        LimitUnit.CalendarDays => "calendar-days",
        LimitUnit.Months => "months",
        LimitUnit.WorkingMinutes => "working-minutes",
        _ => throw new UnreachableException($"limit unit {unit}"),
    };

    public static bool TryParse(string? name, out LimitUnit unit)
    {
        (var known, unit) = name switch
        {
            "working-days" => (true, LimitUnit.WorkingDays),
            "calendar-days" => (true, LimitUnit.CalendarDays),
            "months" => (true, LimitUnit.Months),
            "working-minutes" => (true, LimitUnit.WorkingMinutes),
            _ => (false, default),
        };
        return known;
    }

    /// <exception cref="FormatException">No unit has this name.</exception>
    public static LimitUnit Parse(string name) =>
        TryParse(name, out var unit) ? unit : throw new FormatException($"'{name}' is no unit of a time limit.");

    /// <summary>The limit for people: 5个工作日, 60日, 3个月, 30工作分钟.</summary>
    public static string Chinese(Limit limit)
    {
        var value = limit.Value.ToString("0.##", CultureInfo.InvariantCulture);
        return limit.Unit switch
        {
            LimitUnit.WorkingDays => $"{value}个工作日",
            LimitUnit.CalendarDays => $"{value}日",
            LimitUnit.Months => $"{value}个月",
            LimitUnit.WorkingMinutes => $"{value}工作分钟",
            _ => throw new UnreachableException($"limit unit {limit.Unit}"),
        };
    }
}
