using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Venues;
using HallGrains.Grains.Inspections;
using HallGrains.Grains.Venues;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;

namespace HallGrains.Unit.Venues;

/// <summary>Who may plan, record, answer, close; what opening again does.</summary>
public sealed class FindingTests
{
    [Theory]
    [InlineData("advice", "2026-12-08 17:00")]
    [InlineData("minor", "2026-12-01 17:00")]
    [InlineData("major", "2026-11-27 17:00")]
    public void The_limit_goes_by_the_grade(string grade, string due) => DemoCity.Local(new Walkthrough().Failing("4.4a", grade).Finding.RectifyBy).Should().Be(due);

    [Fact]
    public void The_head_of_another_section_answers_no_finding_of_this_one()
    {
        var walk = new Walkthrough().Failing("3.2d", person: "YXCS015", planner: "YXCS006");
        walk.Finding.Opened!.Responsible.Should().Be("YXCS005");
        walk.Do("YXCS006", new AnswerFinding("已整改")).Refusal!.Code.Should().Be(Codes.NotYourFinding);
        walk.Do("YXCS006", new RectifyFinding("已整改", null)).Refusal!.Code.Should().Be(Codes.NotYourFinding);
        walk.Do("YXCS003", new AnswerFinding("已整改")).Refusal.Should().BeNull("the hall's leader answers for all of it");
        walk.Do("YXCS005", new RectifyFinding("已整改", null)).Refusal.Should().BeNull();
    }

    [Fact]
    public void What_was_not_mended_is_open_again_with_a_new_limit_and_the_second_time_graver()
    {
        var walk = new Walkthrough().Failing("4.4g", FindingGrades.Advice);
        walk.Do("YXCS003", new AnswerFinding("已安排"));
        walk.Do("YXCS003", new RectifyFinding("已打扫"));
        walk.Do("YXCS005", new RecheckFinding(false)).Refusal!.Code.Should().Be(Codes.ReasonMissing);
        walk.At("2026-11-25 10:00").Do("YXCS005", new RecheckFinding(false, "仍不干净")).Refusal.Should().BeNull();
        walk.Finding.Should().Match<FindingState>(f => f.Step == "reopened" && f.Grade == "advice" && f.Reopened == 1 && f.RectifiedBy == null);
        DemoCity.Local(walk.Finding.RectifyBy).Should().Be("2026-12-09 17:00");
        walk.Do("YXCS003", new RectifyFinding("再打扫"));
        walk.At("2026-11-26 10:00").Do("YXCS005", new RecheckFinding(false, "还是不干净"));
        walk.Finding.Should().Match<FindingState>(f => f.Grade == "minor" && f.Reopened == 2);
        DemoCity.Local(walk.Finding.RectifyBy).Should().Be("2026-12-03 17:00");
        walk.At("2026-12-04 09:00").Fall().Single().Body.Should().Match<Contracts.Cases.YellowCarded>(c => c.Clock == "finding-rectification-3");
        walk.Fall().Should().BeEmpty();
    }

    [Fact, Clause("3.2a")]
    public void What_is_not_answered_in_time_gets_a_card_of_its_own_for_whoever_is_to_answer_and_the_answer_counts_as_late()
    {
        var walk = new Walkthrough().Failing("3.2d", person: "YXCS015", planner: "YXCS006");
        FindingSummary.Of("F", walk.Finding).NextDue.Should().Be(walk.Finding.Opened!.AnswerBy + NodaTime.Duration.FromMilliseconds(1));
        walk.At("2026-11-27 17:00").Fall().Should().BeEmpty();
        var card = walk.At("2026-11-28 09:00").Fall().Should().ContainSingle().Subject;
        card.OccurredAt.Should().Be(walk.Finding.Opened.AnswerBy);
        card.Body.Should().Be(new Contracts.Cases.YellowCarded("c1", "finding-answer", null, walk.Finding.Opened.AnswerBy, "YXCS015"));
        FindingSummary.Of("F", walk.Finding).Should().Match<Grains.Ledger.SummaryRow>(r => r.Card == "yellow" && !r.Overdue && r.NextDue > walk.Now);
        walk.Do("YXCS015", new AnswerFinding("已改正")).Refusal.Should().BeNull();
        walk.Finding.AnswerLate.Should().BeTrue();
        walk.At("2026-12-02 09:00").Fall().Single().Body.Should().Match<Contracts.Cases.YellowCarded>(c => c.CardId == "c2" && c.Clock == "finding-rectification" && c.Owner == "YXCS005");
        walk.Fall().Should().BeEmpty();
    }

