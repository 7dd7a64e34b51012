using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Ownership;

/// <summary>The table of domain-rules §4: how long each kind of offer waits, and what becomes of one nobody takes.</summary>
public class FailedOfferTests
{
    private static OfferHandoff Inside(string to) => new(new(Staff: to), "transfer-inside", "失业窗口办理");

    [Theory]
    [InlineData("transfer-inside", "YXCS014", null, "2026-11-24 09:30")]
    [InlineData("transfer-hall", null, "YXNP", "2026-11-24 11:00")]
    [InlineData("counter-to-back", "YXCS008", null, "2026-11-24 10:00")]
    [InlineData("deputy", "YXCS017", null, "2026-11-24 09:15")]
    public void Each_kind_waits_its_own_working_minutes(string kind, string? staff, string? hall, string acceptBy)
    {
        var bench = ACase().Answered().Staff("YXCS017", s => s with { Lines = [.. s.Lines, "unemployment"], Training = [.. s.Training, s.Training[0] with { Line = "unemployment" }] });
        bench.Do(Handler, new OfferHandoff(new(staff, hall, hall is null ? null : "unemployment"), kind, "转办"));
        bench.State.Offer!.AcceptBy.Should().Be(DemoCity.At(acceptBy));
        bench.Later(NodaTime.Duration.FromHours(3)).Woken();
        bench.State.Offer.Should().BeNull();
        bench.State.Owner.Should().Be(Handler, "what nobody accepts stays with the giver");
        bench.Entries.Should().ContainSingle(e => e.Body is HandoffExpired).Which.OccurredAt.Should().Be(DemoCity.At(acceptBy));
    }

    [Fact, Clause("5.3d")]
    public void After_the_second_expiry_inside_the_hall_the_head_must_assign()
    {
        var bench = ACase().Answered().Do(Handler, Inside(Colleague)).At("2026-11-24 09:31").Woken();
        bench.State.OpenDuties.Should().BeEmpty("once may happen");
        bench.Do(Handler, Inside("YXCS008")).At("2026-11-24 10:30").Woken();
        var duty = bench.State.OpenDuties.Should().ContainSingle().Subject;
        (duty.Kind, duty.For, duty.About).Should().Be((DutyKinds.Assign, Decider, "transfer-inside"));
        bench.Refused(Handler, Inside("YXCS008")).Code.Should().Be(Codes.PingPong);
        bench.Refused(Decider, new CompleteCaseDuty { DutyId = duty.Id }).Code.Should().Be(Codes.StageOrder, "a word does not give the case an owner");
        bench.Do(Decider, new AssignOwner("YXCS008", "无人接收"));
        bench.State.OpenDuties.Should().BeEmpty();
        bench.State.Owner.Should().Be("YXCS008");
    }

    [Fact, Clause("5.3d")]
    public void Two_declines_are_as_two_expiries_and_a_confirmed_overload_counts()
    {
        var bench = ACase().Answered().Do(Handler, Inside(Colleague)).Do(Colleague, new DeclineHandoff("not-competent", "不属于本窗口") { HandoffId = "h1" });
        bench.Do(Handler, Inside("YXCS008")).Do("YXCS008", new DeclineHandoff("overloaded", "手头十二件") { HandoffId = "h2" });
        bench.State.Offer!.Pending.Should().Be("YXCS008");
        bench.State.OpenDuties.Should().BeEmpty("the head's word is waited for");
        bench.Refused(Colleague, new ConfirmDecline(true) { HandoffId = "h2" }).Code.Should().Be(Codes.NotPermitted);
        bench.Do(Decider, new ConfirmDecline(true) { HandoffId = "h2" });
        bench.State.OpenDuties.Should().ContainSingle().Which.For.Should().Be(Decider);
    }

    [Fact]
    public void An_overload_the_head_does_not_see_leaves_the_offer_standing()
    {
        var bench = ACase().Answered().Do(Handler, Inside(Colleague)).Do(Colleague, new DeclineHandoff("overloaded", "手头十二件") { HandoffId = "h1" });
        bench.Do(Decider, new ConfirmDecline(false, "仅两件") { HandoffId = "h1" });
        bench.State.Offer!.Pending.Should().BeNull();
        bench.State.PastOffers.Should().BeEmpty();
    }

