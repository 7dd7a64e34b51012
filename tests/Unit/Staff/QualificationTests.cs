using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Staff.StaffBench;

namespace HallGrains.Unit.Staff;

/// <summary>先培训、后上岗: the table of who may serve what, to the minute.</summary>
public class QualificationTests
{
    private static StaffSnapshot With(params TrainingRecord[] records) => Snapshot(Person() with { Training = [.. records] });

    [Fact]
    public void Discipline_and_line_valid_may_serve() => Qualification.Check(Snapshot(Person()), "unemployment", Now).Should().BeNull();

    [Fact]
    [Clause("5.6e"), Clause("2.6c")]
    public void Who_was_suspended_serves_nothing_until_discipline_training_was_passed_anew()
    {
        var state = After(Registered(Person()), StaffRules.Suspend(Registered(Person()), "PUR-1", false));
        StaffRules.Suspend(state, "PUR-1", false).Entries.Should().BeEmpty("once is enough");
        state.Calls.Should().ContainSingle(c => c.Cause == DeskCalls.Expired, "what they own is offered to deputies");
        var later = Now + NodaTime.Duration.FromHours(2);
        string? Code(StaffState s) => Qualification.Check(s.Snapshot(later)!, "unemployment", later)?.Code;
        Code(state).Should().Be(Codes.DisciplineTrainingMissing);
        StaffRules.Decide(state, new SetDuty(true), By("YXCS015", now: later)).Refusal!.Code.Should().Be(Codes.DisciplineTrainingMissing);
        Code(Trained(state, "2026-11-23", "2026-11-24 10:00")).Should().Be(Codes.DisciplineTrainingMissing, "passed before");
        Code(Trained(state, "2026-11-24", "2026-11-24 08:59")).Should().Be(Codes.DisciplineTrainingMissing, "entered before");
        Code(Trained(state, "2026-11-24", "2026-11-24 10:00", 79)).Should().Be(Codes.DisciplineTrainingMissing);
        Code(Trained(state, "2026-11-24", "2026-11-24 10:00")).Should().BeNull();
        Code(After(state, StaffRules.Suspend(state, "PUR-1", true))).Should().BeNull("revoked on appeal");
        StaffRules.Suspend(Registered(Person()), "PUR-1", true).Entries.Should().BeEmpty();
    }

    private static StaffState Trained(StaffState state, string passed, string entered, int score = 90) =>
        After(state, Decision.Append(new QualificationRecorded(Record(Qualification.Discipline, passed, "2027-11-20", score, entered))));

    [Fact]
    [Clause("2.6a")]
    public void No_record_for_the_line_is_missing()
    {
        var refusal = Qualification.Check(Snapshot(Person()), "pension", Now)!;
        refusal.Code.Should().Be(Codes.QualificationMissing);
        refusal.Missing.Should().Equal("pension");
    }

    [Fact]
    [Clause("2.6c")]
    public void Business_training_alone_is_not_enough() =>
        Qualification.Check(With(Record("unemployment")), "unemployment", Now)!.Code.Should().Be(Codes.DisciplineTrainingMissing);

    [Fact]
    [Clause("2.6c")]
    public void Discipline_training_that_ran_out_blocks_every_line_under_the_same_code() =>
        Qualification.Check(With(Record("discipline", "2025-11-01", "2026-11-01"), Record("unemployment")), "unemployment", Now)!.Code
            .Should().Be(Codes.DisciplineTrainingMissing);

    [Theory]
    [Clause("2.6d")]
    [InlineData("2026-11-30 00:00", null)]
    [InlineData("2026-11-30 16:59", null)]
    [InlineData("2026-11-30 23:59", null)]
    [InlineData("2026-12-01 00:00", Codes.QualificationExpired)]
    [InlineData("2026-12-01 08:30", Codes.QualificationExpired)]
    public void A_record_is_good_through_midnight_of_its_last_day_in_the_halls_time(string at, string? code) =>
        (Qualification.Check(With(Record("discipline"), Record("unemployment", "2025-11-30", "2026-11-30")), "unemployment", DemoCity.At(at))?.Code).Should().Be(code);

    [Theory]
    [InlineData(79, Codes.QualificationMissing)]
    [InlineData(80, null)]
    public void The_pass_score_is_80(int score, string? code) =>
        (Qualification.Check(With(Record("discipline"), Record("unemployment", score: score)), "unemployment", Now)?.Code).Should().Be(code);

    [Fact]
    [Clause("2.6d")]
    public void A_record_entered_later_does_not_heal_an_earlier_act()
    {
        var staff = With(Record("discipline"), Record("unemployment", entered: "2026-11-24 10:00"));
        Qualification.Check(staff, "unemployment", DemoCity.At("2026-11-24 09:59"))!.Code.Should().Be(Codes.QualificationMissing);
        Qualification.Check(staff, "unemployment", DemoCity.At("2026-11-24 10:00")).Should().BeNull();
    }

    [Fact]
    public void A_course_not_yet_passed_does_not_count() =>
        Qualification.Check(With(Record("discipline"), Record("unemployment", "2026-11-25", "2027-11-25")), "unemployment", Now)!.Code.Should().Be(Codes.QualificationMissing);

    [Fact]
    public void A_renewed_record_counts_beside_the_old_one() =>
        Qualification.Check(With(Record("discipline"), Record("unemployment", "2025-01-01", "2026-01-01"), Record("unemployment")), "unemployment", Now).Should().BeNull();

    [Fact]
    public void Every_line_is_asked_and_all_that_is_wanting_is_said_at_once()
    {
        var staff = With(Record("discipline"), Record("unemployment"), Record("pension", "2025-10-31", "2026-10-31"));
        var refusal = Qualification.Check(staff, ["unemployment", "pension", "card"], Now)!;
        refusal.Code.Should().Be(Codes.QualificationMissing);
        refusal.Missing.Should().Equal("pension", "card");
        Qualification.Check(staff, ["unemployment", "pension"], Now)!.Code.Should().Be(Codes.QualificationExpired);
    }

    [Theory]
    [InlineData(StaffLevel.L3, Codes.QualificationMissing)]
    [InlineData(StaffLevel.L4, null)]
    [InlineData(StaffLevel.L5, null)]
    public void Deciding_from_L4_on_needs_discipline_only(StaffLevel level, string? code) =>
        (Qualification.CheckDecider(Snapshot(Person(level: level)), "licence", Now)?.Code).Should().Be(code);
}
