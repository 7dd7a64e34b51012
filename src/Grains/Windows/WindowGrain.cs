using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using NodaTime;

namespace HallGrains.Grains.Windows;

/// <summary>
/// Window 窗口: who is signed on, the opening check, open or not. What is called and served is asked of the hall (decision 12), and where a
/// command needs the hall's word the hall writes first: after a crash in between, the same command done again ends as if there had been none.
/// </summary>
[GrainType("window")]
internal sealed class WindowGrain : Grain, IWindowGrain
{
    private readonly StreamServices _services;
    private readonly HallHoursCache _hours;
    private readonly DailyStream<WindowState> _days;

    public WindowGrain(StreamServices services, ISecrets secrets, HallHoursCache hours)
    {
        (_services, _hours) = (services, hours);
        _days = new(services, date => WindowModel.Of(Key, date, secrets.PersonKey($"window/{Key}")), this.DeactivateOnIdle);
    }

    private WindowKey Key => WindowKey.Parse(this.GetPrimaryKeyString());

    private IHallGrain Hall => GrainFactory.GetGrain<IHallGrain>(Key.Hall);

    private Instant Now => _services.Clock.GetCurrentInstant();

    public async Task<Outcome<WindowResult>> ExecuteAsync(CommandMeta meta, WindowCommand command)
    {
        var today = await _days.TodayAsync();
        if (await FactsAsync(meta.Caller, today, command) is not { } gathered) return Outcome.Refused<WindowResult>(Refusal.Of(Codes.NotFound));
        return ActOf(command) is { } act
            ? await ServeAsync(meta, command, act, today, gathered)
            : await CarryOutAsync(meta, command, today, gathered);
    }

    public async Task<WindowRead> GetAsync(Caller caller)
    {
        var today = await _days.TodayAsync();
        if (await FactsAsync(caller, today, null) is not { } gathered) return new(null, Refusal.Of(Codes.NotFound));
        return WindowRules.MayRead(today.State, gathered.Facts)
            ? new(await ViewAsync(today, gathered.Facts, gathered.Queue), null)
            : new(null, Refusal.Of(Codes.NotPermitted));
    }

    public async Task<OpeningChecksView?> ChecksAsync(Caller caller)
    {
        var today = await _days.TodayAsync();
        if (await FactsAsync(caller, today, null) is not { } gathered || !WindowRules.MayRead(today.State, gathered.Facts)) return null;
        return OpeningParts.View(today.State, gathered.Facts.Hall, today.Date, Now);
    }

    public async Task<WindowSnapshot> SnapshotAsync()
    {
        var today = await _days.TodayAsync();
        var state = today.State;
        return new(state.Status, state.Staff, [.. state.Announced.Where(a => a.Value == state.Staff).Select(a => a.Key).Order(StringComparer.Ordinal)], today.Shell.Version)
        {
            SealsPresent = OpeningParts.SealsPresent(state),
        };
    }

    /// <summary>Whoever of the hall is on duty may record a question at any of its windows; announcing a session is asked of what follows (decision 32).</summary>
    public async Task<Outcome<CaseView>> OpenInquiryAsync(CommandMeta meta, OpenInquiry command)
    {
        var today = await _days.TodayAsync();
        if (await FactsAsync(meta.Caller, today, null) is not { } gathered) return Outcome.Refused<CaseView>(Refusal.Of(Codes.NotFound));
        if ((WindowRules.NotOfTheHall(gathered.Facts) ?? WindowRules.OffDuty(gathered.Facts)) is { } refusal) return Outcome.Refused<CaseView>(refusal);
        var content = new Validation().If(command.Hall != Key.Hall, "hall", "another-hall").If(command.Window != Key.Window, "window", "another-window");
        if (content.Refusal is { } invalid) return Outcome.Refused<CaseView>(invalid);
        return await GrainFactory.GetGrain<IIntakeGrain>($"{Key.Hall}/{IIntakeGrain.Lane(meta.Caller.Account, meta.CommandId)}").OpenAsync(meta, command);
    }

    public async Task WakeAsync(LocalDate date)
    {
        var day = await _days.OnAsync(date);
        await day.Shell.WakeAsync();
        if (day.State.UntoldSince is null || (await _hours.FindAsync(GrainFactory, Key.Hall)).Definition is not { } hall) return;
        var version = day.Shell.Version;
        await FailedItems.TellAsync(GrainFactory, Key, date, day.State, hall);
        await day.Shell.ExecuteAsync(CommandMeta.BySystem(FormattableString.Invariant($"told-{version}")), (_, _) => Decision.Append(new OpeningFindingsTold(version)));
    }

