using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Halls;

/// <summary>The floor of the hall, what falls due there, and whom it is told to.</summary>
internal sealed partial class HallGrain
{
    /// <summary>Most days that one wake goes through; the row of the next stays due, and the timekeeper comes again.</summary>
    private const int DaysAtOnce = 31;

    /// <summary>How far ahead a day with a session is looked for: no arrangement closes a hall longer.</summary>
    private const int DaysAhead = 60;

    private static readonly Duration LookUpEvery = Duration.FromMinutes(10);
    private readonly ILogger<HallGrain> _logger;
    private readonly Dictionary<LocalDate, (StreamShell<HallDayState> Shell, DeskTeller Teller)> _tellers = [];
    private HallDayFacts? _facts;
    private (string? Leader, string? Supervisor, HallDefinition? Of, Instant At) _above;

    public async Task<Outcome<HallFloorView>> FloorAsync(CommandMeta meta, FloorCommand command)
    {
        var today = await _days.TodayAsync();
        if (await FactsAsync(meta.Caller, today.Date, null) is not { } facts) return Outcome.Refused<HallFloorView>(Refusal.Of(Codes.NotFound));
        var named = command switch { NameDutyLeader c => c.Staff, NameGuideDesk c => c.Staff, _ => null };
        facts = facts with { Nominee = named is { Length: > 0 and <= 40 } ? await GrainFactory.Ref<IStaffGrain>(named).SnapshotAsync() : null };
        var done = await today.Shell.ExecuteAsync(meta, (s, now) => HallDayRules.Decide(s, command, facts with { Now = now }));
        TellSoon(today);
        // After the commit, in a turn of its own; a process that dies before leaves the row due.
        if (!today.State.ToInspect.IsEmpty)
            this.RegisterGrainTimer(static (me, _) => me.Self.AsReference<IHallGrain>().WakeAsync(me.Date), (Self: this, today.Date), new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
        var view = await FloorViewAsync(today, facts);
        return done.With(() => view);
    }

    public async Task<HallFloorView?> DayAsync()
    {
        var today = await _days.TodayAsync();
        return await FactsAsync(Caller.System, today.Date, null) is { } facts ? await FloorViewAsync(today, facts) : null;
    }

    public async Task<IncidentsView?> IncidentsAsync(Caller caller, LocalDate? date)
    {
        var day = date is { } at ? await _days.OnAsync(at) : await _days.TodayAsync();
        return await FactsAsync(caller, day.Date, null) is { } facts ? FloorRules.Incidents(day.State, facts, day.Shell.Version) : null;
    }

    public Task<Outcome<TicketView>> TakeAppointedAsync(CommandMeta meta, TakeAppointedTicket command) => CarryOutAsync(meta, command, null, withCode: true);

    public async Task<Outcome<DutyView>> DutyDoneAsync(CommandMeta meta, LocalDate date, CompleteHallDuty command)
    {
        var day = await _days.OnAsync(date);
        if (await FactsAsync(meta.Caller, date, null) is not { } facts) return Outcome.Refused<DutyView>(Refusal.Of(Codes.NotFound));
        var done = await day.Shell.ExecuteAsync(meta, (s, now) => HallDayRules.Decide(s, command, facts with { Now = now }));
        TellSoon(day);
        return done.With(() =>
        {
            var duty = day.State.Duties[command.DutyId];
            return new DutyView(DutyId.Of(day.Shell.Model.Stream, duty.Id).ToString(), duty.Kind, FloorRules.HolderOf(duty, day.State, facts), duty.About, duty.Since, duty.DueAt, duty.DoneAt, duty.DoneBy,
                day.Shell.Version, Now);
        });
    }

    /// <summary>
    /// A day that is over lays down the next one with sessions before it says so itself: whoever dies in between, the row of the older day is still due, and
    /// the next wake finds the younger one there. So the chain of days has no end, and no link twice.
    /// </summary>
    public async Task WakeAsync(LocalDate? date)
    {
        var now = Now;
        if (await FactsAsync(Caller.System, date ?? Grains.Clocks.HallHours.DateOf(now), null) is not { } facts) return;
        if (date is not { } at)
        {
            var first = facts.Date;
            if (DayHours.Of(facts.Hall, facts.Hours, first).Open is not [.., { Close: var close }] || close <= now) first = NextDay(first, facts);
            await PlanAsync(first, now, facts);
            return;
        }

        for (var days = 0; days < DaysAtOnce; days++)
        {
            var day = await _days.OnAsync(at);
            await day.Shell.WakeAsync();
            await SeeWhoLeftAsync(day, facts);
            await InspectDisputesAsync(day, facts);
            TellSoon(day);
            var end = HallDayDue.EndOf(at);
            if (now < end || day.State.Ended || day.Shell.Version == 0) return;
            var next = NextDay(at, facts);
            await PlanAsync(next, end, facts);
            await day.Shell.ExecuteAsync(CommandMeta.BySystem("ended"), (s, _) => s.Ended ? Decision.Nothing
                : Decision.Append([new EntryDraft(new HallDayEnded(s.ByWindow.Values.Sum(f => f.Served), s.Waiting.Count, s.OverTarget), end)]));
            TellSoon(day);
            at = next;
        }
    }

    private async Task PlanAsync(LocalDate date, Instant at, HallDayFacts facts)
    {
        var day = await _days.OnAsync(date);
        if (day.Shell.Version > 0 || DayHours.Of(facts.Hall, facts.Hours, date).Open is not [var first, ..] open) return;
        await day.Shell.ExecuteAsync(CommandMeta.BySystem("planned"), (s, _) => s.Version > 0 ? Decision.Nothing
            : Decision.Append([new EntryDraft(new HallDayPlanned(first.Open, open[^1].Close), at)]));
    }

    // A weekend or a holiday without sessions is no day to wait for; should somebody come to the hall on one, its stream begins by that.
    private static LocalDate NextDay(LocalDate after, HallDayFacts facts)
    {
        for (var days = 1; days < DaysAhead; days++)
            if (!DayHours.Of(facts.Hall, facts.Hours, after.PlusDays(days)).Open.IsEmpty) return after.PlusDays(days);
        return after.PlusDays(DaysAhead);
    }

    /// <summary>Who went off duty has left the post, whether or not they said so here.</summary>
    private async Task SeeWhoLeftAsync(Today<HallDayState> day, HallDayFacts facts)
    {
        if (day.Date != Grains.Clocks.HallHours.DateOf(Now) || (day.State.DutyLeader is null && day.State.GuideDesk is null)) return;
        var leader = day.State.DutyLeader is { } l && !await IsOnDutyAsync(l.Staff) ? l.Staff : null;
        var guide = day.State.GuideDesk is { } g && !await IsOnDutyAsync(g.Staff) ? g.Staff : null;
        if (leader is null && guide is null) return;
        await day.Shell.ExecuteAsync(CommandMeta.BySystem(FormattableString.Invariant($"left-{day.Shell.Version}")), (s, _) => Decision.Append(
        [
            .. leader is not null && s.DutyLeader?.Staff == leader ? new IEntry[] { new DutyLeaderOff(leader) } : [],
            .. guide is not null && s.GuideDesk?.Staff == guide ? new IEntry[] { new GuideDeskLeft(guide) } : [],
        ]));
        await day.Shell.WakeAsync();
    }

    /// <summary>Opens the inspections that disputes bring, under numbers made of hall, day and incident: whoever goes on after a crash opens none twice.</summary>
    private async Task InspectDisputesAsync(Today<HallDayState> day, HallDayFacts facts)
    {
        foreach (var (incident, dispute) in day.State.ToInspect)
        {
            var date = LocalDatePattern.Iso.Format(day.Date);
            var meta = CommandMeta.BySystem($"dispute-{date}-{incident}");
            var number = IInspectionGrain.NumberOf(Key, meta.Caller.Account, meta.CommandId);
            var planned = await GrainFactory.GetGrain<IInspectionGrain>(number).PlanAsync(meta, new(InspectionKinds.Dispute, Key, date, facts.Supervisor, null, dispute.Window, dispute.Staff));
            // Refused: the row stays due, and the timekeeper says so in the log until somebody looks.
            if (planned.Refusal is not null) return;
            await day.Shell.ExecuteAsync(CommandMeta.BySystem($"inspected-{incident}"), (s, _) => s.ToInspect.ContainsKey(incident) ? Decision.Append(new DisputeInspected(incident, number)) : Decision.Nothing);
        }
    }

    private async Task<bool> IsOnDutyAsync(string staff) => await GrainFactory.Ref<IStaffGrain>(staff).SnapshotAsync() is { OnDuty: true };

    /// <summary>Who is told above: asked for when the hall changed, and from time to time.</summary>
    private async Task LookUpAsync(HallDefinition hall)
    {
        if (ReferenceEquals(_above.Of, hall) && Now - _above.At < LookUpEvery && Now >= _above.At) return;
        var above = await HallAbove.FindAsync(_services.Snapshots, GrainFactory, hall);
        _above = (above.Leader, above.Supervisor, hall, Now);
    }

    private async Task<HallFloorView> FloorViewAsync(Today<HallDayState> today, HallDayFacts facts)
    {
        var state = today.State;
        var guide = state.GuideDesk?.Staff ?? HallDayDue.GuideWindows(facts.Hall).Select(w => state.Posts.GetValueOrDefault(w.Code)?.Staff).FirstOrDefault(s => s is not null);
        var names = new Dictionary<string, StaffSnapshot?>(StringComparer.Ordinal);
        foreach (var number in new[] { state.DutyLeader?.Staff, guide }.OfType<string>().Distinct()) names[number] = await GrainFactory.Ref<IStaffGrain>(number).SnapshotAsync();
        return FloorViews.Of(state, facts with { Now = Now }, guide, n => names.GetValueOrDefault(n)?.Definition.Name ?? n);
    }

    // After the commit, in a turn of its own (decisions 11).
    private void TellSoon(Today<HallDayState> day)
    {
        if (_facts is null) return;
        // A day asked for again after long was folded anew: its teller looks at the fold in use.
        if (!_tellers.TryGetValue(day.Date, out var known) || known.Shell != day.Shell)
        {
            foreach (var old in _tellers.Keys.Where(d => d < day.Date.PlusDays(-DaysAtOnce)).ToArray()) _tellers.Remove(old);
            known = (day.Shell, new(this, GrainFactory, _services.Desks, () => day.Shell.Version, Row, () => _facts is { } f ? HallDayWaiting.Ever(day.State, f) : [], (people, why) => NotTold(Key, people, why)));
            _tellers[day.Date] = known;
        }

        known.Teller.TellSoon();

        SummaryRow? Row() => day.Shell.Version > 0 && _facts is { } facts
            ? HallDayModel.Row(day.State, Key, day.Date, facts) with { Stream = day.Shell.Model.Stream, Version = day.Shell.Version, UpdatedAt = Now } : null;
    }

    [LoggerMessage(2330, LogLevel.Warning, "Hall {Hall}: {People} people could not be told yet: {Why}")]
    private partial void NotTold(string hall, int people, string why);
}
