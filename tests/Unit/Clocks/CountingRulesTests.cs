using HallGrains.Grains.Clocks;
using HallGrains.Tests;
using NodaTime;
using static HallGrains.Unit.Clocks.DemoCity;

namespace HallGrains.Unit.Clocks;

public class CountingRulesTests
{
    [Fact]
    public void The_published_years_have_248_working_days_each()
    {
        foreach (var year in new[] { 2025, 2026 })
        {
            Calendar.WorkingDaysBetween(new(year - 1, 12, 31), new(year, 12, 31)).Should().Be(248);
            Calendar.IsProvisional(year).Should().BeFalse();
        }
    }

    [Fact]
    public void A_year_that_is_not_published_has_weekends_and_the_fixed_days()
    {
        string[] fixedDays =
        [
            "2027-01-01", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-04-05", "2027-05-01", "2027-05-02", "2027-06-09",
            "2027-09-15", "2027-10-01", "2027-10-02", "2027-10-03",
        ];

        Calendar.IsProvisional(2027).Should().BeTrue();
        var holidays = Enumerable.Range(0, 365).Select(d => new LocalDate(2027, 1, 1).PlusDays(d)).Where(Calendar.IsHoliday);
        holidays.Should().Equal(fixedDays.Select(Date));
        Calendar.IsWorkingDay(Date("2027-10-04")).Should().BeTrue("bridge days are not known yet");
        Calendar.NameOf(Date("2027-06-09")).Should().Be("端午节");
    }

    [Theory]
    [InlineData(2025)]
    [InlineData(2026)]
    public void The_fixed_days_computed_are_the_statutory_days_published(int year)
    {
        var published = Years.Single(y => y.Year == year).Holidays.Where(h => h.Statutory).Select(h => h.Date);
        var provisional = new WorkCalendar();

        var computed = Enumerable.Range(0, 365).Select(d => new LocalDate(year, 1, 1).PlusDays(d)).Where(provisional.IsHoliday);

        computed.Should().Equal(published);
    }

    [Fact]
    public void A_deadline_that_runs_into_an_unpublished_year_is_provisional()
    {
        DueDate.WorkingDays(City, At("2026-12-01 09:00"), 20).Provisional.Should().BeFalse();
        var sum = DueDate.WorkingDays(City, At("2026-12-21 09:00"), 10);

        sum.Provisional.Should().BeTrue();
        Local(sum.At).Should().Be("2027-01-05 17:00");
        sum.Text[^1].Should().Contain("暂定");
    }

    [Fact]
    public void Publishing_a_year_moves_a_provisional_deadline()
    {
        var year = new HolidayYear("test", 2027, [], [new(Date("2027-01-01"), "元旦", true), new(Date("2027-01-04"), "元旦", false)], []);
        var published = City.With(new WorkCalendar([.. Years, year]));

        var sum = DueDate.WorkingDays(published, At("2026-12-21 09:00"), 10);

        sum.Provisional.Should().BeFalse();
        Local(sum.At).Should().Be("2027-01-06 17:00");
    }

    [Fact]
    public void A_weekday_cannot_be_a_make_up_day()
    {
        var build = () => new WorkCalendar(new HolidayYear("test", 2027, [], [], [new(Date("2027-01-05"), "元旦")]));

        build.Should().Throw<ArgumentException>().WithMessage("*2027-01-05*");
    }

    [Fact]
    public void Outside_the_table_of_years_only_weekends_are_off()
    {
        Calendar.AddWorkingDays(Date("1900-01-01"), 5).Should().Be(Date("1900-01-08"));
        Calendar.AddWorkingDays(Date("2026-11-24"), -2).Should().Be(Date("2026-11-20"));
        Calendar.WorkingDayOnOrAfter(Date("2026-10-03")).Should().Be(Date("2026-10-08"));
        Calendar.NextWorkingDay(Date("2026-10-08")).Should().Be(Date("2026-10-09"));
    }

    [Fact]
    [Clause("5.6i")]
    public void What_comes_after_hours_on_a_working_day_counts_as_that_day() =>
        Local(DueDate.WorkingDays(City, At("2026-11-24 19:00"), 1).At).Should().Be("2026-11-25 17:00");

    [Fact]
    [Clause("5.6j")]
    public void A_weekend_session_never_shortens_a_day_limit()
    {
        Local(DueDate.WorkingDays(City, At("2026-11-20 10:00"), 1).At).Should().Be("2026-11-23 17:00");
        Local(DueDate.WorkingDays(City, At("2026-11-21 10:00"), 1).At).Should().Be("2026-11-24 17:00", "received on a Saturday, its day is Monday");
    }

    [Fact]
    public void A_limit_of_the_citizen_ends_at_midnight()
    {
        var sum = DueDate.WorkingDays(City, At("2026-11-24 10:00"), 10, end: DayEnd.Midnight);

        sum.At.Should().Be(At("2026-12-09 00:00"));
        sum.Text[^1].Should().Be("到期：2026-12-08 24:00");
        sum.Days[^1].Date.Should().Be(Date("2026-12-08"));
    }

