using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using HallGrains.Tests.Ledger.Stores;
using NodaTime;

namespace HallGrains.Tests.Ledger.Contract;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task A_full_queue_is_busy_at_once_and_writes_nothing()
    {
        var gate = new Gate();
        await using var ledger = await OpenAsync(o => o with { QueueCapacity = 4, Committers = c => new GatedCommitter(c, gate) });
        // All of one partition, so that one writer is asked on every store.
        var streams = Enumerable.Range(0, 1000).Select(i => $"case/{i}").Where(s => ledger.PartitionOf(s) == 0).Take(40).ToArray();
        var first = ledger.AppendAsync(Request(streams[0]));
        await gate.Reached;

        var rest = streams[1..].Select(s => ledger.AppendAsync(Request(s))).ToArray();
        var refused = rest.Where(t => t.IsFaulted).ToArray();
        refused.Should().HaveCount(rest.Length - 4);
        foreach (var task in refused) await FluentActions.Awaiting(() => task).Should().ThrowAsync<LedgerBusyException>();

        gate.Open();
        await Task.WhenAll(rest.Except(refused).Append(first));
        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Entries = 5L });
    }

    [Fact]
    public async Task A_closing_ledger_commits_what_waits_and_takes_nothing_new()
    {
        var gate = new Gate();
        await using var ledger = await OpenAsync(o => o with { Committers = c => new GatedCommitter(c, gate) });
        var waiting = Enumerable.Range(0, 100).Select(i => ledger.AppendAsync(Request($"case/{i}"))).ToArray();
        await gate.Reached;
        var stopping = ledger.StopAsync();

        await ledger.Awaiting(l => l.AppendAsync(Request("case/late"))).Should().ThrowAsync<LedgerBusyException>();
        gate.Open();
        await stopping;

        await Task.WhenAll(waiting);
        await ledger.Awaiting(l => l.ReadStreamAsync("case/0")).Should().ThrowAsync<LedgerBusyException>();
    }

    [Fact]
    public async Task What_cannot_be_committed_in_time_is_busy_when_the_ledger_closes()
    {
        var gate = new Gate();
        await using var ledger = await OpenAsync(o => o with { BlockCommands = 1, Committers = c => new GatedCommitter(c, gate) });
        var first = ledger.AppendAsync(Request("case/1"));
        await gate.Reached;
        var second = ledger.AppendAsync(Request("case/1", 1, commandId: "second"));
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        var stopping = ledger.StopAsync(now.Token);

        gate.Open();
        await stopping;

        (await first).LastVersion.Should().Be(1);
        await FluentActions.Awaiting(() => second).Should().ThrowAsync<LedgerBusyException>();
    }

    [Theory]
    [InlineData("c")]
    [InlineData(null)]
    public async Task A_commit_whose_answer_was_lost_is_read_back(string? commandId)
    {
        var faults = new Faults();
        await using var ledger = await OpenAsync(o => o with { Committers = c => new FaultyCommitter(c, faults) });
        await ledger.AppendAsync(Request("case/taken", commandId: "before"));
        faults.LoseAnswers = 1;

        var won = ledger.AppendAsync(Request("case/1", 0, 2, commandId, secret: "x"));
        var receipt = await won;

        receipt.Should().BeEquivalentTo(new { LastVersion = 2, RecordedAt = Clock.Now });
        (await ledger.ReadStreamAsync("case/1")).Select(e => e.Position).Should().Equal(receipt.FirstPosition, receipt.FirstPosition + 1);
        faults.LookUps.Should().Be(1);
        (await VerifyAsync(ledger)).Ok.Should().BeTrue();
    }

    [Fact]
    public async Task A_block_lost_before_the_commit_is_busy()
    {
        var faults = new Faults();
        await using var ledger = await OpenAsync(o => o with { Committers = c => new FaultyCommitter(c, faults) });
        faults.LoseBlocks = 1;

        await ledger.Awaiting(l => l.AppendAsync(Request("case/1"))).Should().ThrowAsync<LedgerBusyException>();

        (await ledger.ReadStreamAsync("case/1")).Should().BeEmpty();
        (await ledger.AppendAsync(Request("case/1"))).LastVersion.Should().Be(1);
    }

    [Fact]
    public async Task Somebody_elses_commit_is_not_taken_for_the_lost_one()
    {
        var faults = new Faults();
        await using var ledger = await OpenAsync(o => o with { Committers = c => new FaultyCommitter(c, faults) });
        await ledger.AppendAsync(Request("case/1", commandId: null) with { Hall = "YXSN" });
        faults.LoseBlocks = 1;

        await ledger.Awaiting(l => l.AppendAsync(Request("case/1", commandId: null))).Should().ThrowAsync<LedgerBusyException>();
    }

    [Fact]
    public async Task An_outcome_that_cannot_be_read_back_is_said_to_be_unknown()
    {
        var faults = new Faults();
        await using var ledger = await OpenAsync(o => o with { LookUpTimeout = TimeSpan.FromMilliseconds(100), Committers = c => new FaultyCommitter(c, faults) });
        (faults.LoseAnswers, faults.FailLookUps) = (1, int.MaxValue);

        await ledger.Awaiting(l => l.AppendAsync(Request("case/1"))).Should().ThrowAsync<LedgerOutcomeUnknownException>();

        faults.FailLookUps = 0;
        (await ledger.FindCommandAsync("case/1", "guide", "c")).Should().NotBeNull();
        (await ledger.AppendAsync(Request("case/1", 1, commandId: "next"))).LastVersion.Should().Be(2);
    }

    [Fact]
    public async Task A_look_up_that_fails_is_tried_again()
    {
        var faults = new Faults { LoseAnswers = 1, FailLookUps = 2 };
        await using var ledger = await OpenAsync(o => o with { Committers = c => new FaultyCommitter(c, faults) });

        (await ledger.AppendAsync(Request("case/1"))).LastVersion.Should().Be(1);

        faults.LookUps.Should().Be(3);
    }

    [Fact]
    public async Task A_bad_value_sinks_only_its_command()
    {
        var gate = new Gate();
        await using var ledger = await OpenAsync(o => o with { Committers = c => new GatedCommitter(Poisoned(c), gate) });
        await PoisonAsync();
        // The first block is held back, so that the others share one.
        var streams = Enumerable.Range(0, 1000).Select(i => $"case/{i}").Where(s => ledger.PartitionOf(s) == 0).Take(10).ToArray();
        var first = ledger.AppendAsync(Request(streams[0]));
        await gate.Reached;
        var neighbours = streams[1..].Select(s => ledger.AppendAsync(Request(s))).ToArray();
        var poison = Request(streams[0], 1, commandId: "bad");
        var bad = ledger.AppendAsync(poison with { Entries = [poison.Entries[0] with { Kind = "Poison" }] });
        gate.Open();

        await Task.WhenAll(neighbours.Append(first));
        (await FluentActions.Awaiting(() => bad).Should().ThrowAsync<ArgumentException>()).Which.Message.Should().NotContain("YXCS001");
        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Entries = 10L });
    }

    /// <summary>Makes the database refuse entries of kind Poison.</summary>
    internal virtual Task PoisonAsync() => Task.CompletedTask;

    internal virtual IBlockCommitter Poisoned(IBlockCommitter committer) => committer;

    [Fact]
    public async Task Hundreds_of_callers_with_conflicts_leave_a_ledger_without_a_flaw()
    {
        await using var ledger = await OpenAsync();
        var committed = 0;
        var conflicts = 0;
        await Task.WhenAll(Enumerable.Range(0, 256).Select(w => Task.Run(async () =>
        {
            var random = new Random(w);
            for (var i = 0; i < 12; i++)
            {
                var stream = $"case/{random.Next(40)}";
                var entries = random.Next(1, 4);
                var version = (await ledger.FindSummaryAsync(stream))?.Version ?? 0;
                try
                {
                    var receipt = await ledger.AppendAsync(Request(stream, version, entries, random.Next(5) == 0 ? null : $"{w}-{i}", secret: random.Next(4) == 0 ? "x" : null, person: $"p-{random.Next(20)}"));
                    receipt.LastVersion.Should().Be(version + entries);
                    Interlocked.Add(ref committed, entries);
                }
                catch (LedgerConflictException)
                {
                    Interlocked.Increment(ref conflicts);
                }
            }
        })));

        conflicts.Should().BePositive();
        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Entries = (long)committed });
        for (var s = 0; s < 40; s++)
        {
            var entries = await ledger.ReadStreamAsync($"case/{s}");
            entries.Select(e => e.Version).Should().Equal(Enumerable.Range(1, entries.Count));
            entries.Should().OnlyContain(e => !e.Erased);
            foreach (var command in await ledger.ReadCommandsAsync($"case/{s}"))
                entries.Where(e => e.CommandId == command.CommandId).Select(e => e.Version).Should().Equal(Enumerable.Range(command.FirstVersion, command.LastVersion - command.FirstVersion + 1));
        }
    }
}
