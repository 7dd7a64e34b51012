using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Cases;

/// <summary>重点服务: on the watch list, with the days that passed without a note (5.4j).</summary>
[GenerateSerializer, Immutable, Alias("hg.WatchView")]
public sealed record WatchView(
    [property: Id(0)] string By, [property: Id(1)] Instant Since, [property: Id(2)] ImmutableArray<LocalDate> MissedDays, [property: Id(3)] string? Note);

/// <summary>The assignment 指派 the owner has the case by, and the objection against it.</summary>
[GenerateSerializer, Immutable, Alias("hg.AssignmentView")]
public sealed record AssignmentView(
    [property: Id(0)] string Staff,
    [property: Id(1)] string From,
    [property: Id(2)] string By,
    [property: Id(3)] Instant At,
    [property: Id(4)] Instant? ObjectedAt,
    [property: Id(5)] string? Decider,
    [property: Id(6)] Instant? DecideBy,
    [property: Id(7)] bool? Upheld);

/// <summary>Minutes in which the case waited for others under its owner: booked to them, shown beside the owner's (§4).</summary>
/// <param name="For"><c>next-stage</c> or <c>escalation</c>.</param>
/// <param name="Id">Handoff or escalation id.</param>
/// <param name="Staff">Whom they are booked to; null where nobody of the level is known.</param>
[GenerateSerializer, Immutable, Alias("hg.WaitingMinutes")]
public sealed record WaitingMinutes(
    [property: Id(0)] string For,
    [property: Id(1)] string Id,
    [property: Id(2)] string? Staff,
    [property: Id(3)] StaffLevel? Level,
    [property: Id(4)] Instant From,
    [property: Id(5)] Instant? To,
    [property: Id(6)] int WorkingMinutes);
