using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>T5, T12, T20, T21, T24 by the timekeeper, and a closed inquiry that is asked about again.</summary>
public class EndingTests
{
    private static readonly ReferOut Elsewhere = new("宁江市医疗保障局", "府前路2号", "12393", "属于医保业务");

    [Fact, Clause("5.3b")]
    public void What_can_be_put_right_at_once_is_and_the_clock_runs_on()
    {
        var bench = ACase().Applied(AllPapers).Do(Handler, new SpotCorrect("typing-slip", "日期写错，已更正", "unemployment-form"));
        bench.State.Status.Should().Be(CaseStates.Received);
        bench.Of<SpotCorrected>().Single().Kind.Should().Be("typing-slip");
        bench.Refused(Handler, new SpotCorrect("missing-form", "x")).Errors.Should().ContainKey("kind");
        bench.Refused(Handler, new SpotCorrect("arithmetic", null, "no-such")).Errors!.Keys.Should().BeEquivalentTo("text", "material");
        bench.Refused(Colleague, new SpotCorrect("arithmetic", "x")).Code.Should().Be(Codes.NotOwner);
        ACase().Accepted().Refused(Handler, new SpotCorrect("arithmetic", "x")).Code.Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.3d")]
    public void Out_of_the_system_goes_only_what_names_who_is_competent()
    {
        var bench = ACase().Applied("unemployment-form");
        bench.Refused(Handler, new ReferOut(null, " ", null, "x")).Should().Match<Refusal>(r => r.Code == Codes.WayForwardMissing && r.Missing.Length == 3);
        bench.Refused(Handler, Elsewhere with { Reason = null }).Code.Should().Be(Codes.ReasonMissing);
        bench.Do(Handler, Elsewhere).State.Status.Should().Be(CaseStates.ReferredOut);
        bench.Of<ReferredOut>().Single().Returned.Should().Equal("unemployment-form");
        bench.View(Person).End!.WayForward.Should().Contain("12393");
        ACase().Accepted().Refused(Handler, Elsewhere).Code.Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.3e")]
    public void What_another_hall_of_the_system_does_is_not_referred_out() =>
        ACase().HallAs(Hall, h => h with { Items = h.Items.Remove("UNE-BENEFIT") }).Applied().Refused(Handler, Elsewhere).Code.Should().Be(Codes.TransferAvailable);

    [Fact]
    public void What_was_not_supplied_is_terminated_after_the_limit_and_its_reminder()
    {
        var bench = ACase().Applied().Do(Handler, Request(AllPapers));
        bench.Refused(Handler, new TerminateCase("no-supplement")).Code.Should().Be(Codes.StageOrder);
        bench.Woken("2026-12-17 09:00").Of<Reminded>().Single().Should().Match<Reminded>(r => r.Clock == "supplement" && r.When == "half");
        bench.Woken("2027-01-07 09:00").Refused(Colleague, new TerminateCase("x")).Code.Should().Be(Codes.NotOwner);
        bench.Do(Handler, new TerminateCase("no-supplement")).State.Should().Match<Grains.Cases.CaseState>(s => s.Status == CaseStates.Terminated && s.End!.Ground == "no-supplement");
        bench.Of<Reminded>().Should().ContainSingle();
    }

    [Fact, Clause("2.3b")]
    public void In_a_stage_it_is_the_hall_leaders_on_a_listed_ground_and_the_remedies_are_told()
    {
        var bench = ACase().Accepted();
        bench.Refused(Decider, new TerminateCase("death")).Code.Should().Be(Codes.OverAuthority);
        bench.Refused(Handler, new TerminateCase("death")).Code.Should().Be(Codes.OverAuthority);
        bench.Refused(Leader, new TerminateCase(null, "death")).Code.Should().Be(Codes.ReasonMissing);
        bench.Refused(Leader, new TerminateCase("太麻烦")).Errors.Should().ContainKey("ground");
        bench.Refused(Leader, new TerminateCase("tolerance-lapsed")).Code.Should().Be(Codes.StageOrder);
        bench.OffDuty(Leader).Refused(Leader, new TerminateCase("death")).Code.Should().Be(Codes.NotOnDuty);
        var ended = ACase().Accepted().Do(Leader, new TerminateCase("申请人死亡", "death"));
        ended.State.Status.Should().Be(CaseStates.Terminated);
        ended.View(Person).End!.Remedies.Should().Contain("60日").And.Contain("行政复议").And.Contain("投诉");
        ACase().Applied().Refused(Leader, new TerminateCase("death")).Code.Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.5d")]
    public void Twenty_working_days_after_its_end_a_case_archives_itself()
    {
        var bench = ACase().IsDelivered().Woken("2026-12-22 17:00");
        bench.State.Status.Should().Be(CaseStates.Delivered);
        bench.Woken("2027-01-10 09:00").State.Status.Should().Be(CaseStates.Archived);
        bench.Entries[^1].OccurredAt.Should().Be(DemoCity.At("2026-12-22 17:00"));
        bench.Woken("2027-02-10 09:00").Of<Archived>().Should().ContainSingle();
    }

    [Fact]
    public void What_is_open_keeps_it_from_the_archive_until_it_is_not()
    {
        var bench = ACase().IsDelivered().Do(Colleague, new OpenCorrection("金额有误", "initial-review", "少发")).Woken("2027-01-10 09:00");
        bench.State.Status.Should().Be(CaseStates.Delivered);
        bench.Refused(Decider, new ArchiveCase()).Missing.Should().Equal("correction:k1");
        bench.Do("YXCS006", new OpenReported { CorrectionId = "k1" }).Do(Leader, new AnswerCorrection("rejected", "核定无误") { CorrectionId = "k1" }).Later(NodaTime.Duration.FromDays(1)).Woken();
        bench.State.Status.Should().Be(CaseStates.Archived);
        bench.Entries[^1].OccurredAt.Should().Be(bench.Entries[^2].OccurredAt, "not before what kept it open");
    }

    [Fact, Clause("5.6a")]
    public void A_new_contact_within_thirty_days_goes_on_under_the_same_number()
    {
        var bench = ACase().Answered(Guide).Do(Guide, new CloseInquiry("answered")).At("2026-12-20 10:00");
        bench.Do(Handler, new ReopenInquiry("还要什么材料？")).State.Should().Match<Grains.Cases.CaseState>(s => s.Status == CaseStates.Inquiry && s.Owner == Handler && s.EndedAt == null && s.AnsweredAt == null);
        bench.View(Person).DueAt.Should().Be(DemoCity.At("2026-12-22 17:00"), "the answer clock runs anew, from the Monday after a Sunday");
        bench.Do(Handler, Application(AllPapers)).State.Status.Should().Be(CaseStates.Received);

        ACase().Answered(Guide).Do(Guide, new CloseInquiry("answered")).Do(Person, new ReopenInquiry("还要什么？")).State.Owner.Should().Be(Guide);
        ACase().Answered(Guide).Do(Guide, new CloseInquiry("answered")).At("2026-12-24 09:01").Refused(Handler, new ReopenInquiry("?")).Code.Should().Be(Codes.StageOrder);
        ACase().Answered(Guide).Refused(Handler, new ReopenInquiry("?")).Code.Should().Be(Codes.StageOrder);
        ACase().Answered(Guide).Do(Guide, new CloseInquiry("answered")).Refused("YXNP004", new ReopenInquiry("?")).Code.Should().Be(Codes.NotFound);
        ACase().Answered(Guide).Do(Guide, new CloseInquiry("answered")).Refused(Supervisor, new ReopenInquiry("?")).Code.Should().Be(Codes.NotPermitted);
    }
}
