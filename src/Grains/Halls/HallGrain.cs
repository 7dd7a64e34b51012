using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Evaluations;
using HallGrains.Grains.Shell;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Halls;

/// <summary>Hall 大厅: today's queues, tickets and posts. Calls come down from windows; it calls registries only, for snapshots.</summary>
[GrainType("hall")]
internal sealed partial class HallGrain : Grain, IHallGrain
{
    private readonly StreamServices _services;
    private readonly ISecrets _secrets;
    private readonly HallHoursCache _hours;
    private readonly DailyStream<HallDayState> _days;
    private readonly Dictionary<string, CodeTries> _tries = new(StringComparer.Ordinal);

    public HallGrain(StreamServices services, ISecrets secrets, HallHoursCache hours, ILogger<HallGrain> logger)
    {
        (_services, _secrets, _hours, _logger) = (services, secrets, hours, logger);
        _days = new(services, date => HallDayModel.Of(Key, date, () => _facts), this.DeactivateOnIdle);
    }

    private string Key => this.GetPrimaryKeyString();

    private Instant Now => _services.Clock.GetCurrentInstant();

    public Task<Outcome<TicketView>> TakeTicketAsync(CommandMeta meta, TakeTicket command) => CarryOutAsync(meta, command, null, withCode: true);

    public Task<Outcome<TicketView>> CancelTicketAsync(CommandMeta meta, CancelTicket command) => CarryOutAsync(meta, command, command.Ticket);

    public Task<Outcome<TicketView>> AskAsync(CommandMeta meta, WindowAsks command) =>
        IsTheirs(meta, command.Staff) ? CarryOutAsync(meta, command, null) : Task.FromResult(Outcome.Refused<TicketView>(Refusal.Of(Codes.NotPermitted)));

    public async Task<Outcome<PostView>> PostAsync(CommandMeta meta, PostAsks command)
    {
        if (!IsTheirs(meta, command.Staff)) return Outcome.Refused<PostView>(Refusal.Of(Codes.NotPermitted));
        var today = await _days.TodayAsync();
        await FactsAsync(Caller.System, today.Date, null);
        var done = await today.Shell.ExecuteAsync(meta, (s, _) => PostRules.Decide(s, command));
        TellSoon(today);
        return done.With(() => HallDayViews.Post(today.State, command.Window, Now));
    }

    public async Task<string?> PostOfAsync(string staff) => (await _days.TodayAsync()).State.PostOf(staff);

    public async Task<TicketView?> TicketAsync(Caller caller, string ticket)
    {
        var today = await _days.TodayAsync();
        if (await FactsAsync(caller, today.Date, ticket) is not { } facts || !(facts.CodeShown || facts.IsStaffHere || caller.IsSystem)) return null;
        var state = today.State;
        if (!state.Tickets.TryGetValue(ticket, out var found)) return null;
        var view = HallDayViews.Ticket(state, found, facts, facts.CodeShown);
        return facts.CodeShown && caller.Staff is null && Invitation(found, today.Date, facts.Hours) is { } invited
            ? view with { Evaluation = new(InvitationToken.Make(invited, _secrets), invited.Until, invited.Ticket, invited.Window) } : view;
    }

    public async Task<SessionInvitation?> LastServedAsync(string window)
    {
        var today = await _days.TodayAsync();
        var last = today.State.Tickets.Values.Where(t => t.Window == window && t.ServedAt is not null).MaxBy(t => t.ServedAt);
        return last is null ? null : Invitation(last, today.Date, await _hours.GetAsync(GrainFactory, Key));
    }

    public async Task<QueueFacts> QueueAsync(string window, ImmutableArray<string> lines)
    {
        var today = await _days.TodayAsync();
        var facts = await FactsAsync(Caller.System, today.Date, null);
        return facts is null ? new(null, 0, 0, 0, 0, null, today.Shell.Version) : HallDayViews.Queue(today.State, window, lines, facts);
    }

    private async Task<Outcome<TicketView>> CarryOutAsync(CommandMeta meta, HallCommand command, string? ticket, bool withCode = false)
    {
        var today = await _days.TodayAsync();
        if (await FactsAsync(meta.Caller, today.Date, ticket) is not { } facts) return Outcome.Refused<TicketView>(Refusal.Of(Codes.NotFound));
        var done = await today.Shell.ExecuteAsync(meta, (s, now) => HallDayRules.Decide(s, command, facts with { Now = now }));
        TellSoon(today);
        return done.With(() =>
        {
            var number = done.Made["ticket"];
            var found = today.State.Tickets[number];
            // Its needs are shown to the window that called it, and to the person.
            var view = HallDayViews.Ticket(today.State, found, facts with { Now = Now }, withCode || command is WindowAsks);
            return withCode ? view with { RetrievalCode = CodeOf(today.Date, number, found.Issue) } : view;
        });
    }

    /// <summary>Null when no such hall is registered.</summary>
    private async Task<HallDayFacts?> FactsAsync(Caller caller, LocalDate date, string? ticket)
    {
        var actor = caller.Staff is { } number ? GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() : null;
        var hall = await _hours.FindAsync(GrainFactory, Key);
        var snapshot = actor is null ? null : await actor;
        if (hall.Definition is null) return null;
        await LookUpAsync(hall.Definition);
        var facts = new HallDayFacts
        {
            Now = Now, Date = date, Caller = caller, Hall = hall.Definition, Hours = hall.Hours, Actor = snapshot,
            CodeShown = ticket is not null && await ShowsCodeAsync(caller, ticket),
            SuperiorLeader = _above.Leader, Supervisor = _above.Supervisor,
        };
        _facts = facts with { Caller = Caller.System, Actor = null, CodeShown = false };
        return facts;
    }

    /// <exception cref="RefusedException">Too many wrong codes were tried for this ticket (must-hold 13).</exception>
    private async Task<bool> ShowsCodeAsync(Caller caller, string ticket)
    {
        var today = await _days.TodayAsync();
        if (caller.RetrievalCode is not { } shown || !today.State.Tickets.TryGetValue(ticket, out var found)) return false;
        // By day: yesterday's holder of the number is another person. No more than a day's tickets are kept.
        var name = HallDayModel.CodeNameOf(Key, today.Date, ticket);
        if (_tries.Count > today.State.Tickets.Count) _tries.Clear();
        if (!_tries.TryGetValue(name, out var tries)) _tries[name] = tries = new(TimeProvider.System);
        if (tries.Barred() is { } barred) throw new RefusedException(barred);
        if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(CodeOf(today.Date, ticket, found.Issue)))) return true;
        tries.Wrong();
        return false;
    }

    private SessionInvitation? Invitation(Ticket ticket, LocalDate date, HallHours hours) => ticket is { ServedBy: { } staff, ServedAt: { } at, Window: { } window }
        ? new(Key, LocalDatePattern.Iso.Format(date), ticket.Number, window, staff, Rating.Until(at, hours)) : null;

    private string CodeOf(LocalDate date, string ticket, int issue) => _secrets.RetrievalCode(HallDayModel.CodeNameOf(Key, date, ticket), issue);

    private static bool IsTheirs(CommandMeta meta, string staff) => (meta.Caller.Staff ?? "") == staff;
}
