using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class InquiryTests
{
    [Fact, Clause("5.6a"), Clause("4.3e")]
    public void Who_records_the_first_question_owns_the_matter()
    {
        var state = ACase().Opened(Guide).State;
        state.Owner.Should().Be(Guide);
        state.Status.Should().Be(CaseStates.Inquiry);
        state.Hall.Should().Be(Hall);
        state.Question.Should().Be("失业了能领什么？");
    }

    [Fact, Clause("1.2")]
    public void Anybody_may_ask_without_saying_who_they_are() =>
        ACase().Opened(Guide, Opening with { Contact = null, ServiceItem = null }).State.Owner.Should().Be(Guide);

    [Fact]
    public void A_credit_code_that_fails_its_check_does_not_keep_a_question_away() =>
        ACase().Opened(Guide, Opening with { Contact = new("宁江某公司", "employer", CreditCode: "91350100M000100Y4Z".Replace('Z', '4')) }).State.Exists.Should().BeTrue();

    [Theory, InlineData("110105194912310021"), InlineData("11010519491231002"), InlineData("110105491231002"), InlineData("１１０１０５１９４９１２３１００２X")]
    public void A_wrong_ID_number_is_refused_with_what_is_wrong(string number)
    {
        var refusal = ACase().Refused(Guide, Opening with { Contact = new("秦小满", "unemployed", number) });
        refusal.Code.Should().Be(Codes.IdentityInvalid);
        refusal.Errors.Should().ContainKey("contact.idNumber");
    }

    [Fact]
    public void A_lower_case_x_is_stored_as_X() =>
        ACase().Opened(Guide, Opening with { Contact = new("秦小满", "unemployed", "11010519491231002x") }).State.Contact!.IdNumber.Should().Be("11010519491231002X");

    [Fact]
    public void Everything_wrong_with_a_question_is_said_at_once()
    {
        var refusal = ACase().Refused(Guide, new OpenInquiry(null!, "W 1", "t/t!", "post", new("", "king", "1", Phone: "12345"), " ", "NO-SUCH"));
        refusal.Code.Should().Be(Codes.Validation);
        refusal.Errors!.Keys.Should().BeEquivalentTo(
            "hall", "window", "ticket", "channel", "contact.name", "contact.audience", "contact.idNumber", "contact.phone", "question", "serviceItem");
    }

    [Fact]
    public void A_question_has_at_most_4000_characters_and_those_of_Extension_B_count_one()
    {
        ACase().Opened(Guide, Opening with { Question = string.Concat(Enumerable.Repeat("𠀀", 4000)) });
        ACase().Refused(Guide, Opening with { Question = new('问', 4001) }).Errors.Should().ContainKey("question");
    }

    [Fact]
    public void A_window_of_another_hall_is_not_found() =>
        ACase().Refused(Guide, Opening with { Window = "YXNP-01" }).Errors.Should().ContainKey("window");

    [Fact]
    public void An_item_that_has_ended_is_not_asked_about() =>
        ACase().ItemVersions("UNE-BENEFIT", new Contracts.Catalogue.ItemVersionInForce(Item("UNE-BENEFIT"), DemoCity.At("2026-01-01 00:00"), DemoCity.At("2026-11-24 00:00")))
            .Refused(Guide, Opening).Code.Should().Be(Codes.ItemVersionNotInForce);

    [Theory, InlineData(Person), InlineData("system"), InlineData("auditor"), InlineData(Supervisor)]
    public void Only_staff_at_their_post_open_inquiries(string actor) => ACase().Refused(actor, Opening).Code.Should().Be(Codes.NotPermitted);

    [Fact]
    public void Opening_needs_duty_in_that_hall_and_training()
    {
        ACase().OffDuty(Guide).Refused(Guide, Opening).Code.Should().Be(Codes.NotOnDuty);
        ACase().Refused("YXNP007", Opening).Code.Should().Be(Codes.NotYourDuty);
        ACase().Untrained(Guide, "guide").Refused(Guide, Opening).Code.Should().Be(Codes.QualificationMissing);
        ACase().Untrained(Guide, "discipline").Refused(Guide, Opening).Code.Should().Be(Codes.DisciplineTrainingMissing);
    }

    [Fact, Clause("5.2a"), Clause("5.2c"), Clause("5.2d"), Clause("5.2e"), Clause("5.2g")]
    public void The_four_notices_are_kept_as_they_were_given()
    {
        var bench = ACase().Answered();
        var notices = bench.View(Person).Notices!;
        notices.Eligible.Should().Be(new Eligibility("eligible", "失业保险条例 14"));
        notices.Should().BeEquivalentTo(new { Notices.Procedure, Notices.Path, Notices.TimeLimit });
        (notices.ServiceItem, notices.ItemVersion).Should().Be(("UNE-BENEFIT", 1));
        CaseViews.Track(Number, bench.State, bench.Facts(Person)).Notices.Should().BeEquivalentTo(notices, "they come back with number and code");
    }

    [Fact, Clause("5.2c")]
    public void The_papers_named_are_the_versions_own_and_those_that_the_persons_answers_bring()
    {
        var conditional = Item("UNE-BENEFIT") with { Materials = [.. Item("UNE-BENEFIT").Materials, new("guardian-paper", "监护证明", null, "conditional", "applicant", false, "由监护人代办的")] };
        CaseBench Told(params string[] applies) => ACase().ItemVersions("UNE-BENEFIT", new Contracts.Catalogue.ItemVersionInForce(conditional, DemoCity.At("2026-01-01 00:00"), null))
            .Opened(Handler).Do(Handler, Notices with { Applies = [.. applies] });
        ACase().Answered().View(Person).Notices!.Materials.Should().Equal(new NamedMaterial("unemployment-form", "失业保险金申领表", null), new("id-or-card", "居民身份证或社会保障卡", null));
        Told().View(Person).Notices!.Materials.Select(m => m.Code).Should().NotContain("guardian-paper").And.NotContain("contribution-record", "the department has it");
        Told("guardian-paper").View(Person).Notices!.Materials.Should().Contain(new NamedMaterial("guardian-paper", "监护证明", "由监护人代办的"));
        ACase().Opened(Handler).Refused(Handler, Notices with { Applies = ["id-or-card"] }).Errors.Should().ContainKey("applies");
    }

    [Fact, Clause("5.2e")]
    public void The_date_the_limit_would_mean_is_the_clocks_own()
    {
        var bench = ACase().Answered();
        var told = ((NoticesGiven)bench.Entries[^1].Body).PromisedDueAt;
        var due = bench.Do(Handler, Application(AllPapers)).Do(Handler, new AcceptCase()).View(Handler).PromisedDueAt;
        told.Should().Be(due).And.Be(DemoCity.At("2026-12-01 17:00"));
        bench.View(Person).Notices.Should().Match<NoticesView>(n => n.PromisedDueAt == told && n.StatutoryDueAt == bench.View(Handler).StatutoryDueAt);
    }

    [Fact, Clause("5.2e")]
    public void A_hall_that_promises_less_time_tells_its_own_limit()
    {
        var bench = ACase().HallAs("YXCS", h => h with { Pages = [new("limit", "UNE-BENEFIT", 1, "published", Decider, Leader, DemoCity.At("2026-11-01 09:00")) { Limit = new(3) }] }).Answered();
        bench.View(Person).Notices!.PromisedDueAt.Should().Be(DemoCity.At("2026-11-27 17:00"));
    }

    public static TheoryData<GiveNotices, string[]> Incomplete { get; } = new()
    {
        { Notices with { Eligible = null }, ["eligible"] },
        { Notices with { Eligible = new("eligible", null) }, ["eligible"] },
        { Notices with { Eligible = new(null, "条例 14") }, ["eligible"] },
        { Notices with { Procedure = null }, ["procedure"] },
        { Notices with { Path = " " }, ["path"] },
        { Notices with { TimeLimit = "" }, ["timeLimit"] },
        { new(null, null, null, null), ["eligible", "procedure", "path", "timeLimit"] },
    };

    [Theory, MemberData(nameof(Incomplete)), Clause("5.2a"), Clause("5.2c"), Clause("5.2d"), Clause("5.2e")]
    public void Of_the_four_notices_every_missing_one_is_named(GiveNotices command, string[] missing)
    {
        var refusal = ACase().Opened(Handler).Refused(Handler, command);
        refusal.Code.Should().Be(Codes.FourNoticesMissing);
        refusal.Missing.Should().Equal(missing);
    }

    [Fact]
    public void A_missing_notice_is_named_among_other_errors_too()
    {
        var refusal = ACase().Opened(Handler).Refused(Handler, Notices with { Eligible = new("maybe", "x"), Path = null });
        refusal.Code.Should().Be(Codes.Validation);
        refusal.Errors!.Keys.Should().BeEquivalentTo("eligible.answer", "path");
    }

    [Fact]
    public void Notices_are_given_from_a_version_in_force()
    {
        ACase().Opened(Handler).ItemVersions("UNE-BENEFIT", new Contracts.Catalogue.ItemVersionInForce(Item("UNE-BENEFIT"), DemoCity.At("2026-01-01 00:00"), DemoCity.At("2026-11-24 08:59")))
            .Refused(Handler, Notices).Code.Should().Be(Codes.ItemVersionNotInForce);
        ACase().Opened(Handler, Opening with { ServiceItem = null }).Refused(Handler, Notices).Errors.Should().ContainKey("serviceItem");
        ACase().Opened(Handler, Opening with { ServiceItem = null }).Do(Handler, Notices with { ServiceItem = "UNE-REG" }).State.Item.Should().Be("UNE-REG");
    }

    [Fact]
    public void Only_the_owner_answers()
    {
        ACase().Opened(Guide).Refused(Handler, Notices).Code.Should().Be(Codes.NotOwner);
        ACase().Opened(Guide).Refused(Person, Notices).Code.Should().Be(Codes.NotPermitted);
    }

    [Fact, Clause("5.3d"), Clause("5.2a")]
    public void An_inquiry_is_closed_only_when_answered()
    {
        var refusal = ACase().Opened(Guide).Refused(Guide, new CloseInquiry("answered"));
        refusal.Code.Should().Be(Codes.FourNoticesMissing);
        refusal.Missing.Should().Equal("eligible", "procedure", "path", "timeLimit");
        ACase().Answered().Do(Handler, new CloseInquiry("answered")).State.Status.Should().Be(CaseStates.InquiryClosed);
    }

    [Fact, Clause("5.3d")]
    public void What_is_not_of_this_system_is_closed_with_where_to_go()
    {
        var refusal = ACase().Opened(Guide).Refused(Guide, new CloseInquiry("not-of-this-system"));
        (refusal.Code, refusal.Missing.Single()).Should().Be((Codes.WayForwardMissing, "whereTo"));
        ACase().Opened(Guide).Do(Guide, new CloseInquiry("not-of-this-system", "税务局，中山路1号，12366")).State.Status.Should().Be(CaseStates.InquiryClosed);
        ACase().Opened(Guide).Refused(Guide, new CloseInquiry("dont-know")).Errors.Should().ContainKey("outcome");
    }

    [Fact]
    public void A_closed_inquiry_is_not_answered_again() =>
        ACase().Answered().Do(Handler, new CloseInquiry("answered")).Refused(Handler, Notices).Code.Should().Be(Codes.StageOrder);

    [Theory, InlineData("voice"), InlineData("video"), Clause("3.1c"), Clause("3.1d")]
    public void In_a_call_name_and_number_are_told_before_anything_else(string channel)
    {
        var bench = ACase().Opened(Handler, Opening with { Window = "YXCS-06", Channel = channel, Session = "s1" });
        bench.Refused(Handler, Notices).Code.Should().Be(Codes.AnnouncementMissing);
        bench.Refused(Handler, new CloseInquiry("not-of-this-system", "x")).Code.Should().Be(Codes.AnnouncementMissing);
        bench.Refused(Handler, new OfferHandoff(new(Staff: Colleague), "transfer-inside", "x")).Code.Should().Be(Codes.AnnouncementMissing);
        bench.Window = new("open", Handler, ["another"], 3);
        bench.Refused(Handler, Notices).Code.Should().Be(Codes.AnnouncementMissing, "another call was announced");
        bench.Window = new("open", Handler, ["another", "s1"], 4);
        bench.Do(Handler, Notices);
        bench.Entries[1].Body.Should().Be(new IdentityAnnounced(channel, "s1", Handler));
        bench.State.Announced.Should().BeTrue();
    }

    [Fact, Clause("3.1c")]
    public void A_call_announced_before_it_was_recorded_has_it_as_its_next_entry()
    {
        var bench = ACase();
        bench.Window = new("open", Handler, ["s1"], 3);
        bench.Opened(Handler, Opening with { Window = "YXCS-06", Channel = "voice", Session = "s1" }).Do(Handler, Notices);
        bench.Entries.Select(e => e.Body.GetType()).Should().Equal(typeof(InquiryOpened), typeof(IdentityAnnounced), typeof(NoticesGiven));
    }

    [Fact]
    public void At_the_window_nothing_is_announced() => ACase().Answered().State.Announced.Should().BeFalse();
}
