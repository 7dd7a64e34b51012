using System.Diagnostics;
using System.Globalization;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Halls;

/// <summary>叫号, 重呼, 过号, start and finish: what windows ask, decided in the one stream that sees every queue (decision 12).</summary>
internal static class ServingRules
{
    internal static readonly Duration BetweenCalls = Duration.FromSeconds(60);

    internal static Decision Decide(HallDayState state, WindowAsks asks, HallDayFacts facts)
    {
        if (asks.Barred is { } barred) return Decision.Refuse(barred);
        if (!state.Posts.TryGetValue(asks.Window, out var post) || post.Staff != asks.Staff)
            return Decision.Refuse(Codes.NotYourDuty, $"{asks.Window} is not your post; sign on there first.");
        return asks.Act switch
        {
            WindowActs.CallNext => CallNext(state, asks, facts),
            WindowActs.Recall => Recall(state, asks, facts),
            WindowActs.NoShow => NoShow(state, asks, facts),
            WindowActs.Start => Start(state, asks, facts),
            WindowActs.Finish => Finish(state, asks, facts),
            _ => throw new UnreachableException(asks.Act),
        };
    }

    /// <summary>叫号 by the published order; another ticket only with a listed reason (2.3a). One ticket at a time.</summary>
    private static Decision CallNext(HallDayState state, WindowAsks asks, HallDayFacts facts)
    {
        if (state.CurrentOf(asks.Window) is { } current) return Wrong($"{current.Number} is {current.State} here; finish it first.");
        bool May(Ticket t) => Needs.MayCall(state, facts.Hall, asks.Window, t);
        var next = CallingPolicy.Next(state, asks.Window, asks.Lines, facts.Hall.QueuePolicy.PriorityEvery, May);
        if (asks.Ticket is null || asks.Ticket == next?.Number)
            return next is null ? Decision.Refuse(Codes.QueueEmpty) : Call(next, next.IsPriority, null, asks, facts);

        if (Find(state, asks) is not { } ticket) return Invalid("not-of-this-window");
        if (ticket.State != TicketStates.Waiting) return Wrong($"{ticket.Number} is {ticket.State}.");
        if (!May(ticket)) return Wrong($"{ticket.Number} is called to a private room.");
        if ((asks.Reason ?? asks.VisitReason) is not { } reason || !GreenChannel.Grounds.Contains(reason))
            return Decision.Refuse(Codes.QueueOrder, next is null ? null : $"It is the turn of {next.Number}; another ticket needs a listed ground.");
        if (reason == GreenChannel.Other && asks.Level < StaffLevel.L3) return Decision.Refuse(Codes.OverAuthority, "A ground that is not listed is granted by the head.");
        return Call(ticket, true, reason, asks, facts);
    }

    private static Decision Call(Ticket ticket, bool priority, string? outOfOrder, WindowAsks asks, HallDayFacts facts)
    {
        var waited = (int)(facts.Now - ticket.TakenAt).TotalSeconds;
        var called = new TicketCalled(ticket.Number, ticket.Line, asks.Window, asks.Staff, 1, priority, outOfOrder, waited);
        var target = facts.Hall.QueuePolicy.WaitTargetMinutes;
        // Fallen due already where a timekeeper looks; said here for who calls before it did.
        var over = !ticket.OverTarget && WorkingMinutes.Elapsed(ticket.TakenAt, facts.Now, facts.Hours, ticket.Line) > Duration.FromMinutes(target);
        var decision = over ? Decision.Append(called, new WaitOverTarget(ticket.Number, ticket.Line, waited / 60, target)) : Decision.Append(called);
        return decision.Making("ticket", ticket.Number);
    }

    /// <summary>重呼: the called ticket again, 60 s later; or a missed one back, once and in time.</summary>
    private static Decision Recall(HallDayState state, WindowAsks asks, HallDayFacts facts)
    {
        if (state.CurrentOf(asks.Window) is not { } current) return CallBack(state, asks, facts);
        if (current.State != TicketStates.Called || (asks.Ticket is not null && asks.Ticket != current.Number)) return Wrong($"{current.Number} is {current.State} here.");
        if (current.Calls >= facts.Hall.QueuePolicy.NoShowCalls) return Wrong($"{current.Number} was called {current.Calls} times.");
        var next = current.CalledAt!.Value + BetweenCalls;
        if (facts.Now < next)
        {
            var seconds = (int)Math.Ceiling((next - facts.Now).TotalSeconds);
            return Decision.Refuse(Refusal.Of(Codes.StageOrder, "Calls of one ticket are 60 seconds apart.") with { RetryAfterSeconds = seconds });
        }

        return Decision.Append(new TicketCalled(current.Number, current.Line, asks.Window, asks.Staff, current.Calls + 1, current.IsPriority)).Making("ticket", current.Number);
    }

