using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Silo.City;
using HallGrains.Silo.Ledger;
using HallGrains.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NodaTime;
using Orleans.TestingHost;

namespace HallGrains.Cluster.Registries;

/// <summary>One silo over a ledger in memory with the demo city in it; the halls' time stands still until a test moves it.</summary>
public sealed class RegistryCluster : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(City.DemoStart.ToDateTimeOffset());
    private InProcessTestCluster _cluster = null!;

    internal static CityFile City { get; } = CityFile.Read(Repository.PathOf("data"));

    internal IGrainFactory Grains => _cluster.Client;

    internal ILedger Ledger => _cluster.Silos[0].ServiceProvider.GetRequiredService<ILedger>();

    internal Instant Now => Instant.FromDateTimeOffset(_time.GetUtcNow());

    internal T Service<T>() where T : notnull => _cluster.Silos[0].ServiceProvider.GetRequiredService<T>();

    public async Task InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IClock>(new HallClock(_time));
            silo.Services.AddHallLedger(new LedgerOptions { Database = "memory" });
            silo.Services.AddHallGrains();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        await CityLoader.ImportAsync(Grains, City);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    internal void Advance(Duration by) => _time.Advance(by.ToTimeSpan());

    internal IStaffGrain Staff(string number) => Grains.GetGrain<IStaffGrain>(number);

    /// <summary>Every grain leaves memory, as after a restart.</summary>
    internal Task Restart() => Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    internal async Task<long> Written()
    {
        var sum = 0L;
        for (var p = 0; p < Ledger.Partitions; p++) sum += await Ledger.HeadPositionAsync(p);
        return sum;
    }

    internal static CommandMeta By(string staff, string id, params string[] roles) =>
        new(id, $"body-of-{id}", new(staff, staff, roles.Length == 0 ? [Roles.Staff] : [.. roles]));

    internal static CommandMeta ByAdmin(string id) => new(id, $"body-of-{id}", new("admin", null, [Roles.Admin]));

    /// <summary>Waits for what is told after the commit, in turns of other grains.</summary>
    internal static async Task Eventually(Func<Task<bool>> holds, string what)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await holds()) return;
            await Task.Delay(25);
        }

        Assert.Fail($"It did not come about that {what}.");
    }
}
