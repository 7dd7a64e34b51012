using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Shell;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using HallGrains.Unit.Staff;
using NodaTime;

namespace HallGrains.Unit.Catalogue;

/// <summary>Versions of the guide: drafted by one, published by another, never looser than the law.</summary>
public class ItemRulesTests
{
    private static readonly Instant Now = StaffBench.Now;

    private static ServiceItem Item(int promised = 5, int? statutory = 10, string? unit = "working-days") => new()
    {
        Code = "UNE-BENEFIT",
        NameZh = "失业保险金申领",
        Category = "unemployment",
        ServiceLine = "unemployment",
        Audience = ["unemployed"],
        Kind = "promised",
        PromisedDays = promised,
        StatutoryDays = statutory,
        StatutoryUnit = unit,
        DeliveryDays = 5,
        ReviewRequired = true,
        OnlineDepth = "full",
        LegalBasis = [new("社会保险法", "50")],
        Stages =
        [
            new("acceptance", new(0.5m, "working-days"), StaffLevel.L1), new("initial-review", new(1.5m, "working-days"), StaffLevel.L1),
            new("recheck", new(1.5m, "working-days"), StaffLevel.L2), new("decision", new(1.5m, "working-days"), StaffLevel.L2),
        ],
        Materials = [new("id-card", "身份证", null, "required", "applicant-shown", false)],
    };

    private static ItemFacts By(string? actor, StaffLevel level = StaffLevel.L4, Instant? now = null, string role = Roles.Staff) =>
        new("UNE-BENEFIT", new(actor ?? "office", actor, [role]), actor is null ? null : StaffBench.Snapshot(StaffBench.Person(actor, level)), now ?? Now);

    private static ItemState After(ItemState state, Decision decision, Instant? now = null)
    {
        decision.Refusal.Should().BeNull();
        foreach (var draft in decision.Entries)
            state = ItemModel.Evolve("UNE-BENEFIT", state, new(draft.Body, state.Snapshot.Version + 1, now ?? Now, now ?? Now, "a", "a", "c", false));
        return state;
    }

    private static ItemState Drafted(ServiceItem? item = null) =>
        After(ItemState.Empty("UNE-BENEFIT"), ItemRules.Decide(ItemState.Empty("UNE-BENEFIT"), new PutItem(item ?? Item()), By("YXCS005", StaffLevel.L3)));

    private static ItemState Published() => After(Drafted(), ItemRules.Decide(Drafted(), new PublishItem(1), By("YXCS003")));

    [Fact]
    public void A_draft_is_no_guide_until_another_person_published_it()
    {
        Drafted().Snapshot.InForce(Now).Should().BeNull();
        ItemModel.View(Drafted(), Caller.Anonymous, Now).Should().BeNull();
        var state = Published();
        state.Snapshot.InForce(Now)!.Version.Should().Be(1);
        state.Snapshot.InForce(Now - Duration.Epsilon).Should().BeNull();
        ItemModel.View(state, Caller.Anonymous, Now)!.InForce!.NameZh.Should().Be("失业保险金申领");
    }

    [Fact]
    [Clause("2.2a")]
    public void An_author_does_not_approve_their_own_guide()
    {
        ItemRules.Decide(Drafted(), new PublishItem(1), By("YXCS005", StaffLevel.L3)).Refusal!.Code.Should().Be(Codes.SamePersonReview);
        ItemRules.Decide(Drafted(), new PublishItem(1), By("YXCS005", StaffLevel.L5)).Refusal!.Code.Should().Be(Codes.SamePersonReview);
    }

    [Theory]
    [InlineData("YXCS006", StaffLevel.L3, Codes.OverAuthority)]
    [InlineData("YXCS003", StaffLevel.L4, null)]
    [InlineData("YXCS001", StaffLevel.L5, null)]
    [InlineData(null, StaffLevel.L0, Codes.NotPermitted)]
    public void Leaders_publish(string? actor, StaffLevel level, string? code) =>
        (ItemRules.Decide(Drafted(), new PublishItem(1), By(actor, level, role: actor is null ? Roles.Admin : Roles.Staff)).Refusal?.Code).Should().Be(code);

