using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Inspections;

namespace HallGrains.Grains.Inspections;

/// <summary>What an inspection looks at 检查清单: the city's list, and units of the norm it leaves out.</summary>
public static class Checklists
{
    private const string Office = "office", OfficeSign = "4.3j";

    /// <summary>Of a dispute: how people were treated, and nothing of the building.</summary>
    private static readonly ImmutableArray<string> Treatment = ["3.2a", "3.2d", "3.3b", "3.3d"];

    /// <summary>Units of the norm that are looked at and that a city's list may lack.</summary>
    private static readonly ImmutableArray<OpeningCheckItem> OfTheNorm =
    [
        new("facilities", "必要设施齐备", "Necessary facilities in place", "2.4a"),
        new("conduct", "遵守规章制度和服务规范", "Rules and norms of conduct kept", "3.2a"),
        new("leaflets-complete", "业务宣传资料齐备", "Leaflets of every service there", "4.4i"),
    ];

    public static ImmutableArray<OpeningCheckItem> All(CityDefinition? city)
    {
        ImmutableArray<OpeningCheckItem> listed = city?.Checklist ?? [];
        return [.. listed, .. OfTheNorm.Where(n => listed.All(i => i.Clause != n.Clause))];
    }

    /// <summary>The items for a kind of inspection in this hall: signs of office sites at office sites only (4.3j), a patrol looks and does not read files.</summary>
    public static ImmutableArray<OpeningCheckItem> For(string kind, HallDefinition hall, CityDefinition? city) =>
    [
        .. All(city).Where(i => i.Clause != OfficeSign || hall.SiteKind == Office).Where(i => kind switch
        {
            InspectionKinds.Patrol => i.Clause is { } c && !c.StartsWith("5.", StringComparison.Ordinal),
            InspectionKinds.Dispute => i.Clause is { } c && Treatment.Contains(c),
            _ => true,
        }),
    ];
}
