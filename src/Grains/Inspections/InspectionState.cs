using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using HallGrains.Contracts.Inspections;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Inspections;

/// <summary>An inspection folded from its stream; immutable.</summary>
public sealed record InspectionState
{
    public static InspectionState None { get; } = new();

    public InspectionPlanned? Planned { get; init; }
    public Instant PlannedAt { get; init; }
    public ImmutableArray<Looked> Items { get; init; } = [];

    /// <summary>Entries whose findings are not opened yet, with their instants.</summary>
    public ImmutableArray<(int Version, Instant Since)> Unopened { get; init; } = [];

    public string? ReleasedBy { get; init; }
    public int Version { get; init; }

    public string Step => ReleasedBy is not null ? "released" : Items.IsEmpty ? "planned" : "underway";

    /// <exception cref="UnreachableException">An entry that does not belong here: never skipped in a fold that decides.</exception>
    public static InspectionState Evolve(InspectionState s, Recorded r) => r.Body switch
    {
        InspectionPlanned e => s with { Planned = e, PlannedAt = r.OccurredAt, Version = r.Version },
        InspectionRecorded e => s with
        {
            Items = s.Items.AddRange(e.Items.Select((item, i) => new Looked(item, e.By, e.Notes?.GetValueOrDefault(Place(i)), r.OccurredAt, r.Version))),
            Unopened = e.Items.Any(i => i.Finding is not null) ? s.Unopened.Add((r.Version, r.OccurredAt)) : s.Unopened,
            Version = r.Version,
        },
        InspectionFindingsOpened e => s with { Unopened = s.Unopened.RemoveAll(u => u.Version == e.AtVersion), Version = r.Version },
        InspectionReleased e => s with { ReleasedBy = e.By, Version = r.Version },
        _ => throw new UnreachableException($"{r.Body.GetType().Name} is no entry of an inspection."),
    };

    internal static string Place(int index) => index.ToString(CultureInfo.InvariantCulture);

    internal static StreamModel<InspectionState> Model(string number) => new(
        "inspection/" + number, None, Evolve, s => Summary(number, s), s => s.Planned?.Hall ?? "", _ => "inspection-" + number);

    private static SummaryRow Summary(string number, InspectionState s) => new()
    {
        Stream = "", Hall = s.Planned?.Hall, State = s.Step, Stage = s.Planned?.Kind, Owner = s.Planned?.Inspector,
        NextDue = s.Unopened.IsEmpty ? null : s.Unopened[0].Since,
        Extra = WaitingItem.ExtraOf(s is { Planned: { } p, ReleasedBy: null }
            ? [new("inspection", number, p.Inspector, s.PlannedAt, HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(p.PlannedFor) + 1)), p.Planner, p.Kind)] : []),
    };
}

/// <summary>What was looked at, by whom, in which entry.</summary>
public sealed record Looked(InspectedResult Item, string By, string? Note, Instant At, int Version);
