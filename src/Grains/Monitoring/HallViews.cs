using System.Collections.Immutable;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Windows;
using NodaTime;

namespace HallGrains.Grains.Monitoring;

/// <summary>What a monitor shows of its picture at an instant: pure, so that the same picture and instant give the same view.</summary>
internal static class HallViews
{
    private const int CallsShown = 8;

    public static HallLiveView Hall(HallPicture picture, Instant now, string position, int? lagMilliseconds = null)
    {
        var scene = new Scene(picture, now);
        var waiting = scene.Waiting;
        return new()
        {
            Hall = picture.Hall,
            Name = picture.Definition?.NameZh,
            NameEn = picture.Definition?.NameEn,
            Windows = [.. scene.WindowCodes.Select(w => Window(scene, w, position))],
            Staff = [.. picture.Staff.Values.Where(s => s.Definition is not null && s.IsOnDuty(now)).OrderBy(s => s.Definition!.Number, StringComparer.Ordinal).Select(s => StaffRow(scene, s))],
            Lines = Lines(scene),
            Waiting = waiting.Count,
            LongestWaitMinutes = Minutes(waiting, now),
            ServedToday = scene.Day.ByWindow.Values.Sum(f => f.Served),
            OpenCases = scene.Open.Count,
            Overdue = scene.Open.Count(c => c.Overdue),
            Yellow = scene.Open.Count(c => c.Card == "yellow"),
            Red = scene.Open.Count(c => c.Card == "red"),
            OffersWaiting = scene.Open.Sum(c => (c.Offer is null ? 0 : 1) + (c.AgentOffer is null ? 0 : 1)),
            Unreadable = picture.Unreadable.Count,
            DutyLeader = FloorViews.Leader(scene.Day, scene.NameOf),
            GuideDesk = Guide(scene),
            Gaps = FloorViews.Gaps(scene.Day, picture.Definition),
            WaitsOverTarget = scene.Day.OverTarget,
            WaitingOverTarget = [.. waiting.Where(t => t.OverTarget).Select(t => t.Number)],
            LagMilliseconds = lagMilliseconds,
            AsOf = now,
            Position = position,
        };
    }

    public static DisplayView Display(HallPicture picture, Instant now, string position)
    {
        var scene = new Scene(picture, now);
        return new()
        {
            Hall = picture.Hall,
            Name = picture.Definition?.NameZh,
            NameEn = picture.Definition?.NameEn,
            Windows = [.. scene.WindowCodes.Select(code =>
            {
                var state = scene.WindowState(code);
                var current = scene.Day.CurrentOf(code);
                var lines = scene.LinesOf(code);
                return new DisplayWindow(code, picture.Definition?.Window(code)?.Name, lines, state.Status, state.Staff is { } s ? Badge(picture, scene, s) : null,
                    current?.Number, current?.State, scene.WaitingAt(lines).Count)
                { Duties = picture.Definition is { } d ? [.. HallPages.Texts(d, HallPageKinds.Duty, HallFold.DateOf(now)).Where(p => p.Key == code).SelectMany(p => p.Text!.Lines)] : [] };
            })],
            Lines = Lines(scene),
            Waiting = scene.Waiting.Count,
            LongestWaitMinutes = Minutes(scene.Waiting, now),
            DutyLeader = FloorViews.Leader(scene.Day, scene.NameOf),
            GuideDesk = Guide(scene),
            Gaps = FloorViews.Gaps(scene.Day, picture.Definition),
            Calls = [.. scene.Day.Tickets.Values.Where(t => t is { CalledAt: not null, Window: not null }).OrderByDescending(t => t.CalledAt).ThenByDescending(t => t.Sequence)
                .Take(CallsShown).Select(t => new DisplayCall(t.Number, t.Window!, t.CalledAt!.Value))],
            OnDuty = [.. picture.Staff.Values.Where(s => s.Definition is not null && s.IsOnDuty(now)).Select(s => s.Definition!.Number).Order(StringComparer.Ordinal).Select(n => Badge(picture, scene, n))],
            Promises = picture.Definition is { } hall ? [.. HallPages.Promises(hall).Select(p => p.Promise).Where(p => p.ShownOn.Contains("display-screen"))] : [],
            AsOf = now,
            Position = position,
        };
    }

    private static DisplayBadge Badge(HallPicture picture, Scene scene, string staff)
    {
        var person = picture.Staff.GetValueOrDefault($"staff/{staff}")?.Definition;
        return new(staff, scene.NameOf(staff)) { Title = person?.Title, Promise = person?.PersonalPromise };
    }

    /// <summary>Null when the hall's registry does not know them.</summary>
    public static StaffLiveView? Staff(HallPicture picture, string number, Instant now, string position)
    {
        if (picture.Staff.GetValueOrDefault($"staff/{number}") is not { Definition: { } d } state) return null;
        var scene = new Scene(picture, now);
        var window = scene.WindowOf(number);
        var row = StaffRow(scene, state);
        return new()
        {
            Number = number,
            Name = d.Name,
            Hall = picture.Hall,
            OnDuty = state.IsOnDuty(now),
            Since = state.IsOnDuty(now) ? state.DutySince : null,
            Window = window,
            Serving = window is null ? null : Serving(scene.Day.CurrentOf(window)),
            OpenCases = row.OpenCases,
            Overdue = row.Overdue,
            Yellow = row.Yellow,
            Red = row.Red,
            OffersWaiting = row.OffersWaiting,
            AsOf = now,
            Position = position,
        };
    }

