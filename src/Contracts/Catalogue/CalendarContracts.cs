using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Catalogue;

/// <summary>The published arrangement 节假日安排 of one year (domain-rules §18), as data/holidays-cn.json holds it.</summary>
/// <param name="Source">The State Council notice it is taken from.</param>
/// <param name="VerifiedAgainst">What it was compared with, day by day.</param>
[GenerateSerializer, Immutable, Alias("hg.CalendarYear")]
public sealed record CalendarYear(
    [property: Id(0)] string Source,
    [property: Id(1)] int Year,
    [property: Id(2)] ImmutableArray<string> VerifiedAgainst,
    [property: Id(3)] ImmutableArray<CalendarHoliday> Holidays,
    [property: Id(4)] ImmutableArray<CalendarWorkday> Workdays);

/// <param name="Statutory">One of the 13 days of 全国年节及纪念日放假办法 (2024) art. 2.</param>
[GenerateSerializer, Immutable, Alias("hg.CalendarHoliday")]
public sealed record CalendarHoliday([property: Id(0)] LocalDate Date, [property: Id(1)] string Name, [property: Id(2)] bool Statutory);

/// <summary>A weekend day that is worked 调休上班.</summary>
[GenerateSerializer, Immutable, Alias("hg.CalendarWorkday")]
public sealed record CalendarWorkday([property: Id(0)] LocalDate Date, [property: Id(1)] string Name);

/// <summary>A year's arrangement was loaded or replaced. Stream <c>calendar/cn</c>.</summary>
public sealed record CalendarLoaded(CalendarYear Year) : IEntry;

/// <summary>Every arrangement loaded, by year; the version makes it cacheable.</summary>
[GenerateSerializer, Immutable, Alias("hg.CalendarSnapshot")]
public sealed record CalendarSnapshot([property: Id(0)] ImmutableArray<CalendarYear> Years, [property: Id(1)] int Version)
{
    public CalendarYear? Find(int year) => Years.FirstOrDefault(y => y.Year == year);
}

[GenerateSerializer, Immutable, Alias("hg.CalendarView")]
public sealed record CalendarView(
    [property: Id(0)] ImmutableArray<CalendarYear> Years,
    [property: Id(1)] int Version,
    [property: Id(2)] Instant AsOf) : IVersionedView
{
    public CalendarYear? Find(int year) => Years.FirstOrDefault(y => y.Year == year);
}

/// <summary>Asks what a limit would come to, e.g. before an arrangement or an item is saved.</summary>
/// <param name="Hall">Whose hours count; null: ordinary ones.</param>
/// <param name="ServiceLine">Whose sessions count for working minutes.</param>
/// <param name="Year">An arrangement to try, not saved, in place of the loaded one of its year.</param>
[GenerateSerializer, Immutable, Alias("hg.CalendarTrial")]
public sealed record CalendarTrial(
    [property: Id(0)] Instant Start,
    [property: Id(1)] Limit Limit,
    [property: Id(2)] string? Hall = null,
    [property: Id(3)] string? ServiceLine = null,
    [property: Id(4)] CalendarYear? Year = null);

/// <param name="Days">Every day between start and due, with the reason it counts or not.</param>
/// <param name="Explanation">The same in Chinese sentences.</param>
/// <param name="Provisional">The sum touches a year whose arrangement is not loaded.</param>
[GenerateSerializer, Immutable, Alias("hg.CalendarTrialResult")]
public sealed record CalendarTrialResult(
    [property: Id(0)] Instant DueAt,
    [property: Id(1)] bool Provisional,
    [property: Id(2)] ImmutableArray<TrialDay> Days,
    [property: Id(3)] ImmutableArray<string> Explanation,
    [property: Id(4)] int CalendarVersion);

/// <param name="Reason">Kebab-case: <c>start-day</c>, <c>working-day</c>, <c>make-up-day</c>, <c>rest-day</c>, <c>holiday</c>, <c>moved-end</c> …</param>
[GenerateSerializer, Immutable, Alias("hg.TrialDay")]
public sealed record TrialDay(
    [property: Id(0)] LocalDate Date,
    [property: Id(1)] bool Counted,
    [property: Id(2)] string Reason,
    [property: Id(3)] string? Name,
    [property: Id(4)] int WorkingMinutes);

/// <summary>Working calendar 工作日历. Key: <c>cn</c>.</summary>
[Alias("hg.ICalendarGrain")]
public interface ICalendarGrain : IGrainWithStringKey
{
    public const string Key = "cn";

    [AlwaysInterleave, Alias("Snapshot"), Anyone] Task<CalendarSnapshot> SnapshotAsync();

    [AlwaysInterleave, Alias("Get"), Anyone] Task<CalendarView> GetAsync();

    /// <summary>Loads or replaces a year's arrangement; administrators only.</summary>
    [Alias("Put"), Allow(Roles.Admin)] Task<Outcome<CalendarView>> PutAsync(CommandMeta meta, CalendarYear year);

    /// <summary>The due instant of a limit, explained; writes nothing.</summary>
    /// <exception cref="RefusedException">The limit, the hall or the arrangement is none (<c>validation</c>).</exception>
    [AlwaysInterleave, Alias("Trial"), Anyone] Task<CalendarTrialResult> TrialAsync(CalendarTrial trial);

    /// <summary>Loads arrangements from a city file; by the system only, idempotent.</summary>
    [Alias("Import"), Inside] Task ImportAsync(ImmutableArray<CalendarYear> years);
}
