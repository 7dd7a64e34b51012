using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class ExtensionTests
{
    private static readonly AnswerExtension Yes = new(true, "同意，已告知申请人"), No = new(false, "理由不足");

    private static AskExtension Ask(int days = 2) => new(days, "需向外地核实");

    [Fact, Clause("5.6d"), Clause("5.4d")]
    public void The_hall_leader_moves_the_promise_once()
    {
        var bench = ACase().Accepted().Do(Handler, Ask());
        bench.View(Handler).PromisedDueAt.Should().Be(DemoCity.At("2026-12-01 17:00"), "asking moves nothing");
        bench.Refused(Handler, Ask()).Code.Should().Be(Codes.StageOrder);
        bench.Refused(Decider, Yes).Code.Should().Be(Codes.OverAuthority);
        bench.Refused("YXNP004", Yes).Code.Should().Be(Codes.NotFound);
        bench.Do(Leader, Yes).View(Person).Should().Match<CaseView>(v => v.PromisedDueAt == DemoCity.At("2026-12-03 17:00") && v.Extension!.State == "granted" && v.Extension.Reason == Yes.Reason);
        bench.View(Person).StatutoryDueAt.Should().Be(DemoCity.At("2026-12-08 17:00"), "the law's limit stays");
        bench.Refused(Handler, Ask(1)).Code.Should().Be(Codes.ExtensionUsed);
        bench.Refused(Leader, Yes).Code.Should().Be(Codes.ExtensionUsed);
    }

    [Fact]
    public void A_denial_moves_nothing_and_may_be_followed_by_another_question()
    {
        var bench = ACase().Accepted().Do(Handler, Ask()).Do(Leader, No);
        bench.View(Person).PromisedDueAt.Should().Be(DemoCity.At("2026-12-01 17:00"));
        bench.Do(Handler, Ask(1)).Do(Leader, Yes).View(Person).PromisedDueAt.Should().Be(DemoCity.At("2026-12-02 17:00"));
    }

    [Fact]
    public void After_due_nothing_is_asked_or_granted()
    {
        ACase().Accepted().At("2026-12-01 17:01").Refused(Handler, Ask()).Code.Should().Be(Codes.AlreadyLate);
        var bench = ACase().Accepted().Do(Handler, Ask()).At("2026-12-01 17:01");
        bench.Refused(Leader, Yes).Code.Should().Be(Codes.AlreadyLate);
        bench.Do(Leader, No).State.Extension!.State.Should().Be("denied");
    }

    [Fact]
    public void An_extension_has_a_reason_and_days_the_item_allows()
    {
        ACase().Accepted().Refused(Handler, new AskExtension(2, null)).Code.Should().Be(Codes.ReasonMissing);
        ACase().Accepted().Refused(Handler, Ask(0)).Errors.Should().ContainKey("workingDays");
        ACase().Accepted().Refused(Handler, Ask(3)).Errors!["workingDays"].Should().Equal("more-than-2");
        ACase().Accepted().Do(Handler, Ask()).Refused(Leader, new AnswerExtension(true, "")).Code.Should().Be(Codes.ReasonMissing);
        ACase().Accepted().Do(Handler, Ask()).Refused(Leader, new AnswerExtension(null, "x")).Errors.Should().ContainKey("grant");
        ACase().Accepted().Refused(Leader, Yes).Code.Should().Be(Codes.StageOrder);
        ACase().Applied(AllPapers).Refused(Handler, Ask()).Code.Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.4f")]
    public void A_promise_is_not_extended_past_the_law()
    {
        // 18 working days promised, 20 by law, nine may be asked for: past twenty no hall leader can go.
        var bench = ACase().Received("PEN-EARLY", "YXCS008", null, Needed("PEN-EARLY")).Do("YXCS008", new AcceptCase());
        bench.Refused("YXCS008", Ask(3)).Code.Should().Be(Codes.PromiseOverStatutory);
        bench.Do("YXCS008", Ask(2)).State.Extension!.Basis.Should().Be("promised");
    }

    [Fact]
    public void Where_the_law_knows_one_the_bureau_leader_extends_both_limits()
    {
        var bench = ACase().Received("LIC-HR", "YXCS018", null, Needed("LIC-HR")).Do("YXCS018", new AcceptCase());
        var (promised, statutory) = (bench.View(Person).PromisedDueAt, bench.View(Person).StatutoryDueAt);
        bench.Do("YXCS018", Ask(10)).State.Extension!.Should().Match<Grains.Cases.ExtensionHeld>(e => e.Basis == "statutory" && e.Approver == StaffLevel.L5);
        bench.Refused(Leader, Yes).Code.Should().Be(Codes.OverAuthority);
        bench.Do(Bureau, Yes);
        promised.Should().Be(DemoCity.At("2026-12-08 17:00"));
        statutory.Should().Be(DemoCity.At("2026-12-22 17:00"));
        bench.View(Person).PromisedDueAt.Should().Be(DemoCity.At("2026-12-22 17:00"));
        bench.View(Person).StatutoryDueAt.Should().Be(DemoCity.At("2027-01-06 17:00"));
    }

    [Fact]
    public void Nobody_extends_their_own_work()
    {
        ACase().Accepted().Do(Handler, Ask()).Staff(Handler, s => s with { Level = StaffLevel.L5 }).Refused(Handler, Yes).Code.Should().Be(Codes.TwoPersonsNeeded);
        ACase().Accepted().Do(Handler, Ask()).Refused(Supervisor, Yes).Code.Should().Be(Codes.NotPermitted);
    }
}
