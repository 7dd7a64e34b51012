using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Staff;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Staff.StaffBench;

namespace HallGrains.Unit.Staff;

/// <summary>在岗: begins by oneself, ends by itself at 24:00 of the hall's day (decisions 28).</summary>
public class DutyTests
{
    private static readonly StaffState OnDuty = After(Registered(Person()), StaffRules.Decide(Registered(Person()), new SetDuty(true), By("YXCS015")));

    [Fact]
    public void On_duty_and_off_again()
    {
        OnDuty.Snapshot(Now)!.Should().Match<StaffSnapshot>(s => s.OnDuty && s.OnDutySince == Now);
        StaffRules.Decide(OnDuty, new SetDuty(true), By("YXCS015")).Entries.Should().BeEmpty();
        After(OnDuty, StaffRules.Decide(OnDuty, new SetDuty(false), By("YXCS015"))).Snapshot(Now)!.OnDuty.Should().BeFalse();
    }

    [Theory]
    [InlineData("YXCS016", StaffLevel.L2, "YXCS", false, Codes.NotPermitted)]
    [InlineData("YXCS005", StaffLevel.L3, "YXCS", true, Codes.NotPermitted)]
    [InlineData("YXNP002", StaffLevel.L3, "YXNP", false, Codes.NotPermitted)]
    [InlineData("YXCS005", StaffLevel.L3, "YXCS", false, null)]
    public void Others_only_take_off_duty_and_only_as_heads_of_the_hall(string actor, StaffLevel level, string hall, bool on, string? code) =>
        (StaffRules.Decide(OnDuty, new SetDuty(on), By(actor, level, hall)).Refusal?.Code).Should().Be(code);

    [Fact]
    [Clause("2.6c")]
    public void Without_discipline_training_nobody_takes_post()
    {
        var trainee = Registered(Person() with { Training = [Record("unemployment")] });
        StaffRules.Decide(trainee, new SetDuty(true), By("YXCS015")).Refusal!.Code.Should().Be(Codes.DisciplineTrainingMissing);
    }

    [Fact]
    public void Nobody_there_is_not_found() => StaffRules.Decide(StaffState.Empty, new SetDuty(true), By("YXCS015")).Refusal!.Code.Should().Be(Codes.NotFound);

    [Fact]
    public void Duty_is_over_at_midnight_also_before_anybody_wrote_it()
    {
        OnDuty.Snapshot(DemoCity.At("2026-11-24 23:59"))!.OnDuty.Should().BeTrue();
        OnDuty.Snapshot(DemoCity.At("2026-11-25 00:00"))!.OnDuty.Should().BeFalse();
    }

    [Fact]
    public void What_ended_at_midnight_is_dated_at_midnight_whenever_it_is_written()
    {
        StaffModel.Due(OnDuty, DemoCity.At("2026-11-24 23:59")).Should().BeEmpty();
        var due = StaffModel.Due(OnDuty, DemoCity.At("2026-12-04 10:00")).Should().ContainSingle().Subject;
        due.Body.Should().BeOfType<DutyOff>();
        due.OccurredAt.Should().Be(DemoCity.At("2026-11-25 00:00"));
        due.Actor.Should().Be(Caller.SystemAccount);
    }

    [Fact]
    public void The_summary_row_asks_to_be_woken_at_midnight_and_holds_no_name()
    {
        var row = StaffModel.Of("YXCS015", new NoSecrets()).Summarise(OnDuty);
        row.NextDue.Should().Be(DemoCity.At("2026-11-25 00:00"));
        (row.State, row.Hall).Should().Be(("on-duty", "YXCS"));
        row.Extra.Should().NotContain("江一").And.Contain("unemployment");
    }

    private sealed class NoSecrets : HallGrains.Grains.Shell.ISecrets
    {
        public string RetrievalCode(string number, int issue) => "";

        public string PersonKey(string identity) => identity;
    }
}
