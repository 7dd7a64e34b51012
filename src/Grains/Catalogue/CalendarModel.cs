using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Catalogue;

/// <summary>The calendar's stream: of two arrangements for one year the later entry holds.</summary>
internal sealed record CalendarState(CalendarSnapshot Snapshot)
{
    public static CalendarState Empty { get; } = new(new CalendarSnapshot([], 0));
}

internal static class CalendarModel
{
    private const int FirstYear = 1990, LastYear = 2099;

    public static StreamModel<CalendarState> Of(string key) => new(
        $"calendar/{key}", CalendarState.Empty, Evolve,
        s => new() { Stream = $"calendar/{key}", Hall = CityStreams.Hall, State = "loaded", Extra = $"{{\"years\":[{string.Join(',', s.Snapshot.Years.Select(y => y.Year.ToString(CultureInfo.InvariantCulture)))}]}}" },
        static _ => CityStreams.Hall, static _ => "") { CommandsInMemory = false };

    public static CalendarState Evolve(CalendarState state, Recorded r) => r.Body switch
    {
        CalendarLoaded e => new(new CalendarSnapshot(With(state.Snapshot.Years, e.Year), r.Version)),
        _ => throw new UnreachableException($"{r.Body.GetType().Name} in a calendar stream"),
    };

    public static ImmutableArray<CalendarYear> With(ImmutableArray<CalendarYear> years, CalendarYear year) =>
        [.. years.Where(y => y.Year != year.Year).Append(year).OrderBy(y => y.Year)];

    public static Decision Put(CalendarState state, CalendarYear year, Caller caller)
    {
        if (!caller.Is(Roles.Admin)) return Decision.Refuse(Codes.NotPermitted);
        year = Complete(year);
        if (Check(year) is { } refusal) return Decision.Refuse(refusal);
        return SameContent.Of(year, state.Snapshot.Find(year.Year)) ? Decision.Nothing : Decision.Append(new CalendarLoaded(year));
    }

    /// <summary>From a city file: a year that is not there yet. One that is stays: what an administrator put here is newer than a file.</summary>
    public static Decision Import(CalendarState state, ImmutableArray<CalendarYear> years)
    {
        var wanted = years.Select(Complete).Where(y => state.Snapshot.Find(y.Year) is null).ToList();
        foreach (var year in wanted)
            if (Check(year) is { } refusal) return Decision.Refuse(refusal);
        return wanted.Count == 0 ? Decision.Nothing : Decision.Append(wanted.Select(y => new CalendarLoaded(y)));
    }

    /// <summary>Lists that were left out are empty.</summary>
    public static CalendarYear Complete(CalendarYear year) => year with
    {
        VerifiedAgainst = year.VerifiedAgainst.IsDefault ? [] : year.VerifiedAgainst,
        Holidays = year.Holidays.IsDefault ? [] : year.Holidays,
        Workdays = year.Workdays.IsDefault ? [] : year.Workdays,
    };

    /// <summary>Everything wrong with an arrangement, or null.</summary>
    public static Refusal? Check(CalendarYear year)
    {
        var (holidays, workdays) = (year.Holidays, year.Workdays);
        var nulls = new Validation().NoNulls("holidays", holidays).NoNulls("workdays", workdays).NoNulls("verifiedAgainst", year.VerifiedAgainst);
        if (!nulls.Ok) return nulls.Refusal;
        var v = new Validation()
            .If(year.Year is < FirstYear or > LastYear, "year", $"not-{FirstYear}-to-{LastYear}")
            .Text("source", year.Source, 1000)
            .If(holidays.Length is 0 or > 366, "holidays", holidays.Length == 0 ? "required" : "too-many")
            .If(workdays.Length > 60, "workdays", "too-many");
        foreach (var text in year.VerifiedAgainst) v.Text("verifiedAgainst", text, 1000);
        foreach (var day in holidays) Day("holidays", day.Date, day.Name);
        foreach (var day in workdays)
        {
            Day("workdays", day.Date, day.Name);
            v.If(day.Date.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday), "workdays", $"{Text(day.Date)}: no-weekend-day");
        }

        foreach (var twice in holidays.Select(h => h.Date).Concat(workdays.Select(w => w.Date)).GroupBy(d => d).Where(g => g.Count() > 1))
            v.Error(holidays.Any(h => h.Date == twice.Key) ? "holidays" : "workdays", $"{Text(twice.Key)}: twice");
        return v.Refusal;

        void Day(string field, LocalDate date, string name) =>
            v.If(date.Year != year.Year, field, $"{Text(date)}: another-year").Text($"{field}.name", name, 50);
    }

    public static HolidayYear ToHolidayYear(CalendarYear year) => new(
        year.Source, year.Year, year.VerifiedAgainst,
        [.. year.Holidays.Select(h => new Holiday(h.Date, h.Name, h.Statutory))], [.. year.Workdays.Select(w => new MakeUpDay(w.Date, w.Name))]);

    private static string Text(LocalDate date) => date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
