using HallGrains.Contracts.Common;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Staff;
using HallGrains.Silo.City;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;

namespace HallGrains.Unit.Catalogue;

/// <summary>The demo city's own files, read as the silo reads them.</summary>
public class CityFileTests
{
    private static readonly CityFile City = CityFile.Read(Repository.PathOf("data"));

    [Fact]
    public void Everything_in_the_files_is_there()
    {
        (City.Halls.Length, City.Staff.Length, City.Items.Length, City.Calendar.Length, City.SocialSupervisors.Length).Should().Be((8, 58, 45, 2, 3));
        City.Halls.Sum(h => h.Windows.Length).Should().Be(48);
        City.Halls.Sum(h => h.Promises.Length).Should().Be(41);
        City.Halls.Should().OnlyContain(h => h.OpeningCheck.Length == 3 && h.Staff.Length > 0 && h.Sessions.Length > 0);
        City.City.Checklist.Should().HaveCount(29);
        City.City.Bundles.Should().HaveCount(5);
        City.City.ServiceLines["unemployment"].Should().Be("失业");
        City.City.Brand!.Greeting.Should().NotBeEmpty();
        City.Halls.SelectMany(h => h.Facilities).Should().Contain(f => f.Expires == DemoCity.Date("2027-06-30")).And.Contain(f => f.OpenEveryDays == 7).And.Contain(f => f.LastDrill != null);
    }

    [Fact]
    public void The_demo_starts_at_eight_on_the_day_the_data_describe()
    {
        City.DemoStart.Should().Be(DemoCity.At("2026-11-24 08:00"));
        City.ItemsFrom.Should().Be(DemoCity.At("2025-01-01 00:00"));
    }

    [Fact]
    public void Sections_are_headed_in_the_city_hall_and_by_the_L3_elsewhere()
    {
        var city = City.Halls.Single(h => h.Code == "YXCS");
        Heads.OfSection(city, "employment-talent").Should().Be("YXCS006");
        city.BureauLeaders.Should().Equal("YXCS001", "YXCS002");
        city.Supervisors.Should().Equal("YXCS021");
        Heads.OfSection(City.Halls.Single(h => h.Code == "YXNP"), null).Should().Be("YXNP002");
        Heads.OfSection(City.Halls.Single(h => h.Code == "NPWY"), null).Should().Be("NPWY001");
    }

    [Fact]
    public void Every_registry_takes_what_the_files_say()
    {
        foreach (var hall in City.Halls) HallModel.Check(hall.Code, hall).Should().BeNull(hall.Code);
        foreach (var item in City.Items) ItemCheck.Check(item.Code, ItemCheck.Complete(item)).Should().BeNull(item.Code);
        foreach (var year in City.Calendar) CalendarModel.Check(year).Should().BeNull();
    }

    [Theory]
    [Clause("2.6d")]
    [InlineData("YXCS014", "pension", Codes.QualificationExpired)]
    [InlineData("YXTJ006", "labour", Codes.DisciplineTrainingMissing)]
    [InlineData("YXTJ007", "labour", Codes.QualificationMissing)]
    [InlineData("YXTJ007", "guide", null)]
    [InlineData("YXBD005", "employment", null)]
    public void The_demo_persons_stand_where_the_file_says(string number, string line, string? code)
    {
        var person = City.Staff.Single(s => s.Number == number);
        (Qualification.Check(new(person, true, null, 1), line, City.DemoStart)?.Code).Should().Be(code);
    }

    [Fact]
    public void An_unknown_field_is_an_error_that_names_it()
    {
        var read = () => CityFile.ParseText<SocialSupervisor>("""{"number":"X1","name":"某","from":"2026-01-01","to":"2026-12-31","halls":[],"phnoe":"1"}""", "halls.json");
        read.Should().Throw<CityFileException>().WithMessage("*halls.json*phnoe*");
    }

    [Fact]
    public void A_field_twice_or_missing_is_an_error()
    {
        FluentActions.Invoking(() => CityFile.ParseText<UnitsJson>("""{"workingDayMinutes":420,"workingDayMinutes":400,"promisedDays":""}""", "f")).Should().Throw<CityFileException>();
        FluentActions.Invoking(() => CityFile.ParseText<UnitsJson>("""{"workingDayMinutes":420}""", "f")).Should().Throw<CityFileException>().WithMessage("*promisedDays*");
    }

    [Fact]
    public void A_missing_directory_is_said_so() =>
        FluentActions.Invoking(() => CityFile.Read(Repository.PathOf("no-such-directory"))).Should().Throw<CityFileException>().WithMessage("*halls.json*");
}
