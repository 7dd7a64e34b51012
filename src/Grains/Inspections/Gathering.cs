using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Inspections;

/// <summary>Reads what rules of inspections and findings must know: snapshots only.</summary>
internal static class Gathering
{
    private const int MostPeople = 100;

    public static async Task<InspectionFacts> FactsAsync(IGrainFactory grains, HallHoursCache hours, Instant now, Caller caller, string hall, IEnumerable<string?> people)
    {
        var actor = caller.Staff is { } number ? await grains.Ref<IStaffGrain>(number).SnapshotAsync() : null;
        var found = await hours.FindAsync(grains, hall);
        var halls = ImmutableArray.CreateBuilder<HallDefinition>();
        for (var at = found.Definition; at is not null && halls.All(h => h.Code != at.Code); at = at.Parent is { } parent ? (await grains.Ref<IHallRegistryGrain>(parent).SnapshotAsync())?.Definition : null)
            halls.Add(at);
        var city = await grains.Ref<ICityCatalogueGrain>(ICityCatalogueGrain.Key).CityAsync();
        var named = await Task.WhenAll(people.OfType<string>().Where(p => p.Length is > 0 and <= 40).Distinct(StringComparer.Ordinal).Take(MostPeople).Select(p => grains.Ref<IStaffGrain>(p).SnapshotAsync()));
        return new(now, caller, actor, halls.ToImmutable(), found.Hours, city) { People = named.OfType<StaffSnapshot>().ToImmutableDictionary(p => p.Number, StringComparer.Ordinal) };
    }
}
