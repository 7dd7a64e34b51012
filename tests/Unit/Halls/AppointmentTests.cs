using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Appointments;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using HallGrains.Unit.Windows;
using NodaTime;
using static HallGrains.Unit.Halls.HallDay;

namespace HallGrains.Unit.Halls;

/// <summary>Appointments 预约 and visits at home 上门服务.</summary>
public class AppointmentTests
{
    private static readonly AppointmentContact Somebody = new("秦小满", "13800005678");
    private static readonly HallDefinition Hall = Definition with { Items = ["CARD-REPLACE", "UNE-BENEFIT"] };

    private AppointmentDayState _state = AppointmentDayState.Empty;
    private Instant _now = DemoCity.At("2026-11-24 09:00");
    private LocalDate _date = new(2026, 11, 28);

    private AppointmentFacts Facts(StaffSnapshot? actor = null, bool code = false, StaffSnapshot? nominee = null, string item = "CARD-REPLACE", string line = "card", string? ticket = null) => new()
    {
        Now = _now, Date = _date, Caller = actor is null ? Citizen : By(actor.Number), Hall = Hall, Hours = DemoCity.City, Actor = actor, CodeShown = code, Nominee = nominee, Ticket = ticket,
        Item = item == "CARD-REPLACE" || item == "UNE-BENEFIT" ? new() { Code = item, Version = 1, NameZh = "x", Category = "x", Kind = "x", ServiceLine = line } : null,
    };

    private Decision Do(AppointmentCommand command, AppointmentFacts? facts = null)
    {
        var decision = AppointmentRules.Decide(_state, command, facts ?? Facts());
        foreach (var draft in decision.Entries) Fold(draft);
        return decision;
    }

    private void Fold(EntryDraft draft) =>
        _state = AppointmentModel.Evolve(_state, new(draft.Body, _state.Version + 1, draft.OccurredAt ?? _now, _now, "x", "x", "c", false));

    private BookAppointment Book(string slot = "09:30", AppointmentContact? contact = null, HomeVisit? home = null, string item = "CARD-REPLACE") => new(item, _date, slot, contact ?? Somebody, home);

    [Fact]
    [Clause("5.6j")]
    public void A_saturday_slot_is_booked_and_who_comes_is_private()
    {
        var booked = Do(Book());
        booked.Refusal.Should().BeNull();
        booked.Made["id"].Should().Be("20261128-001");
        var entry = EntryCodec.Standard.Encode(booked.Entries.Single().Body, _now, "x", "k");
        entry.Data.Should().NotContain("秦小满").And.NotContain("13800005678");
        _state.Items["20261128-001"].Slot.Should().Be(DemoCity.At("2026-11-28 09:30"));
    }

    [Theory]
    [Clause("5.6j")]
    [InlineData("08:30", "slot")]
    [InlineData("11:45", "slot")]
    [InlineData("12:00", "slot")]
    [InlineData("9.30", "slot")]
    public void Slots_are_the_half_hours_of_the_lines_own_sessions(string slot, string field) => Do(Book(slot)).Refusal!.Errors!.Keys.Should().Equal(field);

    [Fact]
    public void What_is_wrong_is_said_at_once()
    {
        _date = new(2027, 2, 1);
        var refusal = Do(Book(contact: new("", "123")), Facts(item: "NO-SUCH")).Refusal!;
        refusal.Errors!.Keys.Should().Contain(["date", "contact.name", "contact.phone"]);
        Do(new BookAppointment("CARD-REPLACE", _date, "09:30", null)).Refusal!.Errors!.Keys.Should().Contain("contact");
    }

    [Fact]
    public void A_slot_holds_two_for_each_window_of_the_line_and_a_cancelled_place_is_free_again()
    {
        for (var i = 0; i < 4; i++) Do(Book()).Refusal.Should().BeNull();
        Do(Book()).Refusal!.Code.Should().Be(Codes.StageOrder, "two windows serve cards");
        Do(Book("10:00")).Refusal.Should().BeNull();
        Do(new CancelAppointment { Appointment = "20261128-002" }).Refusal!.Code.Should().Be(Codes.NotFound, "without its code nobody knows of it");
        Do(new CancelAppointment { Appointment = "20261128-002" }, Facts(code: true)).Refusal.Should().BeNull();
        Do(new CancelAppointment { Appointment = "20261128-002" }, Facts(code: true)).Refusal!.Code.Should().Be(Codes.StageOrder);
        Do(Book()).Refusal.Should().BeNull();
    }

