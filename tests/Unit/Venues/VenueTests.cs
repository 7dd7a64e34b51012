using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Venues;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Venues;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using NodaTime;

namespace HallGrains.Unit.Venues;

/// <summary>The facility register: states, expiry by itself, leaflets, gaps, the brand.</summary>
public sealed class VenueTests
{
    private readonly Walkthrough _walk = new();
    private VenueState _state = VenueState.None;

    [Fact, Clause("2.4a")]
    public void The_register_has_kind_place_state_and_last_check_and_a_check_that_is_over_shows()
    {
        Imported();
        _state.Items.Should().HaveCount(13);
        Put("F1", new() { Kind = "drinking-water", NameZh = "饮水机", Place = "等候区", State = "ok" }).Refusal.Should().BeNull();
        View("F1").Should().Match<FacilityView>(f => f.Place == "等候区" && f.State == "ok" && f.LastCheck == null && f.NextCheckBy == new LocalDate(2026, 12, 25));
        _walk.At("2026-12-26 09:00");
        View("F1").Flags.Should().Equal("check-overdue");
        Check("YXNP001", "F1", true).Refusal!.Code.Should().Be(Codes.NotPermitted);
        Check("YXCS015", "F1", true).Refusal.Should().BeNull();
        View("F1").Should().Match<FacilityView>(f => f.LastCheck == new LocalDate(2026, 12, 26) && f.Flags.IsEmpty);
        Check("YXCS015", "F9", true).Refusal!.Code.Should().Be(Codes.NotFound);
        Put("F1", new() { Kind = "drinking-water", NameZh = "饮水机", State = "ok" }, "YXCS015").Refusal!.Code.Should().Be(Codes.NotPermitted);
        Put("F2", new() { Kind = "", NameZh = "", State = "well", Seats = -1 }).Refusal!.Errors!.Keys.Should().BeEquivalentTo("kind", "nameZh", "state");
    }

    [Fact, Clause("4.1b"), Clause("4.4h")]
    public void A_device_marked_broken_is_a_repair_duty_with_a_due_date_each_time_it_breaks_once()
    {
        Put("F1", Copier("ok"));
        var broken = Put("F1", Copier("broken"));
        var lapse = broken.Entries.Select(e => e.Body).OfType<FacilityLapsed>().Single();
        lapse.What.Should().Be("broken");
        _state.Pending.Should().ContainSingle().Which.Finding.Should().Be(lapse.Finding);
        Put("F1", Copier("broken")).Entries.Should().ContainSingle("it is broken already");
        _walk.Open(VenueState.FindingOf("YXCS", "F1", lapse.What, lapse.Key, "copier") with { At = _walk.Now });
        _walk.Finding.Opened!.Should().Match<FindingOpened>(f => f.Facility == "F1" && f.Clause == "4.1b" && f.Responsible == "YXCS003");
        DemoCity.Local(_walk.Finding.RectifyBy).Should().Be("2026-12-01 17:00");
        VenueState.FindingOf("YXCS", "F1", lapse.What, lapse.Key, "copier").Number.Should().Be(lapse.Finding, "whoever opens it names the same stream");
        Put("F1", Copier("ok"));
        Check("YXCS015", "F1", false).Entries.Select(e => e.Body).OfType<FacilityLapsed>().Single().Finding.Should().NotBe(lapse.Finding, "it broke again");
        View("F1").State.Should().Be("broken");
    }

    [Theory]
    [InlineData("fire-extinguisher", "4.4e", "major"), InlineData("first-aid-kit", "4.4l", "major"), InlineData("fire-alarm", "4.4e", "major")]
    [Clause("4.4e"), Clause("4.4l")]
    public void What_is_past_its_date_is_found_by_itself_at_that_instant_and_once(string kind, string clause, string grade)
    {
        Put("F1", new() { Kind = kind, NameZh = "x", State = "ok", Expires = new(2026, 11, 30) });
        _state.Row().NextDue.Should().Be(DemoCity.At("2026-12-01 00:00"));
        _walk.At("2026-11-30 23:59");
        Fall().Should().BeEmpty("good through 24:00 of that day");
        _walk.At("2026-12-05 09:00");
        var lapsed = Fall().Single();
        lapsed.OccurredAt.Should().Be(DemoCity.At("2026-12-01 00:00"));
        Fall().Should().BeEmpty();
        View("F1").Flags.Should().Contain("expired");
        var finding = VenueState.FindingOf("YXCS", "F1", "expired", ((FacilityLapsed)lapsed.Body).Key, kind);
        (finding.Clause, finding.Grade).Should().Be((clause, grade));
        Put("F1", new() { Kind = kind, NameZh = "x", State = "ok", Expires = new(2028, 1, 1) });
        View("F1").Flags.Should().BeEmpty();
    }

