using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Staff.StaffBench;

namespace HallGrains.Unit.Staff;

public class StaffRulesTests
{
    private static readonly PutStaff Put = new("林二", "YXCS", StaffLevel.L1, "social-insurance", "失业窗口", ["unemployment"], "YXCS-06", "一次说清");

    [Fact]
    public void An_administrator_registers_and_the_name_is_kept_apart_from_the_chained_part()
    {
        var decision = StaffRules.Decide(StaffState.Empty, Put, ByAdmin() with { Hall = Hall });
        var entry = decision.Entries.Should().ContainSingle().Which.Body.Should().BeOfType<StaffRegistered>().Subject;
        entry.Definition.Name.Should().Be("YXCS015");
        entry.Name.Should().Be("林二");
        After(StaffState.Empty, decision).Definition!.Name.Should().Be("林二");
    }

    [Fact]
    public void An_erased_name_shows_the_number() =>
        After(StaffState.Empty, Decision.Append(new StaffRegistered(Person() with { Name = "YXCS015" }))).Definition!.Name.Should().Be("YXCS015");

    [Theory]
    [InlineData("YXCS003", StaffLevel.L4)]
    [InlineData("YXCS001", StaffLevel.L5)]
    public void Nobody_but_administrators_registers(string actor, StaffLevel level) =>
        StaffRules.Decide(StaffState.Empty, Put, By(actor, level) with { Hall = Hall }).Refusal!.Code.Should().Be(Codes.NotPermitted);

    [Fact]
    public void An_administrator_does_not_change_their_own_entry() =>
        StaffRules.Decide(Registered(Person()), Put, By("YXCS015", StaffLevel.L1, roles: Roles.Admin) with { Hall = Hall }).Refusal!.Code.Should().Be(Codes.TwoPersonsNeeded);

    [Fact]
    public void Everything_wrong_with_a_registration_is_said_at_once()
    {
        var wrong = new PutStaff(" ", "NOPE", (StaffLevel)9, "a b", new('x', 101), [], "YXCS-99", null);
        var refusal = StaffRules.Decide(StaffState.Empty, wrong, ByAdmin()).Refusal!;
        refusal.Code.Should().Be(Codes.Validation);
        refusal.Errors!.Keys.Should().BeEquivalentTo("name", "hall", "level", "section", "title", "lines");
        Errors(StaffRules.Decide(StaffState.Empty, Put with { HomeWindow = "YXCS-99", Lines = ["card", "card"] }, ByAdmin() with { Hall = Hall }), "homeWindow").Should().Equal("not-found");
    }

    [Fact]
    public void The_same_again_writes_nothing()
    {
        var state = After(StaffState.Empty, StaffRules.Decide(StaffState.Empty, Put, ByAdmin() with { Hall = Hall }));
        StaffRules.Decide(state, Put, ByAdmin() with { Hall = Hall }).Entries.Should().BeEmpty();
    }

    [Fact]
    public void Moving_to_another_hall_ends_the_pair_and_the_partner_is_to_be_told()
    {
        var state = After(Registered(Person(deputy: "YXCS016")), StaffRules.Decide(
            Registered(Person(deputy: "YXCS016")), Put with { Hall = "YXNP", HomeWindow = null }, ByAdmin() with { Hall = Hall with { Code = "YXNP" } }));
        state.Definition!.Deputy.Should().BeNull();
        state.Tells.Should().ContainSingle().Which.Should().Match<DeputyTell>(t => t.Partner == "YXCS016" && !t.Paired);
    }

    [Fact]
    [Clause("2.6b")]
    public void A_training_record_shows_line_and_expiry_and_when_it_was_entered()
    {
        var state = Registered(Person());
        var put = new PutQualification("pension", "养老业务培训", 91, DemoCity.Date("2026-11-20"), DemoCity.Date("2027-11-20"));
        state = After(state, StaffRules.Decide(state, put, By("YXCS003", StaffLevel.L4)));
        var shown = StaffRules.View(state, By("YXCS003").Caller, Now)!.Training.Should().ContainSingle(t => t.Line == "pension").Subject;
        shown.ValidUntil.Should().Be(DemoCity.Date("2027-11-20"));
        shown.EnteredAt.Should().Be(Now);
        StaffRules.Decide(state, put, By("YXCS003", StaffLevel.L4)).Entries.Should().BeEmpty();
    }

    [Theory]
    [InlineData("YXCS005", StaffLevel.L3, "YXCS", Codes.NotPermitted)]
    [InlineData("YXNP001", StaffLevel.L4, "YXNP", Codes.NotPermitted)]
    [InlineData("YXCS015", StaffLevel.L4, "YXCS", Codes.TwoPersonsNeeded)]
    [InlineData("YXCS015", StaffLevel.L1, "YXCS", Codes.NotPermitted)]
    [InlineData("YXCS003", StaffLevel.L4, "YXCS", null)]
    [InlineData("YXCS001", StaffLevel.L5, "YXCS", null)]
    public void Training_is_recorded_by_the_halls_leader_and_by_nobody_for_themselves(string actor, StaffLevel level, string hall, string? code)
    {
        var put = new PutQualification("pension", null, 91, DemoCity.Date("2026-11-20"), DemoCity.Date("2027-11-20"));
        (StaffRules.Decide(Registered(Person()), put, By(actor, level, hall)).Refusal?.Code).Should().Be(code);
    }

