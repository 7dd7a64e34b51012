using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Evaluations;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Reports;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Reports;

/// <summary>How far promises 承诺 are kept (4.2), from what really happened in the window of time they name. Pure.</summary>
internal static class PromiseMeasures
{
    /// <summary>Answered within this of the opening, by who was asked and without research, it was answered on the spot. The project's choice.</summary>
    private static readonly Duration OnTheSpot = Duration.FromMinutes(30);

    private const string Guide = "guide";

    public static PromiseView Of(HallPromise promise, HallPage? page, string hall, ServiceBook book, HallHours hours, Instant now)
    {
        var from = Since(promise.Window, now);
        var (measured, value, count) = promise.Metric is null ? (false, null, 0) : Measure(promise, hall, book, hours, from, now);
        bool? kept = value is { } real && promise.Threshold is { } threshold ? promise.Operator == "<=" ? real <= threshold : real >= threshold : null;
        return new(
            promise.Id, promise.Scope, promise.Owner, promise.TextZh, promise.Metric, promise.Operator, promise.Threshold, promise.Window, promise.ShownOn, measured, value, kept, count,
            promise.Metric is null ? null : from, promise.Metric is null ? null : now) { Author = page?.Author, Approver = page?.Approver, PageVersion = page?.Version };
    }

    /// <summary>Where a promise's window of time began: this day, this week from Monday, this month.</summary>
    public static Instant Since(string? window, Instant now)
    {
        var today = HallHours.DateOf(now);
        var first = window switch
        {
            "week" => today.PlusDays(1 - (int)today.DayOfWeek),
            "month" => new LocalDate(today.Year, today.Month, 1),
            _ => today,
        };
        return HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(first)));
    }

    private static (bool Measured, decimal? Value, int Count) Measure(HallPromise promise, string hall, ServiceBook book, HallHours hours, Instant from, Instant now)
    {
        var filter = new ReportFilter(hall, from, null, "hall");
        var person = promise.Scope == "individual" ? promise.Owner : null;
        var line = promise.Scope == "collective" ? promise.Owner?.Split(':').ElementAtOrDefault(1) : null;
        var decided = book.Matters.Where(m => m.Hall == hall && (person is null || m.Person == person) && ServiceCounts.Within(m.DecidedAt, filter)).ToList();
        var stages = book.Stages.Where(s => s.Hall == hall && (person is null || s.Staff == person) && ServiceCounts.Within(s.At, filter)).ToList();
        IEnumerable<TicketFact> Tickets(string? of) => book.Tickets.Where(t => t.Hall == hall && (of is null || t.Line == of) && (person is null || t.Staff == person));
        switch (promise.Metric)
        {
            case "on-time-rate":
                return Rate(decided.Count(m => m.LateBy is null), decided.Count);
            case "one-visit-rate":
                return Rate(decided.Count(m => m.Visits <= 1), decided.Count);
            case "wait-minutes-p90":
                return Level(ServiceCounts.Waits(Tickets(line), filter));
            case "guide-wait-minutes-p90":
                return Level(ServiceCounts.Waits(Tickets(Guide), filter));
            case "handling-minutes-p90":
                return Level([.. Tickets(line).Where(t => ServiceCounts.Within(t.ServedAt, filter)).Select(t => t.ServiceSeconds!.Value / 60.0)]);
            case "noon-coverage":
                return Covered(Sessions(hours, line, SessionType.Noon, from, now), Posts(line, person));
            case "weekend-coverage":
                return Covered(Sessions(hours, line, SessionType.Weekend, from, now), Posts(line, person));
            case "guide-desk-coverage":
                return Covered(Sessions(hours, Guide, null, from, now), Posts(Guide, null));
            case "bad-review-contact-rate":
                var contacts = book.Evaluations.View("city", new EvaluationFilter(from, null, "hall"), now).Groups.FirstOrDefault(g => g.Key == hall);
                return (true, (decimal?)contacts?.ContactInTime, contacts?.Poor ?? 0);
            case "satisfaction":
                var rated = book.Evaluations.View("city", new EvaluationFilter(from, null, person is null ? "hall" : "staff"), now).Groups.FirstOrDefault(g => g.Key == (person ?? hall));
                return (true, (decimal?)rated?.Satisfaction, rated?.Rated ?? 0);
            case "second-supplement-count":
                return (true, stages.Count(s => s.What == "second-supplement"), stages.Count);
            case "inquiry-on-spot-rate":
                var asked = book.Matters.Where(m => m.Hall == hall && (person is null || m.Opener == person) && ServiceCounts.Within(m.AnsweredAt, filter)).ToList();
                return Rate(asked.Count(m => !m.Researched && m.AnsweredAt - m.OpenedAt <= OnTheSpot), asked.Count);
            case "duty-overdue-count":
                var duties = book.Duties.Where(d => d.Hall == hall && (person is null || d.For == person) && d.DueAt >= from).ToList();
                return (true, duties.Count(d => (d.DoneAt ?? now) > d.DueAt), duties.Count);
            case "return-rate":
                return Rate(stages.Count(s => s.What == "returned"), stages.Count(s => s.What is "finished"));
            case "error-rate":
                return Rate(stages.Count(s => s.What == "corrected"), stages.Count(s => s.What is "finished" or "decided"));
            case "handoff-accept-minutes-p90":
                return Level([.. book.Handoffs.Where(h => h.Hall == hall && (person is null || h.To == person) && ServiceCounts.Within(h.At, filter)).Select(h => (double)h.Minutes)]);
            case "progress-notice-rate":
                return Rate(decided.Count(m => m.Told), decided.Count);
            case "answer-seconds-p90":
                return Level([.. Answered(book.Calls).Select(c => c.After.TotalSeconds)]);
            case "home-visit-days-p90":
                return Level([.. Answered(book.HomeVisits).Select(v => Math.Round(v.After.TotalDays, 1))]);
            default:
                // Nothing in the ledger says it yet: it is shown as promised and not measured, never as kept.
                return (false, null, 0);
        }

        IEnumerable<AnsweredFact> Answered(List<AnsweredFact> all) => all.Where(a => a.Hall == hall && (person is null || a.Staff == person) && ServiceCounts.Within(a.At, filter));

        IEnumerable<PostFact> Posts(string? of, string? staff) => book.Posts.Where(p => p.Hall == hall && (of is null || p.Lines.Contains(of)) && (staff is null || p.Staff == staff));
    }

    private static (bool, decimal?, int) Rate(int part, int whole) => (true, (decimal?)ServiceCounts.Share(part, whole), whole);

    private static (bool, decimal?, int) Level(List<double> values) => (true, (decimal?)ServiceCounts.P90(values), values.Count);

    /// <summary>Sessions of a type that were held for the line up to now; of every type where none is named.</summary>
    private static List<(Instant Open, Instant Close)> Sessions(HallHours hours, string? line, SessionType? type, Instant from, Instant now)
    {
        var held = new List<(Instant Open, Instant Close)>();
        for (var date = HallHours.DateOf(from); date <= HallHours.DateOf(now); date = date.PlusDays(1))
        {
            if (type is null)
            {
                held.AddRange(hours.SessionsOn(date, line).Select(s => (s.Open, s.Close)));
                continue;
            }

            var day = HallZone.TicksOf(HallZone.DayOf(date));
            foreach (var session in hours.Sessions.Where(s => s.Type == type && (line is null || s.Serves(line))))
            {
                var (open, close) = (HallZone.ToInstant(day + session.Open.TickOfDay), HallZone.ToInstant(day + session.Close.TickOfDay));
                // Which days it is held on the calendar knows: noon on working days, weekend sessions on days of rest that are no holiday.
                if (hours.IsOpen(open, line ?? session.Lines.FirstOrDefault(l => l != Clocks.HallSession.AllLines))) held.Add((open, close));
            }
        }

        return [.. held.Where(s => s.Open < now).Select(s => (s.Open, Instant.Min(s.Close, now)))];
    }

    /// <summary>Share of the sessions' minutes in which at least one window was open.</summary>
    private static (bool, decimal?, int) Covered(List<(Instant Open, Instant Close)> sessions, IEnumerable<PostFact> posts)
    {
        var (whole, covered) = (Duration.Zero, Duration.Zero);
        var open = posts.Select(p => (p.From, To: p.To ?? HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(p.From) + 1)))).OrderBy(p => p.From).ToList();
        foreach (var session in sessions)
        {
            whole += session.Close - session.Open;
            var until = session.Open;
            foreach (var (from, to) in open)
            {
                var (start, end) = (Instant.Max(until, from), Instant.Min(session.Close, to));
                if (end <= start) continue;
                covered += end - start;
                until = end;
            }
        }

        return (true, whole == Duration.Zero ? null : Math.Round((decimal)(covered / whole), 4), sessions.Count);
    }
}
