using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger.Checkpoints;
using HallGrains.Silo.Ledger.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace HallGrains.Silo.Ledger;

internal static class LedgerServices
{
    /// <summary>
    /// The ledger, started before the grains and drained after them, with what belongs to it: keys, secrets of the grains, stream checkpoints, the
    /// demo's offset. Recorded time is the container's <see cref="IClock"/>, else its <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddHallLedger(this IServiceCollection services, LedgerOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IClock>(sp => new HallClock(sp.GetRequiredService<TimeProvider>()));
        services.AddSingleton(options);
        services.AddSingleton(sp => LedgerFactory.Create(options, sp.GetRequiredService<IClock>(), sp.GetService<ILogger<ServiceLedger>>() ?? NullLogger<ServiceLedger>.Instance));
        services.AddSingleton<ILedger>(sp => sp.GetRequiredService<ServiceLedger>());
        services.AddSingleton<IStreamCheckpoints>(sp => sp.GetRequiredService<ServiceLedger>());
        services.AddSingleton<IDemoOffset>(sp => sp.GetRequiredService<ServiceLedger>());
        services.AddSingleton<IPersonErasure>(sp => sp.GetRequiredService<ServiceLedger>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(sp => sp.GetRequiredService<ServiceLedger>());
        services.AddSingleton(sp => new Checkpointer(sp.GetRequiredService<ServiceLedger>(), options, sp.GetRequiredService<IClock>(), sp.GetService<ILogger<Checkpointer>>() ?? NullLogger<Checkpointer>.Instance));
        services.AddSingleton<ILedgerProofs>(sp => sp.GetRequiredService<Checkpointer>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(sp => sp.GetRequiredService<Checkpointer>());
        services.TryAddSingleton(sp => sp.GetRequiredService<ServiceLedger>().Keys);
        services.TryAddSingleton<ISecrets>(sp =>
        {
            var keys = sp.GetRequiredService<KeyFiles>();
            return new HallSecrets(keys.Retrieval, keys.Person);
        });
        return services;
    }
}
