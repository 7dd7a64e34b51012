namespace HallGrains.Silo.Ledger.Checkpoints;

/// <summary>What checkpoints and receipts read of a ledger's database, and the copy of the checkpoints that it keeps for its silos to agree on their order.</summary>
internal interface IProofStore
{
    /// <summary>All heads, as one statement sees them.</summary>
    Task<IReadOnlyList<StoredHead>> ReadHeadsAsync();

    /// <summary>Hashes of the blocks after a number, in order.</summary>
    Task<IReadOnlyList<byte[]>> ReadBlockHashesAsync(int partition, long afterNumber, int max);

    /// <summary>The block that holds a position.</summary>
    Task<StoredBlock?> FindBlockAsync(int partition, long position);

    /// <summary>Leaf hashes from a position to another, both included.</summary>
    Task<IReadOnlyList<byte[]>> ReadLeavesAsync(int partition, long first, long last);

    /// <summary>Checkpoints after a number, in order.</summary>
    Task<IReadOnlyList<string>> ReadCheckpointsAsync(long afterNumber, int max);

    Task<string?> ReadLastCheckpointAsync();

    /// <summary>False when there is one of that number: another silo was first. A rotation names the keys that hold from now on, in the same transaction.</summary>
    Task<bool> AddCheckpointAsync(long number, string text, string? keyFingerprint = null);
}
