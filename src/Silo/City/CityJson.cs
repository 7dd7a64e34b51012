using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using NodaTime;

namespace HallGrains.Silo.City;

// The shapes of the data files where they differ from the registries' records.

/// <summary><c>halls.json</c>.</summary>
internal sealed record HallsJson(
    string Source,
    LocalDate AsOf,
    CityJson City,
    ImmutableSortedDictionary<string, string> Notes,
    ImmutableArray<SectionHead> Sections,
    CityBrand Brand,
    ImmutableArray<OpeningCheckPart> OpeningCheck,
    ImmutableArray<OpeningCheckItem> Checklist,
    ImmutableArray<HallDefinition> Halls,
    ImmutableArray<StaffJson> Staff,
    ImmutableArray<SocialSupervisor> SocialSupervisors,
    ImmutableArray<HallPromise> Promises);

internal sealed record CityJson(string Code, string NameZh, string? NameEn, ImmutableArray<CityDistrict> Districts);

/// <param name="Demo">What a demonstration shows with this person; for readers of the file.</param>
/// <param name="DemoFault">The same, where a refusal is shown.</param>
internal sealed record StaffJson(
    string Number,
    ImmutableArray<string> Roles,
    string Name,
    string Hall,
    StaffLevel Level,
    string? Section,
    string? Title,
    ImmutableArray<string> Lines,
    string? HomeWindow,
    string? Deputy,
    ImmutableArray<TrainingRecord> Training,
    string? PersonalPromise,
    bool DressExemption = false,
    string? Demo = null,
    string? DemoFault = null)
{
    public StaffDefinition ToDefinition() => new()
    {
        Number = Number,
        Name = Name,
        Hall = Hall,
        Level = Level,
        Section = Section,
        Title = Title,
        Lines = Lines,
        HomeWindow = HomeWindow,
        Deputy = Deputy,
        Training = Training,
        PersonalPromise = PersonalPromise,
        Roles = Roles,
        DressExemption = DressExemption,
    };
}

/// <summary>Social supervisor 社会监督员, appointed for a term and for halls.</summary>
internal sealed record SocialSupervisor(string Number, string Name, LocalDate From, LocalDate To, ImmutableArray<string> Halls, string? Demo = null);

/// <summary><c>service-items.json</c>.</summary>
internal sealed record CatalogueJson(
    string Source,
    UnitsJson Units,
    ImmutableSortedDictionary<string, string> MaterialSources,
    ImmutableSortedDictionary<string, string> StageNames,
    ImmutableSortedDictionary<string, string> ServiceLines,
    ImmutableArray<ServiceItem> Items,
    ImmutableArray<ItemBundle> Bundles);

internal sealed record UnitsJson(int WorkingDayMinutes, string PromisedDays);

/// <summary><c>samples.json</c>: a form that several items ask for has one sample.</summary>
internal sealed record SamplesJson(string Source, ImmutableArray<FormSample> Samples);

/// <summary><c>pages.json</c>: texts that every hall publishes.</summary>
internal sealed record PagesJson(string Source, ImmutableArray<CityText> Standards, ImmutableArray<CityText> Duties);
