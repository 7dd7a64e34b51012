using HallGrains.Contracts.Common;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Windows;
using HallGrains.Tests;
using HallGrains.Unit.Halls;
using static HallGrains.Unit.Windows.WindowDay;

namespace HallGrains.Unit.Windows;

/// <summary>Sign-on and sign-off, and what is read anew at each serving command (2.6).</summary>
public class SignOnTests
{
    private readonly WindowDay _day = new();

    [Fact]
    [Clause("3.1b")]
    public void Whoever_is_signed_on_is_shown()
    {
        _day.SignedOn();
        _day.State.Staff.Should().Be(HallDay.Handler);
        _day.State.SignedOnAt.Should().Be(_day.Now);
        _day.State.Status.Should().Be("preparing");
    }

    [Fact]
    [Clause("2.6a")]
    public void Without_a_record_for_the_line_nobody_signs_on()
    {
        var trainee = Trained("YXCS016", training: [Record("discipline"), Record("unemployment")]);
        var refusal = _day.Do(new SignOn(), trainee)!;
        refusal.Code.Should().Be(Codes.QualificationMissing);
        refusal.Missing.Should().Equal("employment");
    }

    [Fact]
    [Clause("2.6a")]
    public void A_record_below_the_pass_score_is_none() =>
        _day.Do(new SignOn(), Trained("YXCS016", training: [Record("discipline"), Record("unemployment", score: 79), Record("employment")]))!.Code.Should().Be(Codes.QualificationMissing);

    [Fact]
    [Clause("2.6c")]
    public void With_business_training_only_nobody_signs_on() =>
        _day.Do(new SignOn(), Trained("YXCS016", training: [Record("unemployment"), Record("employment")]))!.Code.Should().Be(Codes.DisciplineTrainingMissing);

    [Fact]
    [Clause("2.6c")]
    public void Discipline_training_that_ran_out_blocks_every_line() =>
        _day.Do(new SignOn(), Trained("YXCS016", training: [Record("discipline", "2026-11-23"), Record("unemployment"), Record("employment")]))!.Code.Should().Be(Codes.DisciplineTrainingMissing);

    [Fact]
    public void A_record_that_ran_out_blocks_and_its_last_day_does_not()
    {
        _day.Do(new SignOn(), Trained("YXCS016", training: [Record("discipline"), Record("unemployment", "2026-11-23"), Record("employment")]))!.Code.Should().Be(Codes.QualificationExpired);
        _day.Do(new SignOn(), Trained("YXCS016", training: [Record("discipline"), Record("unemployment", "2026-11-24"), Record("employment")])).Should().BeNull();
    }

    [Theory]
    [Clause("2.6d")]
    [InlineData(typeof(CallNext))]
    [InlineData(typeof(RecallTicket))]
    [InlineData(typeof(StartTicket))]
    public void What_runs_out_during_the_day_stops_the_next_serving_command(Type command)
    {
        _day.Handler = Trained(HallDay.Handler, training: [Record("discipline"), Record("unemployment", "2026-11-24"), Record("employment")]);
        _day.Opened();
        _day.Bar(Serving(command)).Should().BeNull();
        _day.Handler = Trained(HallDay.Handler, training: [Record("discipline"), Record("unemployment", "2026-11-23"), Record("employment")]);
        _day.Bar(Serving(command))!.Code.Should().Be(Codes.QualificationExpired);
    }

    [Theory]
    [Clause("2.6d")]
    [InlineData(StaffLevel.L0)]
    [InlineData(StaffLevel.L3)]
    [InlineData(StaffLevel.L5)]
    public void No_level_overrides_it(StaffLevel level) =>
        _day.Do(new SignOn(), Trained("YXCS001", level, training: [Record("discipline")]))!.Code.Should().Be(Codes.QualificationMissing);

    [Fact]
    [Clause("2.6d")]
    public void Opening_reads_the_qualification_anew()
    {
        _day.SignedOn().Checked();
        _day.Handler = Trained(HallDay.Handler, training: [Record("discipline"), Record("unemployment")]);
        _day.Do(new OpenWindow())!.Code.Should().Be(Codes.QualificationMissing);
    }

    [Fact]
    public void Who_serves_already_may_end_it_whatever_ran_out()
    {
        _day.Opened();
        _day.Handler = Trained(HallDay.Handler, training: [Record("discipline")]);
        _day.Bar(new FinishTicket(true)).Should().BeNull();
        _day.Bar(new NoShowTicket()).Should().BeNull();
    }