    [Fact, Clause("4.4l")]
    public void Each_thing_in_the_first_aid_kit_has_its_own_day()
    {
        Put("F1", new() { Kind = "first-aid-kit", NameZh = "医药箱", State = "ok", Contents = [new("创可贴", new(2026, 12, 1)), new("碘伏", new(2026, 12, 3)), new("纱布")] });
        _walk.At("2026-12-10 09:00");
        Fall().Select(d => (((FacilityLapsed)d.Body).Key, DemoCity.Local(d.OccurredAt))).Should().Equal(("expired:创可贴:2026-12-01", "2026-12-02 00:00"), ("expired:碘伏:2026-12-03", "2026-12-04 00:00"));
    }

    [Fact, Clause("4.4e")]
    public void What_was_past_its_date_before_the_register_knew_of_it_is_found_when_it_is_registered()
    {
        var hall = Walkthrough.City.Halls.Single(h => h.Code == "YXSQ");
        Apply(VenueRules.Import(_state, hall.Facilities), "system");
        var found = Fall().Single();
        found.OccurredAt.Should().Be(_walk.Now);
        found.Body.Should().Match<FacilityLapsed>(l => l.Facility == "YXSQ-F04" && l.What == "expired");
        Apply(VenueRules.Import(_state, hall.Facilities), "system").Entries.Should().BeEmpty("the same file writes nothing");
    }

    [Fact, Clause("4.4d")]
    public void An_overdue_drill_is_found()
    {
        Put("F1", new() { Kind = "evacuation-plan", NameZh = "疏散示意图", State = "ok", LastDrill = new(2026, 6, 10) });
        View("F1").NextDrillBy.Should().Be(new LocalDate(2026, 12, 7));
        _walk.At("2026-12-08 08:00");
        Fall().Single().Should().Match<EntryDraft>(d => ((FacilityLapsed)d.Body).What == "drill-overdue" && d.OccurredAt == DemoCity.At("2026-12-08 00:00"));
        FacilityKinds.ClauseOf("evacuation-plan").Should().Be("4.4d");
    }

    [Fact, Clause("4.3i"), Clause("4.4i")]
    public void A_leaflet_of_an_older_version_is_to_be_replaced_and_low_stock_shows()
    {
        Leaflet(1, 200, inForce: 1).Refusal.Should().BeNull();
        View("F1").Flags.Should().BeEmpty();
        var told = Apply(VenueRules.ItemInForce("YXCS", _state, "UNE-BENEFIT", 2), "system");
        told.Entries.Single().Body.Should().Match<FacilityLapsed>(l => l.What == "leaflet-outdated" && l.Key == "outdated:UNE-BENEFIT@2");
        View("F1").Flags.Should().Equal("leaflet-outdated");
        _walk.Open(VenueState.FindingOf("YXCS", "F1", "leaflet-outdated", "outdated:UNE-BENEFIT@2", "leaflet"));
        Grains.Inspections.FindingSummary.Waiting("F", _walk.Finding).Should().ContainSingle().Which.Should().Match<Grains.Duties.WaitingItem>(w => w.Kind == "replace" && w.For == "YXCS003" && w.DueAt != null);
        VenueRules.ItemInForce("YXCS", _state, "UNE-BENEFIT", 2).Entries.Should().BeEmpty("once");
        VenueRules.ItemInForce("YXCS", _state, "CARD-APPLY", 9).Entries.Should().BeEmpty();
        Leaflet(2, 5, inForce: 2).Entries.Should().ContainSingle();
        View("F1").Flags.Should().Equal("low-stock");
        Leaflet(1, 50, inForce: 3).Entries.Select(e => e.Body).OfType<FacilityLapsed>().Should().ContainSingle("old when it is laid out");
        Leaflet(1, 50, inForce: null).Refusal!.Errors!.Keys.Should().Equal("item");
    }

