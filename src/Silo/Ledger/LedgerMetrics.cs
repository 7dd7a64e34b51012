using System.Diagnostics.Metrics;

namespace HallGrains.Silo.Ledger;

/// <summary>Meter <c>HallGrains.Ledger</c>: how much is written, in what blocks, how long a commit takes, how much waits.</summary>
internal sealed class LedgerMetrics : IDisposable
{
    private readonly Meter _meter = new("HallGrains.Ledger");
    private readonly Counter<long> _entries;
    private readonly Counter<long> _blocks;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _busy;
    private readonly Counter<long> _lookUps;
    private readonly Histogram<int> _blockSize;
    private readonly Histogram<double> _commit;

    public LedgerMetrics(Func<int> queueLength)
    {
        _entries = _meter.CreateCounter<long>("hall.ledger.entries", description: "Entries committed");
        _blocks = _meter.CreateCounter<long>("hall.ledger.blocks", description: "Transactions committed");
        _conflicts = _meter.CreateCounter<long>("hall.ledger.conflicts", description: "Commands that lost");
        _busy = _meter.CreateCounter<long>("hall.ledger.busy", description: "Commands answered busy");
        _lookUps = _meter.CreateCounter<long>("hall.ledger.lookups", description: "Blocks whose outcome had to be read back");
        _blockSize = _meter.CreateHistogram<int>("hall.ledger.block.size", "{command}", "Commands in a block");
        _commit = _meter.CreateHistogram<double>("hall.ledger.commit.duration", "ms", "Time of one transaction");
        _meter.CreateObservableGauge("hall.ledger.queue.length", queueLength, "{command}", "Commands waiting for a block");
    }

    public void Committed(int commands, int entries, int conflicts, double milliseconds)
    {
        _entries.Add(entries);
        _blocks.Add(1);
        _blockSize.Record(commands);
        _commit.Record(milliseconds);
        if (conflicts > 0) _conflicts.Add(conflicts);
    }

    public void Busy(int commands) => _busy.Add(commands);

    public void LookedUp() => _lookUps.Add(1);

    public void Dispose() => _meter.Dispose();
}