    [Theory]
    [InlineData(typeof(CallNext))]
    [InlineData(typeof(RecallTicket))]
    [InlineData(typeof(NoShowTicket))]
    [InlineData(typeof(StartTicket))]
    [InlineData(typeof(FinishTicket))]
    public void Who_is_not_the_one_signed_on_serves_nobody(Type command)
    {
        _day.Opened();
        _day.Bar(Serving(command), Trained(HallDay.Handler, onDuty: false))!.Code.Should().Be(Codes.NotOnDuty);
        _day.Bar(Serving(command), Trained("YXCS008"))!.Code.Should().Be(Codes.NotYourDuty);
        _day.Bar(Serving(command), Trained("YXNP004", hall: "YXNP"))!.Code.Should().Be(Codes.NotPermitted);
        WindowRules.Bar(_day.State, Serving(command), _day.Facts(null))!.Code.Should().Be(Codes.NotPermitted);
    }

    [Fact]
    public void Citizens_and_staff_of_another_hall_do_not_sign_on()
    {
        _day.Do(new SignOn(), facts: _day.Facts(null))!.Code.Should().Be(Codes.NotPermitted);
        _day.Do(new SignOn(), Trained("YXNP004", hall: "YXNP"))!.Code.Should().Be(Codes.NotPermitted);
    }

    [Fact]
    public void Signing_on_needs_duty() => _day.Do(new SignOn(), Trained(HallDay.Handler, onDuty: false))!.Code.Should().Be(Codes.NotOnDuty);

    [Fact]
    public void One_person_a_window()
    {
        _day.SignedOn();
        var refusal = _day.Do(new SignOn(), Trained("YXCS008"))!;
        refusal.Code.Should().Be(Codes.StageOrder);
        _day.Do(new SignOn())!.Code.Should().Be(Codes.StageOrder);
        _day.State.Staff.Should().Be(HallDay.Handler);
    }

    [Fact]
    public void One_window_a_person()
    {
        var refusal = _day.Do(new SignOn(), facts: _day.Facts(_day.Handler, signedOnAt: "YXCS-01"))!;
        refusal.Code.Should().Be(Codes.StageOrder);
        refusal.Detail.Should().Contain("YXCS-01");
    }

    [Theory]
    [InlineData(typeof(SignOn))]
    [InlineData(typeof(SignOff))]
    [InlineData(typeof(OpenWindow))]
    [InlineData(typeof(CloseWindow))]
    public void The_halls_word_is_the_last(Type type)
    {
        if (type == typeof(SignOff)) _day.SignedOn();
        if (type == typeof(OpenWindow)) _day.SignedOn().Checked();
        if (type == typeof(CloseWindow)) _day.Opened();
        var command = (WindowCommand)Activator.CreateInstance(type)!;
        var word = Refusal.Of(Codes.TicketsWaiting);
        _day.Do(command, facts: _day.Facts(_day.Handler, hall: word)).Should().Be(word);
        _day.Do(command).Should().BeNull();
    }

    [Fact]
    public void Signing_off_needs_a_closed_window()
    {
        _day.Opened();
        _day.Do(new SignOff())!.Code.Should().Be(Codes.StageOrder);
        _day.Do(new PauseWindow("用餐")).Should().BeNull();
        _day.Do(new SignOff())!.Code.Should().Be(Codes.StageOrder);
        _day.Do(new CloseWindow()).Should().BeNull();
        _day.Do(new SignOff()).Should().BeNull();
        _day.State.Staff.Should().BeNull();
        _day.State.Status.Should().Be("closed");
    }

    [Fact]
    public void Leaving_needs_no_duty()
    {
        _day.Opened();
        var off = Trained(HallDay.Handler, onDuty: false);
        _day.Do(new CloseWindow(), off).Should().BeNull();
        _day.Do(new SignOff(), off).Should().BeNull();
    }

    [Fact]
    public void Nobody_else_signs_off_for_them()
    {
        _day.SignedOn();
        _day.Do(new SignOff(), Trained("YXCS008"))!.Code.Should().Be(Codes.NotYourDuty);
        _day.Do(new SignOff(), Trained("YXCS003", StaffLevel.L4))!.Code.Should().Be(Codes.NotYourDuty);
    }

    private static WindowCommand Serving(Type type) => type == typeof(FinishTicket) ? new FinishTicket(true)
        : type == typeof(CallNext) ? new CallNext()
        : type == typeof(RecallTicket) ? new RecallTicket()
        : (WindowCommand)Activator.CreateInstance(type)!;
}
