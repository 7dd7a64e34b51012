using System.Globalization;

namespace HallGrains.Grains.Clocks;

/// <summary>The unit a time limit 时限 is given in (domain-rules §6.1). Kebab-case in JSON, see <see cref="LimitText"/>.</summary>
public enum LimitUnit
{
    /// <summary>工作日: statutory working days; the day of the event is not counted. A fraction means minutes of the hall's regular sessions.</summary>
    WorkingDays,

    /// <summary>日: every day counts, a last day that is no working day moves to the next one (民法典 203).</summary>
    CalendarDays,

    /// <summary>月: ends on the corresponding day, or the month's last (民法典 202), then moves as calendar days do.</summary>
    Months,

    /// <summary>工作分钟: minutes inside the hall's sessions for the service line, noon, weekend, early and late ones included.</summary>
    WorkingMinutes,
}

/// <summary>A time limit 时限 as published: a value and its unit.</summary>
/// <param name="Value">Not negative. Fractions only for working days.</param>
public readonly record struct Limit(decimal Value, LimitUnit Unit)
{
    public static Limit WorkingDays(decimal days) => new(days, LimitUnit.WorkingDays);

    public static Limit CalendarDays(int days) => new(days, LimitUnit.CalendarDays);

    public static Limit Months(int months) => new(months, LimitUnit.Months);

    public static Limit WorkingMinutes(int minutes) => new(minutes, LimitUnit.WorkingMinutes);

    /// <summary>Whether the limit is counted in minutes: working minutes, or a fraction of working days.</summary>
    public bool InMinutes => Unit == LimitUnit.WorkingMinutes || (Unit == LimitUnit.WorkingDays && Value != decimal.Truncate(Value));

    public override string ToString() => $"{Value.ToString("0.##", CultureInfo.InvariantCulture)} {LimitText.Name(Unit)}";
}