    [Fact]
    public void What_is_mended_or_of_the_register_waits_for_no_answer()
    {
        var mended = new Walkthrough().Failing("4.4a");
        mended.Do("YXCS003", new RectifyFinding("已整改")).Refusal.Should().BeNull();
        mended.At("2026-12-20 09:00").Fall().Should().BeEmpty();
        var register = new Walkthrough();
        register.Open(VenueState.FindingOf("YXCS", "YXCS-F10", FacilityFaults.Broken, "broken:1", "copier"));
        register.At("2026-11-28 09:00").Fall().Should().BeEmpty();
    }

    [Fact]
    public void A_finding_of_above_is_closed_above_and_the_hall_can_only_answer()
    {
        var walk = new Walkthrough("YXNP").Failing("4.4e", kind: "superior", planner: "YXCS005");
        walk.Do("YXNP001", new AnswerFinding("已联系维保")).Refusal.Should().BeNull();
        walk.Do("YXNP002", new RectifyFinding("已更换")).Refusal.Should().BeNull();
        walk.Do("YXNP001", new RecheckFinding(true)).Refusal!.Code.Should().Be(Codes.NotYourFinding);
        walk.Do("YXBD001", new RecheckFinding(true)).Refusal!.Code.Should().Be(Codes.NotPermitted);
        walk.Finding.RecheckBy.Should().Be("YXCS005");
        walk.Do("YXCS006", new RecheckFinding(true)).Refusal.Should().BeNull();
    }

