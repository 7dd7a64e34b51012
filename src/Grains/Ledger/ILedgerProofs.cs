using HallGrains.Contracts.Audit;
using NodaTime;

namespace HallGrains.Grains.Ledger;

/// <summary>Proofs that entries stand in the ledger, under a signed checkpoint that covers them.</summary>
public interface ILedgerProofs
{
    /// <summary>The proof of all of a stream's entries; null when it has none. Makes a checkpoint where the newest does not reach so far.</summary>
    /// <exception cref="Contracts.Common.LedgerBusyException">No checkpoint can be made now.</exception>
    /// <exception cref="Contracts.Common.UnreadableEntryException">The stored rows do not prove what they say: somebody changed them.</exception>
    Task<ReceiptView?> ProveAsync(string stream, Instant now);
}
