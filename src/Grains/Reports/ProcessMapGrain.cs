using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Reports;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Reports;

/// <summary>Process map 流程图: a fold of the ledger by position (<see cref="LedgerReader"/>).</summary>
[GrainType("process-map")]
internal sealed class ProcessMapGrain(StreamServices services) : Grain, IProcessMapGrain
{
    /// <summary>About 100 MB of steps; beyond it a map of everything is not worth its memory, a hall's still is.</summary>
    private const int MostSteps = 4_000_000;

    private readonly ProcessMap _map = new();
    private readonly LedgerReader _reader = new(services);

    public async Task<CaseRead<ProcessMapView>> GetAsync(Caller caller, ProcessMapFilter filter)
    {
        if (!await MaySeeAsync(caller)) return new(null, Refusal.Of(Codes.NotPermitted));
        if (filter is { From: { } from, To: { } to } && from >= to) return new(null, Refusal.OfErrors(
            ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("to", ["not-after-from"])));
        var key = this.GetPrimaryKeyString();
        await _reader.ReadOnAsync(
            e => (key == IProcessMapGrain.City || e.Hall == key) && ProcessActivities.IsStep(e.Kind), (e, body) => _map.Add(e.Stream, body, e.OccurredAt), () => _map.Steps > MostSteps);
        return _map.Steps > MostSteps
            ? new(null, Refusal.Of(Codes.Busy, "There are too many events for one map; ask for one hall."))
            : new(_map.View(filter, services.Clock.GetCurrentInstant()), null);
    }

    private async Task<bool> MaySeeAsync(Caller caller)
    {
        if (caller.IsSystem || caller.Is(Roles.Supervisor) || caller.Is(Roles.Auditor)) return true;
        return caller.Staff is { } staff && await GrainFactory.GetGrain<IStaffGrain>(staff).SnapshotAsync() is { Level: >= StaffLevel.L3 };
    }
}