    /// <summary>What the hall decides: calls and services. A repetition finds its first outcome there before anything bars it.</summary>
    private async Task<Outcome<WindowResult>> ServeAsync(CommandMeta meta, WindowCommand command, string act, Today<WindowState> today, Gathered gathered)
    {
        var facts = gathered.Facts;
        var stale = meta.IfVersion is { } seen && seen != today.Shell.Version ? Refusal.Of(Codes.VersionConflict) : null;
        var asks = new WindowAsks(act, Key.Window, facts.Window.Lines, meta.Caller.Staff ?? "", (command as FinishTicket)?.Case, (command as FinishTicket)?.Invited ?? true,
            (command as CallNext)?.VisitReason)
        {
            Ticket = (command as CallNext)?.Ticket ?? (command as RecallTicket)?.Ticket,
            Reason = (command as CallNext)?.Reason,
            Aids = (command as StartTicket)?.Aids ?? [],
            Level = facts.Actor?.Level ?? StaffLevel.L0,
            Barred = stale ?? WindowRules.Bar(today.State, command, facts),
        };
        var outcome = await Hall.AskAsync(ToHall(meta), asks);
        return outcome.Refusal is { } refusal
            ? Refused(refusal, today, facts)
            : new(new(await ViewAsync(today, facts, null), outcome.View, null), null, outcome.Replayed, outcome.Made);
    }

    /// <summary>What the window decides, after the hall's word where it needs that.</summary>
    private async Task<Outcome<WindowResult>> CarryOutAsync(CommandMeta meta, WindowCommand command, Today<WindowState> today, Gathered gathered)
    {
        var facts = gathered.Facts;
        if (PostActOf(command) is { } act
            && await today.Shell.FindAsync(meta) is null
            && (meta.IfVersion is not { } seen || seen == today.Shell.Version)
            && WindowRules.Decide(today.State, command, facts with { Now = Now }).Refusal is null)
        {
            var word = await Hall.PostAsync(ToHall(meta), new(act, Key.Window, facts.Window.Lines, facts.Actor!.Number, gathered.Leaving));
            facts = facts with { HallRefused = word.Refusal };
        }

        var done = await today.Shell.ExecuteAsync(meta, (s, now) => WindowRules.Decide(s, command, facts with { Now = now }));
        if (done.Refusal is { } refusal) return Refused(refusal, today, facts);
        if (today.State.UntoldSince is not null) WakeSoon(today.Date);
        if (command is SignOff && facts.Actor is { } leaver) TellLeft(leaver.Number, meta.CommandId);
        var checks = command is CheckOpening or WaiveOpeningItem ? OpeningParts.View(today.State, facts.Hall, today.Date, Now) : null;
        return new(new(await ViewAsync(today, facts, null), null, checks), null, done.Replayed, done.Made);
    }

    private static Outcome<WindowResult> Refused(Refusal refusal, Today<WindowState> today, WindowFacts facts) => Outcome.Refused<WindowResult>(refusal with
    {
        Version = today.Shell.Version,
        Allowed = refusal.Allowed.IsDefaultOrEmpty ? WindowRules.Allowed(today.State, facts) : refusal.Allowed,
    });

    /// <summary>Null when no such hall or window is registered.</summary>
    private async Task<Gathered?> FactsAsync(Caller caller, Today<WindowState> today, WindowCommand? command)
    {
        var actorCall = caller.Staff is { } number ? GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() : null;
        var hall = await _hours.FindAsync(GrainFactory, Key.Hall);
        var actor = actorCall is null ? null : await actorCall;
        if (hall.Definition?.Window(Key.Window) is not { } window) return null;
        var queue = await Hall.QueueAsync(Key.Window, window.Lines);
        var (elsewhere, leaving) = command is SignOn && actor is not null ? await PostElsewhereAsync(actor.Number) : (null, null);
        var facts = new WindowFacts
        {
            Now = Now, Date = today.Date, Caller = caller, Hall = hall.Definition, Window = window, Hours = hall.Hours, Actor = actor,
            Unqualified = actor is null ? null : Qualification.Check(actor, window.Lines, Now), SignedOnAt = elsewhere, Current = queue.Serving,
        };
        return new(facts, queue, leaving);
    }

