using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using HallGrains.Unit.Clocks;
using HallGrains.Unit.Staff;
using NodaTime;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Pages;

/// <summary>What a hall publishes under its own name: two people, versions, and never looser than the city.</summary>
public class HallPageTests
{
    private static readonly Instant Now = StaffBench.Now;
    private static readonly ServiceItem Ten = Item("UNE-BENEFIT") with { Code = "TEN", PromisedDays = 10 };

    private static readonly HallDefinition Town = StaffBench.Hall with { Code = "YXNP", Kind = "county", Parent = "YXCS", Items = ["TEN", "UNE-REG"] };

    private static HallPageFacts By(string? actor, StaffLevel level = StaffLevel.L3, string hall = "YXNP", ServiceItem? item = null, Instant? now = null) => new(
        new(actor ?? "office", actor, [actor is null ? Roles.Admin : Roles.Staff]), actor is null ? null : StaffBench.Snapshot(StaffBench.Person(actor, level, hall)), now ?? Now, Town, ["YXCS"], item ?? Ten,
        StaffBench.Snapshot(StaffBench.Person("YXNP004", hall: "YXNP")));

    private static HallState Registered { get; } = HallModel.Evolve(HallState.Empty, Entry(new HallRegistered(Town), 1));

    // Through the ledger's JSON, so that nothing lives only in memory.
    private static Recorded Entry(IEntry body, int version, Instant? at = null)
    {
        var written = EntryCodec.Standard.Encode(body, at ?? Now, "a", "key");
        return new(EntryCodec.Standard.Decode(written.Kind, written.Schema, written.Data, written.Private?.Json), version, at ?? Now, at ?? Now, "a", "a", "c", false);
    }

    private static HallState After(HallState state, Decision decision, Instant? at = null)
    {
        decision.Refusal.Should().BeNull();
        foreach (var draft in decision.Entries) state = HallModel.Evolve(state, Entry(draft.Body, state.Snapshot!.Version + 1, at));
        return state;
    }

    private static Decision Draft(HallState state, int? days, HallPageFacts? by = null) => HallPageRules.Decide(state, new DraftHallPage("limit", "TEN", new HallLimit(days)), by ?? By("YXNP002"));

    private static Decision Publish(HallState state, int version = 1, HallPageFacts? by = null, string kind = "limit", string key = "TEN") =>
        HallPageRules.Decide(state, new PublishHallPage(kind, key, version), by ?? By("YXNP001", StaffLevel.L4));

    [Theory]
    [Clause("0.3")]
    [InlineData(12, Codes.LooserThanCity)]
    [InlineData(11, Codes.LooserThanCity)]
    [InlineData(10, null)]
    [InlineData(8, null)]
    [InlineData(0, Codes.Validation)]
    [InlineData(null, Codes.Validation)]
    public void A_hall_may_keep_a_limit_tighter_than_the_city_never_looser(int? days, string? code) => (Draft(Registered, days).Refusal?.Code).Should().Be(code);

    [Fact]
    [Clause("0.3")]
    public void A_limit_drafted_before_the_city_tightened_its_own_is_not_published_any_more()
    {
        var state = After(Registered, Draft(Registered, 8));
        Publish(state, by: By("YXNP001", StaffLevel.L4, item: Ten with { PromisedDays = 5 })).Refusal!.Code.Should().Be(Codes.LooserThanCity);
        HallPages.LimitOf(After(state, Publish(state)).Snapshot!.Definition, Ten).Should().Be(new HallLimit(8));
        HallPages.LimitOf(After(state, Publish(state)).Snapshot!.Definition, Ten with { PromisedDays = 5 }).Should().BeNull("the shorter of the two holds");
        HallPages.LimitOf(state.Snapshot!.Definition, Ten).Should().BeNull("a draft holds nothing");
    }

    [Fact]
    public void An_instant_item_is_tightened_in_minutes()
    {
        var instant = Item("UNE-REG");
        Decision Put(HallLimit limit) => HallPageRules.Decide(Registered, new DraftHallPage("limit", "UNE-REG", limit), By("YXNP002", item: instant));
        Put(new(PromisedMinutes: instant.PromisedMinutes + 1)).Refusal!.Code.Should().Be(Codes.LooserThanCity);
        Put(new(PromisedDays: 1)).Refusal!.Errors!.Keys.Should().BeEquivalentTo("promisedMinutes", "promisedDays");
        Put(new(PromisedMinutes: 5)).Refusal.Should().BeNull();
        HallPageRules.Decide(Registered, new DraftHallPage("limit", "WII-RECOG", new HallLimit(1)), By("YXNP002", item: Item("WII-RECOG"))).Refusal!.Errors!["item"].Should().Equal("not-offered-here");
    }

