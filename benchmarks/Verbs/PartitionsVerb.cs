using System.CommandLine;
using HallGrains.Benchmarks.Hall;
using HallGrains.Benchmarks.Load;

namespace HallGrains.Benchmarks.Verbs;

/// <summary><c>partitions</c>: how many partitions serve PostgreSQL best, with one process and with several that share them.</summary>
internal static class PartitionsVerb
{
    private static readonly int[] Counts = [4, 1, 2, 8];
    private static readonly Option<int> Processes = new("--ledgers") { Description = "Ledgers (as of as many silos) on one database.", DefaultValueFactory = _ => 1 };

    public static Command Create()
    {
        var command = new Command("partitions", "1, 2, 4 and 8 partitions.") { Processes };
        LoadOptions.AddTo(command);
        LoadOptions.Database.DefaultValueFactory = _ => "both";
        command.SetAction(async (parsed, _) =>
        {
            var load = LoadOptions.Read(parsed);
            var life = await RecordedLife.RecordAsync();
            foreach (var database in load.Databases) await RunAsync(load, database, life, database == "sqlite" ? 1 : parsed.GetValue(Processes));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(LoadOptions.Load load, string database, RecordedLife life, int ledgers)
    {
        var writers = new List<Writers>();
        try
        {
            foreach (var n in Counts) writers.Add(await Writers.OpenAsync(load, database, life, o => o with { Partitions = n }, ledgers));
            var results = await Duel.RunAsync([.. writers.Select((w, i) => w.As($"{Counts[i]} partitions"))], load.Rounds, load.Window, load.Warm, life.Steps);
            Duel.Print(FormattableString.Invariant($"**{database}**, {load.Callers} callers over {ledgers} ledger(s), {load.Rounds} rounds of {load.Window.TotalSeconds} s"), results, results[0]);
        }
        finally
        {
            foreach (var w in writers) await w.DisposeAsync();
        }
    }
}
