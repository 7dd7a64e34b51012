using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Ownership;

/// <summary>请示: ownership stays, answers bind one amount and one version, silence climbs.</summary>
public class EscalationTests
{
    private static AskEscalation Ask(decimal amount = 60_000, bool? urgent = null) => new("金额超限", "同意", StaffLevel.L4, amount, urgent);

    [Fact, Clause("3.4c")]
    public void A_decision_above_ones_authority_cites_an_answer_for_that_very_amount()
    {
        var bench = ACase().AtDecision();
        var refused = bench.Refused(Decider, Grant(60_000));
        (refused.Code, refused.Allowed.Single()).Should().Be((Codes.OverAuthority, "escalations"));
        bench.Do(Decider, Ask()).Do(Leader, new AnswerEscalation("approve", "同意") { EscalationId = "e1" });
        bench.State.Owner.Should().Be(Decider);
        bench.Refused(Decider, Grant(60_001) with { Escalation = "e1" }).Code.Should().Be(Codes.OverAuthority, "another amount voids the answer");
        bench.Do(Decider, Grant(60_000) with { Escalation = "e1" });
        bench.Entries.Select(e => e.Body).OfType<Decided>().Single().Escalation.Should().Be("e1");
    }

    [Theory, Clause("3.4c")]
    [InlineData(null, "2026-11-24 11:00", "2026-11-24 13:30")]
    [InlineData(true, "2026-11-24 09:30", "2026-11-24 09:45")]
    public void Unanswered_it_climbs_with_half_the_limit_and_a_card_for_the_silent_level(bool? urgent, string answerBy, string second)
    {
        var bench = ACase().AtDecision().Do(Decider, Ask(urgent: urgent));
        bench.State.OpenEscalation!.AnswerBy.Should().Be(DemoCity.At(answerBy));
        bench.At(answerBy).Later(NodaTime.Duration.FromMinutes(1)).Woken();
        var climbed = bench.State.OpenEscalation!;
        climbed.Level.Should().Be(StaffLevel.L5);
        bench.Entries.Should().ContainSingle(e => e.Body is EscalationClimbed).Which.OccurredAt.Should().Be(DemoCity.At(answerBy));
        bench.State.Cards.Should().ContainSingle().Which.Owner.Should().Be(Leader);
        if (urgent == true) climbed.AnswerBy.Should().Be(DemoCity.At(second));
    }

    [Fact, Clause("3.4c")]
    public void The_minutes_of_waiting_are_booked_to_each_level_asked()
    {
        var bench = ACase().AtDecision().Do(Decider, Ask(urgent: true)).At("2026-11-24 09:40").Woken().Do(Bureau, new AnswerEscalation("approve", "同意") { EscalationId = "e1" });
        var waiting = Responsibility.Of(bench.State, bench.Facts(Decider))[^1];
        waiting.Waiting.Select(w => (w.For, w.Staff, w.Level, w.WorkingMinutes)).Should().Equal(("escalation", Leader, StaffLevel.L4, 30), ("escalation", Bureau, StaffLevel.L5, 10));
        waiting.WorkingMinutes.Should().Be(40, "the asker's own clock keeps running");
        waiting.WaitingWorkingMinutes.Should().Be(40);
    }

    [Fact]
    public void Nobody_answers_themself_or_below_the_level_and_taking_over_is_an_assignment()
    {
        var bench = ACase().AtDecision().Do(Decider, Ask());
        bench.Refused(Decider, new AnswerEscalation("approve", null) { EscalationId = "e1" }).Code.Should().Be(Codes.TwoPersonsNeeded);
        bench.Refused(Reviewer, new AnswerEscalation("approve", null) { EscalationId = "e1" }).Code.Should().Be(Codes.OverAuthority);
        bench.Refused(Leader, new AnswerEscalation("reject", null) { EscalationId = "e1" }).Code.Should().Be(Codes.ReasonMissing);
        bench.Refused(Decider, Ask()).Code.Should().Be(Codes.StageOrder);
        bench.Refused(Decider, Grant()).Code.Should().Be(Codes.StageOrder);
        bench.Do(Leader, new AnswerEscalation("take-over", "由我审定") { EscalationId = "e1" }).State.Owner.Should().Be(Leader);
        bench.Refused(Leader, new AnswerEscalation("approve", null) { EscalationId = "e1" }).Code.Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.6g")]
    public void A_delegated_item_accepted_at_the_street_is_reviewed_at_the_county_under_one_limit()
    {
        const string Street = "NPWY002", County = "YXNP003";
        var bench = ACase().Do(Street, Opening with { Hall = "NPWY", Window = "NPWY-01" }).Do(Street, Notices).Do(Street, Application(AllPapers)).Do(Street, new AcceptCase());
        var due = bench.View(Street).PromisedDueAt;
        bench.Refused(Street, Finish("initial-review", "NPWY001")).Code.Should().Be(Codes.OverAuthority, "whatever the rank, at a street point at most L1 acts");
        bench.Do(Street, Finish("initial-review", County)).Takes(County);
        (bench.State.Hall, bench.State.OpeningHall, bench.State.Stage).Should().Be(("YXNP", "NPWY", "recheck"));
        bench.View(County).PromisedDueAt.Should().Be(due);
    }
}
