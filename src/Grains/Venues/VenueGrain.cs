using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Venues;
using HallGrains.Grains.Inspections;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Venues;

/// <summary>
/// Venue 场所: the facility register of a hall. What breaks, expires or is outdated is written here at its instant and then opened as a finding of its own
/// stream, under a number made from what it is; while one is not opened the row is due, so whoever wakes it goes on.
/// </summary>
[GrainType("venue")]
internal sealed class VenueGrain(StreamServices services) : StreamGrain<VenueState>(services), IVenueGrain
{
    private const int Page = 200;

    protected override StreamModel<VenueState> Model() => VenueState.Model(Key);

    public async Task<VenueView?> GetAsync() =>
        (await GrainFactory.Ref<IHallRegistryGrain>(Key).SnapshotAsync())?.Definition is { } hall ? VenueViews.Of(hall, State, await OpenFindingsAsync(), Now) : null;

    public async Task<Outcome<VenueView>> PutAsync(CommandMeta meta, string facility, PutFacility command)
    {
        int? inForce = null;
        if (command is { Kind: FacilityKinds.Leaflet, Item: { Length: > 0 and <= 40 } item }) inForce = (await GrainFactory.Ref<IServiceItemGrain>(item).SnapshotAsync()).InForce(Now)?.Version;
        return await CarryOutAsync(meta, (s, f) => VenueRules.Put(s, facility, command, f with { InForce = inForce }));
    }

    public Task<Outcome<VenueView>> CheckAsync(CommandMeta meta, string facility, CheckFacility command) => CarryOutAsync(meta, (s, f) => VenueRules.Check(s, facility, command, f));

    public Task<FacilityView?> FacilityAsync(string facility) => Task.FromResult(State.Items.TryGetValue(facility, out var item) ? VenueViews.Facility(item, Now) : null);

    public async Task ItemInForceAsync(string item, int version)
    {
        await Shell.ExecuteAsync(CommandMeta.BySystem(FormattableString.Invariant($"in-force-{item}-{version}")), (s, _) => VenueRules.ItemInForce(Key, s, item, version));
        await RaiseAsync();
    }

    public async Task ImportAsync(ImmutableArray<HallFacility> facilities)
    {
        await ImportAsync((s, _) => VenueRules.Import(s, facilities));
    }

    public async Task WakeAsync()
    {
        await Shell.WakeAsync();
        await RaiseAsync();
    }

    private async Task<Outcome<VenueView>> CarryOutAsync(CommandMeta meta, Func<VenueState, VenueFacts, Decision> decide)
    {
        var actor = meta.Caller.Staff is { } number ? await GrainFactory.Ref<IStaffGrain>(number).SnapshotAsync() : null;
        var hall = (await GrainFactory.Ref<IHallRegistryGrain>(Key).SnapshotAsync())?.Definition;
        var done = await Shell.ExecuteAsync(meta, (s, now) => decide(s, new(now, meta.Caller, actor, hall)));
        if (done.Refusal is { } refusal) return Outcome.Refused<VenueView>(refusal);
        // Registered with a date that is past: it lapsed with its registration, and its finding is there when this answers.
        await WakeAsync();
        var open = await OpenFindingsAsync();
        return done.With(() => VenueViews.Of(hall!, State, open, Now));
    }

    private async Task RaiseAsync()
    {
        foreach (var p in State.Pending)
        {
            var kind = State.Items[p.Facility].Facility.Kind;
            await GrainFactory.GetGrain<IFindingGrain>(p.Finding).OpenAsync(CommandMeta.BySystem("open"), VenueState.FindingOf(Key, p.Facility, p.What, p.Key, kind) with { At = p.At });
            await Shell.ExecuteAsync(CommandMeta.BySystem("opened-" + p.Finding), (_, _) => Decision.Append(new FacilityFindingOpened(p.Finding)));
        }
    }

    private async Task<ImmutableArray<FindingListItem>> OpenFindingsAsync()
    {
        var rows = await Services.Ledger.QuerySummariesAsync(new() { Kind = "finding", Hall = Key, States = ["open", "reopened", "rectified"], Limit = Page });
        return [.. rows.Select(r => FindingSummary.Read(r, Now)).OfType<FindingListItem>().OrderBy(f => f.DueAt).ThenBy(f => f.FindingId, StringComparer.Ordinal)];
    }
}

/// <summary>Compares the halls' venues 场所对比 (4.1c): one standard, counted alike.</summary>
[Orleans.Concurrency.StatelessWorker]
[GrainType("venue-comparison")]
internal sealed class VenueComparisonGrain : Grain, IVenueComparisonGrain
{
    private const string Brand = "4.1c";

    public async Task<ImmutableArray<VenueComparison>> GetAsync()
    {
        var halls = await GrainFactory.GetGrain<ICityCatalogueGrain>(ICityCatalogueGrain.Key).HallsAsync();
        var compared = await Task.WhenAll(halls.Select(async hall => await GrainFactory.GetGrain<IVenueGrain>(hall.Code).GetAsync() is not { } v ? null : new VenueComparison(
            hall.Code, hall.NameZh, v.Items.Length, v.Items.Count(i => i.State == FacilityStates.Ok && i.Flags.IsEmpty), v.Gaps.Length, v.OpenFindings.Length,
            v.OpenFindings.Count(f => f.Grade == FindingGrades.Major), v.OpenFindings.Count(f => f.Overdue), v.OpenFindings.Count(f => f.Clause == Brand))));
        return [.. compared.OfType<VenueComparison>().OrderBy(c => c.Hall, StringComparer.Ordinal)];
    }
}
