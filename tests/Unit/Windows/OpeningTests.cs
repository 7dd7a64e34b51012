using HallGrains.Contracts.Common;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Windows;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using HallGrains.Unit.Halls;
using NodaTime;
using static HallGrains.Unit.Windows.WindowDay;

namespace HallGrains.Unit.Windows;

/// <summary>三提前: the opening check and the opening.</summary>
public class OpeningTests
{
    private readonly WindowDay _day = new();

    [Theory, Clause("5.1e")]
    [Clause("5.1a")]
    [Clause("5.1b")]
    [Clause("5.1c")]
    [Clause("5.1d")]
    [InlineData("systems")]
    [InlineData("materials")]
    [InlineData("at-post")]
    public void With_an_open_part_a_window_neither_opens_nor_calls(string open)
    {
        _day.SignedOn();
        foreach (var part in Parts.Where(p => p != open)) _day.Do(_day.Check(part));
        var refusal = _day.Do(new OpenWindow())!;
        refusal.Code.Should().Be(Codes.OpeningCheckMissing);
        refusal.Missing.Should().Equal(open);
        _day.Bar(new CallNext()).Should().BeEquivalentTo(refusal);
        _day.Do(_day.Check(open)).Should().BeNull();
        _day.Do(new OpenWindow()).Should().BeNull();
        _day.Bar(new CallNext()).Should().BeNull();
    }

    [Fact, Clause("5.1d")]
    public void A_seal_is_there_when_it_was_found_and_not_when_its_lack_was_waived()
    {
        OpeningParts.SealsPresent(_day.SignedOn().State).Should().BeFalse("nobody has looked");
        _day.Checked("seal");
        OpeningParts.SealsPresent(_day.State).Should().BeFalse();
        _day.Do(new WaiveOpeningItem("seal", "送修", _day.Now + Duration.FromHours(2)), Trained(HallDay.Head, StaffLevel.L3)).Should().BeNull();
        _day.Do(new OpenWindow()).Should().BeNull("the window opens");
        OpeningParts.SealsPresent(_day.State).Should().BeFalse("and seals nothing");
        OpeningParts.SealsPresent(new WindowDay().SignedOn().Checked().State).Should().BeTrue();
    }

    [Fact]
    public void Everything_that_is_open_is_named_at_once()
    {
        _day.SignedOn().Do(_day.Check("systems", "printer"));
        _day.Do(new OpenWindow())!.Missing.Should().Equal("systems/printer", "materials", "at-post");
    }

    [Theory]
    [Clause("5.1b")]
    [InlineData("systems", "business-system")]
    [InlineData("systems", "printer")]
    [InlineData("materials", "forms")]
    [InlineData("materials", "seal")]
    [InlineData("at-post", "badge")]
    public void A_failed_item_is_repaired_and_checked_again(string part, string item)
    {
        _day.SignedOn().Checked(item);
        _day.Last<OpeningItemFailed>().Should().Be(new OpeningItemFailed(part, item));
        _day.Do(new OpenWindow())!.Missing.Should().Equal($"{part}/{item}");
        _day.Do(_day.Check(part)).Should().BeNull();
        _day.Do(new OpenWindow()).Should().BeNull();
    }

    [Fact]
    [Clause("5.1b")]
    public void Or_waived_by_a_head_with_a_reason_until_a_time()
    {
        _day.SignedOn().Checked("printer");
        var until = _day.Now + Duration.FromHours(2);
        _day.Do(new WaiveOpeningItem("printer", "隔壁打印", until), Trained(HallDay.Head, StaffLevel.L3)).Should().BeNull();
        _day.Do(new OpenWindow()).Should().BeNull();
        _day.Bar(new CallNext()).Should().BeNull();
        _day.Now = until;
        _day.Bar(new CallNext())!.Missing.Should().Equal("systems/printer");
    }

    [Fact]
    public void A_waiver_ends_when_the_part_is_checked_anew()
    {
        _day.SignedOn().Checked("printer");
        _day.Do(new WaiveOpeningItem("printer", "隔壁打印", _day.Now + Duration.FromHours(2)), Trained(HallDay.Head, StaffLevel.L3));
        _day.Do(_day.Check("systems", "printer"));
        _day.Do(new OpenWindow())!.Missing.Should().Equal("systems/printer");
    }

    [Theory]
    [InlineData(StaffLevel.L0)]
    [InlineData(StaffLevel.L1)]
    [InlineData(StaffLevel.L2)]
    public void Nobody_below_a_head_waives(StaffLevel level)
    {
        _day.SignedOn().Checked("printer");
        _day.Do(new WaiveOpeningItem("printer", "不影响", _day.Now + Duration.FromHours(1)), Trained("YXCS009", level))!.Code.Should().Be(Codes.OverAuthority);
    }

