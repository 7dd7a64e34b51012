using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Monitoring;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;
using HallGrains.Silo.City;
using HallGrains.Tests;
using HallGrains.Unit.Staff;
using NodaTime;

namespace HallGrains.Unit.Pages;

/// <summary>Signs, badges, standards and duties as a hall shows them, and the norm as data.</summary>
public class NoticesTests
{
    private static readonly CityFile City = CityFile.Read(Repository.PathOf("data"));
    private static readonly HallDefinition Hall = City.Halls.Single(h => h.Code == "YXCS");
    private static readonly StaffDefinition Handler = City.Staff.Single(s => s.Number == "YXCS015");
    private static readonly LocalDate Today = new(2026, 11, 24);

    private static HallDefinition With(params HallPage[] pages) => Hall with { Pages = [.. pages] };

    private static HallPage Duty(string key, params string[] lines) => new("duty", key, 1, "published", "YXCS005", "YXCS003", StaffBench.Now) { Text = new(key, [.. lines]) };

    [Fact]
    [Clause("4.3a")]
    public void Standards_are_the_citys_and_a_halls_own_under_the_same_key_takes_its_place()
    {
        var standards = Notices.Texts(Hall, City.City, HallPageKinds.Standard, Today);
        standards.Select(s => s.Key).Should().Contain(["opening", "reception", "notice", "time"]).And.BeInAscendingOrder(StringComparer.Ordinal);
        standards.Should().OnlyContain(s => s.Scope == "city" && s.Lines.Length > 0);
        var own = Notices.Texts(With(new HallPage("standard", "reception", 3, "published", "a", "b", StaffBench.Now) { Text = new("本厅接待标准", ["一"]) }), City.City, HallPageKinds.Standard, Today);
        own.Should().HaveCount(standards.Length);
        own.Single(s => s.Key == "reception").Should().Match<PublishedText>(t => t.Scope == "hall" && t.Title == "本厅接待标准" && t.PageVersion == 3 && t.Author == "a" && t.Approver == "b");
    }

    [Fact]
    [Clause("4.3h")]
    public void Duties_are_listed_for_each_window_and_role()
    {
        var duties = Notices.Texts(With(Duty("YXCS-06", "失业登记", "失业金申领")), City.City, HallPageKinds.Duty, Today);
        duties.Select(d => d.Key).Should().Contain(Hall.Windows.Select(w => w.Code)).And.Contain(["L0", "L1", "L2", "L3", "L4", "L5"]);
        duties.Single(d => d.Key == "YXCS-06").Lines.Should().Equal("失业登记", "失业金申领");
        duties.Single(d => d.Key == "YXCS-01").Lines.Should().ContainSingle().Which.Should().Contain("参保登记").And.NotContain("registration");
    }

    [Fact]
    [Clause("3.1a")]
    public void A_windows_sign_says_what_is_done_there_and_the_duties_of_who_serves()
    {
        var window = Hall.Window("YXCS-06")!;
        var empty = Notices.SignDuties(Hall, window, null, City.City, Today);
        empty.Should().ContainSingle().Which.Should().StartWith("办理业务：");
        Notices.SignDuties(Hall, window, Handler, City.City, Today).Should().HaveCountGreaterThan(1).And.Contain("受理申请，一次性告知补正");
        Notices.SignDuties(With(Duty("YXCS-06", "失业登记")), window, null, City.City, Today).Should().Equal("失业登记");
    }

