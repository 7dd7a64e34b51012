namespace HallGrains.Silo.Streams;

/// <summary>Settings of the streams over the ledger.</summary>
internal sealed class LedgerStreamOptions
{
    /// <summary>How long a receiver that found nothing waits for this process's next commit before it looks again: what other silos commit is seen then.</summary>
    public TimeSpan Poll { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Entries read at once.</summary>
    public int ReadAtOnce { get; set; } = 512;

    /// <summary>
    /// Entries kept between reading and delivery. The cache reports what was delivered in tenths of its size, so after a restart up to that
    /// much is delivered again.
    /// </summary>
    public int CacheSize { get; set; } = 1024;

    /// <summary>How often Orleans looks for messages; the waiting is done by the receiver.</summary>
    public TimeSpan Period { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How long Orleans tries to deliver one entry before it skips it.</summary>
    public TimeSpan MaxDeliveryTime { get; set; } = TimeSpan.FromSeconds(30);
}
