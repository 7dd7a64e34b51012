using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Catalogue;

/// <summary>Hall registry 大厅登记, and what the hall publishes itself.</summary>
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

    public Task<HallPagesView?> PagesAsync(Caller caller) => Task.FromResult(State.Snapshot is null ? null : HallPages.View(Key, State, caller, Now));

    public async Task<Outcome<HallPagesView>> DraftPageAsync(CommandMeta meta, DraftHallPage command) =>
        await CarryOut(meta, command.Kind, command.Key, command.Promise?.Owner, (s, f) => HallPageRules.Decide(s, command, f));

    public async Task<Outcome<HallPagesView>> PublishPageAsync(CommandMeta meta, PublishHallPage command) =>
        await CarryOut(meta, command.Kind, command.Key, null, (s, f) => HallPageRules.Decide(s, command, f));

    public async Task<Outcome<HallPagesView>> WithdrawPageAsync(CommandMeta meta, WithdrawHallPage command) =>
        await CarryOut(meta, command.Kind, command.Key, null, (s, f) => HallPageRules.Decide(s, command, f));

    private async Task<Outcome<HallPagesView>> CarryOut(CommandMeta meta, string kind, string key, string? owner, Func<HallState, HallPageFacts, Decision> decide)
    {
        if (State.Snapshot is not { } hall) return Outcome.Refused<HallPagesView>(Refusal.Of(Codes.NotFound));
        var item = kind == HallPageKinds.Limit && key.Length is > 0 and <= 64 ? await GrainFactory.Ref<IServiceItemGrain>(key).SnapshotAsync() : null;
        var facts = new HallPageFacts(
            meta.Caller, await SnapshotOf(meta.Caller.Staff), Now, hall.Definition, await AboveAsync(hall.Definition), item?.InForce(Now), await SnapshotOf(owner));
        return await ExecuteAsync(meta, (s, now) => decide(s, facts with { Now = now }), () => HallPages.View(Key, State, meta.Caller, Now));
    }

    // The halls above, nearest first: their leaders stand over this hall's (domain-rules §1).
    private async Task<IReadOnlyList<string>> AboveAsync(HallDefinition hall)
    {
        var above = new List<string>();
        for (var code = hall.Parent; code is not null && above.Count < 8 && !above.Contains(code) && code != Key;)
        {
            above.Add(code);
            code = (await GrainFactory.Ref<IHallRegistryGrain>(code).SnapshotAsync())?.Definition.Parent;
        }

        return above;
    }

    private async Task<StaffSnapshot?> SnapshotOf(string? number) =>
        string.IsNullOrWhiteSpace(number) || number.Length > 64 ? null : await GrainFactory.Ref<IStaffGrain>(number).SnapshotAsync();
}
