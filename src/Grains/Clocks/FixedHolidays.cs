using System.Globalization;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>
/// The 13 days of 全国年节及纪念日放假办法 (2024-11-10) art. 2, computed for years whose arrangement is not published yet (§6.1):
/// no bridge days, no make-up days.
/// </summary>
internal static class FixedHolidays
{
    /// <summary>Years the lunar calendar and the rule for Qingming are good for.</summary>
    internal const int FirstYear = 1990, LastYear = 2099;

    private static readonly ChineseLunisolarCalendar Lunar = new();

    internal static IEnumerable<(LocalDate Date, string Name)> Of(int year)
    {
        yield return (new(year, 1, 1), "元旦");

        var newYear = LunarDate(year, 1, 1);
        for (var i = -1; i <= 2; i++) yield return (newYear.PlusDays(i), "春节");

        yield return (new(year, 4, Qingming(year)), "清明节");
        yield return (new(year, 5, 1), "劳动节");
        yield return (new(year, 5, 2), "劳动节");
        yield return (LunarDate(year, 5, 5), "端午节");
        yield return (LunarDate(year, 8, 15), "中秋节");
        for (var day = 1; day <= 3; day++) yield return (new(year, 10, day), "国庆节");
    }

    private static LocalDate LunarDate(int year, int month, int day)
    {
        // The calendar numbers a leap month as a month of its own, so months from it on are one later.
        var leap = Lunar.GetLeapMonth(year);
        var counted = leap > 0 && month >= leap ? month + 1 : month;
        return LocalDate.FromDateTime(Lunar.ToDateTime(year, counted, day, 0, 0, 0, 0));
    }

    // The usual approximation of the solar term for the 20th and 21st centuries.
    private static int Qingming(int year)
    {
        var ofCentury = year % 100;
        return (int)((ofCentury * 0.2422) + (year < 2000 ? 5.59 : 4.81)) - ((year < 2000 ? ofCentury - 1 : ofCentury) / 4);
    }
}
