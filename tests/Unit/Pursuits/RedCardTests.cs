using HallGrains.Contracts.Cases;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Pursuits;

/// <summary>Which cards of a case are followed by a proposal, and when that is done.</summary>
public sealed class RedCardTests
{
    [Fact, Clause("5.6e"), Clause("5.6d")]
    public void A_case_handed_over_between_due_and_red_leaves_the_red_card_and_its_pursuit_with_who_let_it_lapse()
    {
        var bench = ACase().Accepted().At("2026-12-02 09:00").Woken().Do(Handler, new OfferHandoff(new(Staff: "YXCS008"), "transfer-inside", "转办")).Takes("YXCS008").At("2026-12-03 09:00").Woken();
        bench.State.Owner.Should().Be("YXCS008");
        var red = CasePursuits.Due(bench.State).Should().ContainSingle(c => c.Clock == ClockNames.Promised).Subject;
        red.Should().Match<Card>(c => c.Colour == "red" && c.Owner == Handler && c.DueAt < c.At);
        CaseSummary.Of(bench.State, bench.Facts(Handler)).NextDue.Should().Be(red.At, "the row is due until the proposal exists");
    }

    [Fact, Clause("5.6e")]
    public void A_yellow_card_or_one_of_another_clock_proposes_nothing()
    {
        var bench = ACase().Accepted().At("2026-12-02 09:00").Woken();
        bench.State.Cards.Should().NotBeEmpty().And.Contain(c => c.Colour == "red" && c.Clock.StartsWith("stage:", StringComparison.Ordinal));
        CasePursuits.Due(bench.State).Should().BeEmpty();
    }

    [Fact, Clause("5.6e")]
    public void What_the_case_says_it_did_is_not_due_again()
    {
        var state = Red();
        CasePursuits.Due(state).Select(c => c.Id).Should().Equal("c1");
        state = Fold(state, new PursuitOpened("c1", "PUR-1"));
        CasePursuits.Due(state).Should().BeEmpty();
        state = Fold(state, new CardCancelled("c1", "system-outage"));
        CasePursuits.Due(state).Should().ContainSingle("its pursuit is to be told");
        CasePursuits.Due(Fold(state, new PursuitDropped("c1", "PUR-1"))).Should().BeEmpty();
    }

    [Fact, Clause("5.6e")]
    public void A_card_cancelled_before_the_case_said_so_is_told_too()
    {
        var state = Fold(Red(), new CardCancelled("c1", "wrong-calendar"));
        CasePursuits.Due(state).Should().ContainSingle("a process that died may have proposed");
        CasePursuits.Due(Fold(state, new PursuitDropped("c1", "PUR-1"))).Should().BeEmpty();
    }

    [Fact, Clause("5.6e")]
    public void Imported_history_and_what_nobody_owned_pursue_nobody()
    {
        CasePursuits.Due(Red() with { Imported = true }).Should().BeEmpty();
        CasePursuits.Due(Red("system")).Should().BeEmpty();
    }

    [Fact, Clause("5.6e")]
    public void Owners_and_whoever_worked_on_a_stage_are_involved()
    {
        var bench = ACase().Accepted();
        CasePursuits.Involved(bench.State).Should().Contain(Handler).And.NotContain(Reviewer);
        bench.At("2026-11-24 09:30").Do(Handler, new OfferHandoff(new(Staff: "YXCS008"), "transfer-inside", "转办")).Takes("YXCS008");
        CasePursuits.Involved(bench.State).Should().Contain([Handler, "YXCS008"]);
        CasePursuits.Involved(CaseState.None).Should().BeEmpty();
    }

    private static CaseState Red(string owner = Handler) => Fold(ACase().Accepted().State, new RedCarded("c1", ClockNames.Promised, null, default, owner));

    private static CaseState Fold(CaseState s, Contracts.Common.IEntry e) => CaseFold.Evolve(s, new(e, s.Version + 1, s.OpenedAt, s.OpenedAt, "system", "system", "", false));
}
