using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class DecisionTests
{
    [Fact, Clause("2.1a")]
    public void A_decision_names_the_version_and_who_made_it()
    {
        var result = ACase().IsDecided().View(Person).Result!;
        result.Should().Match<CaseResultView>(r => r.Result == "granted" && r.DecidedBy == Decider && r.ItemVersion == 1 && r.Amount == 1800 && r.Opinion == "符合条件，同意");
    }

    [Fact, Clause("3.4a")]
    public void Nothing_is_decided_in_another_stage()
    {
        ACase().Accepted().Refused(Handler, Grant()).Code.Should().Be(Codes.StageOrder);
        ACase().AtRecheck().Refused(Reviewer, Grant()).Code.Should().Be(Codes.StageOrder);
        ACase().IsDecided().Refused(Decider, Grant()).Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void A_decision_is_the_stage_handlers() => ACase().AtDecision().Refused(Reviewer, Grant()).Code.Should().Be(Codes.NotOwner);

    [Fact, Clause("3.4c"), Clause("5.5a")]
    public void Above_ones_authority_a_decision_cites_an_approval_for_that_very_amount()
    {
        var bench = ACase().AtDecision();
        var refusal = bench.Refused(Decider, Grant(50_000.01m));
        refusal.Code.Should().Be(Codes.OverAuthority);
        refusal.Allowed.Should().Equal("escalations");
        bench.Do(Decider, new AskEscalation("超限", "同意？", StaffLevel.L4, 60_000));
        bench.Refused(Decider, Grant()).Code.Should().Be(Codes.StageOrder, "the question is not answered");
        bench.Do(Leader, new AnswerEscalation("approve", "同意") { EscalationId = "e1" });
        bench.Refused(Decider, Grant(60_001) with { Escalation = "e1" }).Code.Should().Be(Codes.OverAuthority, "another amount");
        bench.Refused(Decider, Grant(60_000)).Code.Should().Be(Codes.OverAuthority, "not cited");
        bench.Refused(Decider, Grant(60_000) with { Escalation = "e9" }).Code.Should().Be(Codes.OverAuthority);
        bench.Do(Decider, Grant(60_000) with { Escalation = "e1" }).View(Person).Result!.Escalation.Should().Be("e1");
    }

    [Fact, Clause("3.4c")]
    public void Parts_granted_within_thirty_days_are_added_together_before_they_are_compared()
    {
        var bench = ACase().AtDecision();
        CaseRules.Decide(bench.State, Grant(50_000), bench.Facts(Decider)).Refusal.Should().BeNull();
        CaseRules.Decide(bench.State, Grant(20_000), bench.Facts(Decider) with { GrantedBefore = 30_000 }).Refusal.Should().BeNull("together exactly the limit of L3");
        CaseRules.Decide(bench.State, Grant(20_000.01m), bench.Facts(Decider) with { GrantedBefore = 30_000 }).Refusal!.Code.Should().Be(Codes.OverAuthority);
        CaseRules.Decide(bench.State, new DecideCase("denied", "不符合", Basis: "失业保险条例 14", Remedies: "可申请复议"), bench.Facts(Decider) with { GrantedBefore = 60_000 })
            .Refusal.Should().BeNull("what is denied adds nothing");
    }

    [Fact]
    public void What_was_granted_and_when_stands_in_the_cases_row()
    {
        var bench = ACase().IsDecided();
        CaseSummary.ExtraOf(CaseSummary.Of(bench.State, bench.Facts("system"))).Granted.Should().Be(new CaseExtra.Payment(1800, bench.State.Result!.At));
        CaseSummary.ExtraOf(CaseSummary.Of(ACase().AtDecision().State, bench.Facts("system"))).Granted.Should().BeNull();
    }

    [Fact, Clause("3.4c")]
    public void An_approval_under_another_version_of_the_item_is_void()
    {
        var bench = ACase().AtDecision().Do(Decider, new AskEscalation("超限", "同意？", StaffLevel.L4, 60_000)).Do(Leader, new AnswerEscalation("approve", "同意") { EscalationId = "e1" });
        bench.Given(s => s with { Escalations = [s.Escalations[0] with { ItemVersion = 7 }] });
        bench.Refused(Decider, Grant(60_000) with { Escalation = "e1" }).Code.Should().Be(Codes.OverAuthority);
    }

    [Fact, Clause("5.5b")]
    public void Without_a_recheck_that_stands_nothing_is_decided()
    {
        ACase().AtDecision().Given(s => s with { Stages = [.. s.Stages.Where(r => r.Stage != "recheck")] }).Refused(Decider, Grant()).Code.Should().Be(Codes.ReviewMissing);
        ACase().AtDecision().Given(s => s with { Stages = [.. s.Stages.Select(r => r.Stage == "recheck" ? r with { Faulted = true } : r)] }).Refused(Decider, Grant()).Code.Should().Be(Codes.ReviewMissing);
    }

    [Fact, Clause("5.5b")]
    public void Who_rechecked_does_not_decide() =>
        ACase().AtDecision().Given(s => s with { Stages = [.. s.Stages.Select(r => r with { Handler = Decider })] }).Refused(Decider, Grant()).Code.Should().Be(Codes.SamePersonReview);

    [Fact, Clause("2.1b")]
    public void A_denial_has_opinion_basis_and_remedies()
    {
        var refusal = ACase().AtDecision().Refused(Decider, new DecideCase("denied", null));
        (refusal.Code, string.Join(',', refusal.Missing)).Should().Be((Codes.ReasonMissing, "opinion,basis,remedies"));
        var bench = ACase().AtDecision().Do(Decider, Deny());
        bench.State.Result.Should().Match<CaseResultHeld>(r => r.Result == "denied" && r.Amount == null && r.Remedies == Deny().Remedies);
    }

    [Fact]
    public void A_grant_has_an_opinion_and_an_amount_of_money()
    {
        ACase().AtDecision().Refused(Decider, Grant() with { Opinion = " " }).Missing.Should().Equal("opinion");
        ACase().AtDecision().Given(s => s with { Amount = null }).Refused(Decider, Grant(null)).Errors.Should().ContainKey("amount");
        ACase().AtDecision().Do(Decider, Grant(null)).State.Result!.Amount.Should().Be(1800, "what was applied for");
        var refusal = ACase().AtDecision().Refused(Decider, new DecideCase("maybe", null, Amount: -1.001m, Escalation: "e 1"));
        refusal.Errors!.Keys.Should().BeEquivalentTo("result", "amount", "escalation", "opinion");
    }

    [Fact]
    public void An_L4_decides_with_discipline_training_alone()
    {
        var bench = ACase().AtRecheck().Do(Reviewer, Finish("recheck", Leader)).Takes(Leader);
        bench.Do(Leader, Grant(100_000)).State.Result!.By.Should().Be(Leader);
        ACase().AtRecheck().Do(Reviewer, Finish("recheck", Leader)).Takes(Leader).Untrained(Leader, "discipline").Refused(Leader, Grant()).Code.Should().Be(Codes.DisciplineTrainingMissing);
    }

    [Fact]
    public void A_head_of_a_street_point_decides_as_an_L1() =>
        ACase().AtDecision().HallAs(Hall, h => h with { Kind = "street" }).Refused(Decider, Grant()).Code.Should().Be(Codes.OverAuthority);
}
