using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Grains.Inspections;

/// <summary>Lists of inspections and findings, from the summary rows alone: one's own hall's, those below for heads, all for supervisors and auditors.</summary>
[Orleans.Concurrency.StatelessWorker]
[GrainType("inspection-list")]
internal sealed class InspectionListGrain(ILedger ledger, IClock clock) : Grain, IInspectionListGrain
{
    public async Task<CaseRead<Page<InspectionListItem>>> InspectionsAsync(Caller caller, string? hall, string? state, string? cursor, int limit)
    {
        if (await ScopeAsync(caller, hall) is not { } scope) return new(null, Refusal.Of(Codes.NotPermitted));
        var rows = await ledger.QuerySummariesAsync(new() { Kind = "inspection", Hall = scope.Hall, State = state, After = After("inspection", cursor), Limit = limit + 1 });
        ImmutableArray<InspectionListItem> items =
            [.. rows.Take(limit).Select(r => new InspectionListItem(r.Stream["inspection/".Length..], r.Stage ?? "", r.Hall ?? "", r.State ?? "", r.Owner ?? "", r.Version))];
        return new(new(items, rows.Count > limit ? items[^1].InspectionNumber : null), null);
    }

    public async Task<CaseRead<Page<FindingListItem>>> FindingsAsync(Caller caller, FindingFilter filter)
    {
        if (await ScopeAsync(caller, filter.Hall) is not { } scope) return new(null, Refusal.Of(Codes.NotPermitted));
        var rows = await ledger.QuerySummariesAsync(new()
        {
            Kind = "finding", Hall = scope.Hall, State = filter.State, Card = filter.Card, Overdue = filter.Overdue, After = After("finding", filter.Cursor), Limit = filter.Limit + 1,
        });
        var now = clock.GetCurrentInstant();
        ImmutableArray<FindingListItem> items = [.. rows.Take(filter.Limit).Select(r => FindingSummary.Read(r, now)).OfType<FindingListItem>()];
        return new(new(items, rows.Count > filter.Limit ? items[^1].FindingId : null), null);
    }

    private static string? After(string kind, string? cursor) => cursor is null ? null : $"{kind}/{cursor}";

    /// <summary>The hall that may be listed; its code is null for every hall. Null: not permitted.</summary>
    private async Task<Scope?> ScopeAsync(Caller caller, string? hall)
    {
        if (caller.Is(Roles.Supervisor) || caller.Is(Roles.Auditor)) return new(hall);
        if (caller.Staff is not { } number || await GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() is not { } me) return null;
        if (hall is null || hall == me.Hall) return new(me.Hall);
        if (me.Level < StaffLevel.L3) return null;
        for (var at = hall; at is not null; at = (await GrainFactory.GetGrain<IHallRegistryGrain>(at).SnapshotAsync())?.Definition.Parent)
            if (at == me.Hall) return new(hall);
        return null;
    }

    private sealed record Scope(string? Hall);
}
