using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Grains.Inspections;
using HallGrains.Grains.Venues;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using NodaTime;

namespace HallGrains.Unit.Venues;

/// <summary>The pattern CHK of the norm, over every item of the city's real checklist and every physical unit of chapters 2-4.</summary>
public sealed class ChecklistTests
{
    /// <summary>Units that must be on the list whatever a city's file says.</summary>
    private static readonly string[] Units =
    [
        "2.4a", "3.2a", "3.2b", "3.2d", "3.3b", "4.1a", "4.1b", "4.1c", "4.3g", "4.3i", "4.4a", "4.4b", "4.4c", "4.4d", "4.4e", "4.4f", "4.4g", "4.4h", "4.4i", "4.4j", "4.4k", "4.4l",
    ];

    public static TheoryData<string> Clauses => [.. Units.Concat(Walkthrough.City.City.Checklist.Select(i => i.Clause!)).Where(c => c != "4.3j").Distinct().Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Clauses))]
    [Clause("2.4a"), Clause("3.2a"), Clause("3.2b"), Clause("3.2d"), Clause("3.3b"), Clause("4.1a"), Clause("4.1b"), Clause("4.1c"), Clause("4.3g"), Clause("4.3i")]
    [Clause("4.4a"), Clause("4.4b"), Clause("4.4c"), Clause("4.4d"), Clause("4.4e"), Clause("4.4f"), Clause("4.4g"), Clause("4.4h"), Clause("4.4i"), Clause("4.4j"), Clause("4.4k"), Clause("4.4l")]
    public void What_an_inspector_finds_not_in_order_is_open_with_a_due_date_until_another_person_looked_again(string clause)
    {
        var walk = new Walkthrough().Failing(clause);
        var opened = walk.Finding.Opened!;
        opened.Clause.Should().Be(clause);
        opened.Evidence.Should().HaveLength(64, "the chain keeps the evidence's hash");
        opened.Responsible.Should().Be("YXCS003");
        DemoCity.Local(opened.RectifyBy).Should().Be("2026-12-01 17:00", "5 working days of the hall");
        DemoCity.Local(opened.AnswerBy).Should().Be("2026-11-27 17:00");

        // The hall's page shows it, the responsible has it in the inbox.
        var row = FindingSummary.Of("FND-1", walk.Finding);
        var shown = FindingSummary.Read(row, walk.Now)!;
        shown.Should().Match<FindingListItem>(f => f.Clause == clause && f.State == "open" && !f.Overdue);
        VenueViews.Of(walk.Hall, VenueState.None, [shown], walk.Now).OpenFindings.Should().ContainSingle();
        FindingSummary.Waiting("FND-1", walk.Finding).Should().Contain(w => w.Kind == "finding" && w.For == "YXCS003" && w.DueAt == opened.RectifyBy).And.Contain(w => w.Kind == "finding-answer");

        walk.Do("YXCS003", new AnswerFinding("已安排")).Refusal.Should().BeNull();
        walk.Do("YXCS005", new RecheckFinding(true)).Refusal!.Code.Should().Be(Codes.StageOrder, "nothing is rectified yet");
        walk.Do("YXCS003", new RectifyFinding("已整改")).Refusal.Should().BeNull();
        FindingSummary.Waiting("FND-1", walk.Finding).Should().ContainSingle().Which.Should().Match<Grains.Duties.WaitingItem>(w => w.Kind == "recheck" && w.For == "YXCS005");
        walk.Do("YXCS003", new RecheckFinding(true)).Refusal!.Code.Should().Be(Codes.TwoPersonsNeeded);
        walk.Do("YXCS015", new RecheckFinding(true)).Refusal!.Code.Should().Be(Codes.NotYourFinding);
        walk.Finding.Step.Should().Be("rectified");
        walk.Do("YXCS005", new RecheckFinding(true)).Refusal.Should().BeNull();
        walk.Finding.Step.Should().Be("closed");
        FindingSummary.Waiting("FND-1", walk.Finding).Should().BeEmpty();
    }

    [Theory, MemberData(nameof(Clauses))]
    public void What_is_not_rectified_in_time_gets_one_yellow_card_dated_at_its_due(string clause)
    {
        var walk = new Walkthrough().Failing(clause, FindingGrades.Major);
        walk.Do("YXCS003", new AnswerFinding("已安排")).Refusal.Should().BeNull();
        DemoCity.Local(walk.Finding.RectifyBy).Should().Be("2026-11-27 17:00", "3 working days");
        walk.At("2026-11-27 17:00").Fall().Should().BeEmpty("exactly at the instant is in time");
        FindingSummary.Of("F", walk.Finding).NextDue.Should().Be(walk.Finding.RectifyBy + Duration.FromMilliseconds(1));
        var card = walk.At("2026-12-07 09:00").Fall().Should().ContainSingle().Subject;
        card.OccurredAt.Should().Be(walk.Finding.RectifyBy);
        card.Body.Should().Be(new Contracts.Cases.YellowCarded("c1", "finding-rectification", null, walk.Finding.RectifyBy, "YXCS003"));
        walk.At("2026-12-08 09:00").Fall().Should().BeEmpty("once");
        var row = FindingSummary.Of("F", walk.Finding);
        row.Should().Match<Grains.Ledger.SummaryRow>(r => r.Card == "yellow" && r.Overdue && r.NextDue == null);
        FindingSummary.Read(row, walk.Now)!.Overdue.Should().BeTrue();
        FindingSummary.Waiting("F", walk.Finding).Where(w => w.Kind == "card").Select(w => w.For).Should().Contain("YXCS003");
    }

    [Fact, Clause("4.3j")]
    public void The_sign_of_office_sites_is_looked_at_at_office_sites_only()
    {
        Walkthrough.City.City.Checklist.Should().Contain(i => i.Clause == "4.3j");
        new Walkthrough("BDLD").Failing("4.3j", planner: "BDLD001").Finding.Opened!.Clause.Should().Be("4.3j");
        FacilityKinds.Standard(new Walkthrough("BDLD").Hall).Should().Contain(s => s.Kind == "office-sign");
        FacilityKinds.Standard(new Walkthrough().Hall).Should().NotContain(s => s.Kind == "office-sign");
        var open = new Walkthrough();
        open.Plan("YXCS005", new("self", "YXCS", "2026-11-24")).Refusal.Should().BeNull();
        open.Inspection.Planned!.Checklist.Should().NotContain("office-sign").And.Contain("guide-shown");
        open.Do("YXCS005", new RecordInspection([new("4.3j", true)])).Refusal!.Errors!.Keys.Should().Equal("clause");
    }

    [Fact, Clause("3.2c")]
    public void Dress_of_whoever_is_exempt_is_not_looked_at_and_nobody_is_told_why()
    {
        var walk = new Walkthrough("YXNP");
        walk.Plan("YXNP002", new("self", "YXNP", "2026-11-24")).Refusal.Should().BeNull();
        walk.Do("YXNP002", new RecordInspection([new("3.2b", false, Person: "YXNP004"), new("3.2d", false, Person: "YXNP004"), new("3.2b", false, Person: "YXNP005")]), "YXNP004", "YXNP005").Refusal.Should().BeNull();
        walk.Inspection.Items.Select(i => i.Item.Result).Should().Equal("not-applicable", "failed", "failed");
        var exempt = walk.Inspection.Items[0];
        exempt.Item.Finding.Should().BeNull();
        exempt.Note.Should().BeNull();
        exempt.Item.Should().Be(new InspectedResult("3.2b", "not-applicable", Person: "YXNP004"));
    }

    [Fact, Clause("3.2a"), Clause("3.2d")]
    public void A_finding_of_a_person_is_theirs_to_answer_their_head_sees_to_it_and_they_do_not_look_again()
    {
        var walk = new Walkthrough().Failing("3.2d", person: "YXCS015", planner: "YXCS006");
        walk.Finding.Opened!.Should().Match<FindingOpened>(f => f.Person == "YXCS015" && f.Responsible == "YXCS005");
        FindingSummary.Waiting("F", walk.Finding).Where(w => w.Kind is "finding" or "finding-answer").Select(w => w.For).Should().Contain("YXCS015");
        walk.Do("YXCS016", new AnswerFinding("x")).Refusal!.Code.Should().Be(Codes.NotYourFinding);
        walk.Do("YXNP001", new AnswerFinding("x")).Refusal!.Code.Should().Be(Codes.NotPermitted);
        walk.Do("YXCS015", new AnswerFinding(" ")).Refusal!.Code.Should().Be(Codes.ReasonMissing);
        walk.Do("YXCS015", new AnswerFinding("已改正")).Refusal.Should().BeNull();
        walk.Do("YXCS015", new AnswerFinding("再答")).Refusal!.Code.Should().Be(Codes.StageOrder);
        walk.Do("YXCS005", new RectifyFinding(null)).Refusal!.Code.Should().Be(Codes.ReasonMissing);
        walk.Do("YXCS005", new RectifyFinding("已培训")).Refusal.Should().BeNull();
        walk.Do("YXCS015", new RecheckFinding(true)).Refusal!.Code.Should().Be(Codes.ConflictOfInterest);
        walk.Do("YXCS006", new RecheckFinding(true)).Refusal.Should().BeNull();
    }
}
