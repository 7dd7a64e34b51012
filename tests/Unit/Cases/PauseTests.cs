using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using NodaTime;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class PauseTests
{
    private static PauseCase Pause(string? reason, string until = "2026-12-08 17:00", string? evidence = "书面通知第3号") => new(reason, evidence, DemoCity.At(until));

    [Fact, Clause("5.6d"), Clause("5.4d")]
    public void A_lawful_pause_stops_promised_statutory_and_stage_clocks_by_the_closes_inside_it()
    {
        var bench = ACase().Accepted();
        bench.View(Handler).PromisedDueAt.Should().Be(DemoCity.At("2026-12-01 17:00"));
        bench.At("2026-11-25 10:00").Do(Handler, Pause("supplement"));
        bench.View(Person).Should().Match<CaseView>(v => v.Paused && v.DueAt == null);
        bench.At("2026-11-27 09:00").Do(Handler, new EndPause("材料已补齐"));
        bench.View(Person).Should().Match<CaseView>(v => !v.Paused && v.Pauses.Single().State == "ended");
        bench.View(Handler).PromisedDueAt.Should().Be(DemoCity.At("2026-12-03 17:00"), "the closes of 25 and 26 November are not counted");
        bench.Of<Resumed>().Single().PausedDays.Should().Be(2);
    }

    [Theory, InlineData("overload"), InlineData("system-down"), InlineData("leader-away"), InlineData("appraisal"), InlineData(null), Clause("5.6d")]
    public void Nothing_else_is_a_reason_and_nothing_the_item_does_not_allow(string? reason) =>
        ACase().Accepted().Refused(Handler, Pause(reason)).Code.Should().Be(Codes.PauseReasonNotLawful);

    [Fact]
    public void A_pause_has_evidence_and_an_expected_end()
    {
        ACase().Accepted().Refused(Handler, Pause("supplement", evidence: " ")).Code.Should().Be(Codes.ReasonMissing);
        ACase().Accepted().Refused(Handler, new PauseCase("supplement", "x", null)).Errors.Should().ContainKey("expectedUntil");
        ACase().Accepted().Refused(Handler, Pause("supplement", "2026-11-24 08:00")).Errors.Should().ContainKey("expectedUntil");
        ACase().Accepted().Refused(Colleague, Pause("supplement")).Code.Should().Be(Codes.NotOwner);
        ACase().Applied(AllPapers).Refused(Handler, Pause("supplement")).Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void What_is_late_is_not_paused() => ACase().Accepted().At("2026-12-01 17:01").Refused(Handler, Pause("supplement")).Code.Should().Be(Codes.AlreadyLate);

    [Fact]
    public void Force_majeure_waits_for_the_hall_leader_and_the_clocks_run_until_then()
    {
        var bench = ACase().Accepted().Do(Handler, Pause("force-majeure"));
        bench.View(Handler).Should().Match<CaseView>(v => !v.Paused && v.Pauses.Single().State == "asked");
        bench.Refused(Decider, new ApprovePause { PauseId = "p1" }).Code.Should().Be(Codes.OverAuthority);
        bench.Refused(Handler, Pause("supplement")).Code.Should().Be(Codes.StageOrder);
        bench.Refused(Leader, new ApprovePause { PauseId = "p9" }).Code.Should().Be(Codes.NotFound);
        bench.Refused(Person, new ApprovePause { PauseId = "p1" }).Code.Should().Be(Codes.NotPermitted);
        bench.Do(Leader, new ApprovePause { PauseId = "p1" }).State.OpenPause!.ApprovedBy.Should().Be(Leader);
        bench.Refused(Leader, new ApprovePause { PauseId = "p1" }).Code.Should().Be(Codes.StageOrder);

        var denied = ACase().Accepted().Do(Handler, Pause("force-majeure"));
        denied.Refused(Leader, new ApprovePause(false) { PauseId = "p1" }).Code.Should().Be(Codes.ReasonMissing);
        denied.Do(Leader, new ApprovePause(false, "没有影响") { PauseId = "p1" }).State.OpenPause.Should().BeNull();
        denied.Do(Handler, Pause("supplement")).State.OpenPause.Should().NotBeNull();
    }

    [Fact]
    public void Nobody_approves_what_they_asked_for() =>
        ACase().Accepted().Do(Handler, Pause("force-majeure")).Staff(Handler, s => s with { Level = StaffLevel.L4 }).Refused(Handler, new ApprovePause { PauseId = "p1" }).Code.Should().Be(Codes.TwoPersonsNeeded);

    [Fact]
    public void A_public_notice_is_approved_by_a_head()
    {
        var bench = ACase().Received("EMP-HARD", "YXCS017", null, Needed("EMP-HARD")).Do("YXCS017", new AcceptCase()).Do("YXCS017", Pause("public-notice"));
        bench.State.AskedPause!.Approver.Should().Be(StaffLevel.L3);
        bench.Do("YXCS006", new ApprovePause { PauseId = "p1" }).State.OpenPause.Should().NotBeNull();
    }

    [Fact]
    public void The_timekeeper_ends_it_at_the_stated_end_or_at_the_longest_the_reason_allows()
    {
        var stated = ACase().Accepted().Do(Handler, Pause("supplement", "2026-12-08 17:00")).Woken("2026-12-09 09:00");
        stated.Entries[^1].Should().Match<Grains.Shell.Recorded>(r => r.Body is Resumed && ((Resumed)r.Body).Cause == "expected-end" && r.OccurredAt == DemoCity.At("2026-12-08 17:00"));
        var longest = ACase().Accepted().Do(Handler, Pause("supplement", "2027-06-01 17:00"));
        longest.State.OpenPause!.Until.Should().Be(DemoCity.At("2027-01-06 17:00"), "thirty working days after 24 November");
        longest.Woken("2027-01-06 17:01");
        longest.Of<Resumed>().Single().Cause.Should().Be("longest");
    }

    [Fact, Clause("5.6d")]
    public void No_card_falls_in_a_pause_and_those_after_it_fall_once()
    {
        var bench = ACase().Accepted().Do(Handler, Pause("supplement", "2026-12-08 17:30")).Woken("2026-12-08 17:29");
        bench.Of<YellowCarded>().Should().BeEmpty();
        bench.Woken("2027-01-20 09:00").Woken("2027-01-25 09:00");
        bench.Of<YellowCarded>().Where(c => c.Clock == "promised").Should().ContainSingle().Which.DueAt.Should().Be(DemoCity.At("2026-12-15 17:00"));
    }

    [Fact]
    public void A_supplement_pauses_once() =>
        ACase().Accepted().Do(Handler, Pause("supplement")).Do(Handler, new EndPause()).Refused(Handler, Pause("supplement")).Code.Should().Be(Codes.SecondSupplementRequest);

    [Fact]
    public void While_it_is_paused_nothing_is_finished_or_decided_and_a_withdrawal_ends_it()
    {
        var bench = ACase().Accepted().Do(Handler, Pause("supplement"));
        bench.Refused(Handler, Finish("initial-review", Reviewer)).Should().Match<Refusal>(r => r.Code == Codes.StageOrder && r.Allowed.Contains("end"));
        bench.Do(Person, new WithdrawCase()).State.Should().Match<Grains.Cases.CaseState>(s => s.OpenPause == null && !s.Pauses.IsOpen);
    }

    [Fact]
    public void Ending_a_pause_that_does_not_run_is_out_of_order() => ACase().Accepted().Refused(Handler, new EndPause()).Code.Should().Be(Codes.StageOrder);
}
