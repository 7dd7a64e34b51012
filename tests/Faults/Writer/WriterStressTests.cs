using System.Collections.Immutable;
using System.Globalization;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Xunit.Abstractions;

namespace HallGrains.Faults.Writer;

/// <summary>
/// The group-committing writer and its bounded queue under seeded confusion: callers on many threads, commits that are slow, busy, lost before, lost after, bad;
/// look-ups that fail; a stop in the middle. HALL_WRITER_ROUNDS sets the number of rounds. Each append is answered exactly once, and truly.
/// </summary>
public sealed class WriterStressTests(ITestOutputHelper output)
{
    private const int Callers = 8, Each = 12, Streams = 5;

    private static int Rounds { get; } = int.TryParse(Environment.GetEnvironmentVariable("HALL_WRITER_ROUNDS"), CultureInfo.InvariantCulture, out var n) ? n : 300;

    private static int Seed => Crash.CrashSeries.SeedOfRun;

    [Fact]
    public async Task Every_append_is_answered_once_and_truly_whatever_happens_to_its_block()
    {
        var answered = new Dictionary<string, int>();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (outcome, n) in await RoundAsync((Seed * 7919) + round)) answered[outcome] = answered.GetValueOrDefault(outcome) + n;
        }

        foreach (var outcome in new[] { "done", "conflict", "busy", "unknown", "bad" }) answered.Should().ContainKey(outcome, "the confusion must reach every answer (seed {0})", Seed);
        output.WriteLine($"{Rounds} rounds of {Callers * Each} appends, seed {Seed}: {string.Join(", ", answered.Select(a => $"{a.Value} {a.Key}"))}; violations: 0");
    }

    private static async Task<Dictionary<string, int>> RoundAsync(int seed)
    {
        var random = new Random(seed);
        var store = new MemoryStore();
        var meta = await store.OpenAsync(1, _ => "k");
        var options = new LedgerOptions { QueueCapacity = random.Next(4, 40), BlockCommands = random.Next(1, 12), LookUpTimeout = TimeSpan.FromMilliseconds(30) };
        using var metrics = new LedgerMetrics(() => 0);
        var committer = new Confused(store.CreateCommitters(meta)[0], random.Next());
        var writer = new GroupCommitWriter(committer, SystemClock.Instance, options, metrics, _ => { }, NullLogger.Instance);
        writer.Start();
        var answers = new System.Collections.Concurrent.ConcurrentBag<(QueuedAppend Append, string Outcome, AppendReceipt? Receipt)>();
        var work = Task.WhenAll(Enumerable.Range(0, Callers).Select(c => Task.Run(async () =>
        {
            var mine = new Random(seed + c + 1);
            for (var i = 0; i < Each; i++)
            {
                var stream = $"case/{mine.Next(Streams)}";
                var version = (await store.FindSummaryAsync(stream))?.Version ?? 0;
                var append = Append(stream, version + (mine.Next(10) == 0 ? 1 : 0), mine.Next(1, 4), $"{c}-{i}", mine.Next(40) == 0 ? "Poison" : "InquiryOpened");
                if (!writer.TryEnqueue(append))
                {
                    answers.Add((append, "busy", null));
                    continue;
                }

                answers.Add(await AnswerAsync(append));
            }
        })));
        if (random.Next(4) == 0)
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(0, 10)));
            await writer.StopAsync(soon.Token);
            await work;
        }
        else
        {
            await work;
            await writer.StopAsync(CancellationToken.None);
        }

        answers.Should().HaveCount(Callers * Each, "each is answered exactly once (seed {0})", seed);
        foreach (var (append, outcome, receipt) in answers)
        {
            var command = append.Request.Command!;
            var found = await store.FindCommandAsync(append.Request.Stream, command.Account, command.CommandId);
            if (outcome != "unknown") (found is not null).Should().Be(outcome == "done", "{0} was answered {1} (seed {2})", command.CommandId, outcome, seed);
            if (found is null) continue;
            found.LastVersion.Should().Be(append.LastVersion);
            var entries = await store.ReadStreamAsync(append.Request.Stream, append.Request.ExpectedVersion, append.Entries.Length);
            entries.Should().HaveCount(append.Entries.Length).And.OnlyContain(e => e.CommandId == command.CommandId);
            receipt?.FirstPosition.Should().Be(entries[0].Position);
        }

        return answers.GroupBy(a => a.Outcome).ToDictionary(g => g.Key, g => g.Count());
    }

    private static async Task<(QueuedAppend, string, AppendReceipt?)> AnswerAsync(QueuedAppend append)
    {
        try
        {
            return (append, "done", await append.Task.WaitAsync(TimeSpan.FromSeconds(60)));
        }
        catch (LedgerConflictException)
        {
            return (append, "conflict", null);
        }
        catch (LedgerBusyException)
        {
            return (append, "busy", null);
        }
        catch (LedgerOutcomeUnknownException)
        {
            return (append, "unknown", null);
        }
        catch (ArgumentException)
        {
            return (append, "bad", null);
        }
    }

    private static QueuedAppend Append(string stream, int expected, int entries, string id, string kind)
    {
        var now = LedgerFormat.Time(SystemClock.Instance.GetCurrentInstant());
        var request = new AppendRequest(stream, expected, new("guide", id, "b"), "YXCS", [.. Enumerable.Range(0, entries).Select(_ => new NewEntry(kind, 1, SystemClock.Instance.GetCurrentInstant(), "g", "{}", null))],
            new Grains.Ledger.SummaryRow { Stream = stream, Version = expected + entries, Hall = "YXCS" });
        var prepared = Enumerable.Range(0, entries).Select(i => new PreparedEntry(
            kind, 1, now, "g", "{}", null, null, null, LedgerFormat.Content(stream, expected + i + 1, kind, 1, now, "g", "guide", id, "YXCS", "{}", null, null)));
        return new(request, 0, [.. prepared], "{}");
    }

    /// <summary>A database that does everything databases do.</summary>
    private sealed class Confused(IBlockCommitter inner, int seed) : IBlockCommitter
    {
        private readonly Random _random = new(seed);

        public async Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now)
        {
            var roll = _random.Next(20);
            if (_random.Next(3) == 0) await Task.Yield();
            if (roll == 0) throw new BlockFailedException(BlockFailure.Busy, "lock time-out");
            if (roll == 1) throw new IOException("lost before");
            if (block.Any(b => b.Entries.Any(e => e.Kind == "Poison"))) throw new BlockFailedException(BlockFailure.BadValue, "constraint");
            var result = await inner.CommitAsync(block, now);
            if (_random.Next(3) == 0) await Task.Yield();
            return roll == 2 ? throw new IOException("lost after") : result with { OthersWrote = roll == 3 };
        }

        public Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken) =>
            _random.Next(2) == 0 ? throw new IOException("still away") : inner.LookUpAsync(block, cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
