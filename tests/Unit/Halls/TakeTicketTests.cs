using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Halls;
using HallGrains.Tests;
using static HallGrains.Unit.Halls.HallDay;

namespace HallGrains.Unit.Halls;

/// <summary>取号: who may take a number, when, and which number it is.</summary>
public class TakeTicketTests
{
    private readonly HallDay _day = new();

    [Fact]
    public void A_number_is_the_lines_letter_and_the_count_of_the_line()
    {
        _day.Take("unemployment").Should().Be("U001");
        _day.Take("card").Should().Be("C001");
        _day.Take("unemployment").Should().Be("U002");
        _day.Take("employment").Should().Be("E001");
    }

    [Fact]
    public void A_ticket_waits_with_its_place_and_a_wait()
    {
        _day.Take("unemployment");
        var second = _day.View(_day.Take("unemployment"));
        second.State.Should().Be("waiting");
        second.Position.Should().Be(2);
        second.EstimatedWaitMinutes.Should().Be(8, "one person ahead, eight minutes each before anybody was served");
        second.RetrievalCode.Should().BeNull("the code is given by the grain, with the number");
    }

    [Fact]
    public void Ticket_1000_has_four_digits()
    {
        for (var i = 0; i < 999; i++) _day.Take("card");
        _day.Take("card").Should().Be("C1000");
        TicketNumbers.PrefixOf("C1000").Should().Be("C");
    }

    [Theory]
    [InlineData("07:29", false)]
    [InlineData("07:30", true)]
    [InlineData("08:00", true)]
    [InlineData("12:30", true)]
    [InlineData("16:59", true)]
    [InlineData("17:00", false)]
    [InlineData("23:00", false)]
    public void Numbers_are_given_from_an_hour_before_the_first_session_until_the_last_one_ends(string time, bool given)
    {
        var decision = _day.At(time).Do(new TakeTicket("unemployment"));
        if (given) decision.Refusal.Should().BeNull();
        else decision.Refusal!.Code.Should().Be(Codes.StageOrder);
        decision.Refusal?.Detail.Should().NotBeNullOrEmpty();
    }