    [Fact]
    public void A_waiver_is_refused_by_rights_then_state_then_content()
    {
        _day.SignedOn().Checked("printer");
        var head = Trained(HallDay.Head, StaffLevel.L3);
        var later = _day.Now + Duration.FromHours(1);
        _day.Do(new WaiveOpeningItem("printer", "x", later), facts: _day.Facts(null))!.Code.Should().Be(Codes.NotPermitted);
        _day.Do(new WaiveOpeningItem("printer", "x", later), Trained("YXNP002", StaffLevel.L3, hall: "YXNP"))!.Code.Should().Be(Codes.NotPermitted);
        _day.Do(new WaiveOpeningItem("printer", "x", later), Trained(HallDay.Head, StaffLevel.L3, onDuty: false))!.Code.Should().Be(Codes.NotOnDuty);
        _day.Do(new WaiveOpeningItem("forms", "x", later), head)!.Code.Should().Be(Codes.StageOrder, "it did not fail");
        _day.Do(new WaiveOpeningItem("printer", " ", later), head)!.Code.Should().Be(Codes.ReasonMissing);
        _day.Do(new WaiveOpeningItem("printer", "x", _day.Now), head)!.Errors!.Keys.Should().BeEquivalentTo("until");
        _day.Do(new WaiveOpeningItem("kettle", "x", _day.Now), head)!.Errors!.Keys.Should().BeEquivalentTo("code", "until");
    }

    [Fact]
    public void A_check_names_every_item_of_its_part_and_no_other()
    {
        _day.SignedOn();
        var refusal = _day.Do(new CheckOpening("systems", [new("printer", true), new("printer", true), new("kettle", true), new("seal", true)]))!;
        refusal.Code.Should().Be(Codes.Validation);
        refusal.Errors!["items"].Should().BeEquivalentTo("missing: business-system", "missing: evaluator", "unknown: kettle", "unknown: seal", "twice: printer");
        _day.State.Parts.Should().BeEmpty();
    }

    [Fact]
    public void An_unknown_part_or_a_wild_item_is_told()
    {
        _day.SignedOn();
        _day.Do(new CheckOpening("coffee", []))!.Errors!.Keys.Should().BeEquivalentTo("part");
        _day.Do(new CheckOpening(null!, default))!.Errors!.Keys.Should().BeEquivalentTo("part");
        _day.Do(new CheckOpening("at-post", [null!, new("到岗", true), new("badge", true, "a\u202eb")]))!.Errors!["items"]
            .Should().BeEquivalentTo("required", "not-a-code", "control-characters", "missing: arrived");
    }

    [Fact]
    public void Only_whoever_is_signed_on_here_checks()
    {
        _day.Do(_day.Check("systems"))!.Code.Should().Be(Codes.NotYourDuty);
        _day.SignedOn();
        _day.Do(_day.Check("systems"), Trained("YXCS008"))!.Code.Should().Be(Codes.NotYourDuty);
        _day.Do(_day.Check("systems"), Trained(HallDay.Handler, onDuty: false))!.Code.Should().Be(Codes.NotOnDuty);
        _day.Do(_day.Check("systems"), facts: _day.Facts(null))!.Code.Should().Be(Codes.NotPermitted);
    }

    [Fact]
    [Clause("3.3e")]
    public void A_window_without_an_evaluator_fails_that_item_whatever_is_said()
    {
        _day.Code = "YXCS-07";
        _day.SignedOn().Checked();
        _day.Last<OpeningItemFailed>().Should().Be(new OpeningItemFailed("systems", "evaluator"));
        _day.Do(new OpenWindow())!.Missing.Should().Equal("systems/evaluator");
        _day.Do(new WaiveOpeningItem("evaluator", "已报修", _day.Now + Duration.FromHours(8)), Trained(HallDay.Head, StaffLevel.L3)).Should().BeNull();
        _day.Do(new OpenWindow()).Should().BeNull();
    }

    [Fact]
    [Clause("5.1e")]
    public void On_post_at_09_04_with_opening_at_09_00_is_four_minutes_late()
    {
        // Saturday: the line opens at 09:00.
        _day.At("2026-11-28 09:04").SignedOn();
        _day.Do(_day.Check("at-post")).Should().BeNull();
        _day.State.LateMinutes.Should().Be(4);
        _day.Do(_day.Check("systems"));
        _day.Do(_day.Check("materials"));
        _day.Do(new OpenWindow()).Should().BeNull();
        _day.State.LateMinutes.Should().Be(4);
    }