    [Fact]
    public void A_training_record_must_make_sense()
    {
        var decision = StaffRules.Decide(Registered(Person()), new PutQualification("", null, 101, DemoCity.Date("2026-11-25"), DemoCity.Date("2027-11-26")), ByAdmin());
        decision.Refusal!.Errors!.Keys.Should().BeEquivalentTo("line", "score", "passedOn", "validUntil");
        Errors(decision, "validUntil").Should().Equal("longer-than-12-months");
    }

    [Fact]
    public void A_pair_is_of_one_hall_with_a_line_in_common()
    {
        var state = Registered(Person());
        var facts = By("YXCS005", StaffLevel.L3);
        Errors(StaffRules.Decide(state, new PutDeputy("YXCS016"), facts), "deputy").Should().Equal("not-found");
        Errors(StaffRules.Decide(state, new PutDeputy("YXCS015"), facts), "deputy").Should().Equal("is-oneself");
        Errors(StaffRules.Decide(state, new PutDeputy("YXNP001"), facts with { Partner = Snapshot(Person("YXNP001", hall: "YXNP", lines: "card")) }), "deputy")
            .Should().Equal("other-hall", "no-shared-line");
        StaffRules.Decide(state, new PutDeputy("YXCS016"), By("YXNP002", StaffLevel.L3, "YXNP")).Refusal!.Code.Should().Be(Codes.NotPermitted);
        StaffRules.Decide(state, new PutDeputy("YXCS016"), By("YXCS015", StaffLevel.L1)).Refusal!.Code.Should().Be(Codes.NotPermitted);
        StaffRules.Decide(StaffState.Empty, new PutDeputy("YXCS016"), facts).Refusal!.Code.Should().Be(Codes.NotFound);
    }

    [Fact]
    public void Setting_a_pair_is_told_to_the_new_partner_and_the_old_one_and_once_told_forgotten()
    {
        var state = Registered(Person(deputy: "YXCS012"));
        state = After(state, StaffRules.Decide(state, new PutDeputy("YXCS016"), By("YXCS005", StaffLevel.L3) with { Partner = Snapshot(Person("YXCS016")) }));
        state.Tells.Select(t => (t.Partner, t.Paired)).Should().Equal(("YXCS012", false), ("YXCS016", true));
        state = After(state, Decision.Append(state.Tells.Select(t => new DeputyTold(t.Partner, t.SetVersion)).ToArray<IEntry>()));
        state.Tells.Should().BeEmpty();
    }

    [Fact]
    public void The_partner_follows_without_telling_back()
    {
        var partner = Registered(Person("YXCS016", deputy: "YXCS020"));
        partner = After(partner, StaffRules.DecideTold(partner, "YXCS015", paired: true));
        partner.Definition!.Deputy.Should().Be("YXCS015");
        partner.Tells.Select(t => (t.Partner, t.Paired)).Should().Equal(("YXCS020", false));
        StaffRules.DecideTold(partner, "YXCS015", paired: true).Entries.Should().BeEmpty();
        StaffRules.DecideTold(partner, "YXCS020", paired: false).Entries.Should().BeEmpty();
        After(partner, StaffRules.DecideTold(partner, "YXCS015", paired: false)).Definition!.Deputy.Should().BeNull();
    }

    [Fact]
    public void An_import_of_the_same_file_writes_nothing_whatever_was_changed_here_since()
    {
        var state = Registered(Person());
        var put = new PutQualification("pension", null, 91, DemoCity.Date("2026-11-20"), DemoCity.Date("2027-11-20"));
        state = After(state, StaffRules.Decide(state, put, ByAdmin()));
        state = After(state, StaffRules.Decide(state, Put, ByAdmin() with { Hall = Hall }));
        StaffRules.Import(state, Person()).Entries.Should().BeEmpty();
        var changed = After(state, StaffRules.Import(state, Person() with { Title = "新岗位" }), account: Caller.SystemAccount);
        changed.Definition!.Title.Should().Be("新岗位");
        changed.Definition.Training.Should().Contain(t => t.Line == "pension", "what was entered here is kept");
        StaffRules.Import(changed, Person() with { Title = "新岗位" }).Entries.Should().BeEmpty();
    }

    [Fact]
    public void Inbox_and_caseload_are_read_by_oneself_ones_head_and_supervisors()
    {
        var state = Registered(Person());
        StaffRules.MayRead(state, By("YXCS015")).Should().BeNull();
        StaffRules.MayRead(state, By("YXCS005", StaffLevel.L3)).Should().BeNull();
        StaffRules.MayRead(state, By("YXCS021", StaffLevel.L0, roles: [Roles.Staff, Roles.Supervisor])).Should().BeNull();
        StaffRules.MayRead(state, By("YXCS016")).Should().NotBeNull();
        StaffRules.MayRead(state, By("YXNP002", StaffLevel.L3, "YXNP"))!.Code.Should().Be(Codes.NotPermitted);
        StaffRules.MayRead(state, ByAdmin())!.Code.Should().Be(Codes.NotPermitted);
        StaffRules.MayRead(StaffState.Empty, By("YXCS015"))!.Code.Should().Be(Codes.NotFound);
    }

    [Fact]
    public void A_citizen_sees_the_badge_and_not_the_training()
    {
        var view = StaffRules.View(Registered(Person()), new("citizen", null, [Roles.Citizen]), Now)!;
        (view.Name, view.Number).Should().Be(("江一", "YXCS015"));
        view.Training.Should().BeEmpty();
        StaffRules.View(StaffState.Empty, Caller.System, Now).Should().BeNull();
    }
}