    [Theory]
    [InlineData("2026-11-28 09:19", null, Codes.StageOrder)]
    [InlineData("2026-11-28 09:20", true, null)]
    [InlineData("2026-11-28 09:40", true, null)]
    [InlineData("2026-11-28 09:41", false, null)]
    [InlineData("2026-11-30 09:30", null, Codes.StageOrder)]
    public void The_slots_right_holds_ten_minutes_and_who_is_late_gets_an_ordinary_ticket(string at, bool? kept, string? code)
    {
        Do(Book());
        _now = DemoCity.At(at);
        foreach (var draft in AppointmentModel.Fallen(_state, _now)) Fold(draft);
        var (right, refusal) = AppointmentRules.MayCheckIn(_state, new CheckInAppointment { Appointment = "20261128-001" }, Facts(code: true));
        refusal?.Code.Should().Be(code);
        right.Should().Be(kept);
        if (at.EndsWith("09:19", StringComparison.Ordinal)) refusal!.RetryAfterSeconds.Should().Be(60);
    }

    [Fact]
    public void Who_does_not_come_has_missed_it_dated_when_the_right_ended()
    {
        Do(Book());
        AppointmentModel.Next(_state).Should().Be(DemoCity.At("2026-11-28 09:40") + Duration.FromSeconds(1));
        _now = DemoCity.At("2026-12-15 09:00");
        var missed = AppointmentModel.Fallen(_state, _now).Single();
        missed.OccurredAt.Should().Be(DemoCity.At("2026-11-28 09:40") + Duration.FromSeconds(1));
        Fold(missed);
        AppointmentModel.Fallen(_state, _now).Should().BeEmpty();
        AppointmentModel.Next(_state).Should().BeNull();
    }

    [Fact]
    public void A_ticket_with_its_slot_kept_is_called_before_one_without()
    {
        var day = new HallDay();
        day.Post(Cards, "YXCS013");
        day.Take("card");
        var late = day.Do(new TakeAppointedTicket("20261124-001", "card", null, false)).Made["ticket"];
        var inTime = day.Do(new TakeAppointedTicket("20261124-002", "card", null, true)).Made["ticket"];
        day.Call(Cards, "YXCS013").Should().Be(inTime);
        day.View(inTime).Appointment.Should().Be("20261124-002");
        day.Ticket(late).IsPriority.Should().BeFalse();
        day.Do(new TakeTicket("card", Appointment: "20261124-001")).Refusal!.Errors!.Keys.Should().Equal("appointment");
    }

    [Fact]
    [Clause("5.6l")]
    public void A_visit_at_home_is_asked_for_granted_and_then_a_duty_until_it_was_made()
    {
        Do(Book(home: new("云溪路1号", "行动不便"))).Refusal.Should().BeNull();
        AppointmentModel.Waiting(_state, "YXCS003").Single().Should().Match<Grains.Duties.WaitingItem>(w => w.Kind == "home-visit" && w.For == "YXCS003");
        var answer = new AnswerHomeVisit(true, "YXCS015") { Appointment = "20261128-001" };
        var visitor = WindowDay.Trained("YXCS015", training: [WindowDay.Record("discipline"), WindowDay.Record("card")]);
        var head = Person(Head, StaffLevel.L3);
        Do(answer, Facts(Person("YXCS015"), nominee: visitor)).Refusal!.Code.Should().Be(Codes.OverAuthority);
        Do(answer, Facts(Person(Head, StaffLevel.L3, onDuty: false), nominee: visitor)).Refusal!.Code.Should().Be(Codes.NotOnDuty);
        Do(answer, Facts(head, nominee: Person("YXCS015"))).Refusal!.Code.Should().Be(Codes.DisciplineTrainingMissing);
        Do(answer, Facts(head)).Refusal!.Errors!.Keys.Should().Equal("staff");
        Do(answer, Facts(head, nominee: visitor)).Refusal.Should().BeNull();
        var duty = AppointmentModel.Waiting(_state, "YXCS003").Single();
        (duty.Kind, duty.For, duty.DueAt, duty.Duty).Should().Be((DutyKinds.Visit, "YXCS015", (Instant?)DemoCity.At("2026-11-28 10:00"), (bool?)true));
        Do(new CompleteVisit { Appointment = "20261128-001" }, Facts(head)).Refusal!.Code.Should().Be(Codes.NotYourDuty);
        Do(new CompleteVisit("已办理") { Appointment = "20261128-001" }, Facts(visitor)).Refusal.Should().BeNull();
        AppointmentModel.Waiting(_state, "YXCS003").Should().BeEmpty();
        Do(answer, Facts(head, nominee: visitor)).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    [Clause("5.6l")]
    public void A_visit_that_cannot_be_made_is_refused_with_the_reason()
    {
        Do(Book(home: new("云溪路1号", "行动不便")));
        var no = new AnswerHomeVisit(false) { Appointment = "20261128-001" };
        Do(no, Facts(Person(Head, StaffLevel.L3))).Refusal!.Code.Should().Be(Codes.ReasonMissing);
        Do(no with { Reason = "当天已满" }, Facts(Person(Head, StaffLevel.L3))).Refusal.Should().BeNull();
        _state.Items["20261128-001"].State.Should().Be(AppointmentStates.Refused);
    }
}
