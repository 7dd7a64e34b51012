using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>What a decision on a case may know besides its state; gathered by the grain before the rule, never awaited in it.</summary>
public sealed record CaseFacts
{
    public Instant Now { get; init; }
    public required Caller Caller { get; init; }

    /// <summary>Everybody the decision may name: the caller, owner, agent, targets, former handlers, heads. By staff number.</summary>
    public IReadOnlyDictionary<string, StaffSnapshot> Staff { get; init; } = ImmutableDictionary<string, StaffSnapshot>.Empty;

    /// <summary>The case's hall, the target hall, the halls up.</summary>
    public IReadOnlyDictionary<string, HallDefinition> Halls { get; init; } = ImmutableDictionary<string, HallDefinition>.Empty;

    /// <summary>Working hours of the same halls.</summary>
    public IReadOnlyDictionary<string, HallHours> Hours { get; init; } = ImmutableDictionary<string, HallHours>.Empty;

    /// <summary>The case's item and the one the command names.</summary>
    public IReadOnlyDictionary<string, ItemSnapshot> Items { get; init; } = ImmutableDictionary<string, ItemSnapshot>.Empty;

    /// <summary>The window the case was opened at, or null.</summary>
    public WindowSnapshot? Window { get; init; }

    /// <summary>The caller showed the right retrieval code 查询码 of this case.</summary>
    public bool CodeShown { get; init; }

    /// <summary>Keyed hash of the identity an application names; null when it names none.</summary>
    public string? ApplicantKey { get; init; }

    /// <summary>Until when the applicant is given no tolerance (§3.7); asked when tolerance is.</summary>
    public Instant? ToleranceBarredUntil { get; init; }

    /// <summary>0-99, of this case alone and known to nobody beforehand: whether a finished instant item is looked at (§2).</summary>
    public int SampleDraw { get; init; } = 100;

    /// <summary>The window a seal is used at.</summary>
    public WindowSnapshot? Sealing { get; init; }

    public string? SealingAt { get; init; }

    /// <summary>Granted to the same person for the same item in other cases within <see cref="Authority.PartsWithin"/>; gathered for a decision.</summary>
    public decimal GrantedBefore { get; init; }

    /// <summary>The bundle the case belongs to was rated already.</summary>
    public bool BundleRated { get; init; }

    /// <summary>The caller as staff; null for citizens and the hall itself.</summary>
    public StaffSnapshot? Actor => Caller.Staff is { } number ? Staff.GetValueOrDefault(number) : null;

    public StaffSnapshot? Find(string? number) => number is null ? null : Staff.GetValueOrDefault(number);

    public HallDefinition? HallOf(CaseState state) => Halls.GetValueOrDefault(state.Hall);

    public HallHours HoursOf(string hall) => Hours[hall];

    /// <summary>Hours of a hall the case was in; where they were not gathered, those of the hall that has it now.</summary>
    public HallHours HoursFor(CaseState state, string hall) => Hours.TryGetValue(hall, out var hours) ? hours : Hours[state.Hall];

    /// <summary>Service line 业务线 of the case; null while its item is not known.</summary>
    public string? LineOf(CaseState state) => ItemOf(state)?.ServiceLine;

    /// <summary>The case's hall and those above it, nearest first, as far as they were gathered.</summary>
    public IReadOnlyList<HallDefinition> HallsUp(string hall)
    {
        var up = new List<HallDefinition>();
        for (var code = hall; code is not null && up.Count < 8 && Halls.TryGetValue(code, out var definition); code = definition.Parent) up.Add(definition);
        return up;
    }

    /// <summary>The version the case runs under; before the application the one in force now. Null when the item is unknown.</summary>
    public ServiceItem? ItemOf(CaseState state) => state.Item is { } code && Items.TryGetValue(code, out var item)
        ? state.ItemVersion is { } version ? item.Find(version) : item.InForce(Now)
        : null;

    public ServiceItem? ItemInForce(string? code) => code is not null && Items.TryGetValue(code, out var item) ? item.InForce(Now) : null;
}
