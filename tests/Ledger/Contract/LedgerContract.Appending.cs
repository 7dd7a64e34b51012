using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using NodaTime;

namespace HallGrains.Tests.Ledger.Contract;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task An_entry_is_read_as_it_was_written()
    {
        await using var ledger = await OpenAsync();
        var occurred = Instant.FromUtc(2020, 2, 29, 3, 4, 5).PlusNanoseconds(123_456_789);
        var request = Request("case/YXCS-20261124-000017-K") with
        {
            Entries = [new("Inquiry", 3, occurred, "YXCS001", """{"a":"𠀀 𝄞 <b> \" \\ é"}""", new("p-1", """{"name":"王小明"}"""))],
            Made = ImmutableSortedDictionary<string, string>.Empty.Add("number", "YXCS-20261124-000017-K"),
        };

        var receipt = await ledger.AppendAsync(request);

        var entry = (await ledger.ReadStreamAsync(request.Stream)).Should().ContainSingle().Subject;
        entry.Should().BeEquivalentTo(
            new LedgerEntry(
                ledger.PartitionOf(request.Stream), 1, request.Stream, 1, "Inquiry", 3, occurred, Clock.Now, "YXCS001", "guide", "c", "YXCS",
                request.Entries[0].Data, "p-1", """{"name":"王小明"}""", false, entry.Hash));
        entry.Hash.Should().HaveCount(32);
        receipt.Should().Be(new AppendReceipt(entry.Partition, 1, 1, Clock.Now));
        (await ledger.ReadLastAsync(request.Stream)).Should().BeEquivalentTo(entry);
        (await ledger.ReadPartitionAsync(entry.Partition, 0, 10)).Should().ContainSingle().Which.Should().BeEquivalentTo(entry);
        (await ledger.HeadPositionAsync(entry.Partition)).Should().Be(1);
        (await ledger.FindCommandAsync(request.Stream, "guide", "c"))!.Made.Should().Equal(request.Made);
    }

    [Fact]
    public async Task Versions_and_positions_have_no_gaps()
    {
        await using var ledger = await OpenAsync();
        foreach (var (expected, entries) in new[] { (0, 3), (3, 1), (4, 500) })
            await ledger.AppendAsync(Request("case/1", expected, entries, commandId: $"c{expected}"));
        await ledger.AppendAsync(Request("case/2", commandId: null));

        (await ledger.ReadStreamAsync("case/1")).Select(e => e.Version).Should().Equal(Enumerable.Range(1, 504));
        (await ledger.ReadStreamAsync("case/1", 500, 2)).Select(e => e.Version).Should().Equal(501, 502);
        (await ledger.ReadLastAsync("case/1"))!.Version.Should().Be(504);
        (await ledger.ReadStreamAsync("case/3")).Should().BeEmpty();
        (await ledger.ReadLastAsync("case/3")).Should().BeNull();
        var positions = 0L;
        for (var p = 0; p < ledger.Partitions; p++)
        {
            var entries = await ledger.ReadPartitionAsync(p, 0, 1000);
            entries.Select(e => e.Position).Should().Equal(Enumerable.Range(1, entries.Count).Select(i => (long)i));
            (await ledger.HeadPositionAsync(p)).Should().Be(entries.Count);
            positions += entries.Count;
        }

        positions.Should().Be(505);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_command_at_another_version_loses_and_writes_nothing(int expected)
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/1", 0, 2));

        await ledger.Awaiting(l => l.AppendAsync(Request("case/1", expected, commandId: "late"))).Should().ThrowAsync<LedgerConflictException>();

        (await ledger.ReadStreamAsync("case/1")).Should().HaveCount(2);
        (await ledger.FindCommandAsync("case/1", "guide", "late")).Should().BeNull();
        (await ledger.FindSummaryAsync("case/1"))!.Version.Should().Be(2);
    }

    [Fact]
    public async Task A_loser_does_not_harm_its_neighbours()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/loser"));

        var all = Enumerable.Range(0, 50).Select(i => ledger.AppendAsync(i == 20 ? Request("case/loser", 0, commandId: "late") : Request($"case/{i}"))).ToArray();
        var outcomes = await Task.WhenAll(all.Select(async t =>
        {
            try
            {
                await t;
                return true;
            }
            catch (LedgerConflictException)
            {
                return false;
            }
        }));

        outcomes.Count(o => !o).Should().Be(1);
        outcomes[20].Should().BeFalse();
        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Entries = 50L });
    }

    [Fact]
    public async Task Two_commands_of_one_stream_both_commit_when_both_versions_are_true()
    {
        await using var ledger = await OpenAsync();
        var tasks = Enumerable.Range(0, 20).Select(i => ledger.AppendAsync(Request("case/1", i, commandId: $"c{i}"))).ToArray();

        await Task.WhenAll(tasks);

        (await ledger.ReadStreamAsync("case/1")).Select(e => e.CommandId).Should().Equal(Enumerable.Range(0, 20).Select(i => $"c{i}"));
    }

    [Fact]
    public async Task A_command_id_is_taken_once_per_stream_and_account()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/1", commandId: "x", bodyHash: "one"));

        await ledger.Awaiting(l => l.AppendAsync(Request("case/1", 1, commandId: "x", bodyHash: "two"))).Should().ThrowAsync<LedgerConflictException>();
        await ledger.AppendAsync(Request("case/1", 1, commandId: "x", account: "other"));
        await ledger.AppendAsync(Request("case/2", commandId: "x"));

        (await ledger.FindCommandAsync("case/1", "guide", "x"))!.BodyHash.Should().Be("one");
        (await ledger.ReadCommandsAsync("case/1")).Select(c => (c.Account, c.FirstVersion, c.LastVersion)).Should().Equal(("guide", 1, 1), ("other", 2, 2));
    }

    [Fact]
    public async Task First_outcomes_are_found_after_a_restart()
    {
        var made = ImmutableSortedDictionary<string, string>.Empty.Add("number", "YXCS-1").Add("名称", "大厅");
        await using (var ledger = await OpenAsync()) await ledger.AppendAsync(Request("case/1", 0, 3, commandId: "open", bodyHash: "hash") with { Made = made });

        await using var reopened = await OpenAsync();

        var found = await reopened.FindCommandAsync("case/1", "guide", "open");
        found.Should().BeEquivalentTo(new CommandRecord("guide", "open", "hash", 1, 3, made));
        (await reopened.FindCommandAsync("case/1", "someone", "open")).Should().BeNull();
        (await reopened.FindCommandAsync("case/2", "guide", "open")).Should().BeNull();
        await reopened.Awaiting(l => l.AppendAsync(Request("case/1", 0, 3, commandId: "open", bodyHash: "hash"))).Should().ThrowAsync<LedgerConflictException>();
        await reopened.AppendAsync(Request("case/1", 3, commandId: "next"));
        (await reopened.ReadStreamAsync("case/1")).Select(e => e.Version).Should().Equal(1, 2, 3, 4);
        (await VerifyAsync(reopened)).Ok.Should().BeTrue();
    }

    [Fact]
    public async Task Recorded_time_never_goes_back()
    {
        await using (var ledger = await OpenAsync()) await ledger.AppendAsync(Request("case/1", 0, commandId: null));
        var first = Clock.Now;
        Clock.Now -= Duration.FromHours(5);

        await using var reopened = await OpenAsync();
        var receipt = await reopened.AppendAsync(Request("case/1", 1, commandId: null));
        Clock.Now = first + Duration.FromTicks(1);
        await reopened.AppendAsync(Request("case/1", 2, commandId: null));

        receipt.RecordedAt.Should().Be(first);
        (await reopened.ReadStreamAsync("case/1")).Select(e => e.RecordedAt).Should().Equal(first, first, first + Duration.FromTicks(1));
        (await reopened.FindSummaryAsync("case/1"))!.UpdatedAt.Should().Be(first + Duration.FromTicks(1));
    }

    [Fact]
    public async Task An_append_without_a_command_has_the_hall_as_its_account()
    {
        await using var ledger = await OpenAsync();
        await ledger.AppendAsync(Request("case/1", commandId: null));

        (await ledger.ReadLastAsync("case/1")).Should().BeEquivalentTo(new { Account = "system", CommandId = "" });
        (await ledger.ReadCommandsAsync("case/1")).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0, "NUL")]
    [InlineData(0xD800, "half a surrogate pair")]
    [InlineData(0xDC00, "the other half")]
    public async Task What_cannot_be_stored_as_it_is_is_refused(int unit, string why)
    {
        var part = (char)unit + "x";
        await using var ledger = await OpenAsync();
        var fine = Request("case/1");
        AppendRequest[] bad =
        [
            fine with { Entries = [fine.Entries[0] with { Data = part }] },
            fine with { Entries = [fine.Entries[0] with { Private = new("p", part) }] },
            fine with { Entries = [fine.Entries[0] with { Actor = "a" + part }] },
            fine with { Summary = fine.Summary with { Owner = part } },
            fine with { Summary = fine.Summary with { Extra = part } },
            fine with { Made = ImmutableSortedDictionary<string, string>.Empty.Add("x", part) },
            fine with { Stream = "case/" + part, Summary = fine.Summary with { Stream = "case/" + part } },
        ];

        foreach (var request in bad) await ledger.Awaiting(l => l.AppendAsync(request)).Should().ThrowAsync<ArgumentException>(why);

        await ledger.AppendAsync(fine);
        (await VerifyAsync(ledger)).Entries.Should().Be(1);
    }

    [Fact]
    public async Task A_request_must_have_entries_and_its_own_summary()
    {
        await using var ledger = await OpenAsync();
        var fine = Request("case/1");
        AppendRequest[] bad =
        [
            fine with { Entries = [] },
            fine with { Entries = [.. Enumerable.Repeat(fine.Entries[0], 501)] },
            fine with { Summary = fine.Summary with { Stream = "case/2" } },
            fine with { Stream = "case", Summary = fine.Summary with { Stream = "case" } },
            fine with { Hall = "" },
            fine with { Entries = [fine.Entries[0] with { OccurredAt = Instant.MaxValue }] },
        ];

        foreach (var request in bad) await ledger.Awaiting(l => l.AppendAsync(request)).Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task A_large_command_is_one_block()
    {
        await using var ledger = await OpenAsync();
        var big = new string('汉', 60_000);
        var request = Request("case/1", 0, 500);
        request = request with { Entries = [.. request.Entries.Select(e => e with { Data = $"{{\"t\":\"{big}\"}}", Private = new("p-big", "{}") })] };

        await Task.WhenAll(ledger.AppendAsync(request), ledger.AppendAsync(Request("case/2")));

        (await ledger.ReadStreamAsync("case/1")).Should().HaveCount(500).And.OnlyContain(e => e.Data.Length == big.Length + 8);
        (await VerifyAsync(ledger)).Should().BeEquivalentTo(new { Ok = true, Entries = 501L });
    }

    [Fact]
    public async Task Waiting_ends_with_a_commit_to_the_partition()
    {
        await using var ledger = await OpenAsync();
        var partition = ledger.PartitionOf("case/1");
        var waiting = ledger.WaitForCommitAsync(partition, TimeSpan.FromMinutes(5), CancellationToken.None);
        await ledger.AppendAsync(Request("case/1"));

        await waiting;

        using var stop = new CancellationTokenSource();
        var cancelled = ledger.WaitForCommitAsync(partition, TimeSpan.FromMinutes(5), stop.Token);
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => cancelled).Should().ThrowAsync<OperationCanceledException>();
    }
}
