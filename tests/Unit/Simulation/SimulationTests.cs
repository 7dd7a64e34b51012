using System.Collections.Concurrent;
using System.Text.Json;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Simulation;
using HallGrains.Silo.City;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using NodaTime;

namespace HallGrains.Unit.Simulation;

/// <summary>A hall's day on virtual time, and the rules tested by it: after every step one owner, minutes that add up, no card lost or twice, states equal to their folds.</summary>
public class SimulationTests
{
    /// <summary>Days of the property test; small ones, in every hall of the city.</summary>
    private const int Days = 1_000;

    private static readonly CityFile File = CityFile.Read(Repository.PathOf("data"));
    private static readonly SimulatedCity City = new(File.Halls, File.Staff, File.Items, new WorkCalendar(File.Calendar.Select(CalendarModel.ToHolidayYear)));
    private static readonly ArrivalFigures Figures = CityFile.Parse<ArrivalFigures>(Repository.PathOf("data"), "arrivals.json");
    private static readonly SimulationPlan Wednesday = new("YXCS", new(2026, 11, 25), 7) { Demand = 0.4, FollowUpDays = 20 };

    [Fact]
    public void Two_runs_with_one_seed_are_equal_and_another_seed_is_another_day()
    {
        Text(Wednesday).Should().Be(Text(Wednesday));
        Text(Wednesday with { Seed = 8 }).Should().NotBe(Text(Wednesday));
    }

    [Fact]
    public void Another_setting_meets_the_same_people_and_one_more_window_serves_them_sooner()
    {
        var busy = Wednesday with { Demand = 1.2, FollowUpDays = 1 };
        var (asItIs, oneMore) = (Run(busy), Run(busy with { MoreWindows = 1 }));
        oneMore.Visitors.Should().Be(asItIs.Visitors);
        oneMore.Windows.Should().Be(asItIs.Windows + 1);
        oneMore.WaitMinutesMean.Should().BeLessThan(asItIs.WaitMinutesMean);
        oneMore.Served.Should().BeGreaterThanOrEqualTo(asItIs.Served);
        Run(busy with { PriorityEvery = 10 }).Visitors.Should().Be(asItIs.Visitors);
    }

    [Fact]
    public void People_are_served_and_their_matters_end()
    {
        var report = Run(Wednesday with { FollowUpDays = 45 });
        report.Served.Should().BeGreaterThan(100);
        report.Decided.Should().BeGreaterThan(report.Accepted / 2);
        report.HandoffsAccepted.Should().BePositive();
        report.Evaluations.Should().BePositive();
        (report.Served + report.NoShows + report.GaveUp).Should().Be(report.Visitors);
    }

    [Fact, Clause("6.4c"), Clause("5.5e"), Clause("5.6d")]
    public void A_thousand_seeded_days_break_no_rule()
    {
        var broken = new ConcurrentQueue<string>();
        var entries = 0;
        var halls = File.Halls.Select(h => h.Code).ToArray();
        Parallel.For(0, Days, seed =>
        {
            var hall = halls[seed % halls.Length];
            var report = Run(new(hall, new LocalDate(2026, 11, 23).PlusDays(seed % 5), seed) { Demand = hall == "YXCS" ? 0.03 : 0.08, FollowUpDays = 25, Checked = true });
            Interlocked.Add(ref entries, report.Entries);
            foreach (var violation in report.Violations) broken.Enqueue($"seed {seed}, {hall}: {violation}");
        });
        broken.Should().BeEmpty();
        entries.Should().BeGreaterThan(50 * Days);
    }

    [Fact]
    public void The_checker_sees_a_rule_that_is_broken()
    {
        var bench = CaseBench.ACase().Accepted();
        var good = new VirtualStream<CaseState>("case/x", CaseState.None, CaseFold.Evolve);
        good.Append(bench.Entries.Select(e => new Grains.Shell.EntryDraft(e.Body, e.OccurredAt, e.Actor)), "x", bench.Now);
        Violations(good, bench).Should().BeEmpty();

        // An owner that the fold forgot, a card that fell twice, one that never fell.
        var forgetful = new VirtualStream<CaseState>("case/x", CaseState.None, (s, r) => CaseFold.Evolve(s, r) with { Owners = [], Owner = "" });
        forgetful.Append(good.Entries.Select(e => new Grains.Shell.EntryDraft(e.Body, e.OccurredAt, e.Actor)), "x", bench.Now);
        Violations(forgetful, bench).Should().Contain(v => v.Contains("no one owner", StringComparison.Ordinal));
        var card = new YellowCarded("c1", "promised", null, bench.Now, CaseBench.Handler);
        good.Append([new(card), new(card with { CardId = "c2" })], "system", bench.Now);
        Violations(good, bench).Should().Contain(v => v.Contains("fell 2 times", StringComparison.Ordinal));
        Violations(good, bench.At("2027-03-01 09:00")).Should().Contain(v => v.Contains("is lost", StringComparison.Ordinal));
    }

    [Fact]
    public void A_hall_that_is_not_there_or_not_open_is_said_to_be_so()
    {
        FluentActions.Invoking(() => Run(Wednesday with { Hall = "NOWHERE" })).Should().Throw<ArgumentException>().WithMessage("*NOWHERE*");
        FluentActions.Invoking(() => Run(Wednesday with { Date = new(2026, 10, 1) })).Should().Throw<ArgumentException>("the first of October is a holiday");
    }

    private static List<string> Violations(VirtualStream<CaseState> stream, CaseBench bench)
    {
        var tally = new Tally();
        var matter = new Matter("x", null!, stream);
        Checks.Step(matter, stream.State with { Version = stream.State.Version - 1 }, [new(stream.Entries[^1].Body)], tally);
        Checks.End(matter, bench.Facts("system"), tally);
        return tally.Violations;
    }

    private static string Text(SimulationPlan plan) => JsonSerializer.Serialize(Run(plan));

    private static SimulationReport Run(SimulationPlan plan) => DaySimulation.Run(City, Figures, plan);
}
