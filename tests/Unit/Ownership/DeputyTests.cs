using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Ownership;

/// <summary>AB角: the hall offers by itself, nobody becomes an owner by it, and the case finds its way back.</summary>
public class DeputyTests
{
    private const string Partner = "YXCS017";
    private static readonly OfferDeputy Left = new(Handler, "off-duty");

    private static CaseBench Paired() => ACase().Staff(Partner, s => s with
    {
        Lines = [.. s.Lines, "unemployment"], Training = [.. s.Training, s.Training[0] with { Line = "unemployment" }],
    });

    [Fact]
    public void The_partner_is_asked_when_qualified_for_the_line_and_owns_only_on_accepting()
    {
        var bench = Paired().Accepted().Do("system", Left);
        (bench.State.Offer!.Kind, bench.State.Offer.To.Staff).Should().Be(("deputy", Partner));
        bench.State.Owner.Should().Be(Handler);
        bench.Do("system", Left).State.Handoffs.Should().Be(1, "one open offer is enough");
        bench.Takes(Partner);
        (bench.State.Owner, bench.State.DeputyFor).Should().Be((Partner, Handler));
        bench.State.CurrentRun!.Handler.Should().Be(Partner);
    }

    [Fact]
    public void A_partner_without_the_line_is_passed_over_for_the_section_head() =>
        ACase().Accepted().Do("system", Left).State.Offer!.To.Staff.Should().Be(Decider);

    [Fact]
    public void When_nobody_of_the_hall_may_have_it_the_next_hall_up_is_asked_and_where_there_is_none_the_head_is_told()
    {
        var bench = ACase().Untrained(Decider, "unemployment").Accepted().Do("system", Left);
        bench.State.Offer.Should().BeNull();
        var duty = bench.State.OpenDuties.Should().ContainSingle().Subject;
        (duty.Kind, duty.For, duty.About).Should().Be((DutyKinds.Assign, Decider, "off-duty"));

        var county = ACase().Untrained("YXNP004", "unemployment").Untrained("YXNP002", "unemployment").Do("YXNP005", Opening with { Hall = "YXNP", Window = "YXNP-03" })
            .Do("system", new OfferDeputy("YXNP005", "signed-off"));
        county.State.Offer!.To.Should().Be(new HandoffTarget(Hall: "YXCS", ServiceLine: "unemployment"));
    }

    [Fact]
    public void What_nobody_accepts_stays_and_is_listed_to_the_head()
    {
        var bench = Paired().Accepted().Do("system", Left).At("2026-11-24 09:20").Woken();
        bench.State.Owner.Should().Be(Handler);
        bench.State.OpenDuties.Should().ContainSingle().Which.Should().Match<HallGrains.Grains.Cases.CaseDuty>(d => d.Kind == DutyKinds.Assign && d.For == Decider && d.About == "deputy");
    }

    [Fact, Clause("5.3d")]
    public void Back_on_duty_the_case_is_offered_back_and_that_is_no_ping_pong()
    {
        var bench = Paired().Accepted().Do("system", Left).Takes(Partner);
        bench.OffDuty(Handler).When("system", new OfferReturn(Handler)).Entries.Should().BeEmpty("they are not back yet");
        bench = Paired().Accepted().Do("system", Left).Takes(Partner).Do("system", new OfferReturn(Handler));
        bench.State.Offer!.To.Staff.Should().Be(Handler);
        bench.Takes(Handler);
        (bench.State.Owner, bench.State.DeputyFor).Should().Be((Handler, null));

        var byHand = Paired().Accepted().Do("system", Left).Takes(Partner).Do(Partner, new OfferHandoff(new(Staff: Handler), "deputy", "归还"));
        byHand.State.Offer!.To.Staff.Should().Be(Handler);
        var other = Paired().Accepted().Do("system", Left).Takes(Partner);
        other.Refused(Partner, new OfferHandoff(new(Staff: Handler), "transfer-inside", "退回")).Code.Should().Be(Codes.PingPong);
    }

    [Fact, Clause("2.6d")]
    public void When_training_runs_out_a_deputy_is_offered_at_once_and_the_head_is_told_while_the_owner_stays()
    {
        var bench = Paired().Accepted();
        bench.When("system", new OfferDeputy(Handler, "qualification-expired")).Entries.Should().BeEmpty("they are still qualified");
        bench.Staff(Handler, s => s with { Training = [.. s.Training.Select(t => t.Line == "unemployment" ? t with { ValidUntil = DemoCity.Date("2026-11-23") } : t)] });
        bench.Do("system", new OfferDeputy(Handler, "qualification-expired"));
        bench.State.Owner.Should().Be(Handler);
        bench.State.Offer!.To.Staff.Should().Be(Partner);
        bench.State.OpenDuties.Should().ContainSingle().Which.Should().Match<HallGrains.Grains.Cases.CaseDuty>(d => d.Kind == DutyKinds.Notice && d.For == Decider && d.About == "qualification-expired");
        bench.Refused(Handler, Finish("initial-review", Reviewer)).Code.Should().Be(Codes.QualificationExpired);
        bench.Do(Handler, new WithdrawHandoff { HandoffId = bench.State.Offer.Id }).Do(Handler, new OfferHandoff(new(Staff: Partner), "deputy", "资格到期"));
    }

    [Fact]
    public void Only_the_hall_itself_says_that_somebody_left()
    {
        ACase().Accepted().Refused(Handler, Left).Code.Should().Be(Codes.NotPermitted);
        ACase().Accepted().Refused("system", new CompleteCaseDuty { DutyId = "d1" }).Code.Should().Be(Codes.NotPermitted);
        ACase().Accepted().When("system", new OfferDeputy(Reviewer, "off-duty")).Entries.Should().BeEmpty("it is not theirs any more");
    }
}
