using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Pursuits;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Ledger;

namespace HallGrains.Grains.Pursuits;

/// <summary>The door for proposals by people, and lists for heads, supervisors and auditors.</summary>
[Orleans.Concurrency.StatelessWorker]
[GrainType("pursuit-desk")]
internal sealed class PursuitDeskGrain(ILedger ledger) : Grain, IPursuitDeskGrain
{
    private const string Kind = "pursuit";

    public async Task<Outcome<PursuitView>> ProposeAsync(CommandMeta meta, ProposePursuit command)
    {
        if (meta.Caller.Staff is not { } me || await GrainFactory.GetGrain<IStaffGrain>(me).SnapshotAsync() is not { } actor || (actor.Level < StaffLevel.L3 && !meta.Caller.Is(Roles.Supervisor)))
            return Refused(Refusal.Of(Codes.NotPermitted));
        if (PursuitRules.Wrong(command) is { } wrong) return Refused(wrong);
        if (await GrainFactory.GetGrain<IStaffGrain>(command.Staff!).SnapshotAsync() is not { } person)
            return Refused(Refusal.OfErrors(ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("staff", ["unknown"])));
        // What the proposer may not see is no ground of theirs.
        if (command.Ground!.Case is { } @case && (!CaseNumber.TryParse(@case, out var number) || (await GrainFactory.GetGrain<ICaseGrain>(number.Text).GetAsync(meta.Caller)).Refusal is not null)) return Refused(Refusal.Of(Codes.NotFound));
        if (command.Ground.Inspection is { } inspection && (await GrainFactory.GetGrain<IInspectionGrain>(inspection).GetAsync(meta.Caller)).Refusal is not null) return Refused(Refusal.Of(Codes.NotFound));
        // Complaints are registered by a later chapter: until then no number of one is known here.
        if (command.Ground.Complaint is not null) return Refused(Refusal.Of(Codes.NotFound));
        var pursuit = IPursuitGrain.NumberOf(person.Hall, $"{meta.Caller.Account}\n{meta.CommandId}");
        return await GrainFactory.GetGrain<IPursuitGrain>(pursuit).ProposeAsync(meta, person.Hall, command);
    }

    public async Task<CaseRead<Page<PursuitListItem>>> ListAsync(Caller caller, string? hall, string? state, string? cursor, int limit)
    {
        if (!caller.Is(Roles.Supervisor) && !caller.Is(Roles.Auditor))
        {
            if (caller.Staff is not { } me || await GrainFactory.GetGrain<IStaffGrain>(me).SnapshotAsync() is not { Level: >= StaffLevel.L3 } head) return new(null, Refusal.Of(Codes.NotPermitted));
            hall ??= head.Hall;
            if (!await IsUnderAsync(hall, head.Hall)) return new(null, Refusal.Of(Codes.NotPermitted));
        }

        var rows = await ledger.QuerySummariesAsync(new() { Kind = Kind, Hall = hall, State = state, After = cursor is null ? null : $"{Kind}/{cursor}", Limit = limit + 1 });
        ImmutableArray<PursuitListItem> items = [.. rows.Take(limit).Select(r => new PursuitListItem(r.Stream[(Kind.Length + 1)..], r.Hall ?? "", r.State ?? "", r.Item ?? "", r.Owner, Due(r), r.Version))];
        return new(new(items, rows.Count > limit ? items[^1].PursuitId : null), null);
    }

    // A row is due a millisecond after its limit.
    private static NodaTime.Instant? Due(SummaryRow row) => row.NextDue - NodaTime.Duration.FromMilliseconds(1);

    private async Task<bool> IsUnderAsync(string hall, string above)
    {
        for (var at = hall; at is not null; at = (await GrainFactory.GetGrain<IHallRegistryGrain>(at).SnapshotAsync())?.Definition.Parent)
            if (at == above) return true;
        return false;
    }

    private static Outcome<PursuitView> Refused(Refusal refusal) => Outcome.Refused<PursuitView>(refusal);
}
