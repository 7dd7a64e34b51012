using System.Net;
using HallGrains.Grains.Filters;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Timekeeping;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Streams;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace HallGrains.Silo.Hosting;

/// <summary>What a silo of the hall is made of, on SQLite (one process) and on PostgreSQL (a cluster).</summary>
internal static class SiloSetup
{
    public const string ClusterId = "hall";
    public const string ServiceId = "hallgrains";
    public static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(10);
    private const string Npgsql = "Npgsql";
    // The name Orleans knows; it loads Microsoft.Data.Sqlite for it.
    private const string Sqlite = "System.Data.SQLite";
    private static readonly string[] Storages = ["accounts", "monitors", "snapshots"];

    public static void UseHallSilo(this ISiloBuilder silo, ServeOptions options)
    {
        var (invariant, connection) = Storage(options);
        var address = IPAddress.Parse(options.Address);
        if (options.IsPostgres)
        {
            var siloPort = options.IsTool ? FreePorts.Next() : FreePorts.Free(options.SiloPort ?? 11111, "--silo-port");
            var gatewayPort = options.IsTool ? 0 : FreePorts.Free(options.GatewayPort ?? 30000, "--gateway-port");
            silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (Npgsql, connection));
            silo.ConfigureEndpoints(address, siloPort, gatewayPort, listenOnAnyHostAddress: false);
        }
        else
        {
            silo.UseLocalhostClustering(options.SiloPort is { } p ? FreePorts.Free(p, "--silo-port") : FreePorts.Next(), options.GatewayPort ?? 0, serviceId: ServiceId, clusterId: ClusterId);
            silo.ConfigureEndpoints(address, options.SiloPort ?? FreePorts.Next(), options.GatewayPort ?? 0, listenOnAnyHostAddress: false);
        }

        silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (ClusterId, ServiceId));
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            // A killed silo is found within seconds: must-hold 25 gives 60.
            o.ProbeTimeout = TimeSpan.FromSeconds(2);
            o.NumMissedProbesLimit = 3;
            o.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(30);
        });
        silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = CallDeadline);
        silo.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = CallDeadline);
        silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = TimeSpan.FromMinutes(10));
        foreach (var name in Storages)
            silo.AddAdoNetGrainStorage(name, o => (o.Invariant, o.ConnectionString) = (invariant, connection));
        silo.UseAdoNetReminderService(o => (o.Invariant, o.ConnectionString) = (invariant, connection));
        silo.AddActivityPropagation();
        silo.AddIncomingGrainCallFilter<AuthorityFilter>();
        if (!options.IsTool)
        {
            silo.AddLedgerStreams();
            silo.AddStartupTask<TimekeeperStart>();
        }

        silo.Services.AddHallGrains();
        silo.Services.AddSingleton<IWaker, CaseWaker>();
    }

    public static (string Invariant, string Connection) Storage(ServeOptions options) => options.IsPostgres
        ? (Npgsql, options.Connection!)
        : (Sqlite, $"Data Source={Path.Combine(options.Data, "orleans.db")};Pooling=True;Default Timeout=30");
}
