using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>The sum behind a due instant in Chinese sentences, runs of equal days on one line.</summary>
public static class ExplanationText
{
    private const string Weekdays = "一二三四五六日";

    public static ImmutableArray<string> Render(Due due) => [.. Render(due.Days), DueLine(due.At, due.Provisional)];

    public static ImmutableArray<string> Render(ImmutableArray<CountedDay> days)
    {
        var (lines, counted) = (ImmutableArray.CreateBuilder<string>(), 0);
        for (var first = 0; first < days.Length;)
        {
            var last = first;
            while (last + 1 < days.Length && SameRun(days[first], days[last + 1])) last++;
            var day = days[first];
            var before = counted;
            if (day.Counted && day.Reason != DayReason.Minutes) counted += last - first + 1;
            lines.Add($"{Dates(day.Date, days[last].Date)} {What(day)}{(day.Reason is DayReason.StartDay or DayReason.MovedEnd or DayReason.Minutes ? "" : Count(before, counted))}");
            first = last + 1;
        }

        return lines.ToImmutable();
    }

    /// <summary>到期：2026-10-08 17:00.</summary>
    public static string DueLine(Instant? due, bool provisional)
    {
        if (due is not { } at) return "到期：暂停计时中，恢复后确定";
        return $"到期：{Moment(at)}{(provisional ? "（节假日安排尚未公布，暂定，公布后重算）" : "")}";
    }

    // 24:00 is written as such: people read 00:00 of the next day as a day more.
    private static string Moment(Instant instant)
    {
        var local = instant.InZone(HallZone.Shanghai).LocalDateTime;
        return local.TimeOfDay == LocalTime.Midnight
            ? $"{local.Date.PlusDays(-1).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)} 24:00"
            : local.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private static bool SameRun(CountedDay a, CountedDay b) =>
        a.Counted == b.Counted && a.Reason == b.Reason && a.Name == b.Name && a.Reason != DayReason.Minutes;

    private static string Dates(LocalDate first, LocalDate last) => first == last
        ? $"{first.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)}（周{Weekdays[(int)first.DayOfWeek - 1]}）"
        : $"{first.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)} 至 {last.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)}";

    private static string What(CountedDay day) => day.Reason switch
    {
        DayReason.StartDay => "起算日，不计入",
        DayReason.WorkingDay => "工作日",
        DayReason.MakeUpDay => $"{day.Name}调休上班",
        DayReason.CalendarDay => day.Name is { } name ? $"{name}（按日历日计）" : "周末（按日历日计）",
        DayReason.RestDay => "周末",
        DayReason.Holiday => $"{day.Name}放假",
        DayReason.Paused => "扣除时间",
        DayReason.MovedEnd => "末日非工作日，顺延至此日",
        DayReason.Minutes => $"计{day.Minutes}工作分钟",
        _ => throw new UnreachableException($"day reason {day.Reason}"),
    };

    private static string Count(int before, int counted) => counted == before ? "，不计入"
        : counted == before + 1 ? $"，计入第{counted}日"
        : $"，计入第{before + 1}至{counted}日";
}
