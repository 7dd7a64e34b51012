using System.Collections.Immutable;
using System.Globalization;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using NodaTime;

namespace HallGrains.Benchmarks;

/// <summary>The group-committing writer against one transaction for each append: the same store, schema and durability, the same callers.</summary>
internal static class LedgerBenchmark
{
    private const int EntriesPerStream = 20;

    public static async Task RunAsync(string database, string? connection, int callers, int rounds, TimeSpan time)
    {
        var table = new Table("one transaction per append", "group commit");
        for (var round = 0; round < rounds; round++)
        {
            var single = await OneAsync(database, connection, callers, time, 1);
            var grouped = await OneAsync(database, connection, callers, time, new LedgerOptions().BlockCommands);
            table.Add(single, grouped);
        }

        table.Print($"ledger on {database}, {callers} callers");
    }

    private static async Task<Measured> OneAsync(string database, string? connection, int callers, TimeSpan time, int blockCommands)
    {
        await using var store = await Scratch.CreateAsync(database, connection);
        await using var ledger = await LedgerFactory.StartAsync(store.Options with { BlockCommands = blockCommands });
        var versions = new int[callers];
        return await Load.RunAsync(callers, TimeSpan.FromSeconds(1), time, async (caller, n) =>
        {
            // A case has some twenty entries, then another begins.
            var version = versions[caller]++ % EntriesPerStream;
            var turn = versions[caller] / EntriesPerStream + (version == EntriesPerStream - 1 ? -1 : 0);
            await ledger.AppendAsync(Request(caller, n, turn, version));
        });
    }

    public static AppendRequest Request(int caller, int n, int turn, int version)
    {
        var stream = string.Create(CultureInfo.InvariantCulture, $"case/BNCH-{caller:000}-{turn:000000}");
        var at = Instant.FromUnixTimeTicks(17_637_000_000_000_000);
        return new(
            stream, version, new("caller", string.Create(CultureInfo.InvariantCulture, $"c-{caller}-{n}"), "b0d7"), "YXCS",
            [new("NoticesGiven", 1, at, "YXCS015", """{"answer":"eligible","serviceItem":"UNE-BENEFIT","itemVersion":1,"promisedDueAt":"2026-12-01T09:00:00Z"}""",
                version % 4 == 0 ? new($"p-{caller}", """{"procedure":"申领表、身份证或社保卡","path":"六号窗口或网上办理"}""") : null)],
            new() { Stream = stream, Version = version + 1, State = "in-stage", Stage = "initial-review", Owner = "YXCS015", Hall = "YXCS", Item = "UNE-BENEFIT", NextDue = at })
        {
            Made = ImmutableSortedDictionary<string, string>.Empty,
        };
    }
}
