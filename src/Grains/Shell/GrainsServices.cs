using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HallGrains.Grains.Shell;

/// <summary>What the grains need from the container besides the ledger, the clock (<c>TimeProvider</c>) and <see cref="ISecrets"/>.</summary>
public static class GrainsServices
{
    public static IServiceCollection AddHallGrains(this IServiceCollection services)
    {
        services.TryAddSingleton(EntryCodec.Standard);
        services.TryAddSingleton<LocalSnapshots>();
        services.TryAddSingleton<StreamServices>();
        services.TryAddSingleton<HallHoursCache>();
        services.TryAddSingleton<NumberFront>();
        services.TryAddSingleton<RowFolds>();
        return services;
    }
}
