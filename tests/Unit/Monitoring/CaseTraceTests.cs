using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Monitoring;
using HallGrains.Grains.Shell;
using HallGrains.Silo.Streams;
using HallGrains.Tests.Live;

namespace HallGrains.Unit.Monitoring;

public sealed class CaseTraceTests
{
    [Theory]
    [InlineData(21), InlineData(22), InlineData(23), InlineData(24)]
    public async Task A_monitors_trace_says_of_a_case_what_the_case_says_of_itself(int seed)
    {
        await using var town = await LedgerTown.OpenAsync();
        var work = new RandomWork(town, new(seed));
        await work.BeginAsync();
        for (var i = 0; i < 150; i++) await work.StepAsync();
        var compared = 0;
        for (var p = 0; p < town.Ledger.Partitions; p++)
        {
            foreach (var stream in (await town.Ledger.ReadPartitionAsync(p, 0, int.MaxValue)).Where(e => e.Stream.StartsWith("case/", StringComparison.Ordinal)).GroupBy(e => e.Stream))
            {
                var (state, trace) = (CaseState.None, new CaseTrace());
                foreach (var r in stream.Select(e => new Recorded(EntryCodec.Standard.Decode(e), e.Version, e.OccurredAt, e.RecordedAt, e.Actor, "", "", false)))
                {
                    (state, trace) = (CaseFold.Evolve(state, r), CaseTrace.Evolve(trace, r));
                    (trace.Version, trace.Hall, trace.Status, trace.Owner, trace.Offer?.Id, trace.AgentOffer?.Id, trace.Grade)
                        .Should().Be((state.Version, state.Hall, state.Status, state.Owner, state.Offer?.Id, state.AgentOffer?.Id, state.Evaluation?.Grade), "after {0}", r.Body);
                    trace.Cards.Select(c => (c.Id, c.Colour, c.Cancelled)).Should().Equal(state.Cards.Select(c => (c.Id, c.Colour, c.Cancelled)));
                    compared++;
                }
            }
        }

        compared.Should().BeGreaterThan(20);
    }

    [Fact]
    public void Every_entry_that_names_the_hall_of_a_case_or_a_person_is_routed_to_the_hall_it_leaves()
    {
        // The first entry of a stream leaves no hall; a hall's own registration and what a hall tells of itself do not move.
        string[] beginnings = [nameof(InquiryOpened), nameof(HistoryBegan), nameof(EventLogOpened), nameof(SessionEvaluated), "BundleOpened", "InspectionPlanned", "FindingOpened", "PursuitProposed"];
        var moving = typeof(IEntry).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IEntry)))
            .Where(t => t.GetProperty("Hall") is { } p && p.PropertyType == typeof(string) || t.GetProperty("Definition")?.PropertyType.GetProperty("Hall") is not null)
            .Select(t => t.Name).Except(beginnings);

        moving.Should().BeEquivalentTo(HallRouting.Moving);
    }
}
