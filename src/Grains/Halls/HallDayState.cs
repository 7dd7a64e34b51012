using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Halls;

/// <summary>A hall's day 大厅当日 folded from its stream: tickets, who waits in which order, who has which post.</summary>
public sealed partial record HallDayState
{
    public static HallDayState Empty { get; } = new();

    public ImmutableDictionary<string, Ticket> Tickets { get; init; } = ImmutableDictionary.Create<string, Ticket>(StringComparer.Ordinal);

    /// <summary>Numbers of waiting tickets by the order they were taken in.</summary>
    public ImmutableSortedDictionary<int, string> Waiting { get; init; } = ImmutableSortedDictionary<int, string>.Empty;

    /// <summary>Tickets taken today by line: the next number of each.</summary>
    public ImmutableDictionary<string, int> Taken { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Letters of the lines that gave a number today: they stay, even if the hall's lines change during the day.</summary>
    public ImmutableDictionary<string, string> Prefixes { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The ticket called or being served, by window: one each.</summary>
    public ImmutableDictionary<string, string> Current { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    public ImmutableDictionary<string, Post> Posts { get; init; } = ImmutableDictionary.Create<string, Post>(StringComparer.Ordinal);

    /// <summary>Ordinary calls since the last one from the priority queue, by line; absent: none from it yet.</summary>
    public ImmutableDictionary<string, int> LineSincePriority { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>The same by window.</summary>
    public ImmutableDictionary<string, int> WindowSincePriority { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    public ImmutableDictionary<string, ServedFigures> ByWindow { get; init; } = ImmutableDictionary.Create<string, ServedFigures>(StringComparer.Ordinal);

    public ImmutableDictionary<string, ServedFigures> ByLine { get; init; } = ImmutableDictionary.Create<string, ServedFigures>(StringComparer.Ordinal);

    public int Version { get; init; }

    public IEnumerable<Ticket> WaitingTickets => Waiting.Values.Select(n => Tickets[n]);

    public Ticket? CurrentOf(string window) => Current.TryGetValue(window, out var number) ? Tickets[number] : null;

    public string? PostOf(string staff) => Posts.Where(p => p.Value.Staff == staff).Select(p => p.Key).FirstOrDefault();

    /// <exception cref="UnreachableException">An entry that does not belong to a hall's day: never skipped in a fold that decides.</exception>
    public static HallDayState Evolve(HallDayState s, Recorded r) => Apply(s, r) with { Version = r.Version };

    private static HallDayState Apply(HallDayState s, Recorded r) => r.Body switch
    {
        TicketTaken e => s.Take(e, r),
        TicketCalled e => s.Call(e, r),
        WaitOverTarget e => s.Over(e.Ticket),
        TicketRecalled e => s.Change(e.Ticket, t => t with { State = TicketStates.Called, Window = e.Window, Calls = 1, CalledAt = r.OccurredAt, CalledBack = true })
            .AtWindow(e.Window, e.Ticket),
        TicketStarted e => s.Change(e.Ticket, t => t with { State = TicketStates.Serving, StartedAt = r.OccurredAt, OutsideHours = e.OutsideHours }),
        TicketServed e => s.Change(e.Ticket, t => t with { State = TicketStates.Served, Case = e.Case ?? t.Case, ServedBy = e.Staff, ServedAt = r.OccurredAt }).Freed(e.Window) with
        {
            ByWindow = s.ByWindow.SetItem(e.Window, s.ByWindow.GetValueOrDefault(e.Window, ServedFigures.None).Plus(e)),
            ByLine = s.ByLine.SetItem(e.ServiceLine, s.ByLine.GetValueOrDefault(e.ServiceLine, ServedFigures.None).Plus(e)),
        },
        SessionEvaluationInvited => s,
        TicketNoShow e => s.Change(e.Ticket, t => t with { State = TicketStates.NoShow, MissedAt = r.OccurredAt }).Freed(e.Window),
        TicketCancelled e => s.Change(e.Ticket, t => t with { State = TicketStates.Cancelled }).Left(e.Ticket).Freed(e.Window),
        PostTaken e => s with { Posts = s.Posts.SetItem(e.Window, new(e.Staff, false, [])) },
        PostOpened e => (s with { Posts = s.Posts.SetItem(e.Window, new(e.Staff, true, e.Lines)) }).PostsChanged(e.Window, r.OccurredAt, false),
        PostClosed e => (s with { Posts = s.Posts.SetItem(e.Window, new(e.Staff, false, [])) }).PostsChanged(e.Window, r.OccurredAt, false),
        PostLeft e => (s with { Posts = s.Posts.Remove(e.Window) }).PostsChanged(e.Window, r.OccurredAt, true),
        _ => OnFloor(s, r),
    };

    private HallDayState Take(TicketTaken e, Recorded r)
    {
        var sequence = Tickets.Count + 1;
        return this with
        {
            Tickets = Tickets.SetItem(e.Ticket, new()
            {
                Number = e.Ticket, Line = e.ServiceLine, Sequence = sequence, TakenAt = r.OccurredAt, Ground = e.Ground, Case = e.Case, Issue = e.Issue,
                Private = e.Private ?? false, Appointment = e.Appointment, SlotKept = e.SlotKept ?? false, Needs = e.Needs ?? [],
            }),
            About = e.Ticket,
            Waiting = Waiting.Add(sequence, e.Ticket),
            Taken = Taken.SetItem(e.ServiceLine, Taken.GetValueOrDefault(e.ServiceLine) + 1),
            Prefixes = Prefixes.SetItem(e.ServiceLine, TicketNumbers.PrefixOf(e.Ticket)),
        };
    }

    private HallDayState Call(TicketCalled e, Recorded r)
    {
        var called = Change(e.Ticket, t => t with { State = TicketStates.Called, Window = e.Window, Calls = e.Call, CalledAt = r.OccurredAt }).AtWindow(e.Window, e.Ticket);
        return e.Call > 1 ? called : called.Left(e.Ticket) with
        {
            LineSincePriority = Count(LineSincePriority, e.ServiceLine, e.Priority),
            WindowSincePriority = Count(WindowSincePriority, e.Window, e.Priority),
        };
    }

    private static ImmutableDictionary<string, int> Count(ImmutableDictionary<string, int> since, string key, bool priority) =>
        priority ? since.SetItem(key, 0) : since.TryGetValue(key, out var n) ? since.SetItem(key, n + 1) : since;

    private HallDayState Change(string ticket, Func<Ticket, Ticket> change) => this with { Tickets = Tickets.SetItem(ticket, change(Tickets[ticket])) };

    private HallDayState Left(string ticket) => this with { Waiting = Waiting.Remove(Tickets[ticket].Sequence) };

    private HallDayState AtWindow(string window, string ticket) => this with { Current = Current.SetItem(window, ticket) };

    private HallDayState Freed(string? window) => window is null ? this : this with { Current = Current.Remove(window), Helpers = Helpers.Remove(window) };
}
