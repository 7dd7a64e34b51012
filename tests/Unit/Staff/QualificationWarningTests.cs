using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using NodaTime;
using static HallGrains.Unit.Staff.StaffBench;

namespace HallGrains.Unit.Staff;

/// <summary>Trainings that run out are told 30, 7 and 1 days before (2.6e), and who may serve a line until when.</summary>
public class QualificationWarningTests
{
    private static StaffState Expiring(string until = "2026-12-31") => Registered(Person() with { Training = [Record(Qualification.Discipline, until: "2027-10-01"), Record("unemployment", until: until)] });

    private static StaffState Woken(StaffState state, string at, string? head = "YXCS005")
    {
        foreach (var draft in StaffModel.Due(state, DemoCity.At(at), head))
            state = StaffModel.Evolve(state, new(draft.Body, state.Version + 1, draft.OccurredAt!.Value, DemoCity.At(at), draft.Actor!, draft.Actor!, "c", false));
        return state;
    }

    private static IEnumerable<(int Days, Instant At)> Due(StaffState state, string at) =>
        StaffModel.Due(state, DemoCity.At(at), "YXCS005").Where(d => d.Body is QualificationWarned { Line: "unemployment" }).Select(d => (((QualificationWarned)d.Body).Days, d.OccurredAt!.Value));

    [Fact]
    [Clause("2.6e")]
    public void Thirty_seven_and_one_days_before_each_once_and_dated_at_its_own_instant()
    {
        var state = Expiring();
        Due(state, "2026-12-01 23:59").Should().BeEmpty();
        Due(state, "2026-12-02 00:00").Should().Equal((30, DemoCity.At("2026-12-02 00:00")));
        Due(state, "2026-12-31 10:00").Should().Equal((30, DemoCity.At("2026-12-02 00:00")), (7, DemoCity.At("2026-12-25 00:00")), (1, DemoCity.At("2026-12-31 00:00")));
        state = Woken(state, "2026-12-25 08:00");
        Due(state, "2026-12-25 08:00").Should().BeEmpty("each falls once");
        Due(state, "2026-12-31 10:00").Should().Equal((1, DemoCity.At("2026-12-31 00:00")));
        StaffModel.Summarise(state).NextDue.Should().Be(DemoCity.At("2026-12-31 00:00"), "the timekeeper wakes it for the next");
        StaffModel.Due(state, DemoCity.At("2027-01-01 00:00")).Select(d => d.Body.GetType().Name).Should().Equal("QualificationWarned", "QualificationLapsed");
    }

    [Fact]
    [Clause("2.6e")]
    public void In_seven_days_there_are_two_notices_the_persons_and_the_heads()
    {
        var state = Woken(Expiring(), "2026-12-25 00:00");
        var waiting = WaitingItem.Of(StaffModel.Summarise(state) with { Version = state.Version });
        waiting.Select(w => (w.For, w.Kind, w.About)).Should().BeEquivalentTo(new[] { ("YXCS015", "qualification", "unemployment 7"), ("YXCS005", "qualification", "unemployment 7") });
        waiting.Should().OnlyContain(w => w.DueAt == DemoCity.At("2027-01-01 00:00") && w.Since == DemoCity.At("2026-12-25 00:00"));
        Desk.Concerned(StaffModel.Summarise(state)).Should().BeEquivalentTo("YXCS015", "YXCS005");
        Desk.Told(StaffModel.Summarise(state), "YXCS005").Waiting.Should().ContainSingle().Which.From.Should().Be("YXCS015");
        StaffModel.Summarise(state).Extra.Should().Contain("\"level\":\"L1\"", "what else the row says stays");
    }

    [Fact]
    [Clause("2.6e")]
    public void A_training_taken_anew_ends_the_notices_and_warns_again_before_it_runs_out()
    {
        var state = Woken(Expiring(), "2026-12-25 00:00");
        state = After(state, Decision.Append(new QualificationRecorded(Record("unemployment", "2026-12-26", "2027-12-26", entered: "2026-12-26 09:00"))), DemoCity.At("2026-12-26 09:00"));
        WaitingItem.Of(StaffModel.Summarise(state)).Should().BeEmpty();
        StaffModel.Due(state, DemoCity.At("2027-01-14 00:00")).Where(d => d.Body is QualificationWarned { Line: "unemployment" }).Should().BeEmpty();
        Due(state, "2027-11-28 00:00").Should().Equal((30, DemoCity.At("2027-11-27 00:00")));
    }

    [Fact]
    public void What_had_run_out_of_time_before_it_was_entered_does_not_warn_backwards() =>
        Due(Expiring("2026-11-28"), "2026-11-28 12:00").Should().Equal((1, DemoCity.At("2026-11-28 00:00")));

    [Fact]
    [Clause("2.6e")]
    public void The_roster_shows_which_line_will_have_nobody_and_from_when()
    {
        var hall = Hall with { Windows = [new() { Code = "YXCS-06", Name = "失业窗口", Lines = ["unemployment", "card"] }] };
        var first = Person() with { Training = [Record(Qualification.Discipline), Record("unemployment", until: "2026-12-31")] };
        var second = Person("YXCS016") with { Training = [Record(Qualification.Discipline, until: "2026-12-10"), Record("unemployment", until: "2027-01-10")] };
        var view = Qualifications.View(hall, [first, second], Now);
        view.Lines.Single(l => l.Line == "unemployment").Should().Match<LineCoverage>(l => l.Qualified.Length == 2 && l.CoveredUntil == DemoCity.Date("2026-12-31") && l.GapFrom == DemoCity.Date("2027-01-01"));
        Qualifications.View(hall, [second], Now).Lines.Single(l => l.Line == "unemployment").GapFrom.Should().Be(DemoCity.Date("2026-12-11"), "without discipline nobody serves (2.6c)");
        view.Lines.Single(l => l.Line == "card").Should().Match<LineCoverage>(l => l.Qualified.IsEmpty && l.CoveredUntil == null && l.GapFrom == DemoCity.Date("2026-11-24"));
        Qualifications.View(hall, [first], DemoCity.At("2027-01-01 00:00")).Lines.Single(l => l.Line == "unemployment").Qualified.Should().BeEmpty();
    }

    [Fact]
    [Clause("2.6b")]
    [Clause("2.6c")]
    public void The_view_shows_line_course_hours_score_assessor_and_expiry_of_every_record()
    {
        var state = Registered(Person() with { Training = [Record(Qualification.Discipline, until: "2026-11-23"), Record("unemployment", until: "2026-12-20"), Record("card", score: 70)] });
        var facts = By("YXCS003", StaffLevel.L4);
        state = After(state, StaffRules.Decide(state, new PutQualification("pension", "养老业务培训", 90, DemoCity.Date("2026-11-20"), DemoCity.Date("2027-11-20"), 24, "李敏"), facts));
        var training = Qualifications.View(Hall, [state.Definition!], Now).Staff.Single().Training;
        training.Select(t => (t.Line, t.State)).Should().Equal(("discipline", "expired"), ("unemployment", "expiring"), ("card", "failed"), ("pension", "valid"));
        training[3].Should().Match<TrainingView>(t => t.Course == "养老业务培训" && t.Hours == 24 && t.Score == 90 && t.Assessor == "李敏" && t.ValidUntil == DemoCity.Date("2027-11-20"));
        Errors(StaffRules.Decide(state, new PutQualification("pension", null, 90, DemoCity.Date("2026-11-20"), DemoCity.Date("2027-11-20"), 0, "YXCS015"), facts), "hours").Should().Equal("out-of-range");
    }
}