    [Theory]
    [InlineData("YXCS011", StaffLevel.L2, Roles.Staff, Codes.NotPermitted)]
    [InlineData("YXCS005", StaffLevel.L3, Roles.Staff, null)]
    [InlineData(null, StaffLevel.L0, Roles.Admin, null)]
    [InlineData(null, StaffLevel.L0, Roles.Citizen, Codes.NotPermitted)]
    public void Heads_and_administrators_draft(string? actor, StaffLevel level, string role, string? code) =>
        (ItemRules.Decide(ItemState.Empty("UNE-BENEFIT"), new PutItem(Item()), By(actor, level, role: role)).Refusal?.Code).Should().Be(code);

    [Theory]
    [Clause("5.4f")]
    [InlineData(25, 20, "working-days", true)]
    [InlineData(20, 20, "working-days", false)]
    [InlineData(3, 5, "calendar-days", false)]
    [InlineData(4, 5, "calendar-days", true)]
    [InlineData(60, 3, "months", false)]
    [InlineData(61, 3, "months", true)]
    public void The_promise_may_not_exceed_the_law(int promised, int statutory, string unit, bool refused)
    {
        var item = Item(promised, statutory, unit);
        if (promised < 5) item = item with { Stages = [new("acceptance", new(0.5m, "working-days"), StaffLevel.L1), new("recheck", new(0.5m, "working-days"), StaffLevel.L2), new("decision", new(1, "working-days"), StaffLevel.L2)] };
        (ItemRules.Decide(ItemState.Empty("UNE-BENEFIT"), new PutItem(item), By("YXCS005", StaffLevel.L3)).Refusal?.Code).Should().Be(refused ? Codes.PromiseOverStatutory : null);
    }

    [Fact]
    [Clause("2.1a")]
    public void A_new_version_ends_the_old_one_and_both_stay_readable()
    {
        var later = Now + Duration.FromDays(1);
        var state = Published();
        state = After(state, ItemRules.Decide(state, new PutItem(Item(4) with { Stages = [.. Item().Stages.Select(s => s with { Limit = new(1, "working-days") })] }), By("YXCS005", StaffLevel.L3)));
        state = After(state, ItemRules.Decide(state, new PublishItem(2), By("YXCS003", now: later)), later);
        state.Snapshot.InForce(later - Duration.Epsilon)!.Version.Should().Be(1);
        state.Snapshot.InForce(later)!.Version.Should().Be(2);
        state.Snapshot.Find(1)!.LegalBasis.Should().Equal(new LegalBasis("社会保险法", "50"));
        ItemRules.Decide(state, new PublishItem(2), By("YXCS003")).Refusal!.Code.Should().Be(Codes.StageOrder);
        ItemRules.Decide(state, new PublishItem(9), By("YXCS003")).Refusal!.Code.Should().Be(Codes.NotFound);
    }

