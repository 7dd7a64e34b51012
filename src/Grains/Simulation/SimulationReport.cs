using System.Collections.Immutable;
using NodaTime;

namespace HallGrains.Grains.Simulation;

/// <summary>What a simulated day came to. Equal for equal plans; times of this machine are not part of it.</summary>
public sealed record SimulationReport
{
    public required string Hall { get; init; }
    public required LocalDate Date { get; init; }
    public required int Seed { get; init; }
    public required int Windows { get; init; }
    public required int Visitors { get; init; }
    public required int Served { get; init; }
    public required int NoShows { get; init; }
    public required int GaveUp { get; init; }
    public required double WaitMinutesMean { get; init; }
    public required double WaitMinutesMedian { get; init; }
    public required double WaitMinutes90 { get; init; }
    public required double WaitMinutesMost { get; init; }

    /// <summary>Called later than the hall's target.</summary>
    public required int OverTarget { get; init; }

    public required string LastServedAt { get; init; }
    public required int Cases { get; init; }
    public required int Accepted { get; init; }
    public required int Decided { get; init; }

    /// <summary>Decided by effective due / decided (§17); 1 when nothing was decided.</summary>
    public required double OnTimeRate { get; init; }

    public required int StillOpen { get; init; }
    public required int YellowCards { get; init; }
    public required int RedCards { get; init; }
    public required int HandoffsOffered { get; init; }
    public required int HandoffsAccepted { get; init; }
    public required int HandoffsDeclined { get; init; }
    public required int HandoffsExpired { get; init; }
    public required int Returns { get; init; }
    public required int Escalations { get; init; }
    public required int Evaluations { get; init; }

    /// <summary>Entries that a ledger would hold.</summary>
    public required int Entries { get; init; }

    /// <summary>By window: people served and share of its open time spent serving.</summary>
    public required ImmutableSortedDictionary<string, WindowLoad> Load { get; init; }

    /// <summary>By staff number: acts on cases.</summary>
    public required ImmutableSortedDictionary<string, int> Acts { get; init; }

    /// <summary>Refusals the people of the hall met, by code.</summary>
    public required ImmutableSortedDictionary<string, int> Refused { get; init; }

    /// <summary>What may never be false and was; empty.</summary>
    public required ImmutableArray<string> Violations { get; init; }
}

public sealed record WindowLoad(string Staff, int Served, double Busy);
