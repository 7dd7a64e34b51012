using System.Globalization;
using HallGrains.Contracts.Timekeeping;
using HallGrains.Grains.Ledger;

namespace HallGrains.Silo.Hosting;

/// <summary>Every silo makes sure that each partition's timekeeper has its reminder and is awake.</summary>
internal sealed class TimekeeperStart(ILedger ledger, IGrainFactory grains) : IStartupTask
{
    public async Task Execute(CancellationToken cancellationToken)
    {
        for (var p = 0; p < ledger.Partitions; p++)
            await grains.GetGrain<ITimekeeperGrain>(p.ToString(CultureInfo.InvariantCulture)).EnsureAsync();
    }
}
