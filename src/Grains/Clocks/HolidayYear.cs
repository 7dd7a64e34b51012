using System.Collections.Immutable;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>The published arrangement 节假日安排 of one year, as data/holidays-cn.json holds it (domain-rules §18).</summary>
/// <param name="Source">The State Council notice it is taken from.</param>
/// <param name="Holidays">Days off: statutory days, bridge days and the weekend days between them.</param>
/// <param name="Workdays">Make-up days 调休上班: weekend days that are worked.</param>
public sealed record HolidayYear(
    string Source,
    int Year,
    ImmutableArray<string> VerifiedAgainst,
    ImmutableArray<Holiday> Holidays,
    ImmutableArray<MakeUpDay> Workdays);

/// <summary>A day off under the published arrangement.</summary>
/// <param name="Statutory">One of the 13 days of 全国年节及纪念日放假办法 (2024) art. 2.</param>
public sealed record Holiday(LocalDate Date, string Name, bool Statutory);

/// <summary>A weekend day that is worked.</summary>
/// <param name="Name">The holiday it makes up for.</param>
public sealed record MakeUpDay(LocalDate Date, string Name);