    /// <summary>Where the hall has this person; a window that does not say so itself never wrote its sign-on, and is left.</summary>
    private async Task<(string? SignedOn, string? Leaving)> PostElsewhereAsync(string staff)
    {
        if (await Hall.PostOfAsync(staff) is not { } post || post == Key.Window) return (null, null);
        var there = await GrainFactory.GetGrain<IWindowGrain>(new WindowKey(Key.Hall, post).ToString()).SnapshotAsync();
        return there.Staff == staff ? (post, null) : (null, post);
    }

    private async Task<WindowView> ViewAsync(Today<WindowState> today, WindowFacts facts, QueueFacts? known)
    {
        var state = today.State;
        var queue = known ?? await Hall.QueueAsync(Key.Window, facts.Window.Lines);
        var name = state.Staff is not { } staff ? null
            : staff == facts.Actor?.Number ? facts.Actor.Definition.Name
            : (await GrainFactory.GetGrain<IStaffGrain>(staff).SnapshotAsync())?.Definition.Name;
        var desk = state.Staff is null ? DeskFigures.None : await DeskFigures.ReadAsync(_services.Ledger, state.Staff);
        return new()
        {
            Hall = Key.Hall, Window = Key.Window, Name = facts.Window.Name, Lines = facts.Window.Lines, Status = state.Status,
            Staff = state.Staff is null ? null : new(state.Staff, name ?? "", state.SignedOnAt!.Value),
            Serving = queue.Serving is { } ticket ? new(ticket.Ticket, ticket.Case, queue.ServingSince ?? Now) : null,
            QueueLength = queue.QueueLength, LongestWaitMinutes = queue.LongestWaitMinutes, ServedToday = queue.ServedToday,
            AverageServiceSeconds = queue.AverageServiceSeconds, OmittedInvitations = queue.OmittedInvitations,
            OpenCases = desk.Open, OverdueCases = desk.Overdue, YellowCards = desk.Yellow, RedCards = desk.Red, OffersWaiting = desk.Offers,
            Helper = queue.Helper, LateAnnouncements = state.LateAnnouncements,
            LateMinutes = state.LateMinutes, AsOf = Now, Position = $"{today.Shell.Version}.{queue.Version}", Version = today.Shell.Version,
            Allowed = WindowRules.Allowed(state, facts with { Now = Now, Current = queue.Serving }),
            Script = queue.Serving is null ? [] : Notices.Script((await GrainFactory.Ref<ICityCatalogueGrain>(ICityCatalogueGrain.Key).CityAsync())?.Brand),
        };
    }

    // In a turn of its own after the commit (decisions 11); should this process die before, the row is due and the timekeeper wakes it.
    private void WakeSoon(LocalDate date) => this.RegisterGrainTimer(
        static (day, _) => day.Me.AsReference<IWindowGrain>().WakeAsync(day.Date), (Me: this, Date: date), new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });

    // After the commit, in a turn of its own (decisions 11): what they leave on their desk is offered to deputies.
    private void TellLeft(string staff, string commandId) => this.RegisterGrainTimer(
        static (told, _) => told.Grains.GetGrain<IStaffGrain>(told.Staff).LeftWindowAsync(CommandMeta.BySystem(told.Id), told.Window),
        (Grains: GrainFactory, Staff: staff, Key.Window, Id: $"left-{Key.Window}-{commandId}"[..Math.Min(64, $"left-{Key.Window}-{commandId}".Length)]),
        new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });

    // One id per window: the caller's is unique for this window's stream, the hall hears many windows.
    private CommandMeta ToHall(CommandMeta meta) => meta.Then() with { CommandId = $"{Key.Window}:{meta.CommandId}" };

    private static string? ActOf(WindowCommand command) => command switch
    {
        CallNext => WindowActs.CallNext,
        RecallTicket => WindowActs.Recall,
        NoShowTicket => WindowActs.NoShow,
        StartTicket => WindowActs.Start,
        FinishTicket => WindowActs.Finish,
        _ => null,
    };

    private static string? PostActOf(WindowCommand command) => command switch
    {
        SignOn => WindowActs.SignOn,
        SignOff => WindowActs.SignOff,
        OpenWindow => WindowActs.Open,
        CloseWindow => WindowActs.Close,
        _ => null,
    };

    /// <param name="Leaving">Another window whose post the person has by the hall's word only.</param>
    private sealed record Gathered(WindowFacts Facts, QueueFacts Queue, string? Leaving);
}
