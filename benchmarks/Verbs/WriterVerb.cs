using System.CommandLine;
using HallGrains.Benchmarks.Hall;
using HallGrains.Benchmarks.Load;
using HallGrains.Silo.Ledger;

namespace HallGrains.Benchmarks.Verbs;

/// <summary>
/// <c>writer</c>: group commit against one transaction per append. The baseline is the same ledger with blocks of one command: the same rows, hashes, seals,
/// checks and durability, prepared statements and all; only nobody shares a transaction. On PostgreSQL it also runs with many sessions
/// a partition, as a service without a writer would.
/// </summary>
internal static class WriterVerb
{
    private static readonly Option<int> Sessions = new("--sessions") { Description = "PostgreSQL: sessions a partition of the second baseline.", DefaultValueFactory = _ => 8 };

    public static Command Create()
    {
        var command = new Command("writer", "Group commit against one transaction per append.") { Sessions };
        LoadOptions.AddTo(command);
        command.SetAction(async (parsed, _) =>
        {
            var load = LoadOptions.Read(parsed);
            var life = await RecordedLife.RecordAsync();
            foreach (var database in load.Databases) await RunAsync(load, database, life, parsed.GetValue(Sessions));
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(LoadOptions.Load load, string database, RecordedLife life, int sessions)
    {
        await using var grouped = await Writers.OpenAsync(load, database, life, o => o);
        await using var single = await Writers.OpenAsync(load, database, life, o => o with { BlockCommands = 1 });
        await using var pooled = database == "postgres" ? await Writers.OpenAsync(load, database, life, o => o with { BlockCommands = 1 }, sessions) : null;
        List<Contender> contenders = [single.As("one transaction per append"), grouped.As("group commit")];
        if (pooled is not null) contenders.Add(pooled.As(FormattableString.Invariant($"one transaction per append, {sessions} sessions a partition")));
        var results = await Duel.RunAsync(contenders, load.Rounds, load.Window, load.Warm, life.Steps);
        Duel.Print(FormattableString.Invariant($"**{database}**, {load.Callers} callers, {load.Rounds} rounds of {load.Window.TotalSeconds} s"), results, results[0]);
    }
}