    [Fact]
    public void A_draft_older_than_what_is_in_force_is_not_published_any_more()
    {
        var state = After(Drafted(), ItemRules.Decide(Drafted(), new PutItem(Item()), By("YXCS005", StaffLevel.L3)));
        state = After(state, ItemRules.Decide(state, new PublishItem(2), By("YXCS003")));
        ItemRules.Decide(state, new PublishItem(1), By("YXCS003")).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    [Clause("2.2b")]
    public void A_wrong_version_is_withdrawn_with_a_reason_and_open_cases_keep_it()
    {
        var state = Published();
        ItemRules.Decide(state, new WithdrawItem(1, " "), By("YXCS003")).Refusal!.Code.Should().Be(Codes.ReasonMissing);
        ItemRules.Decide(state, new WithdrawItem(1, "x"), By("YXCS005", StaffLevel.L3)).Refusal!.Code.Should().Be(Codes.OverAuthority);
        var later = Now + Duration.FromHours(2);
        state = After(state, ItemRules.Decide(state, new WithdrawItem(1, "材料清单有误"), By("YXCS003", now: later)), later);
        state.Snapshot.InForce(later).Should().BeNull();
        state.Snapshot.InForce(Now)!.Version.Should().Be(1);
        state.Snapshot.Find(1).Should().NotBeNull();
        ItemRules.Decide(state, new WithdrawItem(1, "again"), By("YXCS003")).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void Everything_wrong_with_a_guide_is_said_at_once()
    {
        var wrong = Item() with
        {
            Code = "OTHER", NameZh = "", Kind = "slow", Audience = [], StatutoryUnit = null, PauseReasons = ["overload"], Channels = ["fax"],
            Stages = [new("decision", new(1, "working-days"), StaffLevel.L1), new("acceptance", new(1, "months"), StaffLevel.L1)],
            Materials = [new("a", "甲", null, "conditional", "applicant", false), new("a", "乙", null, "wished", "thin-air", false)],
        };
        ItemCheck.Check("UNE-BENEFIT", wrong)!.Errors!.Keys.Should().BeEquivalentTo(
            "code", "nameZh", "kind", "audience", "statutoryUnit", "pauseReasons", "channels", "stages", "stages.limit.unit", "materials", "materials.need", "materials.source", "materials.when");
    }

    [Fact]
    public void Stages_together_stay_within_the_promise()
    {
        var item = Item() with { Stages = [.. Item().Stages.Select(s => s with { Limit = new(1.5m, "working-days") })] };
        ItemCheck.Check("UNE-BENEFIT", item)!.Errors!["stages"].Should().Equal("sum-over-promised");
        var instant = Item() with { Kind = "instant", PromisedDays = 0, PromisedMinutes = 30, ReviewRequired = false, Stages = [new("acceptance", new(11, "working-minutes"), StaffLevel.L1), new("decision", new(20, "working-minutes"), StaffLevel.L1)] };
        ItemCheck.Check("UNE-BENEFIT", instant)!.Errors!["stages"].Should().Equal("sum-over-promised");
        ItemCheck.Check("UNE-BENEFIT", instant with { PromisedMinutes = 31 }).Should().BeNull();
    }

    [Fact]
    public void Fees_get_codes_of_their_own()
    {
        var item = ItemCheck.Complete(Item() with { Fees = [new("工本费", 20, "yuan", "目录"), new("邮寄费", 10, "yuan", "目录", Code: "mail")] });
        item.Fees.Select(f => f.Code).Should().Equal("fee-1", "mail");
    }

    [Fact]
    public void An_import_writes_once_and_never_over_a_known_version()
    {
        var item = Item() with { Version = 1 };
        var state = After(ItemState.Empty("UNE-BENEFIT"), ItemRules.Import(ItemState.Empty("UNE-BENEFIT"), "UNE-BENEFIT", item, Now));
        state.Snapshot.InForce(Now)!.Version.Should().Be(1);
        ItemRules.Import(state, "UNE-BENEFIT", item, Now).Entries.Should().BeEmpty();
        ItemRules.Import(state, "UNE-BENEFIT", item with { NameZh = "改" }, Now).Refusal!.Code.Should().Be(Codes.VersionConflict);
    }

    [Fact, Clause("4.3i")]
    public void Halls_are_told_of_a_version_that_replaces_another_and_not_of_the_first()
    {
        Published().Versions.Should().OnlyContain(v => v.UntoldSince == null);
        var second = After(Published(), ItemRules.Decide(Published(), new PutItem(Item() with { NameZh = "改" }), By("YXCS005", StaffLevel.L3)));
        second = After(second, ItemRules.Decide(second, new PublishItem(2), By("YXCS003")));
        second.Find(2)!.UntoldSince.Should().Be(Now);
        ItemModel.Of("UNE-BENEFIT").Summarise(second).NextDue.Should().Be(Now, "whoever wakes it tells them");
        After(second, Decision.Append(new LeafletHoldersTold(2, 8))).Find(2)!.UntoldSince.Should().BeNull();
    }
}