    [Theory, InlineData("waiting-seats"), InlineData("accessible-toilet")]
    [Clause("4.4j"), Clause("4.4k")]
    public void What_conditions_do_not_allow_is_not_applicable_with_the_reason_only(string kind)
    {
        Put("F1", new() { Kind = kind, NameZh = "x", State = "not-applicable" }).Refusal!.Code.Should().Be(Codes.ReasonMissing);
        Put("F1", new() { Kind = kind, NameZh = "x", State = "not-applicable", Reason = "原有建筑无条件改造" }).Refusal.Should().BeNull();
        Shown().Gaps.Should().Contain(g => g.Facility == "F1" && g.What == "not-applicable" && g.Reason == "原有建筑无条件改造");
        Shown().Gaps.Should().NotContain(g => g.Kind == kind && g.What == "missing");
    }

    [Fact, Clause("4.4k"), Clause("4.1a"), Clause("4.4f")]
    public void The_halls_page_lists_accessible_facilities_and_what_the_standard_has_and_the_hall_has_not()
    {
        Imported();
        Shown().Accessible.Should().BeEquivalentTo("YXCS-F02", "YXCS-F03", "YXCS-F09", "YXCS-F11", "YXCS-F13");
        Shown().Gaps.Where(g => g.What == "missing").Select(g => g.Kind).Should().BeEquivalentTo("sign-hall", "sign-guidance", "guide-board");
        Put("S1", new() { Kind = "sign-hall", NameZh = "机构名称标识", State = "ok" });
        Shown().Gaps.Should().NotContain(g => g.Kind == "sign-hall");
        Put("YXCS-F02", new() { Kind = "accessible-ramp", NameZh = "无障碍坡道", State = "broken", Reason = "破损" });
        Shown().Accessible.Should().NotContain("YXCS-F02");
        Shown().Gaps.Should().Contain(g => g.Facility == "YXCS-F02" && g.What == "broken" && g.Clause == "4.4k");
        Shown().Gaps.Should().NotContain(g => g.Kind == "camera");
    }

    [Fact, Clause("4.1c")]
    public void There_is_one_brand_of_the_city_and_a_colour_is_a_colour()
    {
        var brand = Brand.Of(Walkthrough.City.City.Brand);
        (brand.NameZh, brand.Colour).Should().Be(("云溪人社·一窗办", "#0b5cad"));
        Brand.Of(new("甲", "red;} body{", null, null)).Colour.Should().Be("#0b5cad");
        Brand.Of(null).NameZh.Should().NotBeEmpty();
    }

    [Fact, Clause("3.3b")]
    public void The_script_card_has_the_words_of_courtesy()
    {
        var card = Brand.Of(Walkthrough.City.City.Brand).ScriptCard;
        foreach (var word in new[] { "您好", "请问", "谢谢", "请慢走" }) card.Should().Contain(l => l.TextZh.Contains(word), word);
        Brand.Of(null).OnlinePhrases.Should().NotBeEmpty();
    }

    private static PutFacility Copier(string state) => new() { Kind = "copier", NameZh = "自助复印", State = state, Reason = state == "broken" ? "卡纸" : null };

    private Decision Leaflet(int version, int stock, int? inForce) =>
        Apply(VenueRules.Put(_state, "F1", new() { Kind = "leaflet", NameZh = "失业保险宣传页", State = "ok", Item = "UNE-BENEFIT", ItemVersion = version, Stock = stock }, Facts("YXCS005") with { InForce = inForce }), "YXCS005");

    private Decision Put(string id, PutFacility command, string by = "YXCS005") => Apply(VenueRules.Put(_state, id, command, Facts(by)), by);

    private Decision Check(string by, string id, bool ok) => Apply(VenueRules.Check(_state, id, new(ok), Facts(by)), by);

    private void Imported() => Apply(VenueRules.Import(_state, _walk.Hall.Facilities), "system");

    private ImmutableArray<EntryDraft> Fall()
    {
        var due = VenueState.Fallen("YXCS", _state, _walk.Now);
        Apply(new(due, null, Decision.Nothing.Made), "system");
        return due;
    }

    private VenueFacts Facts(string by) => new(_walk.Now, new(by, by, [Roles.Staff]), Walkthrough.Person(by), _walk.Hall);

    private FacilityView View(string id) => VenueViews.Facility(_state.Items[id], _walk.Now);

    private VenueView Shown() => VenueViews.Of(_walk.Hall, _state, [], _walk.Now);

    private Decision Apply(Decision decision, string by)
    {
        _state = _walk.Fold(_state, VenueState.Evolve, decision, by, _state.Version);
        return decision;
    }
}

internal static class VenueRows
{
    internal static Grains.Ledger.SummaryRow Row(this VenueState state) => VenueState.Model("YXCS").Summarise(state);
}