    [Theory]
    [Clause("5.1e")]
    [InlineData("08:10", 0)]
    [InlineData("08:30", 0)]
    [InlineData("08:31", 1)]
    [InlineData("13:30", 300)]
    public void Late_opening_is_measured(string time, int minutes)
    {
        _day.At(time).Opened();
        _day.Last<WindowOpened>().LateMinutes.Should().Be(minutes);
        _day.State.LateMinutes.Should().Be(minutes);
    }

    [Fact]
    [Clause("5.1e")]
    public void The_first_opening_of_the_day_counts()
    {
        _day.At("08:33").Opened();
        _day.At("12:00").Do(new CloseWindow()).Should().BeNull();
        _day.At("13:40").Do(new OpenWindow()).Should().BeNull();
        _day.State.LateMinutes.Should().Be(3);
    }

    [Fact]
    public void On_a_day_without_sessions_nobody_is_late()
    {
        _day.At("2026-11-29 10:00").Opened();
        _day.State.LateMinutes.Should().BeNull();
    }

    [Fact]
    [Clause("5.6h")]
    public void A_checked_window_opens_and_calls_before_opening_time()
    {
        _day.At("08:05").Opened();
        _day.Bar(new CallNext()).Should().BeNull();
    }

    [Fact]
    [Clause("5.6i")]
    public void An_open_window_calls_after_closing_time()
    {
        _day.Opened();
        _day.At("17:40").Bar(new CallNext()).Should().BeNull();
    }

    [Fact]
    public void A_guide_desk_needs_no_check()
    {
        _day.Code = "YXCS-00";
        _day.SignedOn().Do(new OpenWindow()).Should().BeNull();
        _day.Bar(new CallNext()).Should().BeNull();
    }

    [Fact]
    public void Another_person_is_at_the_post_by_their_own_check()
    {
        _day.Opened();
        _day.Do(new CloseWindow());
        _day.Do(new SignOff());
        var second = Trained("YXCS008");
        _day.Do(new SignOn(), second).Should().BeNull();
        _day.Do(new OpenWindow(), second)!.Missing.Should().Equal("at-post");
        _day.Do(_day.Check("at-post"), second).Should().BeNull();
        _day.Do(new OpenWindow(), second).Should().BeNull();
    }

    [Fact]
    public void Who_comes_back_to_the_same_window_needs_no_second_check()
    {
        _day.Opened();
        _day.Do(new CloseWindow());
        _day.Do(new SignOff());
        _day.SignedOn().Do(new OpenWindow()).Should().BeNull();
    }

    [Fact]
    public void The_view_shows_parts_items_and_waivers()
    {
        _day.SignedOn().Do(_day.Check("systems", "printer"));
        _day.Do(new WaiveOpeningItem("printer", "x", _day.Now + Duration.FromHours(1)), Trained(HallDay.Head, StaffLevel.L3));
        var view = OpeningParts.View(_day.State, _day.Hall, new(2026, 11, 24), _day.Now);
        view.Parts.Select(p => (p.Part, p.Done)).Should().Equal(("systems", true), ("materials", false), ("at-post", false));
        view.Parts[0].Items.Single(i => i.Code == "printer").Should().Be(new OpeningItemView("printer", "打印机正常", false, _day.Now + Duration.FromHours(1)));
        view.Parts[1].Items.Should().OnlyContain(i => i.Ok == null);
    }

    [Fact]
    public void An_item_added_to_the_list_after_the_check_is_open()
    {
        _day.Opened();
        var systems = _day.Hall.OpeningCheck[0];
        _day.Hall = _day.Hall with { OpeningCheck = _day.Hall.OpeningCheck.SetItem(0, systems with { Items = systems.Items.Add(new("camera", "高拍仪正常", null, "5.1b")) }) };
        _day.Bar(new CallNext())!.Missing.Should().Equal("systems/camera");
    }

    [Fact]
    public void Notes_stand_in_the_private_part()
    {
        _day.SignedOn().Do(new CheckOpening("materials", [new("forms", true, "余20份"), new("seal", true)])).Should().BeNull();
        var written = Grains.Ledger.EntryCodec.Standard.Encode(_day.Last<OpeningChecked>(), DemoCity.At("2026-11-24 08:10"), "x", "key");
        written.Data.Should().NotContain("余20份");
        written.Private!.Json.Should().Contain("余20份");
    }
}