    [Theory]
    [Clause("2.2a")]
    [InlineData("YXNP002", StaffLevel.L3, "YXNP", Codes.SamePersonReview)]
    [InlineData("YXNP002", StaffLevel.L5, "YXNP", Codes.SamePersonReview)]
    [InlineData("YXNP003", StaffLevel.L3, "YXNP", Codes.OverAuthority)]
    [InlineData("YXNP001", StaffLevel.L4, "YXNP", null)]
    [InlineData("YXCS003", StaffLevel.L4, "YXCS", null)]
    [InlineData("YXBD001", StaffLevel.L4, "YXBD", Codes.NotPermitted)]
    [InlineData(null, StaffLevel.L0, "", Codes.NotPermitted)]
    public void Another_person_of_the_hall_or_above_publishes(string? actor, StaffLevel level, string hall, string? code)
    {
        var state = After(Registered, Draft(Registered, 8));
        (Publish(state, by: By(actor, level, hall)).Refusal?.Code).Should().Be(code);
    }

    [Theory]
    [InlineData("YXNP004", StaffLevel.L1, "YXNP", Codes.NotPermitted)]
    [InlineData("YXNP002", StaffLevel.L3, "YXNP", null)]
    [InlineData("YXBD002", StaffLevel.L3, "YXBD", Codes.NotPermitted)]
    [InlineData("YXCS005", StaffLevel.L3, "YXCS", null)]
    [InlineData(null, StaffLevel.L0, "", null)]
    public void Heads_of_the_hall_or_above_and_administrators_draft(string? actor, StaffLevel level, string hall, string? code) =>
        (Draft(Registered, 8, By(actor, level, hall)).Refusal?.Code).Should().Be(code);

    [Fact]
    [Clause("2.2a")]
    public void Versions_name_author_and_approver_and_drafts_are_shown_to_nobody_outside()
    {
        var state = After(Registered, Draft(Registered, 8));
        HallPages.View("YXNP", state, Caller.Anonymous, Now).Pages.Should().BeEmpty();
        state = After(state, Publish(state));
        state = After(state, Draft(state, 6));
        var later = Now + Duration.FromHours(1);
        state = After(state, Publish(state, 2, By("YXNP001", StaffLevel.L4, now: later)), later);
        var shown = HallPages.View("YXNP", state, Caller.Anonymous, later).Pages;
        shown.Select(p => (p.Version, p.Status, p.Author, p.Approver)).Should().Equal((1, "superseded", "YXNP002", "YXNP001"), (2, "published", "YXNP002", "YXNP001"));
        shown[0].Until.Should().Be(later);
        Publish(state, 2).Refusal!.Code.Should().Be(Codes.StageOrder);
        Publish(state, 9).Refusal!.Code.Should().Be(Codes.NotFound);
        HallPageRules.Decide(state, new WithdrawHallPage("limit", "TEN", 2, " "), By("YXNP001", StaffLevel.L4)).Refusal!.Code.Should().Be(Codes.ReasonMissing);
        state = After(state, HallPageRules.Decide(state, new WithdrawHallPage("limit", "TEN", 2, "办理量上升"), By("YXNP001", StaffLevel.L4)));
        HallPages.LimitOf(state.Snapshot!.Definition, Ten).Should().BeNull("nothing comes back by itself");
    }

    [Fact]
    public void What_a_hall_published_survives_the_next_start_with_its_file()
    {
        var state = After(Registered, Draft(Registered, 8));
        state = After(state, Publish(state));
        HallModel.Import(state, "YXNP", Town).Entries.Should().BeEmpty("the file says nothing new");
        state = HallModel.Evolve(state, Entry(new HallRegistered(Town with { NameZh = "改名" }), state.Snapshot!.Version + 1));
        HallPages.LimitOf(state.Snapshot!.Definition, Ten).Should().Be(new HallLimit(8));
        HallPages.Apply(HallPages.Apply(null, Entry(new HallRegistered(Town), 1)), Entry(new HallPagePublished(state.Pages[0]), 3)).Pages.Should().HaveCount(1, "a monitor folds the same");
    }

