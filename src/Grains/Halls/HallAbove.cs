using HallGrains.Contracts.Catalogue;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Halls;

/// <summary>Who is told above a hall 上级: the leader of the hall above (of the city hall: of the bureau), and the nearest supervisor.</summary>
internal sealed record HallAbove(string? Leader, string? Supervisor)
{
    internal static async Task<HallAbove> FindAsync(LocalSnapshots snapshots, IGrainFactory grains, HallDefinition hall)
    {
        var parent = hall.Parent is { } code ? (await snapshots.HallAsync(grains, code))?.Definition : null;
        string? supervisor = null;
        for (var at = hall; at is not null && supervisor is null; at = at.Parent is { } up ? up == parent?.Code ? parent : (await snapshots.HallAsync(grains, up))?.Definition : null)
            supervisor = at.Supervisors.IsDefaultOrEmpty ? null : at.Supervisors[0];
        return new(hall.Parent is null ? hall.BureauLeaders.IsDefaultOrEmpty ? null : hall.BureauLeaders[0] : parent?.Leader ?? parent?.DeputyLeader, supervisor);
    }
}
