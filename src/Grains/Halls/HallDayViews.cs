using System.Collections.Immutable;
using HallGrains.Contracts.Halls;
using NodaTime;

namespace HallGrains.Grains.Halls;

/// <summary>What is shown of a hall's day.</summary>
internal static class HallDayViews
{
    /// <summary>How long a service takes before anybody was served today.</summary>
    internal const int UsualServiceSeconds = 480;

    /// <param name="needs">For the window that serves it, and for the person: needs and aids are nobody else's business (2.5c).</param>
    internal static TicketView Ticket(HallDayState state, Ticket ticket, HallDayFacts facts, bool needs = false)
    {
        var index = ticket.State == TicketStates.Waiting
            ? CallingPolicy.Order(state, ticket.Line, facts.Hall.QueuePolicy.PriorityEvery).IndexOf(ticket)
            : -1;
        return new(
            ticket.Number, ticket.Line, ticket.State, index + 1, index < 0 ? 0 : EstimatedWaitMinutes(state, ticket.Line, index, facts), ticket.Window, ticket.TakenAt,
            ticket.Case, ticket.Calls, state.Version, facts.Now)
        {
            Private = ticket.Private, Appointment = ticket.Appointment, OverTarget = ticket.OverTarget,
            Needs = needs && !ticket.Needs.IsEmpty ? ticket.Needs : null,
            Aids = needs && !ticket.Aids.IsEmpty ? ticket.Aids : null,
        };
    }

    /// <summary>Those ahead, at the line's pace of today, shared among its open windows; before opening, the time until then too.</summary>
    internal static int EstimatedWaitMinutes(HallDayState state, string line, int ahead, HallDayFacts facts)
    {
        var open = OpenWindows(state, line);
        var minutes = Estimate(state, line, ahead);
        var untilOpening = open.Length == 0 && facts.Hours.OpeningInstant(facts.Date, line) is { } opening && facts.Now < opening ? (int)Math.Ceiling((opening - facts.Now).TotalMinutes) : 0;
        return minutes + untilOpening;
    }

    /// <summary>The wait of whoever comes now, by the line's pace of today alone: what a screen shows (2.4d).</summary>
    internal static int Estimate(HallDayState state, string line, int ahead)
    {
        var open = OpenWindows(state, line);
        var windows = Math.Max(1, open.Length);
        var busy = open.Count(state.Current.ContainsKey);
        var pace = state.ByLine.GetValueOrDefault(line, ServedFigures.None).AverageSeconds ?? UsualServiceSeconds;
        return (int)Math.Ceiling(Math.Max(0, ahead + busy + 1 - windows) * (double)pace / windows / 60);
    }

    private static string[] OpenWindows(HallDayState state, string line) => [.. state.Posts.Where(p => p.Value.Open && p.Value.Lines.Contains(line)).Select(p => p.Key)];

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
            Helper = state.Helpers.GetValueOrDefault(window),
        };
    }

    internal static PostView Post(HallDayState state, string window, Instant now)
    {
        var post = state.Posts.GetValueOrDefault(window);
        return new(window, post?.Staff, post?.Open ?? false, state.Version, now);
    }
}
