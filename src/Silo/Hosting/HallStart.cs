using HallGrains.Silo.City;

namespace HallGrains.Silo.Hosting;

/// <summary>What a hall must have before it serves: the published calendars; in the demo the city and its accounts. Idempotent.</summary>
internal sealed class HallStart(ServeOptions options, IGrainFactory grains) : IStartupTask
{
    public async Task Execute(CancellationToken cancellationToken)
    {
        var loader = new CityLoader(grains);
        await loader.LoadCalendarsAsync(CityFiles.Standard, cancellationToken);
        if (!options.Demo) return;
        await loader.LoadAsync(CityFiles.Standard, cancellationToken);
        await AccountSetup.EnsureDemoAsync(grains, CityFiles.Standard);
    }
}
