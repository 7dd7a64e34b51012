using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using NodaTime;
using NodaTime.Text;
using CaseClocks = HallGrains.Grains.Cases.CaseClocks;

namespace HallGrains.Grains.Simulation;

/// <summary>
/// A hall's day on virtual time, through the real rules: the people of the day come, are served, and their matters are followed until they end. The same driver
/// answers what-if questions of a manager and, checked at each step, tests the rules by the thousand days (decisions 38).
/// </summary>
public static class DaySimulation
{
    /// <exception cref="ArgumentException">No such hall, or it does not open on that day.</exception>
    public static SimulationReport Run(SimulatedCity city, ArrivalFigures figures, SimulationPlan plan)
    {
        var virtualCity = new VirtualCity(city, plan);
        var midnight = plan.Date.AtMidnight().InZoneStrictly(HallZone.Shanghai).ToInstant();
        var time = new VirtualTime(midnight, midnight + Duration.FromDays(plan.FollowUpDays));
        var tally = new Tally();
        var matters = new Matters(time, virtualCity, tally, plan.Date, plan.Checked);
        var floor = new Floor(time, virtualCity, matters, tally, plan.Date);
        // Drawn from the hall as it is: one more window changes nobody's wish to come.
        var asItIs = city.Halls.First(h => h.Code == plan.Hall);
        var visitors = Visitor.Draw(plan, figures, asItIs, virtualCity.Hours, city.Items);
        floor.Plan(visitors);
        time.Run();
        var facts = virtualCity.Facts(Caller.System, time.Now);
        if (plan.Checked)
        {
            Checks.Day(floor.Day, floor.Windows, tally);
            foreach (var matter in matters.All) Checks.End(matter, facts, tally);
        }

        return Report(plan, visitors.Length, floor, matters.All, facts, tally);
    }

    private static SimulationReport Report(SimulationPlan plan, int visitors, Floor floor, IReadOnlyList<Matter> matters, CaseFacts facts, Tally tally)
    {
        var waits = floor.Day.Entries.Select(e => e.Body).OfType<TicketCalled>().Select(c => c.WaitedSeconds).OfType<int>().Select(s => s / 60.0).Order().ToList();
        var tickets = floor.Day.State.Tickets.Values.ToList();
        var decided = matters.Where(m => m.State.DecidedAt is not null).ToList();
        return new()
        {
            Hall = plan.Hall, Date = plan.Date, Seed = plan.Seed, Windows = floor.Staffed, Visitors = visitors,
            Served = tickets.Count(t => t.State == TicketStates.Served), NoShows = tickets.Count(t => t.State == TicketStates.NoShow), GaveUp = tickets.Count(t => t.State == TicketStates.Cancelled),
            WaitMinutesMean = Round(waits.Count == 0 ? 0 : waits.Average()), WaitMinutesMedian = At(waits, 0.5), WaitMinutes90 = At(waits, 0.9), WaitMinutesMost = At(waits, 1),
            OverTarget = Count<WaitOverTarget>(floor.Day.Entries),
            LastServedAt = LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(floor.LastServedAt.InZone(HallZone.Shanghai).TimeOfDay),
            Cases = matters.Count, Accepted = matters.Count(m => m.State.AcceptedAt is not null), Decided = decided.Count,
            OnTimeRate = decided.Count == 0 ? 1 : Round((double)decided.Count(m => !CaseClocks.Summary(m.State, facts with { Now = m.State.DecidedAt!.Value }).Overdue) / decided.Count),
            StillOpen = matters.Count(m => m.State.IsOpen), YellowCards = Of<YellowCarded>(matters), RedCards = Of<RedCarded>(matters),
            HandoffsOffered = Of<HandoffOffered>(matters), HandoffsAccepted = Of<HandoffAccepted>(matters), HandoffsDeclined = Of<HandoffDeclined>(matters), HandoffsExpired = Of<HandoffExpired>(matters),
            Returns = Of<ReviewReturned>(matters), Escalations = Of<EscalationAsked>(matters), Evaluations = Of<Evaluated>(matters),
            Entries = floor.Day.Entries.Count + floor.Windows.Sum(w => w.Entries.Count) + matters.Sum(m => m.Stream.Entries.Count),
            Load = floor.Load(), Acts = tally.Acts.ToImmutableSortedDictionary(StringComparer.Ordinal), Refused = tally.Refusals.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Violations = [.. tally.Violations],
        };
    }

    private static int Of<T>(IEnumerable<Matter> matters) => matters.Sum(m => Count<T>(m.Stream.Entries));

    private static int Count<T>(IEnumerable<Shell.Recorded> entries) => entries.Count(e => e.Body is T);

    private static double At(List<double> sorted, double share) => sorted.Count == 0 ? 0 : Round(sorted[Math.Min(sorted.Count - 1, (int)(share * sorted.Count))]);

    private static double Round(double value) => Math.Round(value, 3);
}
