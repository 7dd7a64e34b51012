using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Tests;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class ReviewTests
{
    private static readonly ReturnStage FromRecheck = new(["缺少失业原因"], "请补充") { Stage = "recheck" };
    private static readonly ReturnStage FromDecision = new(["金额有误"], "请复核") { Stage = "decision" };

    [Fact, Clause("3.4a"), Clause("6.4c")]
    public void A_finished_stage_is_offered_and_its_handler_owns_until_that_is_taken()
    {
        var bench = ACase().Accepted();
        var decision = bench.When(Handler, Finish("initial-review", Reviewer));
        decision.Made.Should().ContainKey("handoffId").And.ContainKey("acceptBy");
        bench.Commit(decision, Handler).State.Owner.Should().Be(Handler);
        bench.State.Offer!.Kind.Should().Be("next-stage");
        bench.Takes(Reviewer).State.Should().Match<Grains.Cases.CaseState>(s => s.Owner == Reviewer && s.Stage == "recheck" && s.CurrentRun!.Handler == Reviewer);
    }

    [Theory, InlineData("recheck"), InlineData("decision"), InlineData("acceptance"), InlineData(""), InlineData("lunch"), Clause("3.4a"), Clause("5.5a")]
    public void Only_the_stage_the_case_is_in_is_finished(string stage)
    {
        var refusal = ACase().Accepted().Refused(Handler, Finish(stage, Reviewer));
        refusal.Code.Should().Be(Codes.StageOrder);
        refusal.Allowed.Should().Contain("finish");
    }

    [Fact, Clause("3.4a")]
    public void The_last_stage_ends_with_a_decision_only() => ACase().AtDecision().Refused(Decider, Finish("decision", Reviewer)).Code.Should().Be(Codes.StageOrder);

    [Fact, Clause("3.4a")]
    public void A_finished_stage_is_not_finished_or_decided_again()
    {
        var bench = ACase().Accepted().Do(Handler, Finish("initial-review", Reviewer));
        bench.Refused(Handler, Finish("initial-review", Reviewer)).Code.Should().Be(Codes.StageOrder);
        bench.Refused(Handler, Grant()).Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void Conclusion_and_ground_are_given_and_who_comes_next()
    {
        var refusal = ACase().Accepted().Refused(Handler, new FinishStage(null, " ", new(Staff: Reviewer)) { Stage = "initial-review" });
        (refusal.Code, string.Join(',', refusal.Missing)).Should().Be((Codes.ReasonMissing, "conclusion,ground"));
        ACase().Accepted().Refused(Handler, new FinishStage(null, "x", null) { Stage = "initial-review" }).Errors!.Keys.Should().BeEquivalentTo("conclusion", "to");
        ACase().Accepted().Refused(Handler, Finish("initial-review", null)).Errors.Should().ContainKey("to");
        ACase().Accepted().Refused(Handler, Finish("initial-review", "NOBODY")).Errors.Should().ContainKey("to.staff");
    }

    [Fact, Clause("5.5b")]
    public void Who_handled_it_does_not_recheck_it_nor_does_their_pair_partner()
    {
        ACase().AtRecheck().Refused(Reviewer, Finish("recheck", Handler)).Code.Should().Be(Codes.OverAuthority, "the decision needs L3");
        var bench = ACase().Opened(Colleague, Opening with { ServiceItem = "SI-CHANGE" }).Do(Colleague, Notices)
            .Do(Colleague, new SubmitApplication("SI-CHANGE", TheApplicant, null, Papers([.. Item("SI-CHANGE").Materials.Where(m => m.Need == "required" && m.Source != "department-shared").Select(m => m.Code)])))
            .Do(Colleague, new AcceptCase());
        bench.Refused(Colleague, Finish("initial-review", "YXCS008")).Code.Should().Be(Codes.SamePersonReview, "008 is the pair partner of 014");
    }

    [Fact, Clause("5.5b")]
    public void Who_no_longer_has_the_stages_level_does_not_finish_it() =>
        ACase().AtRecheck().Staff(Reviewer, s => s with { Level = StaffLevel.L1 }).Refused(Reviewer, Finish("recheck", Decider)).Code.Should().Be(Codes.OverAuthority);

    [Fact, Clause("3.4b")]
    public void Who_comes_next_is_of_the_stages_level() => ACase().Accepted().Refused(Handler, Finish("initial-review", "YXCS017")).Code.Should().Be(Codes.OverAuthority);

    [Fact]
    public void A_stage_is_its_handlers_to_finish()
    {
        ACase().Accepted().Refused(Reviewer, Finish("initial-review", Decider)).Code.Should().Be(Codes.NotOwner);
        ACase().Accepted().Refused(Person, Finish("initial-review", Decider)).Code.Should().Be(Codes.NotPermitted);
    }

    [Fact]
    public void With_an_offer_open_no_stage_is_finished() =>
        ACase().Accepted().Do(Handler, new OfferHandoff(new(Staff: "YXCS008"), "counter-to-back", "后台")).Refused(Handler, Finish("initial-review", Reviewer)).Code.Should().Be(Codes.OfferOpen);

    [Fact, Clause("5.6b")]
    public void The_agent_accepts_reviews_and_decides_nothing()
    {
        ACase().Applied(AllPapers).Given(s => s with { Agent = Colleague }).Refused(Colleague, new AcceptCase()).Code.Should().Be(Codes.AgentCannotDecide);
        ACase().Accepted().Given(s => s with { Agent = Colleague }).Refused(Colleague, Finish("initial-review", Reviewer)).Code.Should().Be(Codes.AgentCannotDecide);
        ACase().AtRecheck().Given(s => s with { Agent = Colleague }).Refused(Colleague, FromRecheck).Code.Should().Be(Codes.AgentCannotDecide);
        ACase().AtDecision().Given(s => s with { Agent = Colleague }).Refused(Colleague, Grant()).Code.Should().Be(Codes.AgentCannotDecide);
    }

    [Fact, Clause("6.4d")]
    public void What_is_returned_is_offered_to_its_earlier_handler_and_counts_there()
    {
        var bench = ACase().AtRecheck().Do(Reviewer, FromRecheck);
        bench.State.Stage.Should().Be("initial-review");
        bench.State.Owner.Should().Be(Reviewer, "until the return is taken");
        bench.State.Offer!.To.Staff.Should().Be(Handler);
        bench.State.Stages[0].Faulted.Should().BeTrue();
        bench.Takes(Handler).State.CurrentRun.Should().Match<Grains.Cases.StageRun>(r => r.Stage == "initial-review" && r.Handler == Handler);
        bench.View(Handler).Stages[0].Returns.Should().Be(1);
        bench.Do(Handler, Finish("initial-review", Reviewer)).Takes(Reviewer).State.Stage.Should().Be("recheck");
    }

    [Fact, Clause("6.4d")]
    public void The_decider_returns_to_the_recheck() =>
        ACase().AtDecision().Do(Decider, FromDecision).Takes(Reviewer).State.Should().Match<Grains.Cases.CaseState>(s => s.Stage == "recheck" && s.Owner == Reviewer);

    [Fact]
    public void More_than_two_returns_of_a_stage_need_an_L3()
    {
        var bench = ACase().AtRecheck();
        for (var i = 0; i < 2; i++) bench.Do(Reviewer, FromRecheck).Takes(Handler).Do(Handler, Finish("initial-review", Reviewer)).Takes(Reviewer);
        bench.Refused(Reviewer, FromRecheck).Code.Should().Be(Codes.OverAuthority);
        bench.Staff(Reviewer, s => s with { Level = StaffLevel.L3 }).When(Reviewer, FromRecheck).Refusal.Should().BeNull();
    }

    [Fact]
    public void A_return_names_faults_and_reason()
    {
        var refusal = ACase().AtRecheck().Refused(Reviewer, new ReturnStage(default, null) { Stage = "recheck" });
        (refusal.Code, string.Join(',', refusal.Missing)).Should().Be((Codes.ReasonMissing, "faults,reason"));
        ACase().AtRecheck().Refused(Reviewer, FromRecheck with { Faults = ["", "x"] }).Errors.Should().ContainKey("faults");
    }

    [Theory, InlineData("initial-review"), InlineData("decision")]
    public void Only_the_stage_the_case_is_in_returns(string stage) => ACase().AtRecheck().Refused(Reviewer, FromRecheck with { Stage = stage }).Code.Should().Be(Codes.StageOrder);

    [Fact]
    public void The_first_stage_has_none_before_it() => ACase().Accepted().Refused(Handler, FromRecheck with { Stage = "initial-review" }).Code.Should().Be(Codes.StageOrder);
}
