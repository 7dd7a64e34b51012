using System.CommandLine;
using HallGrains.Silo.Hosting;
using Microsoft.Extensions.Hosting;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Silo.Commands;

/// <summary><c>serve</c>: the hall itself.</summary>
internal static class ServeCommand
{
    private static readonly Option<bool> Demo = new("--demo") { Description = "Load the demo city and demo accounts; binds loopback only." };
    private static readonly Option<string?> Now = new("--now") { Description = "Where the demo's time starts (ISO 8601 instant)." };
    private static readonly Option<string> Urls = new("--urls") { Description = "Addresses to serve.", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
    private static readonly Option<string> Role = new("--role") { Description = "all, silo or gateway.", DefaultValueFactory = _ => "all" };
    private static readonly Option<int?> SiloPort = new("--silo-port") { Description = "Orleans silo port; loopback or private addresses only." };
    private static readonly Option<int?> GatewayPort = new("--gateway-port") { Description = "Orleans gateway port." };
    private static readonly Option<string> Address = new("--address") { Description = "Address of the Orleans ports.", DefaultValueFactory = _ => "127.0.0.1" };
    private static readonly Option<double> CheckpointMinutes = new("--checkpoint-minutes") { Description = "How often the ledger is signed where something was written; 0: only at start, at stop and on demand.", DefaultValueFactory = _ => 5 };
    private static readonly Option<string> Telemetry = new("--telemetry") { Description = "none, console, or an OTLP endpoint URL.", DefaultValueFactory = _ => "none" };

    private static readonly Option<int> ReconcileRate = new("--reconcile-rate") { Description = "Summary rows a second, at most, that are compared with the ledger in the background; 0: none.", DefaultValueFactory = _ => ServeOptions.UsualReconcileRate };
    private static readonly Option<bool> LeastRights = new("--least-rights") { Description = "Refuse to start where the database role could edit history (PostgreSQL)." };

    public static Command Create()
    {
        var command = new Command("serve", "Runs the hall: silo and gateway.") { Demo, Now, Urls, Role, SiloPort, GatewayPort, Address, CheckpointMinutes, Telemetry, ReconcileRate, LeastRights };
        StoreOptions.AddTo(command);
        command.SetAction(async (parsed, stop) => await RunAsync(Read(parsed), stop));
        return command;
    }

    /// <summary>What <c>serve</c> would be asked for with these arguments.</summary>
    /// <exception cref="HallCannotStartException">They cannot be read.</exception>
    internal static ServeOptions OptionsOf(IReadOnlyList<string> arguments)
    {
        var parsed = CommandLine.Root.Parse(arguments);
        return parsed.Errors is [var first, ..] ? throw new HallCannotStartException(first.Message) : Read(parsed);
    }

    private static ServeOptions Read(ParseResult parsed) => StoreOptions.Read(parsed, new ServeOptions
    {
        Demo = parsed.GetValue(Demo),
        Now = parsed.GetValue(Now) is { } text ? ParseInstant(text) : null,
        Urls = parsed.GetValue(Urls)!,
        Role = parsed.GetValue(Role)!,
        SiloPort = parsed.GetValue(SiloPort),
        GatewayPort = parsed.GetValue(GatewayPort),
        Address = parsed.GetValue(Address)!,
        CheckpointInterval = parsed.GetValue(CheckpointMinutes) is >= 0 and <= 1440 and var minutes ? TimeSpan.FromMinutes(minutes) : throw new HallCannotStartException("--checkpoint-minutes is 0 to 1440."),
        Telemetry = parsed.GetValue(Telemetry)!,
        ReconcileRate = parsed.GetValue(ReconcileRate),
        LeastRights = parsed.GetValue(LeastRights),
    });

    private static async Task<int> RunAsync(ServeOptions options, CancellationToken stop)
    {
        using var host = await HallHost.BuildAsync(options);
        await host.StartAsync(stop);
        Console.Out.WriteLine($"HALL READY {HallHost.AddressOf(host) ?? "silo"}");
        await Console.Out.FlushAsync(stop);
        await host.WaitForShutdownAsync(stop);
        return 0;
    }

    private static Instant ParseInstant(string text) => OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } o
        ? o.Value.ToInstant()
        : InstantPattern.ExtendedIso.Parse(text) is { Success: true } i
            ? i.Value
            : throw new HallCannotStartException($"--now is an instant such as 2026-11-24T08:00:00+08:00, not '{text}'.");
}
