using System.CommandLine;
using HallGrains.Grains.Shell;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Logs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace HallGrains.Silo.Commands;

/// <summary>
/// <c>import-log</c>: a real event log through the grains as history. Killed and started again it goes on, with the same result. Exit code 0: all of the file
/// was taken; 2: some of it was refused, as the report says; 1: it could not be imported.
/// </summary>
internal static class ImportLogCommand
{
    private const int SomeRefused = 2;
    private const int ShownRefusals = 20;
    private static readonly Argument<FileInfo> File = new("file") { Description = "An event log: XES or CSV, gzipped or not." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Reads and checks the file, writes nothing." };
    private static readonly Option<FileInfo?> Report = new("--report") { Description = "Writes the refused rows, one a line, to this file." };

    /// <param name="build">Builds the host of a tool: a silo without gateway on the ledger that the options name.</param>
    public static Command Create(Func<ServeOptions, Task<IHost>> build)
    {
        var command = new Command("import-log", "Imports an event log as history; repeat it after an interruption and it goes on.") { File, DryRun, Report };
        StoreOptions.AddTo(command);
        command.SetAction(async (parsed, stop) => await RunAsync(
            build, StoreOptions.Read(parsed, new ServeOptions()), parsed.GetValue(File)!, parsed.GetValue(DryRun), parsed.GetValue(Report), stop));
        return command;
    }

    internal static async Task<int> RunAsync(Func<ServeOptions, Task<IHost>> build, ServeOptions options, FileInfo file, bool dryRun, FileInfo? reportTo, CancellationToken stop)
    {
        if (!file.Exists)
        {
            await Console.Error.WriteLineAsync($"There is no file {file.FullName}.");
            return 1;
        }

        try
        {
            var log = LogFile.Open(file.FullName, LogLimits.CommandLine);
            var report = dryRun
                ? await WithProgressAsync(p => new LogImporter(null, NoSecrets.Instance).RunAsync(log, p, stop))
                : await ImportAsync(await build(options), log, stop);
            await SayAsync(report, reportTo);
            return report.Refused > 0 || report.Broken is not null ? SomeRefused : 0;
        }
        catch (LogUnreadableException e)
        {
            await Console.Error.WriteLineAsync(e.Line > 0 ? $"{file.Name}, line {e.Line}: {e.Message}" : $"{file.Name}: {e.Message}");
        }
        catch (ImportException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
        }

        return 1;
    }

    private static async Task<ImportReport> ImportAsync(IHost built, LogFile log, CancellationToken stop)
    {
        using var host = built;
        await host.StartAsync(stop);
        try
        {
            var importer = new LogImporter(new GrainHistorySink(host.Services.GetRequiredService<IGrainFactory>()), host.Services.GetRequiredService<ISecrets>());
            return await WithProgressAsync(p => importer.RunAsync(log, p, stop));
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<ImportReport> WithProgressAsync(Func<IProgress<ImportProgress>, Task<ImportReport>> run)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async bars =>
            {
                var bar = bars.AddTask("import-log");
                return await run(new Relay(p =>
                {
                    (bar.MaxValue, bar.Value) = (Math.Max(1, p.TotalBytes), p.Bytes);
                    bar.Description = FormattableString.Invariant($"{p.Cases} cases, {p.Events} events");
                }));
            });
    }

    private static async Task SayAsync(ImportReport report, FileInfo? reportTo)
    {
        await Console.Out.WriteLineAsync(FormattableString.Invariant(
            $"{(report.DryRun ? "DRY RUN" : "IMPORTED")}: {report.Cases} cases, {report.Events} events, {report.Refused} refused; log {report.Log}, hall {report.Hall}"));
        if (report.AlreadyRecorded > 0) await Console.Out.WriteLineAsync(FormattableString.Invariant($"{report.AlreadyRecorded} parts were recorded by an earlier run."));
        if (report.EventsWithoutTime > 0) await Console.Out.WriteLineAsync(FormattableString.Invariant($"{report.EventsWithoutTime} events have no time; they are dated like the event before them."));
        if (report.Broken is { } broken) await Console.Error.WriteLineAsync($"The rest of the file cannot be read. {broken}");
        foreach (var r in report.Refusals.Take(ShownRefusals)) await Console.Error.WriteLineAsync(Text(r));
        if (report.Refused > ShownRefusals) await Console.Error.WriteLineAsync(FormattableString.Invariant($"… and {report.Refused - ShownRefusals} more."));
        if (reportTo is not null) await System.IO.File.WriteAllLinesAsync(reportTo.FullName, report.Refusals.Select(Text));
    }

    private static string Text(ImportRefusal r) => FormattableString.Invariant($"line {r.Line}: {r.Reason}");

    private sealed class Relay(Action<ImportProgress> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => report(value);
    }

    /// <summary>A dry run names nobody.</summary>
    private sealed class NoSecrets : ISecrets
    {
        public static NoSecrets Instance { get; } = new();

        public string RetrievalCode(string number, int issue) => "";

        public string PersonKey(string identity) => "";
    }
}
