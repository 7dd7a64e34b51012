using HallGrains.Contracts.Catalogue;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Catalogue;

/// <summary>Hall registry 大厅登记.</summary>
[GrainType("hall-registry")]
internal sealed class HallRegistryGrain(StreamServices services) : StreamGrain<HallState>(services), IHallRegistryGrain
{
    protected override StreamModel<HallState> Model() => HallModel.Of(Key);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        Show<IHallRegistryGrain>(() => State.Snapshot);
    }

    public Task<HallSnapshot?> SnapshotAsync() => Task.FromResult(State.Snapshot);

    public Task ImportAsync(HallDefinition definition) => ImportAsync((s, _) => HallModel.Import(s, Key, definition));
}
