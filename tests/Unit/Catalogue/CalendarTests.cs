using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using HallGrains.Silo.City;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;

namespace HallGrains.Unit.Catalogue;

public class CalendarTests
{
    private static readonly CityFile City = CityFile.Read(Repository.PathOf("data"));
    private static readonly Caller Admin = new("admin", null, [Roles.Admin]);
    private static readonly CalendarState Loaded = After(CalendarState.Empty, CalendarModel.Import(CalendarState.Empty, City.Calendar));

    private static readonly CalendarYear Year2027 = new(
        "通知", 2027, [], [new(DemoCity.Date("2027-01-01"), "元旦", true)], [new(DemoCity.Date("2027-01-02"), "元旦")]);

    private static CalendarState After(CalendarState state, Decision decision)
    {
        decision.Refusal.Should().BeNull();
        foreach (var draft in decision.Entries)
            state = CalendarModel.Evolve(state, new(draft.Body, state.Snapshot.Version + 1, default, default, "a", "a", "c", false));
        return state;
    }

    [Fact]
    public void An_import_loads_what_is_not_there_and_nothing_twice()
    {
        Loaded.Snapshot.Years.Select(y => y.Year).Should().Equal(2025, 2026);
        Loaded.Snapshot.Version.Should().Be(2);
        CalendarModel.Import(Loaded, City.Calendar).Entries.Should().BeEmpty();
    }

    [Fact]
    public void An_administrator_loads_a_year_and_replaces_it()
    {
        var state = After(Loaded, CalendarModel.Put(Loaded, Year2027, Admin));
        state.Snapshot.Find(2027).Should().NotBeNull();
        CalendarModel.Put(state, Year2027, Admin).Entries.Should().BeEmpty();
        After(state, CalendarModel.Put(state, Year2027 with { Workdays = [] }, Admin)).Snapshot.Find(2027)!.Workdays.Should().BeEmpty();
        CalendarModel.Put(Loaded, Year2027, new("x", "YXCS001", [Roles.Staff])).Refusal!.Code.Should().Be(Codes.NotPermitted);
    }

    [Fact]
    public void Everything_wrong_with_an_arrangement_is_said_at_once()
    {
        var day = DemoCity.Date("2027-01-04");
        var wrong = new CalendarYear("", 2027, [], [new(DemoCity.Date("2026-12-31"), "元旦", true), new(day, "", true)], [new(day, "元旦")]);
        var errors = CalendarModel.Check(wrong)!.Errors!;
        errors.Keys.Should().BeEquivalentTo("source", "holidays", "holidays.name", "workdays");
        errors["holidays"].Should().Equal("2026-12-31: another-year", "2027-01-04: twice");
        errors["workdays"].Should().Equal("2027-01-04: no-weekend-day");
        CalendarModel.Check(new("s", 3000, [], [], []))!.Errors!.Keys.Should().BeEquivalentTo("year", "holidays");
    }

    [Fact]
    public void Hours_are_built_once_for_a_hall_and_calendar_version()
    {
        var cache = new HallHoursCache(new());
        var hall = new HallSnapshot(City.Halls.Single(h => h.Code == "YXCS"), 1);
        var first = cache.Of("YXCS", hall, Loaded.Snapshot);
        cache.Of("YXCS", hall, Loaded.Snapshot).Hours.Should().BeSameAs(first.Hours);
        DueDate.WorkingDays(first.Hours, DemoCity.At("2026-11-24 09:00"), 20).At.Should().Be(DemoCity.At("2026-12-22 17:00"));

        var newer = cache.Of("YXCS", hall, Loaded.Snapshot with { Years = CalendarModel.With(Loaded.Snapshot.Years, Year2027), Version = 3 });
        newer.Hours.Should().NotBeSameAs(first.Hours);
        newer.Hours.Calendar.IsProvisional(2027).Should().BeFalse();
        cache.Of("YXCS", hall with { Version = 2 }, Loaded.Snapshot with { Version = 3 }).Hours.Should().NotBeSameAs(newer.Hours);
    }

    [Fact]
    public void Halls_share_one_calendar_and_a_stale_snapshot_does_not_push_out_a_newer_one()
    {
        var cache = new HallHoursCache(new());
        var one = cache.Of("YXCS", new(City.Halls[0], 1), Loaded.Snapshot);
        var other = cache.Of("YXNP", new(City.Halls[1], 1), Loaded.Snapshot);
        other.Hours.Calendar.Should().BeSameAs(one.Hours.Calendar);
        var newer = cache.Of("YXCS", new(City.Halls[0], 2), Loaded.Snapshot);
        cache.Of("YXCS", new(City.Halls[0], 1), Loaded.Snapshot);
        cache.Of("YXCS", new(City.Halls[0], 2), Loaded.Snapshot).Hours.Should().BeSameAs(newer.Hours);
    }

    [Fact]
    public void A_hall_that_is_not_registered_keeps_ordinary_hours()
    {
        var facts = new HallHoursCache(new()).Of("imported", null, Loaded.Snapshot);
        facts.Definition.Should().BeNull();
        facts.Hours.RegularMinutesPerDay.Should().Be(420);
    }

    [Fact]
    public void A_hall_without_sensible_hours_is_not_registered()
    {
        var hall = City.Halls[0];
        HallModel.Check(hall.Code, hall with { Sessions = [hall.Sessions[0] with { Close = "25:00" }] })!.Errors!.Keys.Should().Equal("sessions");
        HallModel.Check("YXNP", hall)!.Errors!.Keys.Should().Equal("code");
        HallModel.Import(new HallState(new HallSnapshot(hall, 1)), hall.Code, CityFile.Read(Repository.PathOf("data")).Halls[0]).Entries.Should().BeEmpty();
    }
}
