using System.Collections.Immutable;
using CsCheck;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Ledger;
using HallGrains.Tests;
using static HallGrains.Unit.Halls.HallDay;

namespace HallGrains.Unit.Halls;

/// <summary>What holds for every day of takings and calls (2.3a).</summary>
public class QueueProperties
{
    private static readonly (string Window, string Staff)[] Windows = [(General, "YXCS012"), (Cards, "YXCS013"), (Unemployment, Handler)];
    private static readonly Gen<int> AStep = Gen.Frequency((5, Gen.Int[0, 3]), (6, Gen.Int[4, 6]), (2, Gen.Int[7, 12]));
    private static readonly Gen<int[]> ADay = AStep.Array[1, 80];

    [Fact]
    [Clause("2.3a")]
    public void Within_a_line_and_class_first_come_is_first_called() => ADay.Sample(steps =>
    {
        var day = Run(steps);
        var called = Called(day).Where(c => c.OutOfOrder is null).GroupBy(c => (c.ServiceLine, day.Ticket(c.Ticket).IsPriority));
        foreach (var line in called) line.Select(c => day.Ticket(c.Ticket).Sequence).Should().BeInAscendingOrder();
    }, iter: 300);

    [Fact]
    [Clause("2.3a")]
    public void No_two_calls_in_a_row_pass_ordinary_tickets_by() => ADay.Sample(steps =>
    {
        // For each window: was an ordinary ticket of its lines passed by, and was the call before from the priority queue as well?
        var day = Start();
        var last = new Dictionary<string, bool>();
        foreach (var step in steps)
        {
            var before = day.State;
            Step(day, step);
            if (day.Entries.Skip(before.Version).Select(e => e.Body).OfType<TicketCalled>().SingleOrDefault(c => c.Call == 1) is not { } call) continue;
            var lines = Definition.Window(call.Window)!.Lines;
            var passed = call.Priority && before.WaitingTickets.Any(t => !t.IsPriority && lines.Contains(t.Line));
            (passed && last.GetValueOrDefault(call.Window)).Should().BeFalse();
            last[call.Window] = call.Priority;
        }
    }, iter: 300);

