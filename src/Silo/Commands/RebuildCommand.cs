using System.CommandLine;
using System.Globalization;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Rows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spectre.Console;

namespace HallGrains.Silo.Commands;

/// <summary>
/// <c>rebuild</c>: makes everything that can be made again from the ledger: summary rows and the monitors' snapshots. On SQLite while the hall is stopped; on PostgreSQL
/// beside running silos, whose writes it never fights. Exit code 0: everything is as the ledger says, 2: some streams cannot be read, and their rows are as they were.
/// </summary>
internal static class RebuildCommand
{
    private const int RowsAtOnce = 200;

    /// <param name="build">Builds the host of a tool: a silo without gateway on the ledger that the options name.</param>
    public static Command Create(Func<ServeOptions, Task<IHost>> build)
    {
        var command = new Command("rebuild", "Makes summary rows and the monitors' snapshots anew from the ledger.");
        StoreOptions.AddTo(command);
        command.SetAction(async (parsed, stop) => await RunAsync(build, StoreOptions.Read(parsed, new ServeOptions()), stop));
        return command;
    }

    private static async Task<int> RunAsync(Func<ServeOptions, Task<IHost>> build, ServeOptions options, CancellationToken stop)
    {
        if (!options.IsPostgres && !File.Exists(Path.Combine(options.Data, "hall.db"))) throw new HallCannotStartException($"There is no ledger in {options.Data}.");
        using var host = await build(options);
        await host.StartAsync(stop);
        try
        {
            var snapshots = await OrleansSchema.DropSnapshotsAsync(LedgerFactory.OptionsOf(options));
            var tally = await WalkAsync(host.Services.GetRequiredService<RowWalk>(), host.Services.GetRequiredService<ServiceLedger>(), stop);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"REBUILT: {tally.Compared} rows, {tally.Missing} were missing, {tally.Extra} were of nothing, {tally.Different} were different; {snapshots} snapshots dropped; {tally.Unreadable} streams cannot be read"));
            return tally.Unreadable == 0 ? 0 : 2;
        }
        finally
        {
            await host.StopAsync(CancellationToken.None);
        }
    }

    private static async Task<RowTally> WalkAsync(RowWalk walk, ServiceLedger ledger, CancellationToken stop)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var tally = new RowTally();
        await console.Progress().AutoClear(true).StartAsync(async bars =>
        {
            var bar = bars.AddTask("rebuild");
            var heads = new long[ledger.Partitions];
            for (var p = 0; p < heads.Length; p++) heads[p] = await ledger.HeadPositionAsync(p);
            bar.MaxValue = Math.Max(1, heads.Sum());
            for (var p = 0; p < heads.Length; p++)
            {
                // Missing rows first, as the first pass over the entries; then every row that stands.
                for (long? after = 0; after is { } position; bar.Value = heads[..p].Sum() + position / 2) (after, _) = (await walk.StreamsAsync(p, position, tally), Stop(stop));
                for (var after = ""; after is not null;) (after, _) = (await walk.RowsAsync(p, after, RowsAtOnce, tally), Stop(stop));
                bar.Value = heads[..(p + 1)].Sum();
            }
        });
        return tally;
    }

    private static bool Stop(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        return true;
    }
}
