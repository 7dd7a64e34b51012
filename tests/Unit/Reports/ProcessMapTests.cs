using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Reports;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Reports;
using NodaTime;

namespace HallGrains.Tests.Unit.Reports;

public sealed class ProcessMapTests
{
    private static readonly Instant Start = Instant.FromUtc(2024, 1, 1, 9, 0);

    [Fact]
    public void Cases_do_not_mix_and_an_even_median_is_the_mean_of_the_middle_two()
    {
        var map = new ProcessMap();
        foreach (var (stream, minutes) in new[] { ("case/1", 10), ("case/2", 25) })
        {
            map.Add(stream, Event("a"), Start);
            map.Add(stream, Event("b"), Start + Duration.FromMinutes(minutes));
        }

        map.View(new(), Start).Edges.Should().Equal(new ProcessEdge("a", "b", 2, 600_000, 1_050_000, 1_050_000, 1_500_000, 2_100_000));
    }

    [Fact]
    public void Order_is_that_of_the_ledger_also_where_time_runs_backwards()
    {
        var map = new ProcessMap();
        map.Add("case/1", Event("a"), Start);
        map.Add("case/1", Event("b"), Start - Duration.FromHours(1));

        map.View(new(), Start).Edges.Single().TotalMs.Should().Be(-3_600_000);
    }

    [Fact]
    public void An_event_without_a_time_counts_but_takes_no_time()
    {
        var map = new ProcessMap();
        map.Add("case/1", Event("a"), Start);
        map.Add("case/1", Event("b") with { Time = null }, Start);

        map.View(new(), Start).Edges.Should().Equal(new ProcessEdge("a", "b", 1, null, null, null, null, 0));
    }

    [Fact]
    public void Only_events_within_the_span_count_and_its_end_is_outside()
    {
        var map = new ProcessMap();
        for (var i = 0; i < 4; i++) map.Add("case/1", Event("abcd"[i].ToString()), Start + Duration.FromHours(i));

        var view = map.View(new(Start + Duration.FromHours(1), Start + Duration.FromHours(3)), Start);

        view.Activities.Select(a => a.Name).Should().Equal("b", "c");
        view.Edges.Select(e => (e.From, e.To)).Should().Equal(("b", "c"));
    }

    [Fact]
    public void Of_a_case_of_our_own_stages_and_acts_are_steps_and_clocks_and_handoffs_are_not()
    {
        var map = new ProcessMap();
        IEntry[] entries =
        [
            new Accepted("SI-01", 1, "initial-review", Start), new HandoffOffered("h1", HandoffKinds.NextStage, "A", new("B"), null, false, null),
            new StageFinished("initial-review", "A", "recheck"), new ReviewReturned("recheck", "initial-review", "B", "A", 1), new DeemedAccepted("SI-01", 1, "initial-review", Start),
        ];
        foreach (var e in entries) map.Add("case/1", e, Start);

        map.View(new(), Start).Activities.Select(a => a.Name).Should().Equal("accepted", "deemed-accepted", "initial-review", "recheck-returned");
    }

    [Fact]
    public void Every_step_is_an_entry_of_the_ledger()
    {
        var kinds = typeof(IEntry).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IEntry))).Select(t => t.Name);

        kinds.Count(ProcessActivities.IsStep).Should().Be(18);
    }

    private static HistoryRecorded Event(string activity) => new(1, activity, "2024", "A");
}