    [Fact]
    [Clause("2.3a")]
    public void An_ordinary_ticket_waits_for_at_most_as_many_priority_calls_as_ordinary_ones_before_it() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[1, 60]).Sample((ahead, urgent) =>
        {
            var day = new HallDay().Post(Cards, "YXCS013");
            for (var i = 0; i < ahead; i++) day.Take("card");
            var ticket = day.Take("card");
            for (var i = 0; i < urgent; i++) day.Take("card", "disabled");
            var calls = 1;
            while (day.Serve(Cards, "YXCS013", 1) != ticket) calls++;
            calls.Should().BeLessThanOrEqualTo(2 * (ahead + 1));
        }, iter: 100);

    [Fact]
    [Clause("2.3a")]
    public void Everybody_who_waits_is_called_in_the_end_and_once() => ADay.Sample(steps =>
    {
        var day = Run(steps);
        foreach (var (window, staff) in Windows)
        {
            Release(day, window, staff);
            while (day.Serve(window, staff, 1) is not null)
            {
            }
        }

        day.State.Waiting.Should().BeEmpty();
        Called(day).Select(c => c.Ticket).Should().OnlyHaveUniqueItems();
        Called(day).Should().HaveCount(day.State.Tickets.Values.Count(t => t.State != TicketStates.Cancelled) + Called(day).Count(c => day.Ticket(c.Ticket).State == TicketStates.Cancelled));
    }, iter: 200);

    [Fact]
    public void A_ticket_is_at_one_window_and_a_window_has_one_ticket() => ADay.Sample(steps =>
    {
        var day = Start();
        foreach (var step in steps)
        {
            Step(day, step);
            day.State.Current.Values.Should().OnlyHaveUniqueItems();
            foreach (var (window, ticket) in day.State.Current)
            {
                day.Ticket(ticket).Window.Should().Be(window);
                day.Ticket(ticket).State.Should().BeOneOf(TicketStates.Called, TicketStates.Serving);
            }

            day.State.Tickets.Values.Count(t => t.State is TicketStates.Called or TicketStates.Serving).Should().Be(day.State.Current.Count);
            day.State.Tickets.Values.Where(t => t.State == TicketStates.Waiting).Select(t => t.Number).Should().BeEquivalentTo(day.State.Waiting.Values);
        }
    }, iter: 200);

    [Fact]
    public void Positions_are_the_order_in_which_one_window_would_call() => ADay.Sample(steps =>
    {
        var day = Run(steps);
        foreach (var line in new[] { "card", "unemployment" })
        {
            var order = CallingPolicy.Order(day.State, line, 2);
            order.Select(t => day.View(t.Number).Position).Should().Equal(Enumerable.Range(1, order.Length));
            order.Select(t => t.Number).Should().BeEquivalentTo(day.State.WaitingTickets.Where(t => t.Line == line).Select(t => t.Number));
        }
    }, iter: 100);

    [Fact]
    public void The_state_is_the_fold_of_what_was_written_and_read_back() => ADay.Sample(steps =>
    {
        var day = Run(steps);
        var codec = EntryCodec.Standard;
        var folded = day.Entries.Aggregate(HallDayState.Empty, (s, r) =>
        {
            var written = codec.Encode(r.Body, r.OccurredAt, "x", "key");
            written.Private.Should().BeNull("a hall's day names nobody");
            return HallDayState.Evolve(s, r with { Body = codec.Decode(written.Kind, written.Schema, written.Data, null) });
        });
        folded.Version.Should().Be(day.State.Version);
        folded.Tickets.Values.OrderBy(t => t.Sequence).Should().Equal(day.State.Tickets.Values.OrderBy(t => t.Sequence));
        folded.Waiting.Should().Equal(day.State.Waiting);
        folded.Current.Should().BeEquivalentTo(day.State.Current);
        folded.LineSincePriority.Should().BeEquivalentTo(day.State.LineSincePriority);
    }, iter: 100);

    [Fact]
    public void A_refusal_changes_nothing_and_says_a_known_code() => ADay.Sample(steps =>
    {
        var day = Run(steps);
        var version = day.State.Version;
        foreach (var act in new[] { WindowActs.CallNext, WindowActs.Recall, WindowActs.NoShow, WindowActs.Start, WindowActs.Finish })
            if (day.Try(Ask(act)) is { Refusal: { } refusal })
                refusal.Code.Should().BeOneOf(Codes.StageOrder, Codes.QueueEmpty);
        day.State.Version.Should().Be(version);
    }, iter: 100);

    private static HallDay Start()
    {
        var day = new HallDay();
        foreach (var (window, staff) in Windows) day.Post(window, staff);
        return day;
    }

    private static HallDay Run(int[] steps)
    {
        var day = Start();
        foreach (var step in steps) Step(day, step);
        return day;
    }

    private static void Step(HallDay day, int step)
    {
        day.Later(61);
        switch (step)
        {
            case 0: day.Take("card"); break;
            case 1: day.Take("card", "disabled"); break;
            case 2: day.Take("unemployment"); break;
            case 3: day.Take("registration", "elderly-70"); break;
            case 4 or 5 or 6:
                var (window, staff) = Windows[step - 4];
                Release(day, window, staff);
                day.Call(window, staff);
                break;
            case 7 or 8 or 9: day.Do(Ask(WindowActs.Start, Windows[step - 7].Window, Windows[step - 7].Staff)); break;
            case 10 or 11: day.Do(Ask(WindowActs.Recall, Windows[step - 10].Window, Windows[step - 10].Staff)); break;
            default:
                if (day.State.Waiting.Count > 0) day.Do(new CancelTicket { Ticket = day.State.Waiting.Values.First() }, day.Facts(code: true));
                break;
        }
    }

    /// <summary>Finishes whatever the window has.</summary>
    private static void Release(HallDay day, string window, string staff)
    {
        day.Do(Ask(WindowActs.Start, window, staff));
        day.Do(Ask(WindowActs.Finish, window, staff));
    }

    private static ImmutableArray<TicketCalled> Called(HallDay day) => [.. day.Entries.Select(e => e.Body).OfType<TicketCalled>().Where(c => c.Call == 1)];
}