    [Theory]
    [Clause("5.6j")]
    [InlineData("2026-11-28 09:30", "card", true)]
    [InlineData("2026-11-28 07:59", "card", false)]
    [InlineData("2026-11-28 12:00", "card", false)]
    [InlineData("2026-11-28 09:30", "injury", false)]
    [InlineData("2026-11-29 09:30", "card", false)]
    [InlineData("2026-10-01 09:30", "card", false)]
    [InlineData("2026-10-10 09:30", "injury", true)]
    public void On_weekends_and_holidays_only_where_the_line_has_a_session(string at, string line, bool given)
    {
        var refusal = _day.At(at).Do(new TakeTicket(line)).Refusal;
        (refusal is null).Should().Be(given);
        refusal?.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    [Clause("5.4g")]
    public void All_that_is_wrong_with_the_content_is_said_at_once()
    {
        var refusal = _day.Do(new TakeTicket("arbitration", "alien", new("in-a-hurry"), "not-a-number", "A-1")).Refusal!;
        refusal.Code.Should().Be(Codes.Validation);
        refusal.Errors!.Keys.Should().BeEquivalentTo("serviceLine", "audience", "priority.ground", "case", "appointment");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("un employment")]
    [InlineData("失业")]
    public void A_line_must_be_a_code(string? line) => _day.Do(new TakeTicket(line!)).Refusal!.Errors!.Keys.Should().BeEquivalentTo("serviceLine");

    [Theory]
    [InlineData("employer")]
    [InlineData("resident")]
    [InlineData("job-seeker")]
    [InlineData("unemployed")]
    [InlineData("retiree")]
    [InlineData("other")]
    public void Every_audience_of_the_norm_is_known(string audience)
    {
        _day.Do(new TakeTicket("card", audience)).Refusal.Should().BeNull();
        _day.Entries[^1].Body.Should().BeOfType<TicketTaken>().Which.Audience.Should().Be(audience);
    }

    [Theory]
    [Clause("5.4g")]
    [InlineData("far-away")]
    [InlineData("hard-to-travel")]
    [InlineData("disabled")]
    [InlineData("elderly-70")]
    [InlineData("acute-illness")]
    [InlineData("pregnant")]
    [InlineData("soldier-or-veteran")]
    [InlineData("migrant-worker")]
    [InlineData("newly-founded-employing-disabled")]
    public void A_listed_ground_needs_no_proof_and_nobodys_leave(string ground)
    {
        _day.Do(new TakeTicket("card", Priority: new(ground))).Refusal.Should().BeNull();
        _day.Ticket("C001").IsPriority.Should().BeTrue();
    }

    [Fact]
    [Clause("5.4g")]
    public void A_ground_that_is_not_listed_takes_the_head()
    {
        var command = new TakeTicket("card", Priority: new("other"));
        _day.Do(command).Refusal!.Code.Should().Be(Codes.NotPermitted);
        _day.Do(command, _day.Facts(actor: Person(Handler, StaffLevel.L2))).Refusal!.Code.Should().Be(Codes.OverAuthority);
        _day.Do(command, _day.Facts(actor: Person("YXNP002", StaffLevel.L3, hall: "YXNP"))).Refusal!.Code.Should().Be(Codes.NotPermitted);
        _day.Do(command, _day.Facts(actor: Person(Head, StaffLevel.L3))).Refusal.Should().BeNull();
    }

    [Theory]
    [InlineData(Roles.Citizen, true)]
    [InlineData(Roles.Device, true)]
    [InlineData(Roles.Integration, true)]
    [InlineData(Roles.System, true)]
    [InlineData(Roles.Admin, false)]
    [InlineData(Roles.Auditor, false)]
    [InlineData(Roles.SecurityAdmin, false)]
    [InlineData(Roles.SocialSupervisor, false)]
    [InlineData(Roles.Staff, false)]
    public void Who_may_take_a_number(string role, bool may)
    {
        var decision = _day.Do(new TakeTicket("card"), _day.Facts(new Caller("somebody", null, [role])));
        (decision.Refusal is null).Should().Be(may);
        decision.Refusal?.Code.Should().Be(Codes.NotPermitted);
    }

    [Fact]
    public void Nobody_needs_an_account_to_take_a_number()
    {
        _day.Do(new TakeTicket("card"), _day.Facts(Caller.Anonymous)).Refusal.Should().BeNull();
        _day.Do(new TakeTicket("card"), _day.Facts(actor: Person(Handler))).Refusal.Should().BeNull("the guide takes one for people");
    }

    [Fact]
    public void Rights_come_before_state_and_state_before_content()
    {
        _day.At("20:00");
        var wrong = new TakeTicket("card", "alien");
        _day.Try(wrong, _day.Facts(new Caller("admin", null, [Roles.Admin]))).Refusal!.Code.Should().Be(Codes.NotPermitted);
        _day.Try(wrong).Refusal!.Code.Should().Be(Codes.StageOrder);
        _day.At("10:00").Try(wrong).Refusal!.Code.Should().Be(Codes.Validation);
    }

    [Fact]
    public void A_case_is_tied_to_its_ticket()
    {
        var number = CaseNumber.Create("YXCS", new(2026, 11, 24), 17);
        _day.Do(new TakeTicket("card", Case: number.Text)).Refusal.Should().BeNull();
        _day.View("C001").Case.Should().Be(number.Text);
    }

    [Fact]
    public void No_two_lines_share_a_letter_and_the_letters_are_the_same_every_time()
    {
        string[] lines = ["arbitration", "card", "employment", "general", "guide", "injury", "inspection", "labour", "licence", "pension", "registration", "startup", "talent", "training", "unemployment"];
        var prefixes = TicketNumbers.Prefixes(lines, ImmutableDictionary<string, string>.Empty);
        prefixes.Should().HaveCount(lines.Length);
        prefixes.Values.Should().OnlyHaveUniqueItems();
        TicketNumbers.Prefixes(lines.Reverse(), ImmutableDictionary<string, string>.Empty).Should().BeEquivalentTo(prefixes);
        prefixes["unemployment"].Should().Be("U");
        prefixes["guide"].Should().Be("D", "general has the G and unemployment the U");
    }

    [Fact]
    public void Thirty_lines_have_thirty_letters()
    {
        var lines = Enumerable.Range(0, 30).Select(i => $"a{i}").ToArray();
        var prefixes = TicketNumbers.Prefixes(lines, ImmutableDictionary<string, string>.Empty);
        prefixes.Values.Should().OnlyHaveUniqueItems().And.HaveCount(30);
    }

    [Fact]
    public void A_line_added_during_the_day_takes_no_letter_that_was_given_out()
    {
        _day.Take("unemployment");
        _day.Hall = Definition with { Windows = Definition.Windows.Add(new() { Code = "YXCS-90", Name = "新窗", Lines = ["uncommon"] }) };
        _day.Take("unemployment").Should().Be("U002");
        _day.Take("uncommon").Should().NotStartWith("U");
    }

    [Fact]
    public void The_person_with_the_code_gives_the_number_back()
    {
        var ticket = _day.Take("card");
        _day.Do(new CancelTicket { Ticket = ticket }, _day.Facts(code: true)).Refusal.Should().BeNull();
        _day.View(ticket).State.Should().Be("cancelled");
        _day.State.Waiting.Should().BeEmpty();
        _day.Do(new CancelTicket { Ticket = ticket }, _day.Facts(code: true)).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void For_anybody_else_the_ticket_does_not_exist()
    {
        var ticket = _day.Take("card");
        var strange = _day.Do(new CancelTicket { Ticket = ticket }).Refusal;
        var absent = _day.Do(new CancelTicket { Ticket = "C999" }, _day.Facts(code: true)).Refusal;
        strange!.Code.Should().Be(Codes.NotFound);
        strange.Should().BeEquivalentTo(absent);
        _day.Do(new CancelTicket { Ticket = ticket }, _day.Facts(actor: Person("YXNP005", hall: "YXNP"))).Refusal!.Code.Should().Be(Codes.NotFound);
    }

    [Fact]
    public void Staff_of_the_hall_on_duty_give_it_back_for_them()
    {
        var ticket = _day.Take("card");
        _day.Do(new CancelTicket { Ticket = ticket }, _day.Facts(actor: Person(Handler, onDuty: false))).Refusal!.Code.Should().Be(Codes.NotOnDuty);
        _day.Do(new CancelTicket { Ticket = ticket }, _day.Facts(actor: Person(Handler))).Refusal.Should().BeNull();
    }

    [Fact]
    public void A_called_number_given_back_frees_its_window()
    {
        _day.Post(Unemployment, Handler);
        var (first, second) = (_day.Take("unemployment"), _day.Take("unemployment"));
        _day.Call().Should().Be(first);
        _day.Do(new CancelTicket { Ticket = first }, _day.Facts(code: true)).Refusal.Should().BeNull();
        _day.Call().Should().Be(second);
    }

    [Fact]
    public void Nobody_gives_back_a_number_that_is_being_served()
    {
        _day.Post(Unemployment, Handler);
        var ticket = _day.Take("unemployment");
        _day.Call();
        _day.Do(Ask(WindowActs.Start));
        _day.Do(new CancelTicket { Ticket = ticket }, _day.Facts(code: true)).Refusal!.Code.Should().Be(Codes.StageOrder);
    }
}
