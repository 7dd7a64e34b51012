using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Silo.Ledger;
using HallGrains.Tests.Ledger.Stores;

namespace HallGrains.Tests.Ledger.Contract;

public abstract partial class LedgerContract
{
    private const string Lane = "YXCS/3";

    [Fact]
    public async Task A_lane_gives_a_number_without_waiting_for_the_one_before()
    {
        var gate = new Gate();
        await using var ledger = await OpenAsync(o => o with { Committers = c => new GatedCommitter(c, gate) });
        var lane = new LaneTurns(LaneOf(ledger));
        var first = lane.TakeAsync("c0");
        await gate.Reached;

        // No block is committed yet; the turn ends with all of them asked for.
        var rest = await lane.BeginAsync(Enumerable.Range(1, 30).Select(i => $"c{i}"));
        lane.Asked.Should().Be(31, "each number is asked for before the first is committed");
        gate.Open();

        var given = await Task.WhenAll(rest.Append(first));
        given.Should().OnlyContain(o => o.Refusal == null && !o.Replayed);
        given.Select(o => o.View!.Number).Should().OnlyHaveUniqueItems();
        Numbers(await ledger.ReadStreamAsync("numbers/" + Lane)).Should().Equal(Enumerable.Range(0, 31), "in the order they were given, without a gap");
        (await VerifyAsync(ledger)).Ok.Should().BeTrue();
    }

    [Fact]
    public async Task A_command_repeated_between_others_gets_its_number_again_and_the_others_theirs()
    {
        await using var ledger = await OpenAsync();
        var lane = new LaneTurns(LaneOf(ledger));
        var before = await lane.TakeAsync("c5");

        var given = await Task.WhenAll(await lane.BeginAsync(Enumerable.Range(0, 20).Select(i => $"c{i}")));

        given[5].Should().BeEquivalentTo(new { before.View, Replayed = true });
        given.Where((_, i) => i != 5).Should().OnlyContain(o => o.Refusal == null && !o.Replayed);
        given.Select(o => o.View!.Number).Should().OnlyHaveUniqueItems();
        Numbers(await ledger.ReadStreamAsync("numbers/" + Lane)).Should().Equal(Enumerable.Range(0, 20));
        (await lane.TakeAsync("c7", "another body")).Refusal!.Code.Should().Be(Codes.CommandIdReused);
    }

    [Fact]
    public async Task A_number_that_could_not_be_written_fails_its_command_only()
    {
        var faults = new Faults();
        await using var ledger = await OpenAsync(o => o with { Committers = c => new FaultyCommitter(c, faults) });
        var lane = new LaneTurns(LaneOf(ledger));
        await lane.TakeAsync("before");
        faults.LoseBlocks = 1;

        // One number of the lane a block: the first block is lost, and those after it stood on it.
        var given = await lane.BeginAsync(Enumerable.Range(0, 10).Select(i => $"c{i}"));

        await FluentActions.Awaiting(() => given[0]).Should().ThrowAsync<LedgerBusyException>();
        var others = await Task.WhenAll(given[1..]);
        others.Select(o => o.View!.Number).Should().OnlyHaveUniqueItems();
        (await lane.TakeAsync("c0")).Replayed.Should().BeFalse();
        Numbers(await ledger.ReadStreamAsync("numbers/" + Lane)).Should().Equal(Enumerable.Range(0, 11));
    }

    [Fact]
    public async Task Two_activations_of_one_lane_give_no_number_twice()
    {
        await using var ledger = await OpenAsync();
        LaneTurns[] lanes = [new(LaneOf(ledger)), new(LaneOf(ledger))];

        List<string> given = [];
        for (var round = 0; round < 10; round++)
        {
            var asked = await Task.WhenAll(lanes.Select((l, i) => l.BeginAsync([$"{i}-{round}"])));
            given.AddRange((await Task.WhenAll(asked.SelectMany(a => a))).Select(o => o.View!.Number));
        }

        given.Should().HaveCount(20).And.OnlyHaveUniqueItems();
        Numbers(await ledger.ReadStreamAsync("numbers/" + Lane)).Should().Equal(Enumerable.Range(0, 20));
    }

    private static IEnumerable<int> Numbers(IEnumerable<LedgerEntry> entries) => entries.Select(e => ((NumberIssued)EntryCodec.Standard.Decode(e)).Count);

    private (NumberLane Lane, CountingLedger Asked) LaneOf(ServiceLedger ledger)
    {
        var counted = CountingLedger.Over(ledger);
        return (new(new StreamServices(counted, EntryCodec.Standard, Clock, new()), new(), Lane), (CountingLedger)counted);
    }

    /// <summary>Calls a lane as its activation does: one at a time, interleaved where they wait.</summary>
    private sealed class LaneTurns((NumberLane Lane, CountingLedger Asked) of)
    {
        private readonly TaskFactory _turns = new(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);

        public int Asked => of.Asked.Appends;

        public Task<Outcome<TakenNumber>> TakeAsync(string commandId, string body = "b") => _turns.StartNew(() => of.Lane.TakeAsync(Meta(commandId, body))).Unwrap();

        /// <summary>All in one turn.</summary>
        public Task<Task<Outcome<TakenNumber>>[]> BeginAsync(IEnumerable<string> commandIds) => _turns.StartNew(() => commandIds.Select(c => of.Lane.TakeAsync(Meta(c, "b"))).ToArray());

        private static CommandMeta Meta(string commandId, string body) => new(commandId, body, new("guide", "YXCS019", [Roles.Staff]));
    }
}