    public static CityHallRow Summary(HallLiveView view) => new()
    {
        Hall = view.Hall,
        Name = view.Name,
        NameEn = view.NameEn,
        Windows = view.Windows.Length,
        OpenWindows = view.Windows.Count(w => w.Status is "open" or "paused"),
        OnDuty = view.Staff.Length,
        Waiting = view.Waiting,
        LongestWaitMinutes = view.LongestWaitMinutes,
        ServedToday = view.ServedToday,
        OpenCases = view.OpenCases,
        Overdue = view.Overdue,
        Yellow = view.Yellow,
        Red = view.Red,
        OffersWaiting = view.OffersWaiting,
        Unreadable = view.Unreadable,
        AsOf = view.AsOf,
    };

    private static WindowView Window(Scene scene, string code, string position)
    {
        var state = scene.WindowState(code);
        var lines = scene.LinesOf(code);
        var waiting = scene.WaitingAt(lines);
        var served = scene.Day.ByWindow.GetValueOrDefault(code, ServedFigures.None);
        var owned = state.Staff is { } owner ? scene.OwnedBy(owner) : [];
        return new()
        {
            Hall = scene.Picture.Hall,
            Window = code,
            Name = scene.Picture.Definition?.Window(code)?.Name,
            Lines = lines,
            Status = state.Status,
            Staff = state.Staff is { } s ? new(s, scene.NameOf(s), state.SignedOnAt ?? scene.Now) : null,
            Serving = Serving(scene.Day.CurrentOf(code)),
            QueueLength = waiting.Count,
            LongestWaitMinutes = Minutes(waiting, scene.Now),
            ServedToday = served.Served,
            AverageServiceSeconds = served.AverageSeconds ?? 0,
            OmittedInvitations = served.Omitted,
            OpenCases = owned.Count,
            OverdueCases = owned.Count(c => c.Overdue),
            YellowCards = owned.Count(c => c.Card == "yellow"),
            RedCards = owned.Count(c => c.Card == "red"),
            OffersWaiting = state.Staff is { } receiver ? scene.OffersTo(receiver, lines) : 0,
            SatisfactionToday = scene.SatisfactionAt(code),
            LateMinutes = state.LateMinutes,
            Helper = scene.Day.Helpers.GetValueOrDefault(code),
            LateAnnouncements = state.LateAnnouncements,
            AsOf = scene.Now,
            Position = position,
            Version = state.Version,
        };
    }

    private static StaffLiveRow StaffRow(Scene scene, Staff.StaffState s)
    {
        var d = s.Definition!;
        var owned = scene.OwnedBy(d.Number);
        return new(d.Number, d.Name, d.Level, s.DutySince ?? scene.Now, scene.WindowOf(d.Number), owned.Count, owned.Count(c => c.Overdue),
            owned.Count(c => c.Card == "yellow"), owned.Count(c => c.Card == "red"), scene.OffersTo(d.Number, []));
    }

    private static ImmutableArray<LineLiveRow> Lines(Scene scene) =>
    [
        .. scene.WindowCodes.SelectMany(w => scene.LinesOf(w)).Concat(scene.Waiting.Select(t => t.Line)).Distinct(StringComparer.Ordinal).Select(line =>
        {
            var waiting = scene.WaitingAt([line]);
            return new LineLiveRow(line, waiting.Count, Minutes(waiting, scene.Now), scene.WindowCodes.Count(w => scene.WindowState(w).Status == "open" && scene.LinesOf(w).Contains(line)))
            {
                EstimatedWaitMinutes = HallDayViews.Estimate(scene.Day, line, waiting.Count),
            };
        }),
    ];

    private static FloorPerson? Guide(Scene scene) =>
        scene.Day.GuideDesk is { } g ? new(g.Staff, scene.NameOf(g.Staff), null, g.Since)
        : scene.Picture.Definition is { } d && HallDayDue.GuideWindows(d).FirstOrDefault(w => scene.Day.Posts.ContainsKey(w.Code)) is { } window
            && scene.Day.Posts[window.Code].Staff is { } staff ? new(staff, scene.NameOf(staff), window.Code, scene.WindowState(window.Code).SignedOnAt ?? scene.Now) : null;

    private static WindowServing? Serving(Ticket? current) =>
        current is null ? null : new(current.Number, current.Case, (current.State == TicketStates.Serving ? current.StartedAt : current.CalledAt) ?? current.TakenAt);

    private static int Minutes(IReadOnlyCollection<Ticket> waiting, Instant now) =>
        waiting.Count == 0 ? 0 : Math.Max(0, (int)(now - waiting.Min(t => t.TakenAt)).TotalMinutes);
}
