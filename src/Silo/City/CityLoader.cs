using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Venues;

namespace HallGrains.Silo.City;

/// <summary>Brings a city into the ledger through its registries' grains. Idempotent: what is known already is not written again.</summary>
internal static class CityLoader
{
    private const int AtOnce = 64;

    /// <exception cref="CityFileException">A registry refused what the files say; the message names what and why.</exception>
    public static async Task ImportAsync(IGrainFactory grains, CityFile city)
    {
        var imports = new List<(string What, Func<Task> Import)>
        {
            ("calendar", () => grains.GetGrain<ICalendarGrain>(ICalendarGrain.Key).ImportAsync(city.Calendar)),
            ("city", () => grains.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).ImportAsync(city.City)),
        };
        imports.AddRange(city.Halls.Select(h => ($"hall {h.Code}", (Func<Task>)(() => grains.GetGrain<IHallRegistryGrain>(h.Code).ImportAsync(h)))));
        imports.AddRange(city.Halls.Select(h => ($"facilities of {h.Code}", (Func<Task>)(() => grains.GetGrain<IVenueGrain>(h.Code).ImportAsync(h.Facilities)))));
        imports.AddRange(city.Staff.Select(s => ($"staff {s.Number}", (Func<Task>)(() => grains.GetGrain<IStaffGrain>(s.Number).ImportAsync(s)))));
        imports.AddRange(city.Items.Select(i => ($"item {i.Code}", (Func<Task>)(() => grains.GetGrain<IServiceItemGrain>(i.Code).ImportAsync(i, city.ItemsFrom)))));
        // Each registry is a stream of its own and needs no other: all at once, so that they share the ledger's blocks.
        foreach (var chunk in imports.Chunk(AtOnce)) await Task.WhenAll(chunk.Select(i => Import(i.What, i.Import)));
    }

    private static async Task Import(string what, Func<Task> import)
    {
        try
        {
            await import();
        }
        catch (RefusedException e)
        {
            var errors = e.Refusal.Errors is { } fields ? string.Join(", ", fields.Select(f => $"{f.Key}: {string.Join("/", f.Value)}")) : e.Refusal.Detail;
            throw new CityFileException($"{what} was refused: {e.Refusal.Code} ({errors}).", e);
        }
    }
}