    [Fact]
    public void A_pause_and_resume_inside_one_day_change_no_day_limit()
    {
        var start = At("2026-03-02 10:00");

        DueDate.WorkingDays(City, start, 3, Paused("2026-03-03 09:00", "2026-03-03 16:59")).At.Should().Be(At("2026-03-05 17:00"));
        DueDate.WorkingDays(City, start, 3, Paused("2026-03-03 09:00", "2026-03-03 17:00")).At.Should().Be(At("2026-03-05 17:00"), "half-open");
        DueDate.WorkingDays(City, start, 3, Paused("2026-03-03 17:00", "2026-03-03 17:01")).At.Should().Be(At("2026-03-06 17:00"));
    }

    [Fact]
    public void In_an_open_pause_nothing_falls_due()
    {
        var open = Paused("2026-03-05 10:00");

        DueDate.WorkingDays(City, At("2026-03-02 10:00"), 10, open).At.Should().BeNull();
        DueDate.WorkingDays(City, At("2026-03-02 10:00"), 2, open).At.Should().Be(At("2026-03-04 17:00"), "it was due before");
        DueDate.CalendarDays(City, At("2026-03-02 10:00"), 15, open).At.Should().BeNull();
        DueDate.WorkingMinutes(City, At("2026-03-05 09:30"), 60, pauses: open).At.Should().BeNull();
    }

    [Fact]
    public void A_pause_pushes_calendar_days_and_months_by_the_days_it_takes()
    {
        // Thu 5 to Wed 11 March: the closes of 5, 6, 7, 8, 9, 10 lie inside.
        var paused = Paused("2026-03-05 10:00", "2026-03-11 09:00");

        Local(DueDate.CalendarDays(City, At("2026-03-02 10:00"), 15, paused).At).Should().Be("2026-03-23 17:00");
        Local(DueDate.Months(City, At("2026-03-02 10:00"), 1, paused).At).Should().Be("2026-04-08 17:00");
    }

    [Fact]
    public void A_limit_of_no_days_ends_the_same_day_or_when_that_is_over_the_next()
    {
        Local(DueDate.WorkingDays(City, At("2026-11-24 10:00"), 0).At).Should().Be("2026-11-24 17:00");
        Local(DueDate.WorkingDays(City, At("2026-11-24 18:00"), 0).At).Should().Be("2026-11-25 17:00");
        Local(DueDate.WorkingDays(City, At("2026-11-22 18:00"), 0).At).Should().Be("2026-11-23 17:00");
    }

    [Theory]
    [InlineData(0.5, "2026-11-24 15:00")]
    [InlineData(1.5, "2026-11-25 15:00")]
    [InlineData(2.5, "2026-11-26 15:00")]
    public void A_fraction_of_a_day_is_minutes_of_regular_business(double days, string due)
    {
        // From 10:00: 120 minutes before noon, 90 after 13:30, whatever else the line has at noon.
        var limit = Limit.WorkingDays((decimal)days);

        Local(DueDate.Of(City, At("2026-11-24 10:00"), limit, "card").At).Should().Be(due);
    }

    [Fact]
    public void A_limit_that_is_negative_broken_or_endless_is_no_limit()
    {
        foreach (var limit in new[] { new Limit(-1, LimitUnit.WorkingDays), new(1.5m, LimitUnit.Months), new(1_000_000, LimitUnit.CalendarDays) })
        {
            limit.IsValid.Should().BeFalse();
            var count = () => DueDate.Of(City, At("2026-11-24 10:00"), limit);
            count.Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public void The_explanation_of_a_sum_names_every_day_and_its_reason()
    {
        var sum = DueDate.WorkingDays(City, At("2025-09-26 10:00"), 10);

        sum.Text.Should().Equal(
            "2025-09-26（周五） 起算日，不计入",
            "2025-09-27（周六） 周末，不计入",
            "2025-09-28（周日） 国庆节、中秋节调休上班，计入第1日",
            "2025-09-29 至 2025-09-30 工作日，计入第2至3日",
            "2025-10-01 至 2025-10-08 国庆节、中秋节放假，不计入",
            "2025-10-09 至 2025-10-10 工作日，计入第4至5日",
            "2025-10-11（周六） 国庆节、中秋节调休上班，计入第6日",
            "2025-10-12（周日） 周末，不计入",
            "2025-10-13 至 2025-10-16 工作日，计入第7至10日",
            "到期：2025-10-16 17:00");
    }

    [Fact]
    public void The_explanation_of_minutes_shows_how_many_each_day_gave()
    {
        var sum = DueDate.WorkingMinutes(City, At("2026-11-20 16:40"), 60, "injury");

        sum.Days.Select(d => (d.Date.Day, d.Minutes)).Should().Equal((20, 20), (21, 0), (22, 0), (23, 40));
        sum.Days.Sum(d => d.Minutes).Should().Be(60);
    }

    [Theory]
    [InlineData("working-days", "5个工作日")]
    [InlineData("calendar-days", "5日")]
    [InlineData("months", "5个月")]
    [InlineData("working-minutes", "5工作分钟")]
    public void Units_have_one_name_for_data_and_one_for_people(string name, string chinese)
    {
        var unit = LimitText.Parse(name);

        LimitText.Name(unit).Should().Be(name);
        LimitText.Chinese(new(5, unit)).Should().Be(chinese);
        LimitText.TryParse("fortnights", out _).Should().BeFalse();
    }
}