    [Fact, Clause("5.3e")]
    public void Across_halls_both_leaders_are_told_and_then_the_supervisor_assigns()
    {
        OfferHandoff offer = new(new(Hall: "YXNP", ServiceLine: "unemployment"), "transfer-hall", "参保地在南浦");
        var bench = ACase().Answered().Do(Handler, offer).At("2026-11-24 11:30").Woken();
        bench.State.OpenDuties.Select(d => (d.Kind, d.For)).Should().BeEquivalentTo([(DutyKinds.Notice, "YXCS003"), (DutyKinds.Notice, "YXNP001")]);
        bench.Do(Handler, offer).At("2026-11-25 09:00").Woken();
        bench.State.OpenDuties.Should().ContainSingle(d => d.Kind == DutyKinds.Assign).Which.For.Should().Be(Supervisor);
        bench.Refused(Handler, offer).Code.Should().Be(Codes.PingPong);
        bench.State.Owner.Should().Be(Handler);
    }

    [Fact]
    public void A_notice_is_taken_note_of_by_whom_it_is_for_and_by_nobody_else()
    {
        var bench = ACase().Answered().Do(Handler, new OfferHandoff(new(Hall: "YXNP", ServiceLine: "unemployment"), "transfer-hall", "参保地在南浦")).At("2026-11-24 11:30").Woken();
        bench.Refused(Handler, new CompleteCaseDuty { DutyId = "d1" }).Code.Should().Be(Codes.NotYourDuty);
        bench.Refused(Leader, new CompleteCaseDuty { DutyId = "d9" }).Code.Should().Be(Codes.NotFound);
        bench.Do(Leader, new CompleteCaseDuty { DutyId = "d1" });
        bench.State.OpenDuties.Should().ContainSingle().Which.For.Should().Be("YXNP001");
        bench.Refused(Leader, new CompleteCaseDuty { DutyId = "d1" }).Code.Should().Be(Codes.StageOrder);
        bench.View(Leader).Duties.Should().Contain(d => d.Id == $"case:{Number}:d1" && d.DoneBy == Leader);
    }

    [Fact, Clause("5.5e")]
    public void From_the_expiry_of_a_next_stage_its_minutes_are_booked_to_the_receivers_head_and_shown_apart()
    {
        var bench = ACase().Accepted().At("2026-11-24 09:00").Do(Handler, Finish("initial-review", Reviewer)).At("2026-11-24 11:00").Woken();
        var row = Responsibility.Of(bench.State, bench.Facts(Handler)).Should().ContainSingle().Subject;
        row.WorkingMinutes.Should().Be(120, "the giver owns until somebody accepts");
        row.WaitingWorkingMinutes.Should().Be(60);
        var waiting = row.Waiting.Should().ContainSingle().Subject;
        (waiting.For, waiting.Id, waiting.Staff, waiting.WorkingMinutes, waiting.To).Should().Be(("next-stage", "h1", Decider, 60, null));
        bench.Do(Handler, new OfferHandoff(new(Staff: Reviewer), "next-stage", "再次流转")).At("2026-11-24 11:30").Takes(Reviewer);
        var rows = Responsibility.Of(bench.State, bench.Facts(Handler));
        rows.Select(r => (r.Staff, r.WorkingMinutes, r.WaitingWorkingMinutes)).Should().Equal((Handler, 150, 60), (Reviewer, 0, 0));
    }

    [Fact, Clause("5.6e"), Clause("5.6d")]
    public void Late_minutes_are_booked_to_whoever_owns_them_under_the_card_of_who_let_it_lapse()
    {
        var bench = ACase().Accepted().At("2026-12-02 09:00").Woken().Do(Handler, Inside("YXCS008")).Takes("YXCS008").At("2026-12-02 11:00").Woken();
        bench.State.Cards.Should().Contain(c => c.Clock == "promised" && c.Owner == Handler);
        var rows = Responsibility.Of(bench.State, bench.Facts(Handler));
        rows.Select(r => (r.Staff, r.LateWorkingMinutes, r.LateUnder)).Should().Equal((Handler, 30, Handler), ("YXCS008", 120, Handler));
    }
}
