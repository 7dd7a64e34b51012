using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class MaterialTests
{
    private static readonly ItemVersionInForce Ended = new(Item("UNE-BENEFIT"), DemoCity.At("2026-01-01 00:00"), DemoCity.At("2026-11-24 08:00"));

    [Fact, Clause("5.3f")]
    public void What_is_handed_in_is_listed_and_anything_else_is_missing()
    {
        var view = ACase().Applied("unemployment-form").View(Handler);
        view.State.Should().Be(CaseStates.Received);
        view.Materials.Single(m => m.Code == "unemployment-form").Form.Should().Be("original");
        view.Missing.Select(m => m.Material).Should().Equal("id-or-card");
    }

    [Fact]
    public void The_person_applies_with_their_code_and_so_does_the_agent_for_them()
    {
        ACase().Opened(Guide).Do(Person, Application(AllPapers)).State.Status.Should().Be(CaseStates.Received);
        ((ApplicationReceived)ACase().Opened(Guide).Do(Person, Application()).Entries[^1].Body).By.Should().Be("applicant");
        ACase().Answered().Given(s => s with { Agent = Colleague }).Do(Colleague, Application()).State.Status.Should().Be(CaseStates.Received);
        ACase().Answered().Refused(Colleague, Application()).Code.Should().Be(Codes.NotOwner);
        ACase().Answered(Guide).Do(Guide, Application()).State.Status.Should().Be(CaseStates.Received, "guides help hand in");
    }

    [Fact, Clause("5.2a")]
    public void An_inquiry_becomes_an_application_only_when_it_was_answered() =>
        ACase().Opened(Handler).Refused(Handler, Application(AllPapers)).Code.Should().Be(Codes.FourNoticesMissing);

    [Fact, Clause("2.1a")]
    public void Applications_are_received_under_a_version_in_force() =>
        ACase().Answered().ItemVersions("UNE-BENEFIT", Ended).Refused(Handler, Application()).Code.Should().Be(Codes.ItemVersionNotInForce);

    [Fact, Clause("2.1a")]
    public void Nothing_is_accepted_under_a_version_that_has_ended_and_it_can_be_handed_in_anew()
    {
        var bench = ACase().Applied(AllPapers).ItemVersions("UNE-BENEFIT", Ended with { Until = DemoCity.At("2026-11-24 09:30") }, new(Item("UNE-BENEFIT") with { Version = 2 }, DemoCity.At("2026-11-24 09:30"), null));
        bench.Do(Handler, new AcceptCase());
        bench = ACase().Applied(AllPapers).ItemVersions("UNE-BENEFIT", Ended with { Until = DemoCity.At("2026-11-24 09:30") }, new(Item("UNE-BENEFIT") with { Version = 2 }, DemoCity.At("2026-11-24 09:30"), null)).At("2026-11-24 10:00");
        bench.Refused(Handler, new AcceptCase()).Code.Should().Be(Codes.ItemVersionNotInForce);
        var received = bench.State.ReceivedAt;
        bench.Do(Handler, Application(AllPapers)).Do(Handler, new AcceptCase());
        bench.State.ItemVersion.Should().Be(2);
        bench.State.ReceivedAt.Should().Be(received, "the first receipt counts");
    }

    [Fact]
    public void A_second_application_of_one_matter_is_refused() => ACase().Applied().Refused(Handler, Application()).Code.Should().Be(Codes.StageOrder);

    [Fact]
    public void Who_applies_is_identified()
    {
        foreach (var applicant in new[] { TheApplicant with { IdNumber = null }, TheApplicant with { IdNumber = "999900198802300033" }, TheApplicant with { IdNumber = "99990019900307001" }, null! })
            ACase().Answered().Refused(Handler, Application() with { Applicant = applicant }).Code.Should().Be(Codes.IdentityInvalid);
    }

    [Fact]
    public void A_credit_code_that_fails_its_check_may_be_confirmed_by_a_handler_and_by_nobody_else()
    {
        var employer = new Applicant("宁江某公司", "employer", CreditCode: "91350100M000100Y44");
        var confirmed = Application() with { Applicant = employer with { CodeConfirmed = true } };
        ACase().Answered().Refused(Handler, Application() with { Applicant = employer }).Code.Should().Be(Codes.CodeCheckFailed);
        ACase().Answered(Guide).Refused(Guide, confirmed).Code.Should().Be(Codes.CodeCheckFailed);
        ACase().Answered().Refused(Person, confirmed).Code.Should().Be(Codes.CodeCheckFailed);
        ACase().Answered().Do(Handler, confirmed).Entries[^1].Body.Should().Be(new CodeConfirmed(Handler));
        ACase().Answered().Do(Handler, confirmed with { Applicant = confirmed.Applicant with { CreditCode = "91350100M000100Y43" } }).Entries[^1].Body.Should().BeOfType<ApplicationReceived>();
        ACase().Answered().Refused(Handler, confirmed with { Applicant = confirmed.Applicant with { CreditCode = "91350100M000100Y4Z" } }).Code.Should().Be(Codes.IdentityInvalid, "Z is no character of a code");
    }

    [Fact]
    public void Everything_wrong_with_an_application_is_said_at_once()
    {
        var command = new SubmitApplication("NO-SUCH", new("", "king", "1", Phone: "110", Address: new('路', 201)), -1.001m, [new("?", "paper"), null!, new("a", "copy"), new("a", "copy")]);
        var refusal = ACase().Answered().Refused(Handler, command);
        refusal.Code.Should().Be(Codes.Validation);
        refusal.Errors!.Keys.Should().BeEquivalentTo("serviceItem", "applicant.name", "applicant.audience", "applicant.idNumber", "applicant.phone", "applicant.address", "amount", "materials", "materials.code", "materials.form");
        refusal.Errors["amount"].Should().HaveCount(2);
    }

    [Fact]
    public void A_material_that_is_not_of_the_item_is_not_taken() =>
        ACase().Answered().Refused(Handler, Application("passport")).Errors!["materials.code"].Should().Equal("not-of-this-item: passport");

    [Fact, Clause("5.6c"), Clause("5.3b")]
    public void One_notice_names_all_that_is_missing_with_reason_and_how()
    {
        var bench = ACase().Applied().Do(Handler, Request(AllPapers));
        bench.State.Status.Should().Be(CaseStates.AwaitingSupplement);
        bench.View(Person).Missing.Should().BeEquivalentTo(Request(AllPapers).Missing);
        DemoCity.Local(bench.State.SupplementLimit).Should().Be("2027-01-07 00:00", "30 working days after 24 November end on 6 January at 24:00");
    }

    [Fact, Clause("5.6c")]
    public void A_notice_that_leaves_something_out_is_refused_naming_it()
    {
        var refusal = ACase().Applied().Refused(Handler, Request("unemployment-form"));
        (refusal.Code, refusal.Missing.Single()).Should().Be((Codes.MaterialsIncomplete, "id-or-card"));
    }

    [Fact, Clause("5.2b")]
    public void No_proof_is_demanded_that_the_item_does_not_list()
    {
        var refusal = ACase().Applied().Refused(Handler, Request([.. AllPapers, "single-proof"]));
        (refusal.Code, refusal.Missing.Single()).Should().Be((Codes.ExtraProofDemanded, "single-proof"));
    }

    [Fact, Clause("5.2b")]
    public void What_the_department_can_get_itself_is_not_demanded()
    {
        var shared = Item("SI-UNIT-REG").Materials.Single(m => m.Source == "department-shared").Code;
        var bench = ACase().Opened(Handler, Opening with { ServiceItem = "SI-UNIT-REG" }).Do(Handler, Notices)
            .Do(Handler, new SubmitApplication("SI-UNIT-REG", new("宁江某公司", "employer", CreditCode: "91999900MA00000019"), null, []));
        bench.View(Handler).Missing.Select(m => m.Material).Should().NotContain(shared);
        var refusal = bench.Refused(Handler, Request("si-registration-form", "bank-opening-info", "handler-id", shared));
        (refusal.Code, refusal.Missing.Single()).Should().Be((Codes.DepartmentSharedMaterial, shared));
    }

    [Fact, Clause("5.6c")]
    public void A_second_notice_is_the_heads_and_only_for_what_could_not_be_seen_before()
    {
        var bench = ACase().Applied().Do(Handler, Request(AllPapers)).Do(Handler, new SupplyMaterials(Papers(AllPapers)));
        var again = Request("id-or-card") with { CouldNotBeSeenBefore = "原件磨损，读卡后才发现" };
        bench.Refused(Handler, Request("id-or-card")).Code.Should().Be(Codes.SecondSupplementRequest);
        bench.Refused(Handler, again).Code.Should().Be(Codes.SecondSupplementRequest, "the handler is no head");
        bench.Refused(Decider, again with { CouldNotBeSeenBefore = " " }).Code.Should().Be(Codes.SecondSupplementRequest);
        bench.Do(Decider, again).State.Status.Should().Be(CaseStates.AwaitingSupplement);
        ((SupplementRequested)bench.Entries[^1].Body).Second.Should().BeTrue();
        bench.Do(Person, new SupplyMaterials(Papers("id-or-card"))).State.Status.Should().Be(CaseStates.Received);
    }

    [Fact]
    public void After_five_working_days_no_supplement_is_asked_for()
    {
        ACase().Applied().At("2026-12-01 17:00").When(Handler, Request(AllPapers)).Refusal.Should().BeNull("exactly at the end is in time");
        ACase().Applied().At("2026-12-01 17:01").Refused(Handler, Request(AllPapers)).Code.Should().Be(Codes.SupplementLate);
    }

    [Fact, Clause("3.4b")]
    public void Guides_do_not_ask_for_supplements() => ACase().Answered(Guide).Do(Guide, Application()).Refused(Guide, Request(AllPapers)).Code.Should().Be(Codes.NotYourDuty);

    [Fact]
    public void A_notice_without_words_is_refused_with_all_that_is_wrong()
    {
        ACase().Applied().Refused(Handler, new RequestSupplement(default)).Errors.Should().ContainKey("missing");
        var refusal = ACase().Applied().Refused(Handler, new RequestSupplement([new("id-or-card", "", " "), new("id-or-card", "x", "y")]));
        refusal.Errors!.Keys.Should().BeEquivalentTo("missing.material", "missing.reason", "missing.how");
    }

    [Fact]
    public void A_partial_supply_is_stored_and_leaves_the_state()
    {
        var bench = ACase().Applied().Do(Handler, Request(AllPapers)).Do(Person, new SupplyMaterials(Papers("id-or-card")));
        bench.State.Status.Should().Be(CaseStates.AwaitingSupplement);
        bench.View(Handler).Missing.Select(m => m.Material).Should().Equal("unemployment-form");
        bench.Do(Handler, new SupplyMaterials(Papers("unemployment-form"))).State.Status.Should().Be(CaseStates.Received);
        bench.View(Handler).Missing.Should().BeEmpty();
    }

    [Fact]
    public void What_was_handed_in_already_and_asked_for_again_is_waited_for()
    {
        var bench = ACase().Applied("id-or-card").Do(Handler, Request(AllPapers)).Do(Handler, new SupplyMaterials(Papers("unemployment-form")));
        bench.State.Status.Should().Be(CaseStates.AwaitingSupplement);
        bench.Do(Handler, new SupplyMaterials(Papers("id-or-card"))).State.Status.Should().Be(CaseStates.Received);
    }

    [Fact]
    public void Supply_is_refused_where_nothing_is_waited_for_or_nothing_comes()
    {
        ACase().Applied().Refused(Handler, new SupplyMaterials(Papers("id-or-card"))).Code.Should().Be(Codes.StageOrder);
        var waiting = ACase().Applied().Do(Handler, Request(AllPapers));
        waiting.Refused(Handler, new SupplyMaterials([])).Errors.Should().ContainKey("materials");
        waiting.Refused(Handler, new SupplyMaterials(Papers("passport"))).Errors.Should().ContainKey("materials.code");
        waiting.Refused(Colleague, new SupplyMaterials(Papers("id-or-card"))).Code.Should().Be(Codes.NotOwner);
    }
}
