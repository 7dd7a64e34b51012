using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Clocks;
using HallGrains.Tests.Live;
using NodaTime;

namespace HallGrains.Unit.Monitoring;

/// <summary>Seeded work in two halls: tickets, windows, duty, cases that change owners, halls and cards. Every entry fits its stream.</summary>
internal sealed class RandomWork(LedgerTown town, Random random)
{
    private static readonly string[] Halls = ["AA", "BB"];
    private readonly List<Matter> _cases = [];
    private readonly Dictionary<string, List<(string Ticket, string State)>> _tickets = new() { ["AA"] = [], ["BB"] = [] };
    private readonly Dictionary<string, string> _windows = [];
    private readonly HashSet<string> _onDuty = ["AA001", "AA002", "AA003", "BB001", "BB002"];
    private readonly Dictionary<string, string> _hallOf = new() { ["AA001"] = "AA", ["AA002"] = "AA", ["AA003"] = "AA", ["BB001"] = "BB", ["BB002"] = "BB" };
    private int _numbers;

    public async Task BeginAsync()
    {
        await town.RegisterHallAsync("AA", "AA001", "AA002", "AA003");
        await town.RegisterHallAsync("BB", "BB001", "BB002");
    }

    public Task StepAsync()
    {
        town.Clock.Now += Duration.FromSeconds(random.Next(1, 40));
        return random.Next(10) switch
        {
            0 => OpenAsync(),
            1 => TakeAsync(),
            2 => ServeAsync(),
            3 => WindowAsync(),
            4 => StaffAsync(),
            _ => WorkAsync(),
        };
    }

    private string Someone(string hall) => Pick(_hallOf.Where(s => s.Value == hall).Select(s => s.Key).ToArray());

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    private async Task OpenAsync()
    {
        var hall = Pick(Halls);
        var matter = new Matter($"case/n{++_numbers}", hall, Someone(hall));
        _cases.Add(matter);
        await town.AppendAsync(matter.Stream, hall, new InquiryOpened(hall, null, null, "onsite", null, null, matter.Owner, null));
    }

    private async Task TakeAsync()
    {
        var hall = Pick(Halls);
        var ticket = $"T{++_numbers:000}";
        _tickets[hall].Add((ticket, "waiting"));
        await town.TakeTicketAsync(hall, ticket, Pick(["card", "pension"]));
    }

    private async Task ServeAsync()
    {
        var hall = Pick(Halls);
        var list = _tickets[hall];
        if (list.Count == 0) return;
        var i = random.Next(list.Count);
        var (ticket, state) = list[i];
        var window = $"{hall}-01";
        var staff = Someone(hall);
        if (state == "waiting" && list.Any(t => t.State is "called" or "serving")) return;
        (IEntry Entry, string State) next = state switch
        {
            "waiting" => (new TicketCalled(ticket, "card", window, staff, 1), "called"),
            "called" => random.Next(3) == 0 ? (new TicketNoShow(ticket, "card", window, staff), "gone") : (new TicketStarted(ticket, "card", window, staff), "serving"),
            _ => (new TicketServed(ticket, "card", window, staff, _cases.Count > 0 ? Pick(_cases).Stream[5..] : null, random.Next(30, 900), true), "gone"),
        };
        list[i] = (ticket, next.State);
        if (next.State == "gone") list.RemoveAt(i);
        await town.AppendAsync(LedgerTown.DayOf(hall), hall, next.Entry);
    }

    private async Task WindowAsync()
    {
        var hall = Pick(Halls);
        var window = $"{hall}-0{random.Next(1, 3)}";
        var stream = $"window/{hall}/{window}/{LedgerTown.Day}";
        if (!_windows.Remove(window, out var staff))
        {
            staff = Someone(hall);
            if (_windows.ContainsValue(staff)) return;
            _windows[window] = staff;
            await town.AppendAsync(stream, hall, new StaffSignedOn(staff), new WindowOpened(staff));
        }
        else if (random.Next(2) == 0)
        {
            _windows[window] = staff;
            await town.AppendAsync(stream, hall, new WindowPaused(staff), new WindowResumed(staff));
        }
        else
        {
            await town.AppendAsync(stream, hall, new WindowClosed(staff), new StaffSignedOff(staff));
        }
    }

    private async Task StaffAsync()
    {
        var staff = Pick(_hallOf.Keys.ToArray());
        if (random.Next(4) == 0)
        {
            var hall = Pick(Halls);
            _hallOf[staff] = hall;
            if (_hallOf.Values.Distinct().Count() < 2) _hallOf[staff] = hall = hall == "AA" ? "BB" : "AA";
            await town.AppendAsync($"staff/{staff}", hall, LedgerTown.Registered(staff, hall));
        }
        else
        {
            await town.AppendAsync($"staff/{staff}", _hallOf[staff], _onDuty.Remove(staff) ? new DutyOff() : On(staff));
        }
    }

    private DutyOn On(string staff)
    {
        _onDuty.Add(staff);
        return new DutyOn();
    }

    private async Task WorkAsync()
    {
        if (_cases.Count == 0) return;
        var m = Pick(_cases);
        if (m.Ended)
        {
            if (m.Evaluated) return;
            m.Evaluated = true;
            await town.AppendAsync(m.Stream, m.Hall, new Evaluated(random.Next(1, 6), [], true, m.Owner));
            return;
        }

        var id = $"x{++_numbers}";
        if (m.Offer is { } offer)
        {
            m.Offer = null;
            if (random.Next(3) == 0)
            {
                await town.AppendAsync(m.Stream, m.Hall, new HandoffDeclined(offer.Id, offer.To, "not-mine", false));
                return;
            }

            (m.Owner, m.Hall, var from) = (offer.To, _hallOf[offer.To], m.Owner);
            await town.AppendAsync(m.Stream, m.Hall, new HandoffAccepted(offer.Id, from, m.Owner, HandoffKinds.TransferHall, null, m.Hall));
            return;
        }

        switch (random.Next(6))
        {
            case 0 or 1:
                m.Offer = (id, Pick(_hallOf.Keys.ToArray()));
                await town.AppendAsync(m.Stream, m.Hall, new HandoffOffered(id, HandoffKinds.TransferHall, m.Owner, new(m.Offer.Value.To), null, false, null));
                break;
            case 2:
                await town.AppendAsync(m.Stream, m.Hall, new YellowCarded(id, Pick([ClockNames.Promised, ClockNames.Acceptance]), null, town.Clock.Now, m.Owner));
                m.Cards.Add(id);
                break;
            case 3:
                await town.AppendAsync(m.Stream, m.Hall, new RedCarded(id, ClockNames.Statutory, null, town.Clock.Now, m.Owner));
                m.Cards.Add(id);
                break;
            case 4 when m.Cards.Count > 0:
                await town.AppendAsync(m.Stream, m.Hall, new CardCancelled(Pick(m.Cards), "system-fault"));
                break;
            default:
                m.Ended = random.Next(3) == 0;
                await town.AppendAsync(m.Stream, m.Hall, m.Ended ? new InquiryClosed("answered") : new NoticesGiven("yes", "SI-1", 1, null));
                break;
        }
    }

    private sealed class Matter(string stream, string hall, string owner)
    {
        public string Stream => stream;

        public string Hall { get; set; } = hall;

        public string Owner { get; set; } = owner;

        public (string Id, string To)? Offer { get; set; }

        public List<string> Cards { get; } = [];

        public bool Ended { get; set; }

        public bool Evaluated { get; set; }
    }
}
