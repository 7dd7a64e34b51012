using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Reports;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Reports;

/// <summary>
/// A fold of the ledger by position: it reads on from where it stood, in batches, so a call that ends too late still leaves the next one less to read.
/// </summary>
[GrainType("process-map")]
internal sealed class ProcessMapGrain(StreamServices services) : Grain, IProcessMapGrain
{
    private const int Batch = 1000;

    /// <summary>About 100 MB of steps; beyond it a map of everything is not worth its memory, a hall's still is.</summary>
    private const int MostSteps = 4_000_000;

    private readonly ProcessMap _map = new();
    private readonly long[] _positions = new long[services.Ledger.Partitions];

    public async Task<CaseRead<ProcessMapView>> GetAsync(Caller caller, ProcessMapFilter filter)
    {
        if (!await MaySeeAsync(caller)) return new(null, Refusal.Of(Codes.NotPermitted));
        if (filter is { From: { } from, To: { } to } && from >= to) return new(null, Refusal.OfErrors(
            ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("to", ["not-after-from"])));
        for (var partition = 0; partition < _positions.Length; partition++) await CatchUpAsync(partition);
        return _map.Steps > MostSteps
            ? new(null, Refusal.Of(Codes.Busy, "There are too many events for one map; ask for one hall."))
            : new(_map.View(filter, services.Clock.GetCurrentInstant()), null);
    }

    private async Task<bool> MaySeeAsync(Caller caller)
    {
        if (caller.IsSystem || caller.Is(Roles.Supervisor) || caller.Is(Roles.Auditor)) return true;
        return caller.Staff is { } staff && await GrainFactory.GetGrain<IStaffGrain>(staff).SnapshotAsync() is { Level: >= StaffLevel.L3 };
    }

    private async Task CatchUpAsync(int partition)
    {
        var key = this.GetPrimaryKeyString();
        while (_map.Steps <= MostSteps)
        {
            var entries = await services.Ledger.ReadPartitionAsync(partition, _positions[partition], Batch);
            foreach (var entry in entries)
            {
                _positions[partition] = entry.Position;
                if (key != IProcessMapGrain.City && entry.Hall != key) continue;
                if (!ProcessActivities.IsStep(entry.Kind)) continue;
                try
                {
                    _map.Add(entry.Stream, services.Codec.Decode(entry), entry.OccurredAt);
                }
                catch (UnreadableEntryException)
                {
                    // Its case is closed to commands and reported by verify; a map of all others is still true of them.
                }
            }

            if (entries.Count < Batch) return;
        }
    }
}
