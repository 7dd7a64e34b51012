using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class CorrectionTests
{
    private static readonly OpenCorrection Wrong = new("缴费年限算错", "initial-review", "少核定三个月");

    private static AnswerCorrection Answer(string verdict = "corrected", string? result = null, decimal? amount = null, string? reason = "复核属实", string? heard = null) =>
        new(verdict, reason, result, amount, Heard: heard) { CorrectionId = "k1" };

    private static CaseBench Opened(CaseBench bench) => bench.Do("YXCS006", Wrong);

    [Fact, Clause("5.5f")]
    public void An_archived_case_is_corrected_and_both_decisions_remain()
    {
        var bench = Opened(ACase().IsDelivered().Do(Decider, new ArchiveCase()).At("2026-12-01 09:00"));
        bench.State.Status.Should().Be(CaseStates.Correcting);
        bench.View(Person).DueAt.Should().Be(DemoCity.At("2026-12-08 17:00"), "the correction clock: five working days");
        bench.Do(Leader, Answer(result: "granted", amount: 2400)).State.Status.Should().Be(CaseStates.Decided);
        bench.View(Person).Decisions.Select(d => (d.Amount, d.DecidedBy)).Should().Equal((1800, Decider), (2400, Leader));
        bench.View(Person).Result!.Amount.Should().Be(2400);
        bench.View(Person).Corrections.Single().Should().Match<CorrectionView>(c => c.State == "corrected" && c.Reason == "复核属实" && c.Wrong == Wrong.Wrong);
        CaseViews.Track(Number, bench.State, bench.Facts(Person)).Corrections.Single().Reason.Should().Be("复核属实", "the person is told");
        bench.Do(Leader, new DeliverCase("pickup", "本人签收")).State.Status.Should().Be(CaseStates.Delivered);
    }

    [Fact, Clause("5.5c")]
    public void The_error_counts_at_the_stage_it_was_made_in() =>
        Opened(ACase().IsDelivered()).Do(Leader, Answer(result: "granted", amount: 2400)).View(Leader).Stages.Single(s => s.Stage == "initial-review").Returns.Should().Be(1);

    [Fact]
    public void A_later_decision_starts_no_total_clock_again()
    {
        var bench = Opened(ACase().IsDelivered().At("2026-12-20 09:00")).At("2026-12-24 09:00").Do(Leader, Answer(result: "granted", amount: 2400)).Woken("2026-12-31 09:00");
        bench.Of<YellowCarded>().Should().NotContain(c => c.Clock == "promised" || c.Clock == "statutory");
    }

    [Fact]
    public void Anybody_reports_a_head_opens_and_the_supervisor_may_order_it()
    {
        var bench = ACase().IsDelivered().Do(Handler, Wrong);
        bench.State.Should().Match<CaseState>(s => s.Status == CaseStates.Delivered && s.Corrections.Single().State == "reported");
        bench.Refused(Handler, new OpenReported { CorrectionId = "k1" }).Code.Should().Be(Codes.OverAuthority);
        bench.Refused("YXCS006", new OpenReported { CorrectionId = "k7" }).Code.Should().Be(Codes.NotFound);
        bench.Do("YXCS006", new OpenReported { CorrectionId = "k1" }).State.Status.Should().Be(CaseStates.Correcting);
        ACase().IsDelivered().Do(Supervisor, Wrong).State.Status.Should().Be(CaseStates.Correcting);
        ACase().IsDelivered().Refused(Person, Wrong).Code.Should().Be(Codes.NotPermitted);
        ACase().Accepted().Refused("YXCS006", Wrong).Code.Should().Be(Codes.StageOrder);
        ACase().IsDelivered().Refused("YXCS006", new OpenCorrection(null, "lunch", " ")).Errors!.Keys.Should().BeEquivalentTo("wrong", "stage", "effect");
        ACase().Opened().Do(Person, new WithdrawCase()).Refused("YXCS006", Wrong).Code.Should().Be(Codes.StageOrder, "nothing was decided");
    }

    [Fact, Clause("5.5b")]
    public void Who_decided_first_does_not_judge_it_and_the_level_is_asked_for()
    {
        var bench = Opened(ACase().IsDelivered());
        bench.Refused(Decider, Answer()).Code.Should().Be(Codes.SamePersonReview);
        bench.Refused(Reviewer, Answer("rejected")).Code.Should().Be(Codes.OverAuthority, "an L3 decided");
        bench.Refused("YXCS006", Answer(result: "granted", amount: 2400)).Code.Should().Be(Codes.OverAuthority, "in favour it is the hall leader's");
        bench.Refused(Leader, Answer(result: "granted", amount: 900, heard: "已听取意见")).Code.Should().Be(Codes.OverAuthority, "against the person it is the bureau leader's");
        bench.Refused(Bureau, Answer(result: "granted", amount: 900)).Should().Match<Refusal>(r => r.Code == Codes.ReasonMissing && r.Missing.Contains("heard"), "it was relied on");
        bench.Do(Bureau, Answer(result: "granted", amount: 900, heard: "已听取意见")).State.Result!.Amount.Should().Be(900);
        Opened(ACase().IsDelivered()).Do("YXCS006", Answer("rejected", reason: "核定无误")).State.Status.Should().Be(CaseStates.Delivered);
    }

    [Fact]
    public void Rejected_it_returns_to_the_end_it_had()
    {
        var bench = Opened(ACase().IsDelivered().Do(Decider, new ArchiveCase())).Do(Leader, Answer("rejected", reason: "核定无误"));
        bench.State.Status.Should().Be(CaseStates.Archived);
        bench.View(Person).Corrections.Single().State.Should().Be("rejected");
        bench.Refused(Decider, Grant()).Code.Should().Be(Codes.Archived);
    }

    [Fact]
    public void A_wrong_refusal_is_accepted_with_the_day_it_was_received()
    {
        var bench = ACase().Applied().Staff(Handler, s => s with { Level = StaffLevel.L2 }).At("2026-11-25 10:00").Do(Handler, new RefuseCase("不符", "条例", "可咨询", "not-needing"));
        Opened(bench.At("2026-11-26 10:00"));
        bench.Refused(Handler, Answer()).Code.Should().Be(Codes.SamePersonReview);
        bench.Do(Leader, Answer()).State.Should().Match<CaseState>(s => s.Status == CaseStates.InStage && s.Stage == "initial-review" && s.CountsFrom == DemoCity.At("2026-11-24 09:00"));
        bench.View(Person).PromisedDueAt.Should().Be(DemoCity.At("2026-12-01 17:00"));
        bench.View(Person).Refused.Should().NotBeNull("the refusal stays visible");
        bench.Refused(Leader, Answer()).Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void Sent_back_to_its_stage_it_is_done_again_there()
    {
        var bench = Opened(ACase().IsDecided()).Do(Bureau, Answer());
        bench.State.Should().Match<CaseState>(s => s.Status == CaseStates.InStage && s.Stage == "initial-review" && s.Result == null && s.Decisions.Length == 1);
        bench.Refused(Bureau, Answer(result: "granted")).Code.Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.5b")]
    public void What_ended_before_its_recheck_and_is_opened_again_at_the_decision_goes_back_first()
    {
        var bench = ACase().Accepted().Do(Bureau, new TerminateCase("当事人死亡", "death")).Do(Leader, Wrong with { Stage = "decision" }).Do(Leader, Answer());
        bench.State.Should().Match<CaseState>(s => s.Status == CaseStates.InStage && s.Stage == "decision");
        bench.Do(Handler, new OfferHandoff(new(Staff: Decider), "transfer-inside", "审定")).Takes(Decider);
        bench.Refused(Decider, Grant()).Should().Match<Refusal>(r => r.Code == Codes.ReviewMissing && r.Allowed.Contains("stages/decision/return"));
        bench.Do(Decider, new ReturnStage(["未经复核"], "补复核") { Stage = "decision" });
        bench.State.Offer.Should().Match<Offer>(o => o.Stage == "initial-review" && o.To.Staff == Handler);
        bench.Takes(Handler).Do(Handler, Finish("initial-review", Reviewer)).Takes(Reviewer).Do(Reviewer, Finish("recheck", Decider)).Takes(Decider);
        bench.Do(Decider, Grant()).State.Status.Should().Be(CaseStates.Decided);
    }

    [Fact]
    public void An_answer_says_why_and_decides_only_what_was_decided()
    {
        var bench = Opened(ACase().IsDelivered());
        bench.Refused(Bureau, Answer("maybe", reason: null)).Errors!.Keys.Should().BeEquivalentTo("verdict", "reason");
        bench.Refused(Bureau, Answer("rejected", "granted")).Errors.Should().ContainKey("result");
        bench.Refused(Bureau, Answer(result: "denied", heard: "x")).Should().Match<Refusal>(r => r.Code == Codes.ReasonMissing && r.Missing.Contains("basis") && r.Missing.Contains("remedies"));
        bench.Refused(Leader, Answer() with { CorrectionId = "k9" }).Code.Should().Be(Codes.NotFound);
    }

    [Fact]
    public void Late_it_is_a_yellow_card_on_the_owner()
    {
        var bench = Opened(ACase().IsDelivered().At("2026-12-01 09:00")).Woken("2026-12-20 09:00");
        bench.Of<YellowCarded>().Single(c => c.Clock == "correction").Should().Match<YellowCarded>(c => c.DueAt == DemoCity.At("2026-12-08 17:00") && c.Owner == Decider);
    }
}
