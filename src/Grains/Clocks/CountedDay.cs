using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>Why a day counts towards a limit or does not.</summary>
public enum DayReason
{
    /// <summary>起算日: the day of the event, never counted (民法典 201).</summary>
    StartDay,

    /// <summary>工作日.</summary>
    WorkingDay,

    /// <summary>调休上班: a weekend day that is worked.</summary>
    MakeUpDay,

    /// <summary>日历日: a rest day inside a limit of calendar days or months; counts.</summary>
    CalendarDay,

    /// <summary>周末.</summary>
    RestDay,

    /// <summary>节假日.</summary>
    Holiday,

    /// <summary>扣除: the clock stood at the close of this day.</summary>
    Paused,

    /// <summary>顺延: the limit's last day was no working day, so it ends here (民法典 203).</summary>
    MovedEnd,

    /// <summary>分钟: minutes of this day's sessions count.</summary>
    Minutes,
}

/// <summary>One line of the sum behind a due instant.</summary>
/// <param name="Name">The holiday's name, where the reason is a holiday or a make-up day.</param>
/// <param name="Minutes">Working minutes of this day that count, for limits in minutes.</param>
public readonly record struct CountedDay(LocalDate Date, bool Counted, DayReason Reason, string? Name = null, int Minutes = 0);
