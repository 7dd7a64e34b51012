using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class ToleranceTests
{
    private const string Line = "YXCS017", Item = "EMP-SI-SUBSIDY", Later = "bank-account";

    private static AcceptCase Tolerate(string commitment = "承诺于12月4日前补交开户信息", params string[] materials) =>
        new([.. (materials.Length == 0 ? [Later] : materials).Select(m => new ToleratedMaterial(m, DemoCity.At("2026-12-04 17:00")))], commitment);

    private static CaseBench Missing(params string[] codes) => ACase().Received(Item, Line, 3000, [.. Needed(Item).Except(codes)]);

    private static CaseBench Tolerated() => Missing(Later).Do(Line, Tolerate());

    private static SupplyMaterials Supply => new(Papers(Later));

    [Fact, Clause("5.3b"), Clause("5.3a")]
    public void With_every_main_paper_and_a_commitment_it_is_accepted_and_the_rest_comes_later()
    {
        var bench = Tolerated();
        bench.State.Status.Should().Be(CaseStates.InStage);
        bench.Entries[^2].Body.Should().BeOfType<ToleranceGranted>();
        bench.View(Person).Tolerance.Should().Match<ToleranceView>(t => t.DueAt == DemoCity.At("2026-12-09 00:00") && t.Missing.Single() == Later, "ten working days, to their midnight");
        bench.View(Person).Missing.Single().Material.Should().Be(Later);
        bench.View(Person).PromisedDueAt.Should().Be(DemoCity.At("2026-12-15 17:00"), "the clocks run on");
        bench.Do(Person, Supply).State.Tolerance!.FulfilledAt.Should().Be(bench.Now);
        bench.View(Person).Tolerance!.Missing.Should().BeEmpty();
    }

    [Fact]
    public void A_short_promise_leaves_a_day_less_than_itself()
    {
        var bench = ACase().Received("UNE-SKILL", Handler, 1000, [.. Needed("UNE-SKILL").Except(["card-account"])]).Do(Handler, Tolerate(materials: "card-account"));
        bench.View(Person).PromisedDueAt.Should().Be(DemoCity.At("2026-12-01 17:00"));
        bench.State.Tolerance!.Due.Should().Be(DemoCity.At("2026-12-01 00:00"));
    }

    [Fact]
    public void Main_papers_are_not_tolerated_nor_is_a_promise_without_words()
    {
        var main = Needed(Item).First(c => c != Later);
        Missing(Later).Refused(Line, Tolerate(" ")).Should().Match<Refusal>(r => r.Code == Codes.ToleranceNotAllowed && r.Missing.Contains("commitment"));
        Missing(main).Refused(Line, Tolerate(materials: main)).Should().Match<Refusal>(r => r.Code == Codes.ToleranceNotAllowed && r.Missing.Single() == main);
        Missing(main, Later).Refused(Line, Tolerate()).Should().Match<Refusal>(r => r.Code == Codes.MaterialsIncomplete && r.Missing.Length == 2, "what is not promised is missing");
        Missing().Refused(Line, Tolerate()).Code.Should().Be(Codes.ToleranceNotAllowed, "nothing is missing");
        Missing(Later).At("2026-12-05 09:00").Refused(Line, Tolerate()).Errors.Should().ContainKey("tolerate.promisedBy");
        Missing(Later).Refused(Line, new AcceptCase()).Code.Should().Be(Codes.MaterialsIncomplete);
    }

    [Fact]
    public void An_instant_item_leaves_no_day_to_bring_it_later() =>
        ACase().Received("SI-FLEX-REG", Handler, null, [.. Needed("SI-FLEX-REG").Except(["payment-account"])]).Refused(Handler, Tolerate(materials: "payment-account"))
            .Code.Should().BeOneOf(Codes.ToleranceNotAllowed);

    [Fact]
    public void No_result_is_issued_before_it_is_complete()
    {
        var bench = Tolerated().Do(Line, Finish("initial-review", "YXCS010")).Takes("YXCS010").Do("YXCS010", Finish("recheck", "YXCS006")).Takes("YXCS006");
        bench.Refused("YXCS006", Grant(3000)).Should().Match<Refusal>(r => r.Code == Codes.ToleranceOpen && r.Missing.Single() == Later);
        bench.Do("YXCS006", Supply).Do("YXCS006", Grant(3000)).State.Status.Should().Be(CaseStates.Decided);
    }

    [Fact]
    public void The_person_is_reminded_at_half_and_a_day_before_and_then_it_lapses_once()
    {
        var bench = Tolerated().Woken("2026-12-20 09:00").Woken("2026-12-21 09:00");
        bench.Of<Reminded>().Select(r => r.When).Should().Equal("half", "day-before");
        bench.Entries.Single(e => e.Body is Reminded { When: "day-before" }).OccurredAt.Should().Be(DemoCity.At("2026-12-07 17:00"));
        bench.Entries.Single(e => e.Body is ToleranceLapsed).OccurredAt.Should().Be(DemoCity.At("2026-12-09 00:00"));
        bench.View(Person).Tolerance!.LapsedAt.Should().NotBeNull();
    }

    [Fact]
    public void Nothing_lapses_that_was_brought_in_time()
    {
        var bench = Tolerated().Do(Person, Supply).Woken("2026-12-20 09:00");
        bench.Of<ToleranceLapsed>().Should().BeEmpty();
        bench.Of<Reminded>().Should().BeEmpty();
    }

    [Fact]
    public void A_lapse_ends_the_case_by_the_hall_leader_and_bars_the_person_for_a_year()
    {
        var bench = Tolerated();
        bench.Refused(Leader, new TerminateCase("tolerance-lapsed")).Code.Should().Be(Codes.StageOrder);
        bench.Woken("2026-12-09 09:00").Do(Leader, new TerminateCase("tolerance-lapsed")).State.Status.Should().Be(CaseStates.Terminated);
        CaseSummary.ExtraOf(CaseSummary.Of(bench.State, bench.Facts("system"))).ToleranceLapsedAt.Should().Be(DemoCity.At("2026-12-09 00:00"));

        var barred = Missing(Later);
        barred.ToleranceBarredUntil = ToleranceRules.BarredUntil([DemoCity.At("2026-12-09 00:00"), DemoCity.At("2026-03-01 00:00")]);
        barred.ToleranceBarredUntil.Should().Be(DemoCity.At("2027-12-10 00:00"));
        barred.Refused(Line, Tolerate()).Code.Should().Be(Codes.ToleranceNotAllowed);
    }

    [Fact]
    public void What_comes_after_the_lapse_repairs_it()
    {
        var bench = Tolerated().Woken("2026-12-09 09:00").Do(Person, Supply);
        bench.State.Tolerance.Should().Match<ToleranceHeld>(t => t.LapsedAt == null && t.FulfilledAt == bench.Now);
        CaseSummary.ExtraOf(CaseSummary.Of(bench.State, bench.Facts("system"))).ToleranceLapsedAt.Should().BeNull();
    }

    [Fact]
    public void Force_majeure_gives_one_new_limit_by_the_hall_leader()
    {
        var note = new AddNote { Kind = "tolerance-prolongation", Text = "暴雨停运" };
        var bench = Tolerated().At("2026-12-01 09:00");
        bench.Refused("YXCS006", note).Code.Should().Be(Codes.OverAuthority);
        bench.Refused(Leader, note with { Text = null }).Code.Should().Be(Codes.ReasonMissing);
        bench.Do(Leader, note).State.Tolerance.Should().Match<ToleranceHeld>(t => t.Prolonged && t.Due == DemoCity.At("2026-12-15 00:00"), "a working day before the promise");
        bench.Refused(Leader, note).Code.Should().Be(Codes.ExtensionUsed);
        ACase().Accepted().Refused(Leader, note).Code.Should().Be(Codes.StageOrder);
    }
}
