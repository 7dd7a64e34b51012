using HallGrains.Client;
using HallGrains.Grains.Clocks;
using HallGrains.Silo.City;
using HallGrains.Silo.Demo;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Rows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Orleans.Configuration;

namespace HallGrains.Silo.Hosting;

/// <summary>Builds the hall: silo and gateway in one process, a silo, or a gateway.</summary>
internal static class HallHost
{
    /// <summary>Long enough for what was begun, short enough for an operator (must-hold 24).</summary>
    internal static readonly TimeSpan ShutdownDeadline = TimeSpan.FromSeconds(30);

    /// <param name="also">What a test adds to the silo, after everything else; nothing that runs a hall names it.</param>
    /// <exception cref="HallCannotStartException">The options do not fit together.</exception>
    public static async Task<IHost> BuildAsync(ServeOptions options, Action<ISiloBuilder>? also = null)
    {
        if (options.Problems() is { Count: > 0 } problems) throw new HallCannotStartException(string.Join(Environment.NewLine, problems));
        Directory.CreateDirectory(options.Data);
        if (options.HasSilo)
        {
            // Orleans reads its queries, and the gateway its keys, before any lifecycle stage of ours.
            var ledger = LedgerFactory.OptionsOf(options);
            await LedgerFactory.PrepareAsync(ledger);
            await OrleansSchema.EnsureAsync(ledger);
            if (!options.IsTool && await LedgerFactory.MayEditHistoryAsync(ledger))
                options = options.LeastRights ? throw new HallCannotStartException(HistoryRights.Advice) : options with { MayEditHistory = true };
        }

        return options.HasGateway && !options.IsTool ? BuildWeb(options, also) : BuildSilo(options, also);
    }

    /// <summary>The address it serves, once started; null for a silo without a gateway.</summary>
    public static string? AddressOf(IHost host) =>
        host.Services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();

    private static IHost BuildSilo(ServeOptions options, Action<ISiloBuilder>? also)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Production });
        Common(builder.Services, builder.Logging, options);
        builder.UseOrleans(silo => AddSilo(silo, options, also));
        return builder.Build();
    }

    private static WebApplication BuildWeb(ServeOptions options, Action<ISiloBuilder>? also)
    {
        // The content root is where the program lies, not where it was called from: its assets and data are there.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(HallHost).Assembly.GetName().Name, ContentRootPath = AppContext.BaseDirectory, EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(k => k.AddServerHeader = false);
        builder.Services.AddRouting();
        Common(builder.Services, builder.Logging, options);
        if (options.HasSilo)
        {
            builder.UseOrleans(silo => AddSilo(silo, options, also));
        }
        else
        {
            builder.UseOrleansClient(client =>
            {
                client.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = SiloSetup.Storage(options));
                client.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (SiloSetup.ClusterId, SiloSetup.ServiceId));
                client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = SiloSetup.CallDeadline);
                if (options.HasTelemetry) client.AddActivityPropagation();
                client.UseConnectionRetryFilter(async (_, stop) =>
                {
                    // A gateway may be started before its silos.
                    await Task.Delay(TimeSpan.FromSeconds(1), stop);
                    return true;
                });
            });
        }

        builder.Services.AddHallGateway(new Client.GatewayOptions { Demo = options.Demo, KeyDirectory = options.KeyDirectory });
        var app = builder.Build();
        app.MapHallGateway();
        return app;
    }

    private static void Common(IServiceCollection services, ILoggingBuilder logging, ServeOptions options)
    {
        logging.AddHallLogging();
        if (options.HasTelemetry) services.AddHallTelemetry(options.Telemetry);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownDeadline);
        services.Configure<ConsoleLifetimeOptions>(o => o.SuppressStatusMessages = true);
    }

    private static void AddSilo(ISiloBuilder silo, ServeOptions options, Action<ISiloBuilder>? also)
    {
        var services = silo.Services;
        if (options.Demo)
        {
            var start = options.Now ?? CityFile.Read(HallStart.DataDirectory).DemoStart;
            var time = new DemoTimeProvider(TimeProvider.System, start.ToDateTimeOffset() - TimeProvider.System.GetUtcNow());
            services.AddSingleton(time);
            services.AddSingleton<IClock>(new HallClock(time));
            services.AddSingleton<DemoTime>();
            services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<DemoTime>());
        }
        else
        {
            services.AddSingleton<IClock>(new HallClock(TimeProvider.System));
        }

        services.AddSingleton(options);
        services.AddHallLedger(LedgerFactory.OptionsOf(options));
        silo.UseHallSilo(options);
        services.AddSingleton<RowWalk>();
        if (!options.IsTool)
        {
            services.AddSingleton<RowReconciler>();
            services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(s => s.GetRequiredService<RowReconciler>());
            silo.AddStartupTask<HistoryRights>();
            silo.AddStartupTask<HallStart>();
        }

        also?.Invoke(silo);
    }
}
