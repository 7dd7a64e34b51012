using System.Diagnostics.Metrics;

namespace HallGrains.Grains.Monitoring;

/// <summary>Meter <c>HallGrains.Live</c>: how far views are behind the ledger, and what had to be repaired.</summary>
internal static class LiveMetrics
{
    private static readonly Meter Meter = new("HallGrains.Live");

    /// <summary>From commit to the subscribing monitor, seconds.</summary>
    public static readonly Histogram<double> Lag = Meter.CreateHistogram<double>("hallgrains.live.lag", "s", "From the commit of an entry to its fold in a monitor");

    /// <summary>Deliveries of entries a monitor already had.</summary>
    public static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("hallgrains.live.duplicates");

    /// <summary>Deliveries before which entries of their stream were missing.</summary>
    public static readonly Counter<long> Gaps = Meter.CreateCounter<long>("hallgrains.live.gaps");

    /// <summary>Streams left out of a view because an entry cannot be read.</summary>
    public static readonly Counter<long> Unreadable = Meter.CreateCounter<long>("hallgrains.live.unreadable");

    /// <summary>Streams that a comparison with the ledger found behind.</summary>
    public static readonly Counter<long> Repaired = Meter.CreateCounter<long>("hallgrains.live.repaired");

    /// <summary>Entries read by stream receivers.</summary>
    public static readonly Counter<long> Received = Meter.CreateCounter<long>("hallgrains.live.received");
}
