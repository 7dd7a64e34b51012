using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using Microsoft.Extensions.Logging;

namespace HallGrains.Silo.Ledger.Rows;

/// <summary>What a walk over the rows has come to.</summary>
internal sealed record RowTally
{
    public long Compared { get; set; }
    public long Missing { get; set; }
    public long Extra { get; set; }
    public long Different { get; set; }
    public long Unreadable { get; set; }

    public long Repaired => Missing + Extra + Different;
}

/// <summary>
/// Compares summary rows with the folds of their streams, and puts right what differs. Never fights a live write: a stream that moves while it is looked at is
/// right by that write, and a repair happens only where stream and row still are at the versions that were read. A stream that cannot be read is left as it is.
/// </summary>
internal sealed partial class RowWalk(ServiceLedger ledger, RowFolds folds, ILogger<RowWalk> logger)
{
    /// <summary>Positions looked at together for streams that have no row.</summary>
    public const int PositionsAtOnce = 20_000;

    private ILedgerStore Store => ledger.Stored;

    /// <summary>The next rows of a partition; answers the last stream looked at, null at the end.</summary>
    public async Task<string?> RowsAsync(int partition, string after, int max, RowTally tally)
    {
        var rows = await ledger.ReadAsync(() => Store.ReadSummariesAsync(partition, after, max));
        await CheckAsync(rows.Select(r => (r.Stream, (SummaryRow?)r, partition)), tally);
        return rows.Count < max ? null : rows[^1].Stream;
    }

    /// <summary>Streams without a row that begin in the next positions; answers where to go on, null at the end.</summary>
    public async Task<long?> StreamsAsync(int partition, long after, RowTally tally)
    {
        var head = await ledger.HeadPositionAsync(partition);
        var last = Math.Min(head, after + PositionsAtOnce);
        var streams = await ledger.ReadAsync(() => Store.ReadStreamsWithoutRowAsync(partition, after, last));
        await CheckAsync(streams.Select(s => (s, (SummaryRow?)null, -1)), tally);
        return last < head ? last : null;
    }

    private async Task CheckAsync(IEnumerable<(string Stream, SummaryRow? Row, int Partition)> found, RowTally tally)
    {
        var repairs = new List<SummaryRepair>();
        foreach (var (stream, row, partition) in found)
            if (await CompareAsync(stream, row, partition, tally) is { } repair) repairs.Add(repair);
        if (repairs.Count == 0) return;
        var done = await ledger.ReadAsync(() => Store.RepairSummariesAsync(repairs));
        for (var i = 0; i < done.Length; i++)
            if (done[i]) Count(repairs[i], tally);
    }

    private async Task<SummaryRepair?> CompareAsync(string stream, SummaryRow? row, int partition, RowTally tally)
    {
        tally.Compared++;
        RowMetrics.Compared.Add(1);
        var home = ledger.PartitionOf(stream);
        // A row may stand and say that it belongs to another partition: then it is read here for the first time.
        row ??= await ledger.FindSummaryAsync(stream);
        try
        {
            var fold = folds.Of(stream);
            IReadOnlyList<LedgerEntry> entries = fold is { TailOnly: false } ? await ledger.ReadStreamAsync(stream) : await ledger.ReadLastAsync(stream) is { } last ? [last] : [];
            if (entries.Count == 0) return row is null ? null : new(home, stream, row.Version, null);
            var right = fold is null ? throw new UnreadableEntryException("No fold is known of this kind of stream.") : await fold.RowAsync(entries);
            return row == right && partition == home ? null : new(home, stream, row?.Version, right);
        }
        catch (Exception e) when (e is not (LedgerBusyException or TimeoutException or OperationCanceledException or OutOfMemoryException))
        {
            tally.Unreadable++;
            RowMetrics.Unreadable.Add(1);
            LogUnreadable(stream, e.GetType().Name);
            return null;
        }
    }

    private void Count(SummaryRepair repair, RowTally tally)
    {
        var what = repair.Row is null ? "extra" : repair.Seen is null ? "missing" : "different";
        if (what == "extra") tally.Extra++;
        else if (what == "missing") tally.Missing++;
        else tally.Different++;
        RowMetrics.Repaired.Add(1, new KeyValuePair<string, object?>("what", what));
        LogRepaired(repair.Stream, what, repair.Row?.Version ?? 0);
    }

    [LoggerMessage(2030, LogLevel.Warning, "The summary row of {Stream} was {What} and is made anew from the ledger, at version {Version}")]
    private partial void LogRepaired(string stream, string what, int version);

    [LoggerMessage(2031, LogLevel.Warning, "The summary row of {Stream} could not be compared ({Why}); it is left as it is")]
    private partial void LogUnreadable(string stream, string why);
}
