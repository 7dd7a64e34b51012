using System.Collections.Frozen;
using System.Collections.Immutable;
using NodaTime;

namespace HallGrains.Grains.Clocks;

/// <summary>
/// A hall's hours 开放时间 under a working calendar: which sessions are held on a day, for which line, and when its regular business
/// closes. On a make-up weekend day the hall keeps its Monday hours. Immutable and safe for many threads.
/// </summary>
public sealed class HallHours
{
    private readonly FrozenDictionary<string, LineHours> _lines;
    private readonly LineHours _common;
    private readonly LineHours _regular;
    private readonly long[] _regularClose;

    private HallHours(
        WorkCalendar calendar, ImmutableArray<HallSession> sessions, FrozenDictionary<string, LineHours> lines, LineHours common,
        LineHours regular, long[] regularClose, int regularMinutes)
    {
        Calendar = calendar;
        Sessions = sessions;
        _lines = lines;
        _common = common;
        _regular = regular;
        _regularClose = regularClose;
        RegularMinutesPerDay = regularMinutes;
    }

    /// <summary>Hours of a hall that published none (an imported one): 08:30-12:00 and 13:30-17:00 on working days.</summary>
    public static ImmutableArray<HallSession> OrdinarySessions { get; } =
    [
        new([1, 2, 3, 4, 5], new(8, 30), new(12, 0), SessionType.Regular, [HallSession.AllLines]),
        new([1, 2, 3, 4, 5], new(13, 30), new(17, 0), SessionType.Regular, [HallSession.AllLines]),
    ];

    public WorkCalendar Calendar { get; }

    public ImmutableArray<HallSession> Sessions { get; }

    /// <summary>Minutes of regular business on a Monday: what one day is when a limit has a fraction of it (420 in the demo city).</summary>
    public int RegularMinutesPerDay { get; }

    /// <exception cref="ArgumentException">A session ends before it begins or has a weekday outside 1-7, or Monday has no regular session for all lines.</exception>
    public static HallHours Create(WorkCalendar calendar, params IEnumerable<HallSession> sessions)
    {
        ImmutableArray<HallSession> all = [.. sessions];
        if (all.FirstOrDefault(s => s.Close <= s.Open || s.Days.Any(d => d is < 1 or > 7)) is { } wrong)
        {
            throw new ArgumentException($"The session {wrong.Open:HH:mm}-{wrong.Close:HH:mm} is not within one day and week.", nameof(sessions));
        }

        var regular = all.Where(s => s.Type == SessionType.Regular && s.Serves(null)).ToArray();
        if (!regular.Any(s => s.Days.Contains(1)))
        {
            throw new ArgumentException("A hall needs a regular session for all lines on Mondays: day limits end at its close.", nameof(sessions));
        }

        var lines = all.SelectMany(s => s.Lines).Where(l => l != HallSession.AllLines).Distinct()
            .ToFrozenDictionary(l => l, l => LineOf(calendar, all.Where(s => s.Serves(l))));
        var closes = new long[7];
        for (var weekday = 0; weekday < 7; weekday++)
        {
            var held = regular.Where(s => HeldOn(s, weekday)).ToArray();
            closes[weekday] = (held.Length > 0 ? held : regular).Max(s => s.Close.TickOfDay);
        }

        var monday = DayPattern.Of(regular.Where(s => HeldOn(s, 0))).Total;
        return new(calendar, all, lines, LineOf(calendar, all.Where(s => s.Serves(null))), LineOf(calendar, regular), closes,
            (int)(monday / TimeSpan.TicksPerMinute));
    }

    /// <summary>The same sessions under another calendar, e.g. when a year's arrangement was published.</summary>
    public HallHours With(WorkCalendar calendar) => new(
        calendar, Sessions, _lines.ToFrozenDictionary(l => l.Key, l => l.Value.With(calendar)), _common.With(calendar),
        _regular.With(calendar), _regularClose, RegularMinutesPerDay);

    /// <summary>What is open on the date for the line (null: open to every line), merged and ascending.</summary>
    public ImmutableArray<OpenInterval> SessionsOn(LocalDate date, string? line = null)
    {
        var day = HallZone.DayOf(date);
        var intervals = ImmutableArray.CreateBuilder<OpenInterval>();
        foreach (var (open, close) in For(line).On(day).Stretches)
        {
            intervals.Add(new(HallZone.ToInstant(HallZone.TicksOf(day) + open), HallZone.ToInstant(HallZone.TicksOf(day) + close)));
        }

        return intervals.ToImmutable();
    }

    /// <summary>Whether the hall is open for the line at that instant.</summary>
    public bool IsOpen(Instant instant, string? line = null)
    {
        var ticks = HallZone.ToLocalTicks(instant);
        return For(line).Between(ticks, ticks + 1) > 0;
    }

    /// <summary>The end of regular business on the date; on days without any, when it would have been.</summary>
    public Instant RegularClose(LocalDate date) => RegularClose(HallZone.DayOf(date));

    /// <summary>When the hall opens on the date for the line, or null when it does not.</summary>
    public Instant? OpeningInstant(LocalDate date, string? line = null) =>
        SessionsOn(date, line) is { IsEmpty: false } open ? open[0].Open : null;

    /// <summary>When the stretch of opening ends that the instant lies in, or else the next one.</summary>
    public Instant SessionEnd(Instant instant, string? line = null)
    {
        var (hours, ticks) = (For(line), HallZone.ToLocalTicks(instant));
        for (var day = HallZone.DayOf(ticks); ; day++)
        {
            foreach (var (_, close) in hours.On(day).Stretches)
            {
                if (HallZone.TicksOf(day) + close > ticks) return HallZone.ToInstant(HallZone.TicksOf(day) + close);
            }
        }
    }

    /// <summary>The local date of an instant.</summary>
    public static LocalDate DateOf(Instant instant) => HallZone.DateOf(HallZone.DayOf(instant));

    internal Instant RegularClose(int day) => HallZone.ToInstant(HallZone.TicksOf(day) + _regularClose[HallZone.Weekday(day)]);

    internal LineHours For(string? line) => line is not null && _lines.TryGetValue(line, out var hours) ? hours : _common;

    internal LineHours Regular => _regular;

    private static LineHours LineOf(WorkCalendar calendar, IEnumerable<HallSession> sessions)
    {
        var all = sessions.ToArray();
        return new(
            calendar,
            [.. Enumerable.Range(0, 7).Select(w => DayPattern.Of(all.Where(s => s.Type != SessionType.Weekend && HeldOn(s, w))))],
            [.. Enumerable.Range(0, 7).Select(w => DayPattern.Of(all.Where(s => s.Type == SessionType.Weekend && s.Days.Contains(w + 1))))]);
    }

    // A weekend day that is worked has no hours of its own in the data: it takes Monday's.
    private static bool HeldOn(HallSession session, int weekday) => session.Days.Contains(weekday + 1) || (weekday >= 5 && session.Days.Contains(1));
}
