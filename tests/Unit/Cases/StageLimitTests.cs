using HallGrains.Contracts.Cases;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>5.4: each stage 环节 has a limit of its own, and a card with the number of whoever let it lapse.</summary>
public class StageLimitTests
{
    [Fact, Clause("5.4a"), Clause("5.6d")]
    public void What_is_not_accepted_in_time_is_a_card_on_its_owner() => Lapses(ACase().Applied("id-or-card"), "acceptance", Handler);

    [Fact, Clause("5.4b"), Clause("5.6d")]
    public void What_is_not_reviewed_in_time_is_a_card_on_its_owner() => Lapses(ACase().Accepted(), "initial-review", Handler);

    [Fact, Clause("5.4c"), Clause("5.6d")]
    public void What_is_not_rechecked_in_time_is_a_card_on_its_owner() => Lapses(ACase().AtRecheck(), "recheck", Reviewer);

    [Fact, Clause("5.4d"), Clause("5.6d")]
    public void What_is_not_decided_in_time_is_a_card_on_its_owner() => Lapses(ACase().AtDecision(), "decision", Decider);

    [Fact, Clause("5.6d")]
    public void A_stage_done_in_time_has_no_card()
    {
        var bench = ACase().AtDecision().Do(Decider, Grant()).Do(Decider, new DeliverCase("pickup", "本人签收")).Woken("2026-12-18 09:00");
        bench.Of<Warned>().Should().BeEmpty();
        bench.Of<YellowCarded>().Should().BeEmpty();
    }

    private static void Lapses(CaseBench bench, string stage, string owner)
    {
        bench.Of<YellowCarded>().Should().BeEmpty();
        bench.Woken("2026-12-18 09:00");
        var card = bench.Of<YellowCarded>().Should().ContainSingle(c => c.Stage == stage).Subject;
        (card.Clock, card.Owner).Should().Be(($"stage:{stage}", owner));
        var entry = bench.Entries.Single(e => ReferenceEquals(e.Body, card));
        entry.OccurredAt.Should().Be(card.DueAt, "it is dated at its due instant, whenever it was found").And.BeLessThan(DemoCity.At("2026-12-10 09:00"));
        bench.Entries.Should().Contain(e => e.Body is Warned && ((Warned)e.Body).Clock == card.Clock && e.OccurredAt < card.DueAt, "who is about to be late is warned before");
    }
}
