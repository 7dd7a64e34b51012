using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Streams;
using HallGrains.Tests.Live;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace HallGrains.Cluster.Live;

/// <summary>Two silos over one ledger in memory that outlives them, as a database does.</summary>
internal sealed class LiveCluster : IAsyncDisposable
{
    private LiveCluster(LedgerTown town, InProcessTestCluster cluster) => (Town, Cluster) = (town, cluster);

    public LedgerTown Town { get; }

    public InProcessTestCluster Cluster { get; }

    public IClusterClient Client => Cluster.Client;

    public static async Task<LiveCluster> StartAsync(LedgerTown? town = null, IStreamCheckpoints? checkpoints = null, short silos = 2, Action<ISiloBuilder>? also = null)
    {
        town ??= await LedgerTown.OpenAsync();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMemoryGrainStorage("monitors").AddMemoryGrainStorage("snapshots").AddLedgerStreams();
            silo.Services.AddSingleton<ILedger>(town.Ledger);
            silo.Services.AddSingleton(checkpoints ?? town.Ledger);
            silo.Services.AddSingleton<IClock>(town.Clock);
            silo.Services.AddSingleton<ISecrets, NoSecrets>();
            silo.Services.AddHallGrains();
            also?.Invoke(silo);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(town, cluster);
    }

    /// <summary>Stops the silos, not the ledger.</summary>
    public async Task StopAsync()
    {
        await Cluster.StopAllSilosAsync();
        await Cluster.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Town.DisposeAsync();
    }

    private sealed class NoSecrets : ISecrets
    {
        public string RetrievalCode(string number, int issue) => $"{number}-{issue}";

        public string PersonKey(string identity) => "p-" + identity.GetHashCode(StringComparison.Ordinal);
    }
}