    private static Decision CallBack(HallDayState state, WindowAsks asks, HallDayFacts facts)
    {
        var within = Duration.FromMinutes(facts.Hall.QueuePolicy.RecallMinutes);
        Ticket? ticket;
        if (asks.Ticket is not null)
        {
            ticket = Find(state, asks);
            if (ticket is null) return Invalid("not-of-this-window");
        }
        else
        {
            ticket = state.Tickets.Values.Where(t => t.Window == asks.Window && Missed(t, facts.Now, within)).MaxBy(t => (t.MissedAt, t.Sequence));
            if (ticket is null) return Wrong("No ticket is called here, and none was missed that could be called back.");
        }

        if (ticket.State != TicketStates.NoShow) return Wrong($"{ticket.Number} is {ticket.State}.");
        if (ticket.CalledBack) return Wrong($"{ticket.Number} was called back before.");
        if (!Missed(ticket, facts.Now, within)) return Wrong(string.Create(CultureInfo.InvariantCulture, $"{ticket.Number} was missed more than {facts.Hall.QueuePolicy.RecallMinutes} minutes ago."));
        return Decision.Append(new TicketRecalled(ticket.Number, ticket.Line, asks.Window, asks.Staff)).Making("ticket", ticket.Number);
    }

    private static bool Missed(Ticket t, Instant now, Duration within) => t is { State: TicketStates.NoShow, CalledBack: false } && now - t.MissedAt!.Value <= within;

    /// <summary>过号: after three calls.</summary>
    private static Decision NoShow(HallDayState state, WindowAsks asks, HallDayFacts facts)
    {
        if (state.CurrentOf(asks.Window) is not { State: TicketStates.Called } current) return Wrong("No ticket is called here.");
        var calls = facts.Hall.QueuePolicy.NoShowCalls;
        return current.Calls < calls
            ? Wrong(string.Create(CultureInfo.InvariantCulture, $"{current.Number} was called {current.Calls} of {calls} times."))
            : Decision.Append(new TicketNoShow(current.Number, current.Line, asks.Window, asks.Staff)).Making("ticket", current.Number);
    }

    /// <summary>Outside the line's hours it is served as in them, and recorded so (5.6h-i).</summary>
    private static Decision Start(HallDayState state, WindowAsks asks, HallDayFacts facts)
    {
        if (state.CurrentOf(asks.Window) is not { State: TicketStates.Called } current) return Wrong("No ticket is called here.");
        var content = new Validation();
        Needs.CheckAids(content, asks.Aids);
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var started = new TicketStarted(current.Number, current.Line, asks.Window, asks.Staff, OutsideHours(current.Line, facts));
        return (asks.Aids.IsDefaultOrEmpty ? Decision.Append(started) : Decision.Append(started, new AidsChosen(current.Number, [.. asks.Aids.Distinct(StringComparer.Ordinal)])))
            .Making("ticket", current.Number);
    }

    /// <summary>Ends the session. Who forgets to invite the evaluation is not stopped: the system invites, and the omission counts (3.3f).</summary>
    private static Decision Finish(HallDayState state, WindowAsks asks, HallDayFacts facts)
    {
        if (state.CurrentOf(asks.Window) is not { State: TicketStates.Serving } current) return Wrong("No ticket is being served here.");
        var content = new Validation().If(asks.Case is { } number && !CaseNumber.TryParse(number, out _), "case", "not-a-case-number");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);
        var seconds = (int)(facts.Now - current.StartedAt!.Value).TotalSeconds;
        var caseNumber = asks.Case ?? current.Case;
        return Decision.Append(
            new TicketServed(current.Number, current.Line, asks.Window, asks.Staff, caseNumber, seconds, asks.Invited, current.OutsideHours),
            new SessionEvaluationInvited(current.Number, asks.Window, asks.Staff, caseNumber, !asks.Invited)).Making("ticket", current.Number);
    }

    internal static string? OutsideHours(string line, HallDayFacts facts)
    {
        if (facts.Hours.IsOpen(facts.Now, line)) return null;
        var sessions = facts.Hours.SessionsOn(facts.Date, line);
        if (sessions.IsEmpty || facts.Now >= sessions[^1].Close) return "late";
        return facts.Now < sessions[0].Open ? "early" : "noon";
    }

    private static Ticket? Find(HallDayState state, WindowAsks asks) =>
        state.Tickets.TryGetValue(asks.Ticket!, out var ticket) && asks.Lines.Contains(ticket.Line) ? ticket : null;

    private static Decision Wrong(string detail) => Decision.Refuse(Codes.StageOrder, detail);

    private static Decision Invalid(string what) => Decision.Refuse(new Validation().Error("ticket", what).Refusal!);
}
