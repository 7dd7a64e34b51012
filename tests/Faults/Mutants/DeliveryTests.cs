using System.Reflection;
using CsCheck;
using HallGrains.Checker;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Streams;
using HallGrains.Tests.Live;
using Microsoft.Extensions.Logging.Abstractions;

namespace HallGrains.Faults.Mutants;

/// <summary>A receiver of one partition through random reads, deliveries, saves that fail and deaths: at least once, in order.</summary>
public sealed class DeliveryTests
{
    private enum Step
    {
        Append,
        Read,
        Deliver,
        Die,
        LoseASave,
    }

    private static readonly Gen<(Step Step, int Size)[]> Lives = Gen.Select(Gen.Enum<Step>(), Gen.Int[1, 20]).Array[5, 80];

    [Fact]
    public async Task Every_entry_is_delivered_at_least_once_whatever_dies_when() =>
        await Lives.SampleAsync(async steps => (await RunAsync(steps, eager: false)).Should().BeEmpty(), iter: 300);

    [Fact]
    public async Task A_checkpoint_before_the_delivery_is_caught()
    {
        (Step, int)[] steps = [(Step.Append, 20), (Step.Read, 20), (Step.Die, 1), (Step.Append, 3)];
        (await RunAsync(steps, eager: true)).Should().Contain(v => v.Rule == Rules.Delivery && v.What == "was never given");
        (await RunAsync(steps, eager: false)).Should().BeEmpty();
    }

    private static async Task<IReadOnlyList<Violation>> RunAsync((Step Step, int Size)[] steps, bool eager)
    {
        await using var town = await LedgerTown.OpenAsync(partitions: 1);
        var checkpoints = new Checkpoints();
        var source = (ILedger)town.Ledger;
        if (eager)
        {
            source = DispatchProxy.Create<ILedger, EagerReading>();
            ((EagerReading)source).Over(town.Ledger, checkpoints);
        }

        var delivered = new List<long>();
        var waiting = new Queue<Orleans.Streams.IBatchContainer>();
        var receiver = Receiver();
        var cases = 0;
        foreach (var (step, size) in steps)
        {
            switch (step)
            {
                case Step.Append:
                    for (var i = 0; i < size; i++) await town.AppendAsync($"case/{++cases}", cases % 7 == 0 ? "imported" : "AA", new InquiryOpened("AA", null, null, "onsite", null, null, "AA001", null));
                    break;
                case Step.Read:
                    foreach (var batch in await receiver.GetQueueMessagesAsync(size * 2)) waiting.Enqueue(batch);
                    break;
                case Step.Deliver:
                    await DeliverAsync(Math.Min(size, waiting.Count));
                    break;
                case Step.Die:
                    // What was read and not delivered is gone with the process.
                    waiting.Clear();
                    receiver.Dispose();
                    receiver = Receiver();
                    break;
                default:
                    checkpoints.Fail = true;
                    break;
            }
        }

        while (true)
        {
            var found = await receiver.GetQueueMessagesAsync(100);
            foreach (var batch in found) waiting.Enqueue(batch);
            if (waiting.Count == 0) break;
            await DeliverAsync(waiting.Count);
        }

        receiver.Dispose();
        return DeliveryChecker.Check(await town.Ledger.HeadPositionAsync(0), delivered);

        LedgerReceiver Receiver() => new(source, checkpoints, new() { Poll = TimeSpan.FromMilliseconds(1) }, 0, NullLogger.Instance);

        async Task DeliverAsync(int count)
        {
            var given = new List<Orleans.Streams.IBatchContainer>();
            for (var i = 0; i < count; i++) given.Add(waiting.Dequeue());
            delivered.AddRange(given.Select(b => ((LedgerBatch)b).Event.Position));
            await receiver.MessagesDeliveredAsync(given);
        }
    }

    private sealed class Checkpoints : IStreamCheckpoints
    {
        private long _saved;

        public bool Fail { get; set; }

        public Task<long> LoadAsync(string queue) => Task.FromResult(_saved);

        public Task SaveAsync(string queue, long position)
        {
            if (Fail)
            {
                Fail = false;
                throw new IOException("away");
            }

            _saved = Math.Max(_saved, position);
            return Task.CompletedTask;
        }
    }

    /// <summary>The mutant: a position is saved as soon as it was read.</summary>
    public class EagerReading : DispatchProxy
    {
        private ILedger _inner = null!;
        private IStreamCheckpoints _checkpoints = null!;

        internal void Over(ILedger inner, IStreamCheckpoints checkpoints) => (_inner, _checkpoints) = (inner, checkpoints);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(ILedger.ReadPartitionAsync) ? ReadAsync((int)args![0]!, (long)args[1]!, (int)args[2]!) : targetMethod.Invoke(_inner, args);

        private async Task<IReadOnlyList<LedgerEntry>> ReadAsync(int partition, long after, int max)
        {
            var entries = await _inner.ReadPartitionAsync(partition, after, max);
            if (entries.Count > 0) await _checkpoints.SaveAsync("hall/0", entries[^1].Position);
            return entries;
        }
    }
}
