using System.Diagnostics.Metrics;

namespace HallGrains.Silo.Ledger.Rows;

/// <summary>Summary rows compared with the fold of their streams, and what came of it. Part of meter <c>HallGrains.Ledger</c>.</summary>
internal static class RowMetrics
{
    private static readonly Meter Meter = new("HallGrains.Ledger");

    public static readonly Counter<long> Compared = Meter.CreateCounter<long>("hall.ledger.rows.compared", "{row}", "Summary rows compared with the fold of their streams");

    /// <summary>Tag <c>what</c>: <c>missing</c>, <c>extra</c>, <c>different</c>. Anything but zero has a cause that somebody should look for.</summary>
    public static readonly Counter<long> Repaired = Meter.CreateCounter<long>("hall.ledger.rows.repaired", "{row}", "Summary rows put right");

    public static readonly Counter<long> Unreadable = Meter.CreateCounter<long>("hall.ledger.rows.unreadable", "{row}", "Summary rows left alone because an entry of their stream cannot be read");
}
