using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Venues;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Catalogue;

/// <summary>Service item registry 事项.</summary>
[GrainType("item")]
internal sealed class ServiceItemGrain(StreamServices services) : StreamGrain<ItemState>(services), IServiceItemGrain
{
    private const int Page = 200;

    protected override StreamModel<ItemState> Model() => ItemModel.Of(Key);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        Show<IServiceItemGrain>(() => State.Snapshot);
    }

    public Task<ItemSnapshot> SnapshotAsync() => Task.FromResult(State.Snapshot);

    public Task<ItemView?> GetAsync(Caller caller) => Task.FromResult(ItemModel.View(State, caller, Now));

    public Task<SampleView?> SampleAsync(string material)
    {
        if (State.Snapshot.InForce(Now) is not { } item || item.Samples.FirstOrDefault(s => s.Material == material) is not { } sample) return Task.FromResult<SampleView?>(null);
        return Task.FromResult<SampleView?>(new(Key, item.Version, material, item.Materials.First(m => m.Code == material).NameZh, sample.Fields, Version, Now));
    }

    public Task<Outcome<ItemView>> PutAsync(CommandMeta meta, PutItem command) => CarryOut(meta, (s, f) => ItemRules.Decide(s, command, f));

    public async Task<Outcome<ItemView>> PublishAsync(CommandMeta meta, PublishItem command)
    {
        var outcome = await CarryOut(meta, (s, f) => ItemRules.Decide(s, command, f));
        if (State.Versions.Any(v => v.UntoldSince is not null)) WakeSoon();
        return outcome;
    }

    public async Task<Outcome<ItemView>> WithdrawAsync(CommandMeta meta, WithdrawItem command)
    {
        var outcome = await CarryOut(meta, (s, f) => ItemRules.Decide(s, command, f));
        // In a turn of its own after the commit (decisions 11); should this process die before, the row is due and the timekeeper wakes it.
        if (State.Versions.Any(v => v.UnaskedSince is not null)) WakeSoon();
        return outcome;
    }

    public async Task WakeAsync()
    {
        await TellLeafletHoldersAsync();
        foreach (var version in State.Versions.Where(v => v.UnaskedSince is not null))
        {
            var (number, cases) = (version.Item.Version, 0);
            for (string? after = null; ;)
            {
                var rows = await Services.Ledger.QuerySummariesAsync(new SummaryQuery { Kind = "case", Item = Key, After = after, Limit = Page });
                foreach (var row in rows)
                    await GrainFactory.GetGrain<ICaseGrain>(row.Stream["case/".Length..])
                        .TellAsync(CommandMeta.BySystem(FormattableString.Invariant($"withdrawn-{Key}-{number}")), new GuideWasWithdrawn(Key, number));
                cases += rows.Count;
                if (rows.Count < Page) break;
                after = rows[^1].Stream;
            }

            await Shell.ExecuteAsync(CommandMeta.BySystem(FormattableString.Invariant($"asked-{number}")), (_, _) => Decision.Append(new GuideReadersAsked(number, cases)));
        }
    }

    /// <summary>4.3i: every hall's register looks whether it has leaflets of an older version.</summary>
    private async Task TellLeafletHoldersAsync()
    {
        foreach (var version in State.Versions.Where(v => v.UntoldSince is not null).Select(v => v.Item.Version).ToList())
        {
            var venues = await Services.Ledger.QuerySummariesAsync(new SummaryQuery { Kind = "venue", Limit = Page });
            foreach (var row in venues) await GrainFactory.GetGrain<IVenueGrain>(row.Stream["venue/".Length..]).ItemInForceAsync(Key, version);
            await Shell.ExecuteAsync(CommandMeta.BySystem(FormattableString.Invariant($"leaflets-{version}")), (_, _) => Decision.Append(new LeafletHoldersTold(version, venues.Count)));
        }
    }

    private void WakeSoon() => this.RegisterGrainTimer(
        static (me, _) => me.AsReference<IServiceItemGrain>().WakeAsync(), this, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });

    public Task ImportAsync(ServiceItem item, Instant from) => ImportAsync((s, _) => ItemRules.Import(s, Key, item, from));

    private async Task<Outcome<ItemView>> CarryOut(CommandMeta meta, Func<ItemState, ItemFacts, Decision> decide)
    {
        var actor = string.IsNullOrWhiteSpace(meta.Caller.Staff) ? null : await GrainFactory.GetGrain<IStaffGrain>(meta.Caller.Staff).SnapshotAsync();
        return await ExecuteAsync(meta, (s, now) => decide(s, new ItemFacts(Key, meta.Caller, actor, now)), () => ItemModel.View(State, meta.Caller, Now)!);
    }
}
