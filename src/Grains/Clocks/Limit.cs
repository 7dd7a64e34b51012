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
    internal const int MostDays = 36_600, MostMonths = 1_200, MostMinutes = 20_000_000;

    public static Limit WorkingDays(decimal days) => new(days, LimitUnit.WorkingDays);

    public static Limit CalendarDays(int days) => new(days, LimitUnit.CalendarDays);

    public static Limit Months(int months) => new(months, LimitUnit.Months);

    public static Limit WorkingMinutes(int minutes) => new(minutes, LimitUnit.WorkingMinutes);

    /// <summary>Whether the limit is counted in minutes: working minutes, or a fraction of working days.</summary>
    public bool InMinutes => Unit == LimitUnit.WorkingMinutes || (Unit == LimitUnit.WorkingDays && Value != decimal.Truncate(Value));

    /// <summary>Whether the value is one a sum can be made of: not negative, whole where the unit asks for it, under a hundred years.</summary>
    public bool IsValid => Value >= 0 && Unit switch
    {
        LimitUnit.WorkingDays => Value <= MostDays,
        LimitUnit.CalendarDays => Value <= MostDays && Value == decimal.Truncate(Value),
        LimitUnit.Months => Value <= MostMonths && Value == decimal.Truncate(Value),
        LimitUnit.WorkingMinutes => Value <= MostMinutes && Value == decimal.Truncate(Value),
        _ => false,
    };

    internal Limit Checked() => IsValid ? this : throw new ArgumentOutOfRangeException(nameof(Value), Value, $"'{this}' is no time limit.");

    public override string ToString() => $"{Value.ToString("0.##", CultureInfo.InvariantCulture)} {LimitText.Name(Unit)}";
}
