using System.Collections.Frozen;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Ledger;
using Orleans.Runtime;

namespace HallGrains.Silo.Streams;

/// <summary>Which halls' streams an entry goes to: the hall it was recorded for and, when it moves its stream there, the hall that it leaves.</summary>
internal static class HallRouting
{
    /// <summary>Kinds that name the hall of their stream anew. Only for these is the entry before looked up.</summary>
    public static FrozenSet<string> Moving { get; } = FrozenSet.Create(StringComparer.Ordinal, nameof(HandoffAccepted), nameof(Assigned), nameof(StaffRegistered));

    /// <summary>Nobody watches imported history live, and a log of a million events would only push out what is happening now.</summary>
    public static bool IsWatched(string hall) => hall.Length > 0 && !ImportedHistory.IsImported(hall);

    public static async Task AddAsync(List<LedgerBatch> batches, LedgerEntry entry, ILedger ledger)
    {
        if (IsWatched(entry.Hall)) batches.Add(Batch(entry, entry.Hall, 0));
        if (entry.Version == 1 || !Moving.Contains(entry.Kind)) return;
        var before = await ledger.ReadStreamAsync(entry.Stream, entry.Version - 2, 1);
        if (before is [{ Hall: var left }] && left != entry.Hall && IsWatched(left)) batches.Add(Batch(entry, left, 1));
    }

    private static LedgerBatch Batch(LedgerEntry e, string hall, int copy) => new(
        StreamId.Create(LedgerStreams.HallNamespace, hall),
        new()
        {
            Partition = e.Partition,
            Position = e.Position,
            Stream = e.Stream,
            Version = e.Version,
            Kind = e.Kind,
            Schema = e.Schema,
            Hall = e.Hall,
            OccurredAt = e.OccurredAt,
            RecordedAt = e.RecordedAt,
            Actor = e.Actor,
            Data = e.Data,
        },
        copy);
}
