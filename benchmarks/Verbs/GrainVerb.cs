using System.CommandLine;
using HallGrains.Benchmarks.Hall;
using HallGrains.Benchmarks.Load;

namespace HallGrains.Benchmarks.Verbs;

/// <summary>
/// <c>grain</c>: the commands of whole cases through their grains, against bare appends of the very entries that such a case makes; the same callers,
/// the same run, the same kind of ledger. Both count appends.
/// </summary>
internal static class GrainVerb
{
    private static readonly int[] Crowds = [1, 8, 32, 256];
    private static readonly Option<bool> Whole = new("--whole") { Description = "With streams, monitors and timekeepers at work in the silo." };

    public static Command Create()
    {
        var command = new Command("grain", "Commands through the grains against bare appends; without --callers with 1, 8, 32 and 256.") { Whole };
        LoadOptions.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var load = LoadOptions.Read(parsed);
            var life = await RecordedLife.RecordAsync();
            // What the grains cost depends on how many ask at once: nobody who does not choose is shown one number only.
            var crowds = parsed.GetResult(LoadOptions.Callers) is { Implicit: false } ? [load.Callers] : Crowds;
            foreach (var database in load.Databases)
                foreach (var callers in crowds) await RunAsync(load with { Callers = callers }, database, life, parsed.GetValue(Whole));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(LoadOptions.Load load, string database, RecordedLife life, bool whole)
    {
        await using var place = await Place.MakeAsync(database, load.Postgres);
        await using var hall = await BenchHall.StartAsync(place.Options, bare: !whole);
        await using var bare = await Writers.OpenAsync(load, database, life, o => o);
        var callers = Enumerable.Range(0, load.Callers).Select(ICaller (i) => new CaseLife(hall.Grains, i)).ToArray();
        var results = await Duel.RunAsync(
            [bare.As("bare ledger"), new(whole ? "grains, whole silo" : "grains", callers, hall.Ledger)], load.Rounds, load.Window, load.Warm, CaseLife.Steps);
        Duel.Print(FormattableString.Invariant($"**{database}**, {load.Callers} callers, {load.Rounds} rounds of {load.Window.TotalSeconds} s"), results, results[0]);
    }
}
