using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class AcceptanceTests
{
    private static readonly RefuseCase Refusing = new("不属于受理范围", "失业保险条例 14", "可到社区咨询");

    [Fact, Clause("5.3a")]
    public void A_complete_application_is_accepted_and_its_clocks_start()
    {
        var bench = ACase().Accepted();
        bench.State.Should().Match<Grains.Cases.CaseState>(s => s.Status == "in-stage" && s.Stage == "initial-review" && s.CountsFrom == bench.Now);
        bench.View(Person).PromisedDueAt.Should().Be(DemoCity.At("2026-12-01 17:00"));
    }

    [Fact, Clause("5.3a")]
    public void What_nobody_answered_for_five_working_days_is_accepted_by_law_and_counts_from_its_receipt()
    {
        var bench = ACase().Applied(AllPapers).Woken("2026-12-01 16:59");
        bench.State.Status.Should().Be(CaseStates.Received);
        bench.Woken("2026-12-04 09:00");
        bench.State.Should().Match<Grains.Cases.CaseState>(s => s.Status == CaseStates.InStage && s.Stage == "initial-review" && s.CountsFrom == DemoCity.At("2026-11-24 09:00"));
        bench.Entries.Single(e => e.Body is DeemedAccepted).OccurredAt.Should().Be(DemoCity.At("2026-12-01 17:00"), "dated at the limit, whenever it was found");
        bench.Of<YellowCarded>().Should().Contain(c => c.Clock == "acceptance" && c.Owner == Handler);
        ACase().Applied(AllPapers).Do(Handler, new AcceptCase()).Woken("2026-12-04 09:00").Of<DeemedAccepted>().Should().BeEmpty();
    }

    [Fact, Clause("5.5a")]
    public void What_is_missing_is_named_all_of_it()
    {
        var refusal = ACase().Applied().Refused(Handler, new AcceptCase());
        (refusal.Code, string.Join(',', refusal.Missing.Order())).Should().Be((Codes.MaterialsIncomplete, "id-or-card,unemployment-form"));
    }

    [Fact, Clause("3.4b")]
    public void Who_is_below_a_handlers_level_accepts_nothing_though_trained_for_the_line() =>
        ACase().Applied(AllPapers).Staff(Handler, s => s with { Level = StaffLevel.L0 }).Refused(Handler, new AcceptCase()).Code.Should().Be(Codes.OverAuthority);

    [Fact, Clause("3.4b")]
    public void A_guide_accepts_nothing() => ACase().Answered(Guide).Do(Guide, Application(AllPapers)).Refused(Guide, new AcceptCase()).Code.Should().Be(Codes.NotYourDuty);

    [Fact]
    public void Accepting_is_over_the_authority_of_an_L0_of_the_line() =>
        ACase().Applied(AllPapers).Staff(Handler, s => s with { Level = StaffLevel.L0 }).Refused(Handler, new AcceptCase()).Code.Should().Be(Codes.OverAuthority);

    [Fact]
    public void A_hall_that_does_not_offer_the_item_does_not_accept() =>
        ACase().HallAs(Hall, h => h with { Items = h.Items.Remove("UNE-BENEFIT") }).Applied(AllPapers).Refused(Handler, new AcceptCase()).Code.Should().Be(Codes.NotCompetent);

    [Fact, Clause("2.1a"), Clause("5.5a")]
    public void The_version_accepted_under_is_in_force_that_day() =>
        ACase().Applied(AllPapers).ItemVersions("UNE-BENEFIT", new Contracts.Catalogue.ItemVersionInForce(Item("UNE-BENEFIT"), DemoCity.At("2026-01-01 00:00"), DemoCity.At("2026-11-24 00:00")))
            .Refused(Handler, new AcceptCase()).Code.Should().Be(Codes.ItemVersionNotInForce);

    [Fact]
    public void At_ones_own_window_the_opening_check_comes_first()
    {
        var bench = ACase().Opened(Handler, Opening with { Window = "YXCS-06" }).Do(Handler, Notices).Do(Handler, Application(AllPapers));
        bench.Window = new("preparing", Handler, [], 1);
        bench.Refused(Handler, new AcceptCase()).Code.Should().Be(Codes.OpeningCheckMissing);
        bench.Window = new("open", Handler, [], 2);
        bench.When(Handler, new AcceptCase()).Refusal.Should().BeNull();
        bench.Window = new("closed", null, [], 3);
        bench.When(Handler, new AcceptCase()).Refusal.Should().BeNull("the handler sits elsewhere");
    }

    [Fact]
    public void Accepting_is_the_owners() => ACase().Applied(AllPapers).Refused(Colleague, new AcceptCase()).Code.Should().Be(Codes.NotOwner);

    [Fact, Clause("5.3a"), Clause("1.2")]
    public void What_is_complete_must_be_accepted()
    {
        ACase().Applied(AllPapers).Refused(Handler, Refusing).Code.Should().Be(Codes.MustAccept);
        ACase().Applied(AllPapers).Refused(Handler, Refusing with { Ground = "not-needing" }).Code.Should().Be(Codes.MustAccept);
        ACase().Applied(AllPapers).Refused(Handler, Refusing with { Ground = "not-competent" }).Code.Should().Be(Codes.MustAccept);
    }

    [Fact, Clause("5.3c"), Clause("3.3c")]
    public void A_refusal_names_reason_basis_and_way_forward()
    {
        var bench = ACase().Applied();
        Check(Refusing with { Basis = null }, Codes.ReasonMissing, "basis");
        Check(Refusing with { WayForward = null }, Codes.WayForwardMissing, "wayForward");
        Check(new(null, "", " "), Codes.ReasonMissing, "reason", "basis", "wayForward");
        bench.Refused(Handler, Refusing with { Ground = "mood" }).Errors.Should().ContainKey("ground");

        void Check(RefuseCase command, string code, params string[] missing)
        {
            var refusal = bench.Refused(Handler, command);
            refusal.Code.Should().Be(code);
            refusal.Missing.Should().Equal(missing);
        }
    }

    [Fact, Clause("5.3e")]
    public void Where_another_hall_of_the_system_is_competent_the_matter_is_transferred()
    {
        var refusal = ACase().HallAs(Hall, h => h with { Items = h.Items.Remove("UNE-BENEFIT") }).Applied().Refused(Handler, Refusing);
        refusal.Code.Should().Be(Codes.TransferAvailable);
        refusal.Missing.Should().Contain("YXNP");
        refusal.Allowed.Should().Equal("handoffs");
    }

    [Fact, Clause("5.3e")]
    public void The_giver_owns_until_the_other_hall_accepts_and_the_number_goes_with_it()
    {
        var bench = ACase().Applied(AllPapers).Do(Handler, new OfferHandoff(new(Hall: "YXNP", ServiceLine: "unemployment"), "transfer-hall", "参保地在南浦"));
        (bench.State.Owner, bench.State.Hall).Should().Be((Handler, Hall));
        bench.Takes("YXNP004");
        (bench.State.Owner, bench.State.Hall, bench.State.Status).Should().Be(("YXNP004", "YXNP", CaseStates.Received));
        bench.View("YXNP004").Should().Match<CaseView>(v => v.CaseNumber == Number && v.Hall == "YXNP");
        bench.Refused(Handler, new AcceptCase()).Code.Should().Be(Codes.NotOwner);
        bench.Do("YXNP004", new AcceptCase()).State.Status.Should().Be(CaseStates.InStage);
    }

    [Fact]
    public void Where_no_hall_is_competent_it_may_be_refused()
    {
        var bench = ACase();
        foreach (var hall in new[] { Hall, "YXNP", "YXBD", "YXSQ", "YXTJ", "NPWY", "BDLD", "SQQS" }) bench.HallAs(hall, h => h with { Items = h.Items.Remove("UNE-BENEFIT") });
        bench.Applied(AllPapers).Staff(Handler, s => s with { Level = StaffLevel.L2 }).Do(Handler, Refusing).State.RefusedWith!.Ground.Should().Be("not-competent");
    }

    [Fact, Clause("3.4c")]
    public void Refusing_a_promised_item_cites_an_L2()
    {
        var bench = ACase().Applied();
        bench.Refused(Handler, Refusing).Code.Should().Be(Codes.OverAuthority);
        bench.Do(Handler, new AskEscalation("拟不予受理", "同意？", StaffLevel.L2)).Do(Reviewer, new AnswerEscalation("reject", "应受理") { EscalationId = "e1" });
        bench.Refused(Handler, Refusing with { Escalation = "e1" }).Code.Should().Be(Codes.OverAuthority, "the answer was no");
        bench.Do(Handler, new AskEscalation("再请示", "同意？", StaffLevel.L2)).Do(Reviewer, new AnswerEscalation("approve", "同意") { EscalationId = "e2" });
        bench.Do(Handler, Refusing with { Escalation = "e2" }).State.Status.Should().Be(CaseStates.Refused);
        bench.View(Person).Refused.Should().Match<RefusalView>(r => r.Reason == Refusing.Reason && r.Basis == Refusing.Basis && r.WayForward == Refusing.WayForward && r.By == Handler);
    }

    [Fact]
    public void False_papers_are_a_ground_though_they_are_complete() =>
        ACase().Applied(AllPapers).Staff(Handler, s => s with { Level = StaffLevel.L2 }).Do(Handler, Refusing with { Ground = "false-materials" }).State.Status.Should().Be(CaseStates.Refused);

    [Fact]
    public void Who_was_told_they_are_not_entitled_may_be_refused() =>
        ACase().Opened(Handler).Do(Handler, Notices with { Eligible = new("not-eligible", "条例 14") }).Do(Handler, Application(AllPapers))
            .Staff(Handler, s => s with { Level = StaffLevel.L2 }).Do(Handler, Refusing with { Ground = "not-needing" }).State.Status.Should().Be(CaseStates.Refused);

    [Fact]
    public void An_instant_item_is_refused_by_its_handler() =>
        ACase().Opened(Handler, Opening with { ServiceItem = "UNE-REG" }).Do(Handler, Notices with { ServiceItem = "UNE-REG" }).Do(Handler, new SubmitApplication("UNE-REG", TheApplicant, null, []))
            .Do(Handler, Refusing).State.Status.Should().Be(CaseStates.Refused);
}
