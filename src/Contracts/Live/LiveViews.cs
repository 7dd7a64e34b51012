using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Windows;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Live;

// What monitors show. Everything here is made of public parts of entries and badge names (public by 3.1); no citizen stands in any of it.

/// <summary>A hall as it is now 大厅实况: the fold of its entries.</summary>
[GenerateSerializer, Immutable, Alias("hg.HallLiveView")]
public sealed record HallLiveView
{
    [Id(0)] public required string Hall { get; init; }
    [Id(1)] public string? Name { get; init; }
    [Id(2)] public string? NameEn { get; init; }

    /// <summary>In the order of the hall's definition; the shape of GET /halls/{hall}/windows/{window}.</summary>
    [Id(3)] public ImmutableArray<WindowView> Windows { get; init; } = [];

    /// <summary>Staff on duty now, by number.</summary>
    [Id(4)] public ImmutableArray<StaffLiveRow> Staff { get; init; } = [];

    [Id(5)] public ImmutableArray<LineLiveRow> Lines { get; init; } = [];
    [Id(6)] public int Waiting { get; init; }
    [Id(7)] public int LongestWaitMinutes { get; init; }
    [Id(8)] public int ServedToday { get; init; }
    [Id(9)] public int OpenCases { get; init; }
    [Id(10)] public int Overdue { get; init; }

    /// <summary>Open cases whose worst card of the promised and statutory clocks is yellow 黄牌.</summary>
    [Id(11)] public int Yellow { get; init; }

    [Id(12)] public int Red { get; init; }

    /// <summary>Ownership and agency offers not yet answered.</summary>
    [Id(13)] public int OffersWaiting { get; init; }

    /// <summary>Streams of this hall that cannot be read and are left out.</summary>
    [Id(14)] public int Unreadable { get; init; }

    /// <summary>From commit to this view, of the newest entry in it; null before the first.</summary>
    [Id(15)] public int? LagMilliseconds { get; init; }

    [Id(16)] public Instant AsOf { get; init; }

    /// <summary>The monitor's own count, opaque.</summary>
    [Id(17)] public required string Position { get; init; }

    /// <summary>负责人挂牌 (3.1f).</summary>
    [Id(18)] public FloorPerson? DutyLeader { get; init; }

    [Id(19)] public FloorPerson? GuideDesk { get; init; }

    /// <summary>What should be there and is not (3.1f, 3.1g, 4.3d, 5.6k).</summary>
    [Id(20)] public ImmutableArray<FloorGap> Gaps { get; init; } = [];

    /// <summary>Tickets that waited over the target today (2.4d).</summary>
    [Id(21)] public int WaitsOverTarget { get; init; }

    /// <summary>Those of them that still wait.</summary>
    [Id(22)] public ImmutableArray<string> WaitingOverTarget { get; init; } = [];
}

/// <summary>A staff member on duty.</summary>
[GenerateSerializer, Immutable, Alias("hg.StaffLiveRow")]
public sealed record StaffLiveRow(
    [property: Id(0)] string Number,
    [property: Id(1)] string Name,
    [property: Id(2)] StaffLevel Level,
    [property: Id(3)] Instant Since,
    [property: Id(4)] string? Window,
    [property: Id(5)] int OpenCases,
    [property: Id(6)] int Overdue,
    [property: Id(7)] int Yellow,
    [property: Id(8)] int Red,
    [property: Id(9)] int OffersWaiting);

/// <summary>The queue of a service line today.</summary>
[GenerateSerializer, Immutable, Alias("hg.LineLiveRow")]
public sealed record LineLiveRow(
    [property: Id(0)] string Line,
    [property: Id(1)] int Waiting,
    [property: Id(2)] int LongestWaitMinutes,
    [property: Id(3)] int OpenWindows)
{
    /// <summary>Of whoever comes now (2.4d).</summary>
    [Id(4)] public int EstimatedWaitMinutes { get; init; }
}

/// <summary>One staff member as the hall's monitor sees them, on duty or not.</summary>
[GenerateSerializer, Immutable, Alias("hg.StaffLiveView")]
public sealed record StaffLiveView
{
    [Id(0)] public required string Number { get; init; }
    [Id(1)] public required string Name { get; init; }
    [Id(2)] public required string Hall { get; init; }
    [Id(3)] public bool OnDuty { get; init; }
    [Id(4)] public Instant? Since { get; init; }
    [Id(5)] public string? Window { get; init; }
    [Id(6)] public WindowServing? Serving { get; init; }
    [Id(7)] public int OpenCases { get; init; }
    [Id(8)] public int Overdue { get; init; }
    [Id(9)] public int Yellow { get; init; }
    [Id(10)] public int Red { get; init; }
    [Id(11)] public int OffersWaiting { get; init; }
    [Id(12)] public Instant AsOf { get; init; }
    [Id(13)] public required string Position { get; init; }
}

