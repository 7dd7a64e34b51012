using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Catalogue;

/// <summary>Service item registry 事项.</summary>
[GrainType("item")]
internal sealed class ServiceItemGrain(StreamServices services) : StreamGrain<ItemState>(services), IServiceItemGrain
{
    protected override StreamModel<ItemState> Model() => ItemModel.Of(Key);

    public Task<ItemSnapshot> SnapshotAsync() => Task.FromResult(State.Snapshot);

    public Task<ItemView?> GetAsync(Caller caller) => Task.FromResult(ItemModel.View(State, caller, Now));

    public Task<Outcome<ItemView>> PutAsync(CommandMeta meta, PutItem command) => CarryOut(meta, (s, f) => ItemRules.Decide(s, command, f));

    public Task<Outcome<ItemView>> PublishAsync(CommandMeta meta, PublishItem command) => CarryOut(meta, (s, f) => ItemRules.Decide(s, command, f));

    public Task<Outcome<ItemView>> WithdrawAsync(CommandMeta meta, WithdrawItem command) => CarryOut(meta, (s, f) => ItemRules.Decide(s, command, f));

    public Task ImportAsync(ServiceItem item, Instant from) => ImportAsync((s, _) => ItemRules.Import(s, Key, item, from));

    private async Task<Outcome<ItemView>> CarryOut(CommandMeta meta, Func<ItemState, ItemFacts, Decision> decide)
    {
        var actor = string.IsNullOrWhiteSpace(meta.Caller.Staff) ? null : await GrainFactory.GetGrain<IStaffGrain>(meta.Caller.Staff).SnapshotAsync();
        return await ExecuteAsync(meta, (s, now) => decide(s, new ItemFacts(Key, meta.Caller, actor, now)), () => ItemModel.View(State, meta.Caller, Now)!);
    }
}
