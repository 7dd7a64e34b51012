namespace HallGrains.Silo.Ledger;

/// <summary>How far a stream receiver has come, durably.</summary>
internal interface IStreamCheckpoints
{
    /// <summary>The saved position of a queue; 0 when there is none.</summary>
    Task<long> LoadAsync(string queue);

    /// <summary>Saves a position; a smaller one than saved changes nothing.</summary>
    Task SaveAsync(string queue, long position);
}

/// <summary>How far the demo's time is ahead of real time; the same for every process on this ledger, and it only grows.</summary>
internal interface IDemoOffset
{
    Task<TimeSpan> ReadAsync();

    /// <summary>Raises the offset; answers what now stands, which another process may have raised further.</summary>
    Task<TimeSpan> RaiseAsync(TimeSpan offset);
}

/// <summary>Forgets a person.</summary>
internal interface IPersonErasure
{
    /// <summary>Drops a person's data key; false when there was none.</summary>
    Task<bool> EraseAsync(string personKey);
}
