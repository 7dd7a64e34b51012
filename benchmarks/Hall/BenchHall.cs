using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.City;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Benchmarks.Hall;

/// <summary>
/// A silo with the demo city at nine o'clock, its people on duty: the silo of <c>serve</c> (streams, monitors and timekeepers at work) or, bare, that of
/// the command line's tools, which has none of them.
/// </summary>
internal sealed class BenchHall : IAsyncDisposable
{
    private readonly IHost _host;

    private BenchHall(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public ServiceLedger Ledger => _host.Services.GetRequiredService<ServiceLedger>();

    public LedgerRecorder Recorder => (LedgerRecorder)_host.Services.GetRequiredService<ILedger>();

    public static async Task<BenchHall> StartAsync(ServeOptions options, bool bare)
    {
        options = options with { Role = "silo", IsTool = bare, SiloPort = FreePorts.Next(), GatewayPort = FreePorts.Next() };
        var ledger = LedgerFactory.OptionsOf(options);
        await LedgerFactory.PrepareAsync(ledger);
        await OrleansSchema.EnsureAsync(ledger);

        var city = CityFile.Read(HallStart.DataDirectory);
        var time = new DemoTimeProvider(TimeProvider.System, city.DemoStart.ToDateTimeOffset().AddHours(1) - TimeProvider.System.GetUtcNow());
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Production });
        builder.Logging.AddHallLogging();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton<IClock>(new HallClock(time));
        builder.UseOrleans(silo =>
        {
            silo.Services.AddSingleton(options);
            silo.Services.AddHallLedger(ledger);
            silo.Services.AddSingleton<ILedger>(s => new LedgerRecorder(s.GetRequiredService<ServiceLedger>()));
            silo.UseHallSilo(options);
        });
        var host = builder.Build();
        await host.StartAsync();
        var hall = new BenchHall(host);
        await CityLoader.ImportAsync(hall.Grains, city);
        await CaseLife.GoOnDutyAsync(hall.Grains);
        return hall;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
