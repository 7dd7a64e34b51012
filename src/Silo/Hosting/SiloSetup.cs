using System.Net;
using HallGrains.Grains.Appointments;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Filters;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Timekeeping;
using HallGrains.Grains.Windows;
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
    private static readonly string[] Storages = ["accounts", "monitors", "snapshots"];

    public static void UseHallSilo(this ISiloBuilder silo, ServeOptions options)
    {
        var (invariant, connection) = Storage(options);
        var address = IPAddress.Parse(options.Address);
        if (options.IsPostgres)
        {
            var siloPort = options.IsTool ? FreePorts.Next() : FreePorts.Free(options.SiloPort ?? 11111, "--silo-port");
            var gatewayPort = options.IsTool ? 0 : FreePorts.Free(options.GatewayPort ?? 30000, "--gateway-port");
            silo.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (invariant, connection));
            silo.ConfigureEndpoints(address, siloPort, gatewayPort, listenOnAnyHostAddress: false);
        }
        else
        {
            var siloPort = options.SiloPort is { } p ? FreePorts.Free(p, "--silo-port") : FreePorts.Next();
            silo.UseLocalhostClustering(siloPort, FreePorts.Next(), serviceId: ServiceId, clusterId: ClusterId);
        }

        silo.Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (ClusterId, ServiceId));
        silo.Configure<ClusterMembershipOptions>(o =>
        {
            // A killed silo is found within seconds: must-hold 25 gives 60.
            o.ProbeTimeout = TimeSpan.FromSeconds(2);
            o.NumMissedProbesLimit = 3;
            o.TableRefreshTimeout = TimeSpan.FromSeconds(10);
            // Until a dead silo is silent for three of these, one that comes at another address waits for it: a command of the command line after a killed one.
            o.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
        });
        silo.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = CallDeadline);
        silo.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = CallDeadline);
        silo.Configure<GrainCollectionOptions>(o => o.CollectionAge = TimeSpan.FromMinutes(10));
        foreach (var name in Storages)
            silo.AddAdoNetGrainStorage(name, o => (o.Invariant, o.ConnectionString) = (invariant, connection));
        // Without it each call is two steps shorter; traces are for whoever asked for them.
        if (options.HasTelemetry) silo.AddActivityPropagation();
        silo.AddIncomingGrainCallFilter<AuthorityFilter>();
        if (!options.IsTool)
        {
            // Not in a tool: reminders would have its timekeepers wake a demo's cases by the real clock.
            silo.UseAdoNetReminderService(o => (o.Invariant, o.ConnectionString) = (invariant, connection));
            silo.AddLedgerStreams();
            silo.AddStartupTask<TimekeeperStart>();
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, TimekeeperWatch>();
        }

        silo.Services.AddHallGrains();
        silo.Services.AddSingleton<IWaker, CaseWaker>();
        silo.Services.AddSingleton<IWaker, StaffWaker>();
        silo.Services.AddSingleton<IWaker, EvaluationWaker>();
        silo.Services.AddSingleton<IWaker, BundleWaker>();
        silo.Services.AddSingleton<IWaker, ItemWaker>();
        silo.Services.AddSingleton<IWaker, HallDayWaker>();
        silo.Services.AddSingleton<IWaker, WindowWaker>();
        silo.Services.AddSingleton<IWaker, AppointmentsWaker>();
        silo.Services.AddSingleton<IWaker, InspectionWaker>();
        silo.Services.AddSingleton<IWaker, FindingWaker>();
        silo.Services.AddSingleton<IWaker, VenueWaker>();
        silo.Services.AddSingleton<IWaker, PursuitWaker>();
        silo.Services.AddSingleton<IDutyHolder, CaseDutyHolder>();
        silo.Services.AddSingleton<IDutyHolder, HallDayDutyHolder>();
        silo.Services.AddSingleton<IDutyHolder, AppointmentsDutyHolder>();
    }

    public static (string Invariant, string Connection) Storage(ServeOptions options)
    {
        var ledger = LedgerFactory.OptionsOf(options);
        return (OrleansSchema.Invariant(ledger), OrleansSchema.ConnectionString(ledger));
    }
}
