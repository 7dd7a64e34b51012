using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Reports;

/// <summary>
/// Reads the ledger on from where it stood, in batches: a report that ends too late still leaves the next one less to read. Belongs to one activation.
/// </summary>
internal sealed class LedgerReader(StreamServices services)
{
    private const int Batch = 1000;
    private readonly long[] _positions = new long[services.Ledger.Partitions];

    /// <param name="wanted">Which entries are decoded and taken.</param>
    /// <param name="enough">Asked before each batch; true ends the reading.</param>
    public async Task ReadOnAsync(Func<LedgerEntry, bool> wanted, Action<LedgerEntry, IEntry> take, Func<bool>? enough = null)
    {
        for (var partition = 0; partition < _positions.Length; partition++)
        {
            while (enough?.Invoke() != true)
            {
                var entries = await services.Ledger.ReadPartitionAsync(partition, _positions[partition], Batch);
                foreach (var entry in entries)
                {
                    _positions[partition] = entry.Position;
                    if (wanted(entry)) Take(entry, take);
                }

                if (entries.Count < Batch) break;
            }
        }
    }

    private void Take(LedgerEntry entry, Action<LedgerEntry, IEntry> take)
    {
        IEntry body;
        try
        {
            body = services.Codec.Decode(entry);
        }
        catch (UnreadableEntryException)
        {
            // Its own stream is closed to commands and reported by verify; a report of all others is still true of them.
            return;
        }

        take(entry, body);
    }
}