    [Fact]
    public void Who_plans_what_and_nobody_inspects_themself()
    {
        Plan("YXCS015", "self").Should().Be(Codes.NotPermitted, "L3 of the hall plan");
        Plan("YXNP001", "self").Should().Be(Codes.NotPermitted);
        Plan("YXCS005", "superior").Should().Be(Codes.NotPermitted, "the hall is not above itself");
        Plan("YXCS021", "superior").Should().BeNull("the supervisor is");
        Plan("YXCS005", "superior", "YXNP").Should().BeNull();
        Plan("YXCS005", "superior", "YXNP", "YXNP002").Should().Be(Codes.ConflictOfInterest);
        Plan("YXCS005", "dispute").Should().Be(Codes.Validation, "the hall's day opens those");
        Plan("system", "dispute").Should().BeNull();
        Plan("YXCS005", "cross-stage", inspector: "YXCS005", window: "YXCS-06").Should().Be(Codes.ConflictOfInterest, "one's own section");
        Plan("YXCS005", "cross-stage", inspector: "YXCS007", window: "YXCS-06").Should().BeNull();
        Plan("YXCS005", "self", day: "2026-11-24T10:00:00+08:00").Should().BeNull();
        Plan("YXCS005", "self", day: "morgen").Should().Be(Codes.Validation);

        var walk = new Walkthrough();
        walk.Plan("YXCS005", new("self", "YXCS", "2026-11-24")).Refusal.Should().BeNull();
        walk.Do("YXCS005", new ReleaseInspection()).Refusal!.Code.Should().Be(Codes.StageOrder);
        walk.Do("YXCS006", new RecordInspection([new("4.4a", true)])).Refusal!.Code.Should().Be(Codes.NotYourFinding);
        walk.Do("YXNP001", new RecordInspection([new("4.4a", true)])).Refusal!.Code.Should().Be(Codes.NotPermitted);
        walk.Do("YXCS005", new RecordInspection([new("3.2b", true, Person: "YXCS005")])).Refusal!.Code.Should().Be(Codes.ConflictOfInterest);
        walk.Do("YXCS005", new RecordInspection([new("4.4a", false, "terrible", Person: "YXNP004", Window: "X-1")])).Refusal!.Errors!.Keys.Should().BeEquivalentTo("grade", "person", "window");
        walk.Do("YXCS005", new RecordInspection([])).Refusal!.Errors!.Keys.Should().Equal("items");
        walk.Do("YXCS005", new RecordInspection([new("4.4a", true)])).Refusal.Should().BeNull();
        walk.Do("YXCS005", new ReleaseInspection()).Refusal.Should().BeNull();
        walk.Do("YXCS005", new RecordInspection([new("4.4a", true)])).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void A_patrol_looks_and_reads_no_files_and_a_dispute_is_about_conduct()
    {
        var hall = new Walkthrough().Hall;
        Checklists.For("patrol", hall, Walkthrough.City.City).Select(i => i.Clause).Should().NotContain("5.2g").And.Contain("4.4a");
        Checklists.For("self", hall, Walkthrough.City.City).Select(i => i.Clause).Should().Contain("5.2g");
        Checklists.For("dispute", hall, Walkthrough.City.City).Select(i => i.Clause).Should().BeEquivalentTo("3.2a", "3.2d", "3.3b", "3.3d");
    }

    [Fact]
    public void What_the_register_still_calls_broken_is_not_closed()
    {
        var walk = new Walkthrough();
        walk.Open(VenueState.FindingOf("YXCS", "YXCS-F10", FacilityFaults.Broken, "broken:1", "copier"));
        FindingSummary.Waiting("F", walk.Finding).Select(w => w.Kind).Should().Equal("repair");
        walk.Do("YXCS003", new RectifyFinding("已修")).Refusal.Should().BeNull();
        walk.Finding.RecheckBy.Should().Be("YXCS004");
        var item = new FacilityItem(new() { Id = "YXCS-F10", Kind = "copier", NameZh = "自助复印", State = FacilityStates.Broken }, walk.Now, [], 1, null);
        walk.Facility = VenueViews.Facility(item, walk.Now);
        walk.Do("YXCS004", new RecheckFinding(true)).Refusal!.Code.Should().Be(Codes.StageOrder);
        walk.Facility = VenueViews.Facility(item with { Facility = item.Facility with { State = FacilityStates.Ok } }, walk.Now);
        walk.Do("YXCS004", new RecheckFinding(true)).Refusal.Should().BeNull();
    }

    [Fact, Clause("3.3e")]
    public void A_failed_opening_item_is_rectified_by_finding_it_in_order_and_still_looked_at_by_a_head()
    {
        var walk = new Walkthrough();
        walk.Open(new("YXCS", "3.3e", FindingGrades.Minor, FindingSources.OpeningCheck, "window/YXCS/YXCS-06/2026-11-24#evaluator") { Window = "YXCS-06", RaisedBy = "YXCS015" });
        walk.Finding.Opened!.Responsible.Should().Be("YXCS005", "the head of the window's section");
        walk.Do("YXCS015", new FoundRepaired("YXCS015")).Refusal!.Code.Should().Be(Codes.NotPermitted, "the window says so, nobody else");
        walk.Do("system", new FoundRepaired("YXCS016")).Refusal.Should().BeNull();
        walk.Do("system", new FoundRepaired("YXCS016")).Entries.Should().BeEmpty();
        walk.Do("YXCS015", new RecheckFinding(true)).Refusal!.Code.Should().Be(Codes.NotYourFinding);
        walk.Do("YXCS005", new RecheckFinding(true)).Refusal.Should().BeNull();
    }

    private static string? Plan(string by, string kind, string hall = "YXCS", string? inspector = null, string? window = null, string day = "2026-11-24") =>
        new Walkthrough(hall).Plan(by, new(kind, hall, day, inspector, Window: window)).Refusal?.Code;
}
