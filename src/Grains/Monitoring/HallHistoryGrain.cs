using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Monitoring;

/// <summary>Answers how a hall stood 历史实况. Keeps nothing: what was recorded never changes, and who asks of the past asks seldom.</summary>
[GrainType("hall-history"), Orleans.Concurrency.StatelessWorker(2)]
internal sealed class HallHistoryGrain(StreamServices services) : Grain, IHallHistoryGrain
{
    public async Task<LiveRead<HallLiveView>> HallAsync(Caller caller, Instant at)
    {
        var hall = this.GetPrimaryKeyString();
        if (await GrainFactory.GetGrain<IHallRegistryGrain>(hall).SnapshotAsync() is not { } today) return LiveRead.Refused<HallLiveView>(Codes.NotFound);
        var actor = caller.Staff is { } number && !caller.Is(Roles.Supervisor) ? await GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() : null;
        if (!MonitorRights.Hall(caller, actor, today.Definition)) return LiveRead.Refused<HallLiveView>(caller.Account == Caller.AnonymousAccount ? Codes.NotSignedIn : Codes.NotPermitted);

        // What is to come stands nowhere: an instant after now shows now.
        at = Instant.Min(at, services.Clock.GetCurrentInstant());
        var picture = await HallAsOf.ReadAsync(services.Ledger, services.Codec, hall, at);
        return picture.Definition is null ? LiveRead.Refused<HallLiveView>(Codes.NotFound) : LiveRead.Of(HallViews.Hall(picture, at, "as-of", null));
    }

    public async Task<LiveRead<WindowView>> WindowAsync(Caller caller, string window, Instant at)
    {
        var read = await HallAsync(caller, at);
        if (read.Refusal is { } refusal) return new(null, refusal);
        return read.Value!.Windows.FirstOrDefault(w => w.Window == window) is { } row ? LiveRead.Of(row) : LiveRead.Refused<WindowView>(Codes.NotFound);
    }
}
