using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Memory;
using Microsoft.Coyote.Random;
using Microsoft.Coyote.Specifications;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace HallGrains.Schedules;

/// <summary>A fault put in on purpose.</summary>
public enum Sabotage
{
    None,

    /// <summary>Answers some blocks that it never writes.</summary>
    AnswersFirst,

    /// <summary>Writes a block and leaves its last command unanswered as lost.</summary>
    ForgetsOne,

    /// <summary>After a lost answer it says that nothing was written, without looking.</summary>
    LooksUpNothing,
}

/// <summary>What happens in one schedule.</summary>
internal sealed record Plan
{
    public bool Stop { get; init; }

    public bool InAHurry { get; init; }

    public bool Trouble { get; init; }

    public Sabotage Fault { get; init; }
}

/// <summary>Three callers, two appends each, on two streams, through a queue of three and blocks of two: small enough that schedules matter.</summary>
internal static class Scene
{
    private const int Callers = 3, Each = 2, Streams = 2;

    public static async Task RunAsync(Plan plan)
    {
        var store = new MemoryStore();
        var meta = await store.OpenAsync(1, _ => "k");
        var options = new LedgerOptions { QueueCapacity = 3, BlockCommands = 2, LookUpTimeout = TimeSpan.FromDays(1) };
        using var metrics = new LedgerMetrics(() => 0);
        var writer = new GroupCommitWriter(new Chosen(store.CreateCommitters(meta)[0], plan), SystemClock.Instance, options, metrics, _ => { }, NullLogger.Instance);
        writer.Start();
        var answers = new List<(QueuedAppend Append, string Outcome, AppendReceipt? Receipt)>();
        var work = Task.WhenAll(Enumerable.Range(0, Callers).Select(c => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                var stream = $"case/{(c + i) % Streams}";
                var version = (await store.FindSummaryAsync(stream))?.Version ?? 0;
                var append = Append(stream, version, 1 + (i % 2), $"{c}-{i}");
                var answer = writer.TryEnqueue(append) ? await AnswerAsync(append) : (append, "busy", null);
                lock (answers) answers.Add(answer);
            }
        })));
        if (plan.Stop)
        {
            using var soon = new CancellationTokenSource();
            if (plan.InAHurry) await soon.CancelAsync();
            await writer.StopAsync(soon.Token);
        }

        await work;
        if (!plan.Stop) await writer.StopAsync(CancellationToken.None);
        await JudgeAsync(store, answers);
    }

    private static async Task JudgeAsync(MemoryStore store, List<(QueuedAppend Append, string Outcome, AppendReceipt? Receipt)> answers)
    {
        Specification.Assert(answers.Count == Callers * Each, "each is answered exactly once");
        foreach (var (append, outcome, receipt) in answers)
        {
            var (stream, command) = (append.Request.Stream, append.Request.Command!);
            var found = await store.FindCommandAsync(stream, command.Account, command.CommandId);
            Specification.Assert(found is not null == (outcome == "done"), $"{command.CommandId} was answered {outcome}, and is {(found is null ? "not " : "")}in the ledger");
            if (found is null) continue;
            var entries = await store.ReadStreamAsync(stream, append.Request.ExpectedVersion, append.Entries.Length);
            Specification.Assert(entries.Count == append.Entries.Length && entries.All(e => e.CommandId == command.CommandId), $"{command.CommandId} is not whole");
            Specification.Assert(receipt!.FirstPosition == entries[0].Position && receipt.LastVersion == append.LastVersion, $"{command.CommandId} has another receipt than its entries");
        }

        for (var s = 0; s < Streams; s++)
        {
            var versions = (await store.ReadStreamAsync($"case/{s}", 0, 100)).Select(e => e.Version).ToList();
            Specification.Assert(versions.SequenceEqual(Enumerable.Range(1, versions.Count)), "versions have a gap");
        }
    }

    private static async Task<(QueuedAppend Append, string Outcome, AppendReceipt? Receipt)> AnswerAsync(QueuedAppend append)
    {
        try
        {
            return (append, "done", await append.Task);
        }
        catch (LedgerConflictException)
        {
            return (append, "conflict", null);
        }
        catch (LedgerBusyException)
        {
            return (append, "busy", null);
        }
    }

    private static QueuedAppend Append(string stream, int expected, int entries, string id)
    {
        var at = SystemClock.Instance.GetCurrentInstant();
        var now = LedgerFormat.Time(at);
        var request = new AppendRequest(stream, expected, new("guide", id, "b"), "YXCS", [.. Enumerable.Range(0, entries).Select(_ => new NewEntry("InquiryOpened", 1, at, "g", "{}", null))],
            new SummaryRow { Stream = stream, Version = expected + entries, Hall = "YXCS" });
        var prepared = Enumerable.Range(0, entries).Select(i => new PreparedEntry(
            "InquiryOpened", 1, now, "g", "{}", null, null, null, LedgerFormat.Content(stream, expected + i + 1, "InquiryOpened", 1, now, "g", "guide", id, "YXCS", "{}", null, null)));
        return new(request, 0, [.. prepared], "{}");
    }

    /// <summary>A database whose moods Coyote chooses.</summary>
    private sealed class Chosen(IBlockCommitter inner, Plan plan) : IBlockCommitter
    {
        private readonly Generator _mood = Generator.Create();
        private int _blocks;

        public async Task<BlockResult> CommitAsync(IReadOnlyList<QueuedAppend> block, Instant now)
        {
            // A commit takes its time: others run meanwhile.
            await Task.Yield();
            _blocks++;
            if (plan.Fault == Sabotage.AnswersFirst && _blocks == 2) return new([.. block.Select(b => new AppendReceipt(0, 1, b.LastVersion, now))], false);
            var mood = plan.Trouble ? _mood.NextInteger(5) : 4;
            if (mood == 0) throw new BlockFailedException(BlockFailure.Busy, "lock time-out");
            if (mood == 1) throw new IOException("lost before");
            var result = await inner.CommitAsync(block, now);
            await Task.Yield();
            if (plan.Fault == Sabotage.ForgetsOne && block.Count > 1) result.Receipts[^1] = null;
            return mood == 2 ? throw new IOException("lost after") : result with { OthersWrote = mood == 3 };
        }

        public async Task<AppendReceipt?[]> LookUpAsync(IReadOnlyList<QueuedAppend> block, CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (plan.Fault == Sabotage.LooksUpNothing) return new AppendReceipt?[block.Count];
            return _mood.NextBoolean() ? throw new IOException("still away") : await inner.LookUpAsync(block, cancellationToken);
        }

        // A store in memory has nothing to close (and Coyote's rewriting breaks a ValueTask that is handed on).
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
