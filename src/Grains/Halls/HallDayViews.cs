using System.Collections.Immutable;
using HallGrains.Contracts.Halls;
using NodaTime;

namespace HallGrains.Grains.Halls;

/// <summary>What is shown of a hall's day.</summary>
internal static class HallDayViews
{
    /// <summary>How long a service takes before anybody was served today.</summary>
    internal const int UsualServiceSeconds = 480;

    internal static TicketView Ticket(HallDayState state, Ticket ticket, HallDayFacts facts)
    {
        var index = ticket.State == TicketStates.Waiting
            ? CallingPolicy.Order(state, ticket.Line, facts.Hall.QueuePolicy.PriorityEvery).IndexOf(ticket)
            : -1;
        return new(
            ticket.Number, ticket.Line, ticket.State, index + 1, index < 0 ? 0 : EstimatedWaitMinutes(state, ticket.Line, index, facts), ticket.Window, ticket.TakenAt,
            ticket.Case, ticket.Calls, state.Version, facts.Now);
    }

    /// <summary>Those ahead, at the line's pace of today, shared among its open windows; before opening, the time until then too.</summary>
    internal static int EstimatedWaitMinutes(HallDayState state, string line, int ahead, HallDayFacts facts)
    {
        var open = state.Posts.Where(p => p.Value.Open && p.Value.Lines.Contains(line)).Select(p => p.Key).ToArray();
        var windows = Math.Max(1, open.Length);
        var busy = open.Count(state.Current.ContainsKey);
        var pace = state.ByLine.GetValueOrDefault(line, ServedFigures.None).AverageSeconds ?? UsualServiceSeconds;
        var minutes = (int)Math.Ceiling(Math.Max(0, ahead + busy + 1 - windows) * (double)pace / windows / 60);
        var untilOpening = open.Length == 0 && facts.Hours.OpeningInstant(facts.Date, line) is { } opening && facts.Now < opening ? (int)Math.Ceiling((opening - facts.Now).TotalMinutes) : 0;
        return minutes + untilOpening;
    }

    internal static QueueFacts Queue(HallDayState state, string window, ImmutableArray<string> lines, HallDayFacts facts)
    {
        var waiting = state.WaitingTickets.Where(t => lines.Contains(t.Line)).ToArray();
        var current = state.CurrentOf(window);
        var served = state.ByWindow.GetValueOrDefault(window, ServedFigures.None);
        return new(
            current is null ? null : Ticket(state, current, facts),
            waiting.Length,
            waiting.Length == 0 ? 0 : (int)(facts.Now - waiting[0].TakenAt).TotalMinutes,
            served.Served,
            served.AverageSeconds ?? 0,
            current is null ? null : current.State == TicketStates.Serving ? current.StartedAt : current.CalledAt,
            state.Version)
        {
            OmittedInvitations = served.Omitted,
            Post = state.Posts.GetValueOrDefault(window)?.Staff,
        };
    }

    internal static PostView Post(HallDayState state, string window, Instant now)
    {
        var post = state.Posts.GetValueOrDefault(window);
        return new(window, post?.Staff, post?.Open ?? false, state.Version, now);
    }
}
