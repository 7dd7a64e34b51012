using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using HallGrains.Grains.Windows;
using NodaTime;

namespace HallGrains.Grains.Simulation;

/// <summary>
/// The floor of the hall: opening checks, queue and windows, through the rules of the hall's and the windows' days. Windows ask the hall as their grains do.
/// </summary>
internal sealed class Floor
{
    private static readonly Duration ToTheWindow = Duration.FromSeconds(15);
    private readonly VirtualTime _time;
    private readonly VirtualCity _city;
    private readonly Matters _matters;
    private readonly Tally _tally;
    private readonly LocalDate _date;
    private readonly List<Desk> _desks = [];
    private readonly Dictionary<string, Visitor> _visitors = new(StringComparer.Ordinal);

    public Floor(VirtualTime time, VirtualCity city, Matters matters, Tally tally, LocalDate date)
    {
        (_time, _city, _matters, _tally, _date) = (time, city, matters, tally, date);
        Day = new(HallDayModel.StreamOf(city.Hall.Code, date), HallDayState.Empty, HallDayState.Evolve);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var window in city.Hall.Windows.Where(w => w.Kind is null))
        {
            if (city.Post(window, time.Now, taken) is not { } person) continue;
            taken.Add(person.Number);
            _desks.Add(new(window, person, new($"window/{city.Hall.Code}/{window.Code}", WindowState.Empty, WindowState.Evolve)));
        }
    }

    public VirtualStream<HallDayState> Day { get; }

    public IEnumerable<VirtualStream<WindowState>> Windows => _desks.Select(d => d.Stream);

    public int Staffed => _desks.Count;

    public Instant LastServedAt { get; private set; }

    public void Plan(IEnumerable<Visitor> visitors)
    {
        var opening = _city.Hours.OpeningInstant(_date) ?? throw new ArgumentException($"{_city.Hall.Code} is not open on {_date}.");
        var minutes = 22;
        foreach (var desk in _desks)
        {
            _time.At(opening - Duration.FromMinutes(minutes), () => Prepare(desk));
            // Not everybody is early by the same: from 22 to 11 minutes, whole before the hall opens.
            minutes = minutes <= 11 ? 22 : minutes - 1;
        }

        foreach (var visitor in visitors) _time.At(visitor.Arrives, () => Come(visitor));
        foreach (var session in _city.Hours.SessionsOn(_date)) _time.At(session.Open, () => { foreach (var desk in _desks) Next(desk); });
        _time.At(_city.Hours.SessionsOn(_date)[^1].Close, () => { foreach (var desk in _desks) Close(desk); });
    }

    public ImmutableSortedDictionary<string, WindowLoad> Load()
    {
        var open = _city.Hours.SessionsOn(_date).Sum(s => (s.Close - s.Open).TotalSeconds);
        return _desks.ToImmutableSortedDictionary(d => d.Window.Code, d =>
        {
            var served = Day.State.ByWindow.GetValueOrDefault(d.Window.Code, ServedFigures.None);
            return new WindowLoad(d.Person.Number, served.Served, Math.Round(served.Seconds / open, 3));
        }, StringComparer.Ordinal);
    }

    private void Prepare(Desk desk)
    {
        Window(desk, new SignOn(), WindowActs.SignOn);
        foreach (var part in _city.Hall.OpeningCheck) Window(desk, new CheckOpening(part.Part, [.. part.Items.Select(i => new CheckedItem(i.Code, true))]));
        Window(desk, new OpenWindow(), WindowActs.Open);
    }

    private void Come(Visitor visitor)
    {
        var grounds = visitor.Item.GreenChannel;
        var ground = visitor.Priority ? grounds.FirstOrDefault(g => g != GreenChannel.Other) ?? "elderly-70" : null;
        var decision = Hall(Caller.Anonymous, new TakeTicket(visitor.Item.ServiceLine, Priority: ground is null ? null : new(ground)));
        if (decision is null) return;
        var ticket = decision.Made["ticket"];
        _visitors[ticket] = visitor;
        _time.After(visitor.Patience, () =>
        {
            if (Day.State.Tickets[ticket].State == TicketStates.Waiting) Hall(Caller.Anonymous, new CancelTicket { Ticket = ticket }, codeShown: true);
        });
        foreach (var desk in _desks) Next(desk);
    }

    /// <summary>Calls whoever is next, when the window is free; at noon and after hours only those who hold a ticket already.</summary>
    private void Next(Desk desk)
    {
        if (desk.Stream.State.Phase != WindowPhase.Open || Day.State.CurrentOf(desk.Window.Code) is not null) return;
        if (!Day.State.WaitingTickets.Any(t => desk.Window.Lines.Contains(t.Line))) return;
        var sessions = _city.Hours.SessionsOn(_date);
        if (_time.Now < sessions[^1].Close && !sessions.Any(s => s.Open <= _time.Now && _time.Now < s.Close)) return;
        if (Ask(desk, WindowActs.CallNext, new CallNext()) is not { } called) return;
        var visitor = _visitors[called.Made["ticket"]];
        if (visitor.Comes) _time.After(ToTheWindow, () => Serve(desk, visitor));
        else _time.After(ServingRules.BetweenCalls, () => CallAgain(desk));
    }

    private void CallAgain(Desk desk)
    {
        if (Day.State.CurrentOf(desk.Window.Code) is { Calls: var calls } && calls < _city.Hall.QueuePolicy.NoShowCalls)
        {
            Ask(desk, WindowActs.Recall, new RecallTicket());
            _time.After(ServingRules.BetweenCalls, () => CallAgain(desk));
            return;
        }

        Ask(desk, WindowActs.NoShow, new NoShowTicket());
        Free(desk);
    }

    /// <summary>The window is free: the next person, or the end of the day.</summary>
    private void Free(Desk desk)
    {
        if (_time.Now >= _city.Hours.SessionsOn(_date)[^1].Close) Close(desk);
        else Next(desk);
    }

    private void Serve(Desk desk, Visitor visitor)
    {
        if (Ask(desk, WindowActs.Start, new StartTicket()) is not { } started) return;
        var ticket = started.Made["ticket"];
        _time.After(visitor.Service, () =>
        {
            var number = _matters.Begin(visitor, desk.Person, desk.Window, ticket);
            Ask(desk, WindowActs.Finish, new FinishTicket(visitor.Invited, number), visitor.Invited, number);
            LastServedAt = _time.Now;
            Free(desk);
        });
    }

    /// <summary>People who hold a ticket are served first (5.6i): a refused closing goes on serving.</summary>
    private void Close(Desk desk)
    {
        if (desk.Stream.State.Phase != WindowPhase.Open || Day.State.CurrentOf(desk.Window.Code) is not null) return;
        Next(desk);
        if (Day.State.CurrentOf(desk.Window.Code) is not null) return;
        Window(desk, new CloseWindow(), WindowActs.Close);
        Window(desk, new SignOff(), WindowActs.SignOff);
    }

    private Decision? Ask(Desk desk, string act, WindowCommand command, bool invited = true, string? caseNumber = null)
    {
        var asks = new WindowAsks(act, desk.Window.Code, desk.Window.Lines, desk.Person.Number, caseNumber, invited)
        {
            Level = desk.Person.Level, Barred = WindowRules.Bar(desk.Stream.State, command, FactsOf(desk)),
        };
        return Hall(VirtualCity.CallerOf(desk.Person), asks, desk.Person);
    }

    private void Window(Desk desk, WindowCommand command, string? post = null)
    {
        var facts = FactsOf(desk);
        if (post is not null && WindowRules.Decide(desk.Stream.State, command, facts).Refusal is null)
        {
            var asks = new PostAsks(post, desk.Window.Code, desk.Window.Lines, desk.Person.Number);
            var word = HallDayRules.Decide(Day.State, asks, HallFacts(VirtualCity.CallerOf(desk.Person), desk.Person, false));
            if (word.Refusal is null) Day.Append(word.Entries, desk.Person.Number, _time.Now);
            facts = facts with { HallRefused = word.Refusal };
        }

        var decision = WindowRules.Decide(desk.Stream.State, command, facts);
        if (decision.Refusal is { } refusal) _tally.Refused(refusal);
        else desk.Stream.Append(decision.Entries, desk.Person.Number, _time.Now);
    }

    private Decision? Hall(Caller caller, HallCommand command, StaffSnapshot? actor = null, bool codeShown = false)
    {
        var decision = HallDayRules.Decide(Day.State, command, HallFacts(caller, actor, codeShown));
        if (decision.Refusal is { } refusal)
        {
            _tally.Refused(refusal);
            return null;
        }

        Day.Append(decision.Entries, caller.Actor, _time.Now);
        return decision;
    }

    private HallDayFacts HallFacts(Caller caller, StaffSnapshot? actor, bool codeShown) =>
        new() { Now = _time.Now, Date = _date, Caller = caller, Hall = _city.Hall, Hours = _city.Hours, Actor = actor, CodeShown = codeShown };

    private WindowFacts FactsOf(Desk desk) => new()
    {
        Now = _time.Now, Date = _date, Caller = VirtualCity.CallerOf(desk.Person), Hall = _city.Hall, Window = desk.Window, Hours = _city.Hours, Actor = desk.Person,
        Unqualified = Qualification.Check(desk.Person, desk.Window.Lines, _time.Now),
        Current = Day.State.CurrentOf(desk.Window.Code) is { } ticket ? HallDayViews.Ticket(Day.State, ticket, HallFacts(Caller.System, null, false)) : null,
    };

    private sealed record Desk(WindowDefinition Window, StaffSnapshot Person, VirtualStream<WindowState> Stream);
}
