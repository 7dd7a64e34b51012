using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using NodaTime;

namespace HallGrains.Contracts.Cases;

/// <param name="Outcome">met | not-met | passed-on; null: open.</param>
/// <param name="For">Whose answer is waited for.</param>
[GenerateSerializer, Immutable, Alias("hg.RequestView")]
public sealed record RequestView(
    [property: Id(0)] string RequestId,
    [property: Id(1)] Instant At,
    [property: Id(2)] string? Text,
    [property: Id(3)] string? Outcome,
    [property: Id(4)] string? For,
    [property: Id(5)] string? Reason);

/// <summary>联系人 (5.4i): who it is and how to reach them.</summary>
/// <param name="Phone">Of the hall.</param>
[GenerateSerializer, Immutable, Alias("hg.ContactPersonView")]
public sealed record ContactPersonView(
    [property: Id(0)] string Number,
    [property: Id(1)] string? Name,
    [property: Id(2)] string? Title,
    [property: Id(3)] string? HallName,
    [property: Id(4)] string? Window,
    [property: Id(5)] string? Phone);

/// <summary>A stage of the item's flow 办事流程 with the applicant's own case drawn on it (4.3k).</summary>
/// <param name="State">done | current | to-come.</param>
/// <param name="DueAt">Of the stage the case is in.</param>
[GenerateSerializer, Immutable, Alias("hg.FlowStage")]
public sealed record FlowStage(
    [property: Id(0)] string Stage,
    [property: Id(1)] Limit Limit,
    [property: Id(2)] Common.StaffLevel Authority,
    [property: Id(3)] string State,
    [property: Id(4)] Instant? StartedAt,
    [property: Id(5)] Instant? FinishedAt,
    [property: Id(6)] Instant? DueAt);

public sealed partial record CaseView
{
    [Id(200)] public ImmutableArray<RequestView> Requests { get; init; } = [];
    [Id(201)] public ContactPersonView? ContactPerson { get; init; }
}

public sealed partial record TrackView
{
    [Id(200)] public ImmutableArray<RequestView> Requests { get; init; } = [];
    [Id(201)] public ContactPersonView? ContactPerson { get; init; }

    /// <summary>The item's stages with this case on them.</summary>
    [Id(202)] public ImmutableArray<FlowStage> Flow { get; init; } = [];
}
