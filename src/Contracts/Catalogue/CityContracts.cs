using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Catalogue;

/// <summary>What the halls of a city have in common: names for codes, bundles, brand, the inspectors' checklist. Stream <c>city/{key}</c>.</summary>
[GenerateSerializer, Immutable, Alias("hg.CityDefinition")]
public sealed record CityDefinition
{
    [Id(0)] public required string Code { get; init; }
    [Id(1)] public required string NameZh { get; init; }
    [Id(2)] public string? NameEn { get; init; }
    [Id(3)] public ImmutableArray<CityDistrict> Districts { get; init; } = [];
    [Id(4)] public CityBrand? Brand { get; init; }

    /// <summary>Service line codes and their Chinese names.</summary>
    [Id(5)] public ImmutableSortedDictionary<string, string> ServiceLines { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    [Id(6)] public ImmutableSortedDictionary<string, string> StageNames { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    [Id(7)] public ImmutableSortedDictionary<string, string> MaterialSources { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
    [Id(8)] public ImmutableArray<ItemBundle> Bundles { get; init; } = [];

    /// <summary>What inspections look at.</summary>
    [Id(9)] public ImmutableArray<OpeningCheckItem> Checklist { get; init; } = [];

    /// <summary>The day the city's data describe; a demo starts there.</summary>
    [Id(10)] public LocalDate AsOf { get; init; }

    /// <summary>工作标准 of all halls (4.3a); a hall may publish its own under the same key.</summary>
    [Id(60)] public ImmutableArray<CityText> Standards { get; init; } = [];

    /// <summary>岗位职责 by role (4.3h).</summary>
    [Id(61)] public ImmutableArray<CityText> Duties { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("hg.CityText")]
public sealed record CityText([property: Id(0)] string Key, [property: Id(1)] string Title, [property: Id(2)] ImmutableArray<string> Lines, [property: Id(3)] string? Source = null);

[GenerateSerializer, Immutable, Alias("hg.CityDistrict")]
public sealed record CityDistrict([property: Id(0)] string Code, [property: Id(1)] string NameZh);

[GenerateSerializer, Immutable, Alias("hg.CityBrand")]
public sealed record CityBrand(
    [property: Id(0)] string NameZh,
    [property: Id(1)] string? Colour,
    [property: Id(2)] string? Greeting,
    [property: Id(3)] string? Closing);

/// <summary>Items handled as one matter 一件事 (5.4k).</summary>
[GenerateSerializer, Immutable, Alias("hg.ItemBundle")]
public sealed record ItemBundle([property: Id(0)] string Code, [property: Id(1)] string NameZh, [property: Id(2)] ImmutableArray<string> Items);

/// <summary>The city's common data were registered or replaced.</summary>
public sealed record CityRegistered(CityDefinition Definition) : IEntry;

/// <summary>The city's lists 目录 (halls, items): read from the summary rows. Key: <c>city</c>.</summary>
[Alias("hg.ICityCatalogueGrain")]
public interface ICityCatalogueGrain : IGrainWithStringKey
{
    public const string Key = "city";

    [AlwaysInterleave, Alias("Halls"), Anyone] Task<ImmutableArray<HallDefinition>> HallsAsync();

    /// <summary>Versions in force now; filters are exact except the query, which looks in code and names.</summary>
    [AlwaysInterleave, Alias("Items"), Anyone] Task<ImmutableArray<ServiceItem>> ItemsAsync(string? query, string? audience, string? category);

    /// <summary>Null when no city was imported.</summary>
    [AlwaysInterleave, Alias("City"), Anyone] Task<CityDefinition?> CityAsync();

    /// <summary>Loads the common data from a city file; by the system only, idempotent.</summary>
    [Alias("Import"), Inside] Task ImportAsync(CityDefinition definition);
}
