using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Ownership;

/// <summary>Green channel, urgent, watch list, withdrawn texts.</summary>
public class ParticularCareTests
{
    [Fact, Clause("5.4g")]
    public void A_listed_ground_is_granted_at_once_and_the_promised_due_date_is_earlier()
    {
        var bench = ACase().Accepted();
        bench.View(Handler).PromisedDueAt.Should().Be(DemoCity.At("2026-12-01 17:00"));
        bench.Do(Handler, new GrantGreenChannel("far-away"));
        var view = bench.View(Handler);
        (view.GreenChannel, view.GreenChannelGround, view.Urgent).Should().Be((true, "far-away", false));
        view.PromisedDueAt.Should().Be(DemoCity.At("2026-11-27 17:00"), "half of five days, rounded up to three");
        view.StatutoryDueAt.Should().Be(ACase().Accepted().View(Handler).StatutoryDueAt, "the law's limits stay");
        bench.Refused(Handler, new GrantGreenChannel("disabled")).Code.Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.4g")]
    public void No_ground_outside_the_list_and_other_only_by_the_head_with_a_reason()
    {
        ACase().Accepted().Refused(Handler, new GrantGreenChannel("my-cousin")).Code.Should().Be(Codes.Validation);
        ACase().Accepted().Refused(Handler, new GrantGreenChannel("other", Reason: "家中失火")).Code.Should().Be(Codes.OverAuthority);
        ACase().Accepted().Refused(Decider, new GrantGreenChannel("other")).Code.Should().Be(Codes.ReasonMissing);
        ACase().Accepted().Do(Decider, new GrantGreenChannel("other", Reason: "家中失火")).State.Fast!.Ground.Should().Be("other");
        ACase().Accepted().Refused(Colleague, new GrantGreenChannel("far-away")).Code.Should().Be(Codes.NotOwner);
        ACase().Accepted().Refused(Person, new GrantGreenChannel("far-away")).Code.Should().Be(Codes.NotPermitted);
        ACase().IsDecided().Refused(Decider, new GrantGreenChannel("far-away")).Code.Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.4h")]
    public void Urgent_needs_the_head_and_a_reason_and_shortens_to_a_third()
    {
        ACase().Accepted().Refused(Handler, new GrantGreenChannel(null, true, "明日手术")).Code.Should().Be(Codes.OverAuthority);
        ACase().Accepted().Refused(Decider, new GrantGreenChannel(null, true)).Code.Should().Be(Codes.ReasonMissing);
        var bench = ACase().Accepted().Do(Decider, new GrantGreenChannel("acute-illness", true, "明日手术"));
        bench.Entries.Select(e => e.Body.GetType()).Should().ContainInOrder(typeof(GreenChannelGranted), typeof(UrgentGranted));
        bench.View(Handler).PromisedDueAt.Should().Be(DemoCity.At("2026-11-26 17:00"), "0.3 of five days, rounded up to two");
    }

    [Fact, Clause("5.4g")]
    public void A_second_grant_neither_undoes_the_first_nor_gives_more_time()
    {
        var late = ACase().Accepted().Do(Handler, new GrantGreenChannel("far-away")).At("2026-11-27 10:00").Woken().Do(Decider, new GrantGreenChannel(null, true, "明日手术"));
        late.View(Handler).PromisedDueAt.Should().Be(DemoCity.At("2026-11-27 17:00"));
        var both = ACase().Accepted().Do(Decider, new GrantGreenChannel(null, true, "明日手术")).Do(Decider, new GrantGreenChannel("disabled"));
        both.State.Fast.Should().Match<FastTrack>(f => f.Urgent && f.Ground == "disabled");
    }

    [Theory, Clause("5.4g")]
    [InlineData(3, "2026-11-27 17:00", "2026-11-26 17:00")]
    [InlineData(1.5, "2026-11-25 14:00", "2026-11-25 14:00")]
    [InlineData(0.5, "2026-11-24 14:00", "2026-11-24 14:00")]
    public void A_stage_has_half_its_limit_in_whole_days_and_never_more_than_it_had(double days, string ordinary, string due)
    {
        var bench = ACase().Accepted();
        var clock = new CaseClock("stage", ClockKind.Stage, Limit.WorkingDays((decimal)days), bench.Facts(Handler).Now);
        Due().Should().Be(DemoCity.At(ordinary));
        bench.Do(Handler, new GrantGreenChannel("far-away"));
        Due().Should().Be(DemoCity.At(due));

        NodaTime.Instant? Due()
        {
            var hours = bench.Facts(Handler).HoursFor(bench.State, "YXCS");
            return ClockMath.DueAt(FastTrackRules.OnItsWay(clock, bench.State, hours, null), bench.State.Pauses, hours, null);
        }
    }

    [Fact]
    public void What_is_shortened_on_its_way_ends_no_earlier_than_a_working_day_after_and_writes_nothing_before()
    {
        var bench = ACase().Accepted().At("2026-11-30 16:00").Woken();
        var before = bench.Entries.Length;
        bench.Do(Decider, new GrantGreenChannel(null, true, "明日手术")).Woken();
        bench.View(Handler).PromisedDueAt.Should().Be(DemoCity.At("2026-12-01 17:00"));
        bench.Later(NodaTime.Duration.FromMinutes(1)).Woken();
        bench.Entries.Skip(before).Should().OnlyContain(e => e.OccurredAt >= DemoCity.At("2026-11-30 16:00"));
        bench.State.Cards.Should().NotContain(c => c.Clock == "promised");
    }

    [Theory, Clause("5.4g")]
    [InlineData("2026-11-25 10:00", "2026-12-01 17:00")]
    [InlineData("2026-12-01 10:00", "2026-12-02 17:00")]
    public void Revoked_the_ordinary_due_date_returns_never_earlier_than_a_working_day_from_now(string revoked, string due)
    {
        var bench = ACase().Accepted().Do(Handler, new GrantGreenChannel("far-away")).At(revoked).Woken();
        bench.Refused(Handler, new RevokeGreenChannel("x")).Code.Should().Be(Codes.OverAuthority);
        bench.Refused(Decider, new RevokeGreenChannel()).Code.Should().Be(Codes.ReasonMissing);
        bench.Do(Decider, new RevokeGreenChannel("申请人要求"));
        bench.View(Handler).PromisedDueAt.Should().Be(DemoCity.At(due));
        bench.View(Handler).GreenChannel.Should().BeFalse();
        bench.Refused(Decider, new RevokeGreenChannel("x")).Code.Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.4j")]
    public void A_watched_case_wants_a_note_every_working_day_and_a_day_without_is_flagged()
    {
        ACase().Accepted().Refused(Handler, new WatchCase("留意")).Code.Should().Be(Codes.OverAuthority);
        ACase().Accepted().Refused(Leader, new WatchCase(null)).Code.Should().Be(Codes.ReasonMissing);
        var bench = ACase().Accepted().Do(Leader, new WatchCase("涉及三十名职工")).At("2026-11-25 09:00").Do(Leader, new WatchCase("已联系")).At("2026-11-26 16:59").Woken();
        bench.View(Leader).Watch!.MissedDays.Should().BeEmpty();
        bench.At("2026-11-30 09:00").Woken();
        bench.View(Leader).Watch!.MissedDays.Should().Equal([DemoCity.Date("2026-11-26"), DemoCity.Date("2026-11-27")], "the weekend is no working day");
        bench.Entries.Last(e => e.Body is WatchMissed).OccurredAt.Should().Be(DemoCity.At("2026-11-27 17:00"));
        CaseWaiting.Of(bench.State, bench.Facts(Leader)).Should().Contain(w => w.Kind == DutyKinds.Watch && w.For == Leader && w.About == "missed" && w.DueAt == DemoCity.At("2026-11-30 17:00"));
        bench.Do(Leader, new WatchCase("办妥", true)).At("2026-12-20 09:00").Woken();
        bench.View(Leader).Watch.Should().BeNull();
        bench.Entries.Count(e => e.Body is WatchMissed).Should().Be(2);
    }

    [Fact, Clause("2.2b")]
    public void A_withdrawn_text_makes_a_duty_for_the_owner_of_each_inquiry_answered_from_it()
    {
        var version = Item("UNE-BENEFIT").Version;
        var bench = ACase().Answered().Do("system", new GuideWasWithdrawn("UNE-BENEFIT", version));
        var duty = bench.State.OpenDuties.Should().ContainSingle().Subject;
        (duty.Kind, duty.For, duty.DueAt).Should().Be((DutyKinds.TellPerson, null, DemoCity.At("2026-11-25 17:00")));
        bench.When("system", new GuideWasWithdrawn("UNE-BENEFIT", version)).Entries.Should().BeEmpty("once is enough");
        bench.When("system", new GuideWasWithdrawn("UNE-BENEFIT", version + 1)).Entries.Should().BeEmpty("another version answered them");
        bench.Do(Handler, new OfferHandoff(new(Staff: "YXCS008"), "transfer-inside", "转办")).Takes("YXCS008");
        bench.Refused(Handler, new CompleteCaseDuty("已告知") { DutyId = duty.Id }).Code.Should().Be(Codes.NotYourDuty, "accepting the case accepts its duties");
        bench.Refused("YXCS008", new CompleteCaseDuty { DutyId = duty.Id }).Code.Should().Be(Codes.ReasonMissing, "it is said what the person was told");
        bench.Do("YXCS008", new CompleteCaseDuty("已电话更正") { DutyId = duty.Id });
        bench.State.OpenDuties.Should().BeEmpty();
    }

    [Fact]
    public void Cards_wait_for_the_owner_the_head_and_the_supervisor_and_from_red_on_for_the_leader()
    {
        var bench = ACase().Accepted().At("2026-12-02 09:00").Woken();
        People().Should().Contain([Handler, Decider, Supervisor]).And.NotContain(Leader);
        bench.At("2026-12-03 09:00").Woken();
        People().Should().Contain(Leader);

        IEnumerable<string> People() => CaseWaiting.Of(bench.State, bench.Facts(Handler)).Where(w => w.Kind == "card" && w.About!.EndsWith("promised", StringComparison.Ordinal)).Select(w => w.For);
    }
}
