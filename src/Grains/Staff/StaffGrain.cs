using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Staff;

/// <summary>Staff member 工作人员: registry, duty, and the desk that cases tell.</summary>
[GrainType("staff")]
internal sealed class StaffGrain(StreamServices services, ISecrets secrets) : StreamGrain<StaffState>(services), IStaffGrain
{
    private const int Page = 200;
    private static readonly Duration RepairEvery = Duration.FromSeconds(30);
    private static readonly ImmutableArray<string> OpenStates =
        [CaseStates.Inquiry, CaseStates.Received, CaseStates.AwaitingSupplement, CaseStates.InStage, CaseStates.Decided, CaseStates.Correcting];
    private Desk _desk = null!;
    private Instant? _repairedAt;
    private bool _telling;
    private string? _head;
    private DeskTeller? _teller;

    protected override StreamModel<StaffState> Model() => StaffModel.Of(Key, secrets) with { Due = (s, now) => StaffModel.Due(s, now, _head) };

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        _desk = new(Key);
        Services.Desks.Add(Key, _desk);
        Show<IStaffGrain>(() => State.Snapshot(Now));
        await FindHeadAsync();
        TellSoon();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_desk is not null) Services.Desks.Remove(Key, _desk);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task<StaffSnapshot?> SnapshotAsync() => Task.FromResult(State.Snapshot(Now));

    public Task<StaffView?> GetAsync(Caller caller) => Task.FromResult(StaffRules.View(State, caller, Now));

    public async Task<Outcome<StaffView>> PutAsync(CommandMeta meta, PutStaff command)
    {
        var hall = string.IsNullOrWhiteSpace(command.Hall) ? null : await GrainFactory.GetGrain<IHallRegistryGrain>(command.Hall).SnapshotAsync();
        var facts = new StaffFacts(Key, meta.Caller, null, Now, hall?.Definition, await SnapshotOf(State.Definition?.Deputy));
        return await CarryOut(meta, (s, now) => StaffRules.Decide(s, command, facts with { Now = now }));
    }

    public async Task<Outcome<StaffView>> PutQualificationAsync(CommandMeta meta, PutQualification command)
    {
        var facts = await Facts(meta.Caller);
        return await CarryOut(meta, (s, now) => StaffRules.Decide(s, command, facts with { Now = now }));
    }

    public async Task<Outcome<StaffView>> PutDeputyAsync(CommandMeta meta, PutDeputy command)
    {
        var facts = await Facts(meta.Caller) with { Partner = await SnapshotOf(command.Deputy) };
        return await CarryOut(meta, (s, now) => StaffRules.Decide(s, command, facts with { Now = now }));
    }

    public async Task<Outcome<StaffView>> SetDutyAsync(CommandMeta meta, SetDuty command)
    {
        var facts = await Facts(meta.Caller) with { Desk = (await OfTheDesk(command.On ? DeskCalls.Return : DeskCalls.OffDuty)).Count };
        return await CarryOut(meta, (s, now) => StaffRules.Decide(s, command, facts with { Now = now }));
    }

    public async Task LeftWindowAsync(CommandMeta meta, string window)
    {
        var open = (await OfTheDesk(DeskCalls.SignedOff)).Count;
        await Shell.ExecuteAsync(meta, (s, _) => open == 0 || s.Definition is null ? Decision.Nothing : Decision.Append(new DeskLeft(window, open)));
        TellSoon();
    }

    public Task DeskOfferedAsync(int atVersion, int cases) => Shell.ExecuteAsync(
        CommandMeta.BySystem(FormattableString.Invariant($"offered-{atVersion}")),
        (s, _) => s.Calls.Any(c => c.AtVersion == atVersion) ? Decision.Append(new DeskOffered(atVersion, cases)) : Decision.Nothing);

    public Task ImportAsync(StaffDefinition definition) => ImportAsync((s, _) => StaffRules.Import(s, definition));

    public async Task TellDeputyAsync(CommandMeta meta, string partner, bool paired)
    {
        await Shell.ExecuteAsync(meta, (s, _) => StaffRules.DecideTold(s, partner, paired));
        TellSoon();
    }

    public async Task SuspendAsync(CommandMeta meta, string pursuit, bool lifted)
    {
        await Shell.ExecuteAsync(meta, (s, _) => StaffRules.Suspend(s, pursuit, lifted));
        TellSoon();
    }

    public Task DeputyToldAsync(string partner, int setVersion) => Shell.ExecuteAsync(
        CommandMeta.BySystem($"told-{partner}-{setVersion}"),
        (s, _) => s.Tells.Any(t => t.Partner == partner && t.SetVersion == setVersion) ? Decision.Append(new DeputyTold(partner, setVersion)) : Decision.Nothing);

    public async Task WakeAsync()
    {
        await FindHeadAsync();
        await Shell.WakeAsync();
        TellSoon();
    }

    public async Task<InboxView> InboxAsync(Caller caller)
    {
        await AdmitAndRepair(caller);
        return new(Key, [.. _desk.Inbox, .. await LineOffers(), .. await OnBehalfOfPartner()], Now);
    }

    public async Task<CaseloadView> CaseloadAsync(Caller caller)
    {
        await AdmitAndRepair(caller);
        return new(Key, _desk.Caseload, Now);
    }

    public Task TellAsync(DeskTold told)
    {
        _desk.Tell(told);
        return Task.CompletedTask;
    }

    private async Task<Outcome<StaffView>> CarryOut(CommandMeta meta, Func<StaffState, Instant, Decision> decide)
    {
        var outcome = await ExecuteAsync(meta, decide, () => StaffRules.View(State, meta.Caller, Now)!);
        TellSoon();
        return outcome;
    }

    // Who is told of what runs out here: the head, over a head the leader, over a leader the hall above.
    private async Task FindHeadAsync()
    {
        if (State.Definition is not { } me) return;
        var hall = (await GrainFactory.Ref<IHallRegistryGrain>(me.Hall).SnapshotAsync())?.Definition;
        var above = hall?.Parent is { } parent ? (await GrainFactory.Ref<IHallRegistryGrain>(parent).SnapshotAsync())?.Definition : null;
        _head = hall is null ? null : Heads.Of(hall, me) ?? Heads.Upward(above is null ? [hall] : [hall, above], me.Section, Key).FirstOrDefault();
    }

    private async Task<StaffFacts> Facts(Caller caller) => new(Key, caller, await SnapshotOf(caller.Staff), Now);

    private async Task<StaffSnapshot?> SnapshotOf(string? number) =>
        string.IsNullOrWhiteSpace(number) ? null
        : number == Key ? State.Snapshot(Now)
        : await GrainFactory.Ref<IStaffGrain>(number).SnapshotAsync();

    private async Task AdmitAndRepair(Caller caller)
    {
        if (StaffRules.MayRead(State, await Facts(caller)) is { } refusal) throw new RefusedException(refusal);
        // Tells went to a memory that may be gone, or were lost with a case's silo; the rows were written with the cases' own commits. Nothing an event of
        // the case would say is missing here for longer than this.
        if (_repairedAt is { } last && Now - last < RepairEvery && last <= Now) return;
        await Repair(_desk, Key);
        _repairedAt = Now;
    }

    // While the partner is off duty what waits for them waits for their deputy too (AB角): read, not told.
    private async Task<IEnumerable<InboxItem>> OnBehalfOfPartner()
    {
        if (State.Definition?.Deputy is not { } partner || !State.IsOnDuty(Now) || await SnapshotOf(partner) is not { OnDuty: false }) return [];
        var desk = new Desk(partner);
        await Repair(desk, partner);
        return desk.Inbox.Select(i => i with { OnBehalfOf = partner });
    }

    /// <summary>Cases that are asked for an offer for this cause, from the rows that were written with their commits.</summary>
    private async Task<IReadOnlyList<string>> OfTheDesk(string cause)
    {
        var desk = new Desk(Key);
        await Repair(desk, Key);
        return cause == DeskCalls.Return
            ? [.. desk.Inbox.Where(i => i.Kind == "deputised").Select(i => i.CaseNumber!)]
            : [.. desk.Owned];
    }

    // Offered to a line: to nobody in particular, so it is read and not told.
    private async Task<IEnumerable<InboxItem>> LineOffers()
    {
        if (State.Definition is not { } me) return [];
        var rows = await Task.WhenAll(me.Lines.Select(l => Services.Ledger.QuerySummariesAsync(new SummaryQuery { Kind = "case", OfferedTo = $"{Desk.LineOffer}{me.Hall}/{l}", Limit = Page })));
        return rows.SelectMany(r => r).Select(Desk.LineItem).OfType<InboxItem>().OrderBy(i => i.DueAt ?? Instant.MaxValue);
    }

    private async Task Repair(Desk desk, string staff)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await Read(new SummaryQuery { Kind = "case", Owner = staff, States = OpenStates, Limit = Page });
        await Read(new SummaryQuery { Kind = "case", OfferedTo = staff, Limit = Page });
        await Read(new SummaryQuery { Kind = "", WaitingFor = staff, Limit = Page });
        foreach (var stream in desk.Known.Where(s => !seen.Contains(s)).ToList())
            if (await Services.Ledger.FindSummaryAsync(stream) is { } row) desk.Tell(row);

        async Task Read(SummaryQuery query)
        {
            for (string? after = null; ;)
            {
                var rows = await Services.Ledger.QuerySummariesAsync(query with { After = after });
                foreach (var row in rows)
                {
                    seen.Add(row.Stream);
                    desk.Tell(row);
                }

                if (rows.Count < Page) return;
                after = rows[^1].Stream;
            }
        }
    }

    // Each case decides whether it wants a deputy; a repetition finds the offer made.
    private async Task<int> AskCases(DeskCall call)
    {
        var cases = await OfTheDesk(call.Cause);
        foreach (var number in cases)
        {
            CaseCommand command = call.Cause == DeskCalls.Return ? new OfferReturn(Key) : new OfferDeputy(Key, call.Cause);
            await GrainFactory.GetGrain<ICaseGrain>(number).TellAsync(CommandMeta.BySystem(FormattableString.Invariant($"desk-{Key}-{call.AtVersion}")), command);
        }

        return cases.Count;
    }

    // In a turn of its own after the commit: two partners telling each other inside their calls would wait for each other.
    private void TellSoon()
    {
        // Who is not reached finds the row of this stream: nothing needs to be said twice.
        if (!State.Warned.IsEmpty)
            (_teller ??= new(this, GrainFactory, Services.Desks, () => Version, () => StaffModel.Summarise(State) with { Version = Version, UpdatedAt = Now }, () => [], static (_, _) => { })).TellSoon();
        if (_telling || (State.Tells.IsEmpty && State.Calls.IsEmpty)) return;
        _telling = true;
        this.RegisterGrainTimer(static (me, _) => me.TellDeputies(), this, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private async Task TellDeputies()
    {
        try
        {
            while (State.Tells is [var tell, ..])
            {
                await GrainFactory.GetGrain<IStaffGrain>(tell.Partner).TellDeputyAsync(CommandMeta.BySystem($"deputy-{Key}-{tell.SetVersion}-{(tell.Paired ? "on" : "off")}"), Key, tell.Paired);
                await this.AsReference<IStaffGrain>().DeputyToldAsync(tell.Partner, tell.SetVersion);
            }

            while (State.Calls is [var call, ..]) await this.AsReference<IStaffGrain>().DeskOfferedAsync(call.AtVersion, await AskCases(call));
        }
        finally
        {
            // What could not be told stays due in the summary row: the timekeeper wakes this grain again.
            _telling = false;
        }
    }
}
