using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Halls;

/// <summary>What is commanded on the floor of a hall: who leads it today, who stands at its guide desk, what happened there.</summary>
[GenerateSerializer, Immutable, Alias("hg.FloorCommand")]
public abstract record FloorCommand : HallCommand;

/// <summary>负责人挂牌上岗 (3.1f): L3 and above of the hall, on duty, at a named place.</summary>
/// <param name="Post">The place 规定位置 (3.1g); left out: the hall's own.</param>
[GenerateSerializer, Immutable, Alias("hg.NameDutyLeader")]
public sealed record NameDutyLeader([property: Id(0)] string Staff, [property: Id(1)] string? Post = null) : FloorCommand;

/// <summary>The duty leader leaves the post without another in their place.</summary>
[GenerateSerializer, Immutable, Alias("hg.LeaveDutyLeader")]
public sealed record LeaveDutyLeader : FloorCommand;

/// <summary>巡视 (3.1g): the duty leader's note, at least every 120 working minutes.</summary>
[GenerateSerializer, Immutable, Alias("hg.NotePatrol")]
public sealed record NotePatrol([property: Id(0)] string? Note) : FloorCommand;

/// <summary>引导台 (4.3d): who stands there.</summary>
[GenerateSerializer, Immutable, Alias("hg.NameGuideDesk")]
public sealed record NameGuideDesk([property: Id(0)] string Staff) : FloorCommand;

[GenerateSerializer, Immutable, Alias("hg.LeaveGuideDesk")]
public sealed record LeaveGuideDesk : FloorCommand;

/// <summary>An incident 突发情况 (2.4b); or what anybody may report: a quarrel 争吵 at a window (3.3d), a matter that could not be got done 办不成事 (5.3d).</summary>
/// <param name="Kind">fall | illness | fire | conflict | theft | outage | other | cannot-get-done | dispute.</param>
/// <param name="Text">What happened: it may name people, so it is private.</param>
/// <param name="Window">Where; a dispute needs it.</param>
[GenerateSerializer, Immutable, Alias("hg.ReportIncident")]
public sealed record ReportIncident([property: Id(0)] string Kind, [property: Id(1)] string? Text, [property: Id(2)] string? Window = null) : FloorCommand;

/// <summary>A duty that the hall's day holds is done.</summary>
[GenerateSerializer, Immutable, Alias("hg.CompleteHallDuty")]
public sealed record CompleteHallDuty([property: Id(0)] string DutyId, [property: Id(1)] string? Note) : HallCommand;

/// <summary>A ticket for whoever comes with an appointment 预约签到; given by the appointments' grain, never by HTTP.</summary>
/// <param name="Kept">In time for the slot: called before those without one, within the policy.</param>
[GenerateSerializer, Immutable, Alias("hg.TakeAppointedTicket")]
public sealed record TakeAppointedTicket(
    [property: Id(0)] string Appointment, [property: Id(1)] string ServiceLine, [property: Id(2)] string? Audience, [property: Id(3)] bool Kept) : HallCommand;

/// <summary>A person with a public post in the hall, as the badge shows them (3.1).</summary>
[GenerateSerializer, Immutable, Alias("hg.FloorPerson")]
public sealed record FloorPerson([property: Id(0)] string Number, [property: Id(1)] string Name, [property: Id(2)] string? Post, [property: Id(3)] Instant Since)
{
    /// <summary>Of the duty leader: the last patrol noted.</summary>
    [Id(4)] public Instant? LastPatrolAt { get; init; }
}

/// <summary>What should be there today and is not: shown, not hidden (3.1f, 3.1g, 4.3d, 5.6k).</summary>
/// <param name="Kind"><c>duty-leader-absent</c>, <c>patrol-missed</c>, <c>guide-desk-empty</c> or <c>noon-line-unstaffed</c>.</param>
/// <param name="ServiceLine">Of a line nobody serves at noon.</param>
[GenerateSerializer, Immutable, Alias("hg.FloorGap")]
public sealed record FloorGap([property: Id(0)] string Kind, [property: Id(1)] Instant Since, [property: Id(2)] string? ServiceLine = null);

/// <summary>How a promise measured by the day stands today.</summary>
[GenerateSerializer, Immutable, Alias("hg.PromiseToday")]
public sealed record PromiseToday(
    [property: Id(0)] string Metric, [property: Id(1)] decimal Value, [property: Id(2)] bool Broken, [property: Id(3)] ImmutableArray<string> Lines);

/// <param name="For">Who sees to it.</param>
/// <param name="Text">What happened, in the reporter's words; null when it was erased.</param>
[GenerateSerializer, Immutable, Alias("hg.IncidentView")]
public sealed record IncidentView(
    [property: Id(0)] string Incident,
    [property: Id(1)] string Kind,
    [property: Id(2)] string? Window,
    [property: Id(3)] Instant At,
    [property: Id(4)] string? Text,
    [property: Id(5)] string? For,
    [property: Id(6)] Instant? DoneAt,
    [property: Id(7)] string? DoneBy);

/// <summary>What was reported in a hall on one day (2.4b, 3.3d, 5.3d), oldest first.</summary>
[GenerateSerializer, Immutable, Alias("hg.IncidentsView")]
public sealed record IncidentsView : IVersionedView
{
    [Id(0)] public required string Hall { get; init; }
    [Id(1)] public LocalDate Date { get; init; }
    [Id(2)] public ImmutableArray<IncidentView> Items { get; init; } = [];
    [Id(3)] public int Version { get; init; }
    [Id(4)] public Instant AsOf { get; init; }
}

/// <summary>The floor of a hall today 大厅当日, for anybody: who leads, who guides, what is missing.</summary>
[GenerateSerializer, Immutable, Alias("hg.HallFloorView")]
public sealed record HallFloorView : IVersionedView
{
    [Id(0)] public required string Hall { get; init; }
    [Id(1)] public LocalDate Date { get; init; }
    [Id(2)] public FloorPerson? DutyLeader { get; init; }
    [Id(3)] public FloorPerson? GuideDesk { get; init; }
    [Id(4)] public ImmutableArray<FloorGap> Gaps { get; init; } = [];

    /// <summary>Tickets that waited over the hall's target today (2.4d).</summary>
    [Id(5)] public int WaitsOverTarget { get; init; }

    [Id(6)] public int WaitTargetMinutes { get; init; }
    [Id(7)] public ImmutableArray<PromiseToday> Promises { get; init; } = [];

    /// <summary>Ways of service besides the counter 服务路径 (5.6l).</summary>
    [Id(8)] public ImmutableArray<string> Options { get; init; } = [];

    [Id(9)] public int Version { get; init; }
    [Id(10)] public Instant AsOf { get; init; }
}
