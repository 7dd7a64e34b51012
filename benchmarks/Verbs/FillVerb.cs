using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Checkpoints;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace HallGrains.Benchmarks.Verbs;

/// <summary>
/// <c>fill</c>: a ledger of made-up cases, ten entries each in commands of one to four, three with a private part; blocks as group commit makes them under load, and a checkpoint now and then. For
/// measuring <c>verify</c>, reading and rebuilding.
/// </summary>
internal static class FillVerb
{
    private const int EntriesPerCase = 10;
    private static readonly Option<string> Data = new("--data") { Description = "Data directory.", Required = true };
    private static readonly Option<string?> Connection = new("--connection") { Description = "PostgreSQL connection string; SQLite without it." };
    private static readonly Option<int> Entries = new("--entries") { Description = "How many entries.", DefaultValueFactory = _ => 1_000_000 };
    private static readonly Option<int> AtOnce = new("--at-once") { Description = "Cases written at once.", DefaultValueFactory = _ => 512 };

    public static Command Create()
    {
        var command = new Command("fill", "Fills a ledger with made-up cases.") { Data, Connection, Entries, AtOnce };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(Data)!, parsed.GetValue(Connection), parsed.GetValue(Entries), parsed.GetValue(AtOnce)));
        return command;
    }

    private static async Task<int> RunAsync(string data, string? connection, int entries, int atOnce)
    {
        var options = new LedgerOptions
        {
            Database = connection is null ? "sqlite" : "postgres", ConnectionString = connection, DataDirectory = data,
            CheckpointDirectory = Path.Combine(data, "checkpoints"), CheckpointInterval = TimeSpan.FromSeconds(2),
        };
        var clock = new HallClock(TimeProvider.System);
        await using var ledger = await LedgerFactory.StartAsync(options, clock);
        await using var checkpointer = new Checkpointer(ledger, options, clock, NullLogger<Checkpointer>.Instance);
        await checkpointer.StartAsync();
        var (watch, cases, next) = (Stopwatch.StartNew(), entries / EntriesPerCase, 0);
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) <= cases;)
            {
                await WriteAsync(ledger, clock, i);
                if (i % 10_000 == 0) await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{(long)i * EntriesPerCase} entries, {watch.Elapsed.TotalSeconds:0} s"));
            }
        })));
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"FILLED: {(long)cases * EntriesPerCase} entries of {cases} cases in {watch.Elapsed.TotalSeconds:0.0} s"));
        return 0;
    }

    private static async Task WriteAsync(ServiceLedger ledger, HallClock clock, int number)
    {
        var stream = string.Create(CultureInfo.InvariantCulture, $"case/YXCS-20261124-{number:D7}-K");
        for (var version = 0; version < EntriesPerCase;)
        {
            var count = Math.Min(1 + (number + version) % 4, EntriesPerCase - version);
            var at = clock.GetCurrentInstant();
            await ledger.AppendAsync(new(
                stream, version, new("YXCS015", string.Create(CultureInfo.InvariantCulture, $"c{version}"), "5b1f0c1a9e"), "YXCS",
                [.. Enumerable.Range(version + 1, count).Select(v => new NewEntry("StageFinished", 1, at, "YXCS015",
                    $$"""{"stage":"initial-review","handler":"YXCS015","next":"recheck","n":{{v}},"note":"材料齐全，符合条件，转复核"}""",
                    v % 4 == 1 ? new("p-" + (number % 20_000).ToString("x8", CultureInfo.InvariantCulture), """{"conclusion":"pass","ground":"材料齐全"}""") : null))],
                new SummaryRow { Stream = stream, Version = version + count, State = "in-stage", Hall = "YXCS", Owner = "YXCS015", Card = "none" }));
            version += count;
        }
    }
}
