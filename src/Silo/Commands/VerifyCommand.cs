using System.CommandLine;
using System.Text.Json;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using Spectre.Console;

namespace HallGrains.Silo.Commands;

/// <summary><c>verify</c>: recomputes the whole ledger from its database, with no server. Exit code 0: whole, 2: broken, 1: could not be read.</summary>
internal static class VerifyCommand
{
    private const int Broken = 2;
    private static readonly Option<bool> Json = new("--json") { Description = "The result as JSON on standard output." };
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("verify", "Checks every hash and link of the ledger.") { Json };
        StoreOptions.AddTo(command);
        command.SetAction(async (parsed, stop) => await RunAsync(StoreOptions.Read(parsed, new ServeOptions()), parsed.GetValue(Json), stop));
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, bool json, CancellationToken stop)
    {
        if (!options.IsPostgres && !File.Exists(Path.Combine(options.Data, "hall.db"))) throw new HallCannotStartException($"There is no ledger in {options.Data}.");
        await using var store = LedgerFactory.CreateStore(LedgerFactory.OptionsOf(options));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var result = await console.Progress().AutoClear(true).StartAsync(async bars =>
        {
            var bar = bars.AddTask("verify");
            return await new LedgerVerifier(store).VerifyAsync(p => (bar.MaxValue, bar.Value) = (Math.Max(1, p.Total), p.Entries), stop);
        });
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(result, JsonOptions));
        else if (result.FirstBroken is { } b) Console.Out.WriteLine($"BROKEN: {b.What} (partition {b.Partition}, block {b.Block}, position {b.Position}, stream {b.Stream}, version {b.Version})");
        else Console.Out.WriteLine($"OK: {result.Entries} entries in {result.Blocks} blocks; {result.UnusedNumbers.Count} numbers unused");
        return result.Ok ? 0 : Broken;
    }
}
