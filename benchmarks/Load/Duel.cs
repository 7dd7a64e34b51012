using HallGrains.Silo.Ledger;

namespace HallGrains.Benchmarks.Load;

/// <summary>One of those compared.</summary>
/// <param name="Ledger">Where it writes: asked for its number of blocks.</param>
internal sealed record Contender(string Name, IReadOnlyList<ICaller> Callers, ServiceLedger Ledger);

/// <summary>
/// Several contenders in one run, side by side: in every round each has its turn, first one first and then the other way round, so that what
/// disturbs the machine disturbs all of them. What counts are the ratios within a round.
/// </summary>
internal static class Duel
{
    public sealed record Result(string Name, IReadOnlyList<Measured> Rounds, double EntriesPerBlock)
    {
        public Spread Over(Result other) => Spread.Of(Rounds.Zip(other.Rounds, (mine, theirs) => mine.Appends / theirs.Appends));
    }

    public static async Task<IReadOnlyList<Result>> RunAsync(IReadOnlyList<Contender> contenders, int rounds, TimeSpan window, TimeSpan warm, int steps)
    {
        var measured = contenders.ToDictionary(c => c, _ => new List<Measured>());
        var blocks = contenders.ToDictionary(c => c, _ => (Entries: 0L, Blocks: 0L));
        foreach (var c in contenders)
        {
            await Callers.SpreadAsync(c.Callers, steps);
            // Not counted: until the code of a path is compiled for good, its compilation is what is measured.
            await Callers.RunAsync(c.Callers, warm);
        }

        for (var round = 0; round < rounds; round++)
        {
            foreach (var c in round % 2 == 0 ? contenders : contenders.Reverse())
            {
                var before = await CountAsync(c.Ledger);
                measured[c].Add(await Callers.RunAsync(c.Callers, window));
                var after = await CountAsync(c.Ledger);
                blocks[c] = (blocks[c].Entries + after.Entries - before.Entries, blocks[c].Blocks + after.Blocks - before.Blocks);
                await Console.Error.WriteLineAsync(FormattableString.Invariant($"round {round + 1}: {c.Name}: {measured[c][^1].Appends:N0} appends/s"));
            }
        }

        return [.. contenders.Select(c => new Result(c.Name, measured[c], (double)blocks[c].Entries / Math.Max(1, blocks[c].Blocks)))];
    }

    public static void Print(string title, IReadOnlyList<Result> results, Result baseline) => Table.Print(
        title,
        ["", "appends/s, min / median / max", "entries/s", "entries per block", "median ms", "99 % ms", "CPU µs an append", "KB an append", $"× {baseline.Name}"],
        results.Select(r => new[]
        {
            r.Name,
            Spread.Of(r.Rounds.Select(m => m.Appends)).Text("N0"),
            Table.Number(Spread.Of(r.Rounds.Select(m => m.Entries)).Median),
            Table.Number(r.EntriesPerBlock, "N1"),
            Table.Number(Spread.Of(r.Rounds.Select(m => m.MedianMs)).Median, "N1"),
            Table.Number(Spread.Of(r.Rounds.Select(m => m.P99Ms)).Median, "N1"),
            Spread.Of(r.Rounds.Select(m => m.CpuMicros)).Text("N0"),
            Table.Number(Spread.Of(r.Rounds.Select(m => m.Kilobytes)).Median),
            r == baseline ? "1" : r.Over(baseline).Text("N2"),
        }));

    private static async Task<(long Entries, long Blocks)> CountAsync(ServiceLedger ledger)
    {
        await using var snapshot = await ledger.Reader.OpenSnapshotAsync();
        var heads = await snapshot.ReadHeadsAsync();
        return (heads.Sum(h => h.Position), heads.Sum(h => h.Block));
    }
}
