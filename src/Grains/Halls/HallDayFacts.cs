using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Halls;

/// <summary>What a decision on a hall's day may know besides its state; gathered by the grain before the rule.</summary>
public sealed record HallDayFacts
{
    public Instant Now { get; init; }
    public required LocalDate Date { get; init; }
    public required Caller Caller { get; init; }
    public required HallDefinition Hall { get; init; }
    public required HallHours Hours { get; init; }

    /// <summary>The caller as staff; null for citizens, devices and the hall itself.</summary>
    public StaffSnapshot? Actor { get; init; }

    /// <summary>The caller showed the right retrieval code 查询码 of the ticket.</summary>
    public bool CodeShown { get; init; }

    /// <summary>Whom a floor command names.</summary>
    public StaffSnapshot? Nominee { get; init; }

    /// <summary>Leader of the hall above; of the city hall: of the bureau.</summary>
    public string? SuperiorLeader { get; init; }

    /// <summary>The supervisor 监督员 of the hall, or of the next hall up that has one.</summary>
    public string? Supervisor { get; init; }

    public bool IsStaffHere => Actor is { } actor && actor.Hall == Hall.Code;

    public IEnumerable<string> Lines => Hall.Windows.SelectMany(w => w.Lines);
}
