using System.Collections.Frozen;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>
/// The working calendar 工作日历 (domain-rules §6.1): weekends, published holidays and make-up days; for a year that is not published,
/// weekends and the fixed days, and <see cref="IsProvisional(int)"/>. Immutable; look-ups and the n-th working day are O(1).
/// </summary>
public sealed class WorkCalendar
{
    private enum DayKind : byte
    {
        Working,
        MakeUp,
        Rest,
        Holiday,
    }

    private static readonly int FirstDay = HallZone.DayOf(new LocalDate(FixedHolidays.FirstYear, 1, 1));
    private static readonly int EndDay = HallZone.DayOf(new LocalDate(FixedHolidays.LastYear + 1, 1, 1));

    private readonly FrozenSet<int> _published;
    private readonly FrozenDictionary<int, string> _names;
    private readonly DayKind[] _kinds = new DayKind[EndDay - FirstDay];
    private readonly int[] _workingBefore = new int[EndDay - FirstDay + 1];
    private readonly int[] _workingDays;

    /// <param name="years">Published arrangements, in any order; of two for one year the later in the sequence holds.</param>
    /// <exception cref="ArgumentException">A day is both off and worked, or a make-up day is no weekend day.</exception>
    public WorkCalendar(params IEnumerable<HolidayYear> years)
    {
        var byYear = new Dictionary<int, HolidayYear>();
        foreach (var year in years) byYear[year.Year] = year;
        _published = byYear.Keys.ToFrozenSet();
        Years = [.. byYear.Keys.Order()];

        var names = new Dictionary<int, string>();
        for (var day = FirstDay; day < EndDay; day++) _kinds[day - FirstDay] = Plain(day);
        for (var year = FixedHolidays.FirstYear; year <= FixedHolidays.LastYear; year++)
        {
            if (_published.Contains(year)) continue;
            foreach (var (date, name) in FixedHolidays.Of(year)) Mark(names, date, DayKind.Holiday, name);
        }

        foreach (var holiday in byYear.Values.SelectMany(y => y.Holidays)) Mark(names, holiday.Date, DayKind.Holiday, holiday.Name);
        foreach (var workday in byYear.Values.SelectMany(y => y.Workdays))
        {
            var day = HallZone.DayOf(workday.Date);
            if (Plain(day) == DayKind.Working || KindOf(day) == DayKind.Holiday)
            {
                throw new ArgumentException($"{workday.Date:uuuu-MM-dd} cannot be a make-up day.", nameof(years));
            }

            Mark(names, workday.Date, DayKind.MakeUp, workday.Name);
        }

        _names = names.ToFrozenDictionary();
        var working = new List<int>();
        for (var i = 0; i < _kinds.Length; i++)
        {
            _workingBefore[i] = working.Count;
            if (_kinds[i] <= DayKind.MakeUp) working.Add(FirstDay + i);
        }

        _workingBefore[^1] = working.Count;
        _workingDays = [.. working];
    }

    /// <summary>The years whose arrangement is loaded, ascending.</summary>
    public IReadOnlyList<int> Years { get; }

    /// <summary>Whether the date is a working day 工作日, make-up days included.</summary>
    public bool IsWorkingDay(LocalDate date) => IsWorking(HallZone.DayOf(date));

    /// <summary>Whether the date is a weekend day that is worked 调休上班.</summary>
    public bool IsMakeUpDay(LocalDate date) => KindOf(HallZone.DayOf(date)) == DayKind.MakeUp;

    /// <summary>Whether the date stands in the published list of days off (or is a fixed day of an unpublished year).</summary>
    public bool IsHoliday(LocalDate date) => IsHoliday(HallZone.DayOf(date));

    /// <summary>The holiday's name, also on its make-up days; null on plain days.</summary>
    public string? NameOf(LocalDate date) => NameOf(HallZone.DayOf(date));

    /// <summary>Whether the year's arrangement is not loaded, so that its days are computed provisionally.</summary>
    public bool IsProvisional(int year) => !_published.Contains(year);

    /// <summary>Whether any year from one date to the other is provisional.</summary>
    public bool IsProvisional(LocalDate from, LocalDate to)
    {
        for (var year = from.Year; year <= to.Year; year++)
        {
            if (IsProvisional(year)) return true;
        }

        return false;
    }

    /// <summary>The first working day after the date.</summary>
    public LocalDate NextWorkingDay(LocalDate date) => AddWorkingDays(date, 1);

    /// <summary>The date itself when it is a working day, else the first one after it.</summary>
    public LocalDate WorkingDayOnOrAfter(LocalDate date) => IsWorkingDay(date) ? date : NextWorkingDay(date);

    /// <summary>The n-th working day after the date (before it for negative n); for 0 the date itself.</summary>
    public LocalDate AddWorkingDays(LocalDate date, int days) => HallZone.DateOf(AddWorkingDays(HallZone.DayOf(date), days));

    /// <summary>Working days after <paramref name="from"/> up to and with <paramref name="to"/>.</summary>
    public int WorkingDaysBetween(LocalDate from, LocalDate to)
    {
        var (start, end) = (HallZone.DayOf(from), HallZone.DayOf(to));
        if (end <= start) return 0;
        if (start + 1 >= FirstDay && end < EndDay) return _workingBefore[end + 1 - FirstDay] - _workingBefore[start + 1 - FirstDay];
        var count = 0;
        for (var day = start + 1; day <= end; day++) count += IsWorking(day) ? 1 : 0;
        return count;
    }

    internal bool IsWorking(int day) => KindOf(day) <= DayKind.MakeUp;

    internal bool IsMakeUp(int day) => KindOf(day) == DayKind.MakeUp;

    internal bool IsHoliday(int day) => KindOf(day) == DayKind.Holiday;

    internal string? NameOf(int day) => _names.GetValueOrDefault(day);

    internal int AddWorkingDays(int day, int days)
    {
        if (days == 0) return day;
        if (day >= FirstDay && day < EndDay)
        {
            var index = days > 0 ? _workingBefore[day + 1 - FirstDay] + days - 1 : _workingBefore[day - FirstDay] + days;
            if (index >= 0 && index < _workingDays.Length) return _workingDays[index];
        }

        // Outside the table there are only weekends; no real limit reaches there, a mistyped date may.
        var (step, left) = (Math.Sign(days), Math.Abs(days));
        while (left > 0)
        {
            day += step;
            if (IsWorking(day)) left--;
        }

        return day;
    }

    private DayKind KindOf(int day) => day >= FirstDay && day < EndDay ? _kinds[day - FirstDay] : Plain(day);

    private static DayKind Plain(int day) => HallZone.Weekday(day) < 5 ? DayKind.Working : DayKind.Rest;

    private void Mark(Dictionary<int, string> names, LocalDate date, DayKind kind, string name)
    {
        var day = HallZone.DayOf(date);
        if (day < FirstDay || day >= EndDay) return;
        _kinds[day - FirstDay] = kind;
        names[day] = name;
    }
}