    [Fact]
    [Clause("3.1a")]
    [Clause("3.1b")]
    [Clause("4.2c")]
    [Clause("4.2d")]
    public void While_somebody_is_on_duty_the_display_shows_their_badge_and_promise()
    {
        var picture = new HallPicture("YXCS");
        var version = 0;
        picture = Fold(picture, "hall/YXCS", new HallRegistered(Hall));
        picture = HallFold.Apply(picture, "hall/YXCS", [Entry(new HallPagePublished(Duty("YXCS-06", "失业登记")), 2)]).Picture;
        picture = Fold(picture, "staff/YXCS015", new StaffRegistered(Handler with { Name = "YXCS015" }, Handler.Name));
        picture = HallFold.Apply(picture, "staff/YXCS015", [Entry(new DutyOn(), 2)]).Picture;
        picture = Fold(picture, "window/YXCS/YXCS-06/2026-11-24", new StaffSignedOn("YXCS015"));
        var display = HallViews.Display(picture, StaffBench.Now, "1");
        var window = display.Windows.Single(w => w.Window == "YXCS-06");
        window.Staff!.Number.Should().Be("YXCS015");
        (window.Staff.Name, window.Staff.Title, window.Staff.Promise).Should().Be((Handler.Name, Handler.Title, Handler.PersonalPromise));
        window.Duties.Should().Equal("失业登记");
        window.Lines.Should().NotBeEmpty();
        display.OnDuty.Should().ContainSingle().Which.Promise.Should().Be(Handler.PersonalPromise);
        display.Promises.Select(p => p.Id).Should().Contain(["P001", "P017", "P032"]);
        display.Windows.Where(w => w.Window != "YXCS-06").Should().OnlyContain(w => w.Staff == null);

        HallPicture Fold(HallPicture to, string stream, IEntry entry) => HallFold.Apply(to, stream, [Entry(entry, 1)]).Picture;
        Recorded Entry(IEntry entry, int at) => new(entry, at, StaffBench.Now, StaffBench.Now, "a", "a", $"c{version++}", false);
    }

    [Fact]
    [Clause("4.2c")]
    [Clause("4.2d")]
    public void At_a_window_stand_the_promises_of_its_lines_and_of_who_serves()
    {
        PromiseView View(string scope, string owner) => new("P", scope, owner, "x", null, null, null, null, ["display-screen"], false, null, null, 0, null, null);
        var window = Hall.Window("YXCS-06")!;
        Notices.IsAt(View("individual", "YXCS015"), "YXCS", window, "YXCS015").Should().BeTrue();
        Notices.IsAt(View("individual", "YXCS015"), "YXCS", window, null).Should().BeFalse("nobody serves there");
        Notices.IsAt(View("individual", "YXCS016"), "YXCS", window, "YXCS015").Should().BeFalse();
        Notices.IsAt(View("collective", $"YXCS:{window.Lines[0]}"), "YXCS", window, null).Should().BeTrue();
        Notices.IsAt(View("collective", "YXCS:hotline"), "YXCS", window, null).Should().BeFalse();
    }

    [Fact]
    [Clause("3.3b")]
    public void The_script_card_greets_asks_thanks_and_says_goodbye()
    {
        var script = Notices.Script(City.City.Brand);
        script.Select(s => s.When).Should().Equal("greeting", "asking", "thanks", "farewell");
        string.Concat(script.Select(s => s.TextZh)).Should().Contain("您好").And.Contain("请问").And.Contain("谢谢").And.Contain("请慢走");
        Notices.Script(null).Should().OnlyContain(s => s.TextZh.Length > 0);
    }

    [Fact]
    [Clause("0.2")]
    public void Every_clause_of_the_norm_is_data_with_its_forms()
    {
        var listed = File.ReadLines(Repository.PathOf("docs", "norm", "clauses.md")).Where(l => l.Length > 3 && l[0] == '|' && char.IsAsciiDigit(l[2])).Select(l => l.Split('|')[1].Trim()).ToList();
        HallGrains.Grains.Pages.Norm.Units.Select(u => u.Id).Should().Equal(listed).And.OnlyHaveUniqueItems();
        HallGrains.Grains.Pages.Norm.Units.Should().HaveCount(150).And.OnlyContain(u => u.TextKey == "norm." + u.Id && u.TextZh.Length > 0 && u.Does.Length > 0);
        HallGrains.Grains.Pages.Norm.Units.Single(u => u.Id == "5.3d").Forms.Should().Equal("precondition", "ledger", "view");
        HallGrains.Grains.Pages.Norm.Units.Single(u => u.Id == "0.3").Refusals.Should().Contain(Codes.LooserThanCity);
    }
}
