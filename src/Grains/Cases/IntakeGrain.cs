using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>
/// Opens cases: decides on the facts, takes the number last, so that a refused question costs none; a retry finds its lane and its number. Appends nothing
/// itself, so many questions are on their way at once: only the number is taken one after the other.
/// </summary>
[Orleans.Concurrency.Reentrant]
[GrainType("intake")]
internal sealed class IntakeGrain(HallHoursCache hours, ISecrets secrets, StreamServices services) : Grain, IIntakeGrain
{
    public async Task<Outcome<CaseView>> OpenAsync(CommandMeta meta, OpenInquiry command)
    {
        var key = this.GetPrimaryKeyString();
        if (command.Hall != key[..key.LastIndexOf('/')]) return Outcome.Refused<CaseView>(Refusal.Of(Codes.NotPermitted));
        var lane = GrainFactory.Ref<INumberLaneGrain>(key);
        var facts = await new CaseFactsGatherer(GrainFactory, hours, secrets, services).GatherAsync(CaseState.None, meta.Caller, command, false);
        // What was opened once is opened: whether it could be opened today is not asked.
        if (CaseRules.Decide(CaseState.None, command, facts).Refusal is { } refusal && await lane.FindAsync(meta) is null) return Outcome.Refused<CaseView>(refusal);
        var taken = await lane.TakeAsync(meta);
        if (taken.View is not { Number: var number }) return Outcome.Refused<CaseView>(taken.Refusal!);
        if (!taken.Replayed) services.Fresh.Add("case/" + number);
        Outcome<CaseView> opened;
        try
        {
            opened = await GrainFactory.Ref<ICaseGrain>(number).OpenAsync(meta.Then(), command);
        }
        finally
        {
            services.Fresh.Remove("case/" + number);
        }

        return opened.View is { } view
            ? opened with { View = view with { RetrievalCode = secrets.RetrievalCode(number, 1) }, Made = opened.Made.SetItem(TakenNumber.Made, number) }
            : opened;
    }
}

/// <summary>Gives the numbers of one lane, each once.</summary>
[Orleans.Concurrency.Reentrant]
[GrainType("number-lane")]
internal sealed class NumberLaneGrain : Grain, INumberLaneGrain
{
    private readonly NumberLane _lane;

    public NumberLaneGrain(StreamServices services, NumberFront front) => _lane = new(services, front, this.GetPrimaryKeyString());

    public async Task<TakenNumber?> FindAsync(CommandMeta meta) => await _lane.FindAsync(meta) is { } done ? new(done.Made[TakenNumber.Made]) : null;

    public Task<Outcome<TakenNumber>> TakeAsync(CommandMeta meta) => _lane.TakeAsync(meta);
}

/// <summary>Lists of cases, from the summary rows alone.</summary>
[Orleans.Concurrency.StatelessWorker]
[GrainType("case-list")]
internal sealed class CaseListGrain(ILedger ledger) : Grain, ICaseListGrain
{
    public async Task<CaseRead<Page<CaseListItem>>> ListAsync(Caller caller, CaseFilter filter)
    {
        var hall = filter.Hall;
        if (!caller.Is(Roles.Supervisor) && !caller.Is(Roles.Auditor))
        {
            // Staff list their own hall, heads those below as well, everybody what they own or run; nobody else lists cases.
            if (caller.Staff is not { } number || await GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() is not { } me) return new(null, Refusal.Of(Codes.NotPermitted));
            if (filter.Owner != number && filter.Agent != number)
            {
                hall ??= me.Hall;
                if (hall != me.Hall && !(me.Level >= StaffLevel.L3 && await IsAboveAsync(me.Hall, hall))) return new(null, Refusal.Of(Codes.NotPermitted));
            }
        }

        var rows = await ledger.QuerySummariesAsync(new SummaryQuery
        {
            Kind = "case", Hall = hall, Owner = filter.Owner, Agent = filter.Agent, State = filter.State, Stage = filter.Stage, Item = filter.Item, Card = filter.Card,
            Overdue = filter.Overdue, Contains = filter.Query, After = filter.Cursor is { } c ? "case/" + c : null, Limit = filter.Limit + 1,
        });
        var items = rows.Take(filter.Limit).Select(CaseSummary.ListItem).ToList();
        return new(new([.. items], rows.Count > filter.Limit ? items[^1].CaseNumber : null), null);
    }

    private async Task<bool> IsAboveAsync(string above, string hall)
    {
        for (string? code = hall; code is not null; code = (await GrainFactory.GetGrain<IHallRegistryGrain>(code).SnapshotAsync())?.Definition.Parent)
            if (code == above) return true;
        return false;
    }
}
