using System.CommandLine;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Logs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace HallGrains.Silo.Commands;

/// <summary><c>export --xes</c>: an imported event log back out of the ledger.</summary>
internal static class ExportCommand
{
    private static readonly Option<FileInfo> Xes = new("--xes") { Description = "File to write the event log to, as XES.", Required = true };
    private static readonly Option<string?> Log = new("--log") { Description = "Id or imported hall of the log; needed when several were imported." };

    /// <param name="build">Builds the host of a tool: a silo without gateway on the ledger that the options name.</param>
    public static Command Create(Func<ServeOptions, Task<IHost>> build)
    {
        var command = new Command("export", "Writes what the ledger holds to a file.") { Xes, Log };
        StoreOptions.AddTo(command);
        command.SetAction(async (parsed, stop) => await RunAsync(build, StoreOptions.Read(parsed, new ServeOptions()), parsed.GetValue(Xes)!, parsed.GetValue(Log), stop));
        return command;
    }

    internal static async Task<int> RunAsync(Func<ServeOptions, Task<IHost>> build, ServeOptions options, FileInfo file, string? log, CancellationToken stop)
    {
        using var host = await build(options);
        await host.StartAsync(stop);
        var half = file.FullName + ".part";
        try
        {
            var exporter = new XesExporter(host.Services.GetRequiredService<ILedger>(), host.Services.GetRequiredService<EntryCodec>());
            var report = await WriteAsync(exporter, await ChooseAsync(exporter, log), half);
            System.IO.File.Move(half, file.FullName, overwrite: true);
            await Console.Out.WriteLineAsync(FormattableString.Invariant($"EXPORTED: {report.Cases} cases, {report.Events} events to {file.FullName}"));
            if (report.Erased > 0) await Console.Out.WriteLineAsync(FormattableString.Invariant($"Of {report.Erased} events the personal part is erased."));
            return 0;
        }
        catch (ImportException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
        finally
        {
            System.IO.File.Delete(half);
            await host.StopAsync(CancellationToken.None);
        }

        return 1;
    }

    private static async Task<ExportReport> WriteAsync(XesExporter exporter, string id, string path)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).StartAsync(async bars =>
        {
            var bar = bars.AddTask("export");
            await using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            return await exporter.ExportAsync(id, output, (done, total) => (bar.MaxValue, bar.Value) = (total, done));
        });
    }

    private static async Task<string> ChooseAsync(XesExporter exporter, string? wanted)
    {
        var logs = (await exporter.LogsAsync()).Select(r => r.Stream["log/".Length..]).ToList();
        if (wanted is not null)
            return logs.Find(l => l == wanted || ImportedHistory.HallOf(l) == wanted) ?? throw new ImportException($"No event log {wanted} was imported here.");
        return logs.Count switch
        {
            1 => logs[0],
            0 => throw new ImportException("No event log was imported here."),
            _ => throw new ImportException($"Several event logs were imported here; choose one with --log: {string.Join(", ", logs)}."),
        };
    }
}