    [Fact]
    [Clause("4.2a")]
    [Clause("4.2b")]
    [Clause("4.2c")]
    public void Promises_are_of_the_unit_a_group_or_a_person_of_the_hall()
    {
        static HallPromise Promise(string scope, string owner, string? metric = "on-time-rate") => new()
        {
            Id = "", Scope = scope, Owner = owner, TextZh = "按时办结", Metric = metric, Operator = metric is null ? null : ">=", Threshold = metric is null ? null : 0.99m, Window = metric is null ? null : "month", ShownOn = ["hall-page"],
        };
        Decision Put(HallPromise promise, HallPageFacts? by = null) => HallPageRules.Decide(Registered, new DraftHallPage("promise", "P-1", Promise: promise), by ?? By("YXNP002"));
        Put(Promise("unit", "YXNP")).Refusal.Should().BeNull();
        Put(Promise("collective", "YXNP:card")).Refusal.Should().BeNull();
        Put(Promise("individual", "YXNP004", null)).Refusal.Should().BeNull();
        Put(Promise("individual", "YXNP004"), By("YXNP004", StaffLevel.L1)).Refusal.Should().BeNull("a person words their own");
        Put(Promise("individual", "YXNP004"), By("YXNP005", StaffLevel.L1)).Refusal!.Code.Should().Be(Codes.NotPermitted);
        Put(Promise("unit", "YXCS")).Refusal!.Errors!["owner"].Should().Equal("not-of-this-hall");
        Put(Promise("unit", "YXNP") with { Metric = "smiles", Operator = "==", Window = "year", Threshold = -1 }).Refusal!.Errors!.Keys.Should().BeEquivalentTo("metric", "operator", "window", "threshold");

        var state = After(Registered, Put(Promise("unit", "YXNP")));
        state = After(state, Publish(state, kind: "promise", key: "P-1"));
        var (shown, page) = HallPages.Promises(state.Snapshot!.Definition).Should().ContainSingle().Subject;
        (shown.Id, page!.Author, page.Approver).Should().Be(("P-1", "YXNP002", "YXNP001"));
    }

    [Fact]
    [Clause("2.2a")]
    public void A_note_names_its_source_and_ends_with_its_validity()
    {
        var state = After(Registered, HallPageRules.Decide(Registered, new DraftHallPage("note", "policy-1", Text: new("稳岗返还政策解读", ["符合条件的单位可申请"], "云人社〔2026〕12号", new LocalDate(2026, 12, 31))), By("YXNP002")));
        state = After(state, Publish(state, kind: "note", key: "policy-1"));
        HallPages.Texts(state.Snapshot!.Definition, "note", new LocalDate(2026, 12, 31)).Should().ContainSingle().Which.Text!.Source.Should().Be("云人社〔2026〕12号");
        HallPages.Texts(state.Snapshot.Definition, "note", new LocalDate(2027, 1, 1)).Should().BeEmpty();
        HallPageRules.Decide(Registered, new DraftHallPage("note", "x", Text: new("", [])), By("YXNP002")).Refusal!.Errors!.Keys.Should().BeEquivalentTo("title", "lines");
        HallPageRules.Decide(Registered, new DraftHallPage("poem", "x", Text: new("题", ["一"])), By("YXNP002")).Refusal!.Errors!.Keys.Should().Contain("kind");
    }

    [Fact]
    [Clause("0.3")]
    public void The_clocks_of_a_case_run_by_the_tighter_limit_of_its_hall_and_keep_it()
    {
        static HallDefinition Tight(HallDefinition hall, int days) => hall with { Pages = [new("limit", "UNE-BENEFIT", 1, "published", "YXCS005", "YXCS003", Now) { Limit = new(days) }] };
        ACase().Accepted().View(Handler).PromisedDueAt.Should().Be(DemoCity.At("2026-12-01 17:00"), "the city gives five working days");
        var bench = ACase().HallAs(Hall, h => Tight(h, 3)).Answered();
        ((HallGrains.Contracts.Cases.NoticesGiven)bench.Entries[^1].Body).PromisedDueAt.Should().Be(DemoCity.At("2026-11-27 17:00"), "the person is told the hall's own limit");
        bench.Do(Handler, Application(AllPapers)).Do(Handler, new HallGrains.Contracts.Cases.AcceptCase());
        bench.View(Handler).PromisedDueAt.Should().Be(DemoCity.At("2026-11-27 17:00"));
        bench.HallAs(Hall, h => h with { Pages = [] }).View(Handler).PromisedDueAt.Should().Be(DemoCity.At("2026-11-27 17:00"), "what was promised at acceptance stays promised");
        bench.Woken("2026-11-30 09:00").State.Cards.Should().Contain(c => c.Clock == "promised" && c.Colour == "yellow" && c.DueAt == DemoCity.At("2026-11-27 17:00"));
    }
}
