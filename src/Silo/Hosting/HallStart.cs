using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Halls;
using HallGrains.Silo.Accounts;
using HallGrains.Silo.City;

namespace HallGrains.Silo.Hosting;

/// <summary>What a hall must have before it serves: the published calendars; in the demo the city and its accounts. Idempotent.</summary>
internal sealed class HallStart(ServeOptions options, IGrainFactory grains) : IStartupTask
{
    /// <summary>The files that come with the program.</summary>
    public static string DataDirectory => Path.Combine(AppContext.BaseDirectory, "data");

    public async Task Execute(CancellationToken cancellationToken)
    {
        var city = CityFile.Read(DataDirectory);
        if (!options.Demo)
        {
            await grains.GetGrain<ICalendarGrain>(ICalendarGrain.Key).ImportAsync(city.Calendar);
            await BeginDaysAsync();
            return;
        }

        await CityLoader.ImportAsync(grains, city);
        await AccountSeeds.EnsureDemoAccountsAsync(grains, city.Staff);
        await BeginDaysAsync();
    }

    /// <summary>Each hall has a day to wait for; from then on one lays down the next.</summary>
    private async Task BeginDaysAsync()
    {
        var halls = await grains.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).HallsAsync();
        await Task.WhenAll(halls.Select(h => grains.GetGrain<IHallGrain>(h.Code).WakeAsync(null)));
    }
}
