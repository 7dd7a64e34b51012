using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Staff;

/// <summary>到期提醒 (2.6e): a training runs out in so many days; the person and their head are told. Dated at its own instant, once for each limit.</summary>
/// <param name="Days">30, 7 or 1 before 24:00 of <paramref name="ValidUntil"/>.</param>
public sealed record QualificationWarned(string Line, int Days, LocalDate ValidUntil, string? Head) : IEntry;

/// <summary>Where one person stands with one training.</summary>
/// <param name="State">valid | expiring (within 30 days) | expired | failed.</param>
[GenerateSerializer, Immutable, Alias("hg.TrainingView")]
public sealed record TrainingView(
    [property: Id(0)] string Line,
    [property: Id(1)] string? Course,
    [property: Id(2)] int? Hours,
    [property: Id(3)] int Score,
    [property: Id(4)] string? Assessor,
    [property: Id(5)] LocalDate PassedOn,
    [property: Id(6)] LocalDate ValidUntil,
    [property: Id(7)] string State);

[GenerateSerializer, Immutable, Alias("hg.StaffTraining")]
public sealed record StaffTraining([property: Id(0)] string Number, [property: Id(1)] string Name, [property: Id(2)] ImmutableArray<TrainingView> Training);

/// <summary>Who may serve a line, and until when somebody may 排班缺口 (2.6e).</summary>
/// <param name="Qualified">May serve it now: trained for it, and in discipline.</param>
/// <param name="CoveredUntil">The last day on which anybody of today's staff may; null: nobody may now.</param>
/// <param name="GapFrom">The first day without anybody, if nobody is trained anew.</param>
[GenerateSerializer, Immutable, Alias("hg.LineCoverage")]
public sealed record LineCoverage(
    [property: Id(0)] string Line, [property: Id(1)] ImmutableArray<string> Qualified, [property: Id(2)] LocalDate? CoveredUntil, [property: Id(3)] LocalDate GapFrom);

[GenerateSerializer, Immutable, Alias("hg.QualificationsView")]
public sealed record QualificationsView(
    [property: Id(0)] string Hall, [property: Id(1)] ImmutableArray<LineCoverage> Lines, [property: Id(2)] ImmutableArray<StaffTraining> Staff, [property: Id(3)] Instant AsOf);

/// <summary>Qualifications 资质一览 of a hall's staff. Key: hall code.</summary>
[Alias("hg.IQualificationsGrain")]
public interface IQualificationsGrain : IGrainWithStringKey
{
    /// <summary>For staff of the hall, leaders of the city, supervisors, auditors and administrators.</summary>
    [Alias("Get"), Allow(Roles.Staff, Roles.Supervisor, Roles.Auditor, Roles.Admin)] Task<CaseRead<QualificationsView>> GetAsync(Caller caller);
}