/// <summary>What a screen in the hall shows anybody 显示屏: windows, tickets, badges; never a citizen's name, never a case.</summary>
[GenerateSerializer, Immutable, Alias("hg.DisplayView")]
public sealed record DisplayView
{
    [Id(0)] public required string Hall { get; init; }
    [Id(1)] public string? Name { get; init; }
    [Id(2)] public string? NameEn { get; init; }
    [Id(3)] public ImmutableArray<DisplayWindow> Windows { get; init; } = [];
    [Id(4)] public ImmutableArray<LineLiveRow> Lines { get; init; } = [];
    [Id(5)] public int Waiting { get; init; }
    [Id(6)] public int LongestWaitMinutes { get; init; }

    /// <summary>The newest calls of today, newest first, at most eight.</summary>
    [Id(7)] public ImmutableArray<DisplayCall> Calls { get; init; } = [];

    [Id(8)] public Instant AsOf { get; init; }
    [Id(9)] public required string Position { get; init; }

    /// <summary>负责人挂牌: name and post (3.1f).</summary>
    [Id(10)] public FloorPerson? DutyLeader { get; init; }

    [Id(11)] public FloorPerson? GuideDesk { get; init; }
    [Id(12)] public ImmutableArray<FloorGap> Gaps { get; init; } = [];

    /// <summary>Badges of everybody on duty, by number.</summary>
    [Id(20)] public ImmutableArray<DisplayBadge> OnDuty { get; init; } = [];

    /// <summary>Promises that are shown on screens; how far each is kept stands at <c>/halls/{hall}/promises</c>.</summary>
    [Id(21)] public ImmutableArray<Catalogue.HallPromise> Promises { get; init; } = [];
}

/// <param name="Status"><c>closed</c>, <c>preparing</c>, <c>open</c> or <c>paused</c>.</param>
/// <param name="Staff">Badge of whoever is signed on.</param>
/// <param name="Ticket">Called or being served.</param>
/// <param name="TicketState"><c>called</c> or <c>serving</c>.</param>
[GenerateSerializer, Immutable, Alias("hg.DisplayWindow")]
public sealed record DisplayWindow(
    [property: Id(0)] string Window,
    [property: Id(1)] string? Name,
    [property: Id(2)] ImmutableArray<string> Lines,
    [property: Id(3)] string Status,
    [property: Id(4)] DisplayBadge? Staff,
    [property: Id(5)] string? Ticket,
    [property: Id(6)] string? TicketState,
    [property: Id(7)] int QueueLength)
{
    /// <summary>岗位牌 (3.1a): what the hall published of this window's duties.</summary>
    [Id(10)] public ImmutableArray<string> Duties { get; init; } = [];
}

[GenerateSerializer, Immutable, Alias("hg.DisplayBadge")]
public sealed record DisplayBadge([property: Id(0)] string Number, [property: Id(1)] string Name)
{
    [Id(10)] public string? Title { get; init; }

    /// <summary>个人承诺 (4.2c), shown while its person is on duty.</summary>
    [Id(11)] public string? Promise { get; init; }

    /// <summary>The slot for the picture: its address when there is one.</summary>
    [Id(12)] public string? Photo { get; init; }
}

[GenerateSerializer, Immutable, Alias("hg.DisplayCall")]
public sealed record DisplayCall([property: Id(0)] string Ticket, [property: Id(1)] string Window, [property: Id(2)] Instant At);

/// <summary>A hall in the city's view.</summary>
[GenerateSerializer, Immutable, Alias("hg.CityHallRow")]
public sealed record CityHallRow
{
    [Id(0)] public required string Hall { get; init; }
    [Id(1)] public string? Name { get; init; }
    [Id(2)] public string? NameEn { get; init; }
    [Id(3)] public int Windows { get; init; }
    [Id(4)] public int OpenWindows { get; init; }
    [Id(5)] public int OnDuty { get; init; }
    [Id(6)] public int Waiting { get; init; }
    [Id(7)] public int LongestWaitMinutes { get; init; }
    [Id(8)] public int ServedToday { get; init; }
    [Id(9)] public int OpenCases { get; init; }
    [Id(10)] public int Overdue { get; init; }
    [Id(11)] public int Yellow { get; init; }
    [Id(12)] public int Red { get; init; }
    [Id(13)] public int OffersWaiting { get; init; }
    [Id(14)] public int Unreadable { get; init; }
    /// <summary>Of the hall's own view: one silent hall never hides.</summary>
    [Id(15)] public Instant AsOf { get; init; }
}

/// <summary>The city 全市实况: its halls' summaries, a few times a second.</summary>
[GenerateSerializer, Immutable, Alias("hg.CityLiveView")]
public sealed record CityLiveView
{
    [Id(0)] public ImmutableArray<CityHallRow> Halls { get; init; } = [];
    [Id(1)] public int OpenWindows { get; init; }
    [Id(2)] public int Waiting { get; init; }
    [Id(3)] public int ServedToday { get; init; }
    [Id(4)] public int OpenCases { get; init; }
    [Id(5)] public int Overdue { get; init; }
    [Id(6)] public int Yellow { get; init; }
    [Id(7)] public int Red { get; init; }
    [Id(8)] public Instant AsOf { get; init; }
    [Id(9)] public required string Position { get; init; }
}
