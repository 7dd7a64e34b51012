using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Simulation;

/// <summary>The city a simulation runs in: the registries' own records.</summary>
public sealed record SimulatedCity(
    ImmutableArray<HallDefinition> Halls, ImmutableArray<StaffDefinition> Staff, ImmutableArray<ServiceItem> Items, WorkCalendar Calendar);

/// <summary>What is tried: a day of a hall, and what would be otherwise.</summary>
/// <param name="Hall">Hall code.</param>
/// <param name="Date">A day on which the hall opens.</param>
/// <param name="Seed">Same seed, same people: two settings meet the same day.</param>
public sealed record SimulationPlan(string Hall, LocalDate Date, int Seed)
{
    /// <summary>Windows more, each a copy of the one with the most work, with a person of its own.</summary>
    public int MoreWindows { get; init; }

    /// <summary>At most every n-th call from the priority queue; null: the hall's own policy.</summary>
    public int? PriorityEvery { get; init; }

    /// <summary>Times as many people.</summary>
    public double Demand { get; init; } = 1;

    /// <summary>How long matters begun on the day are followed.</summary>
    public int FollowUpDays { get; init; } = 45;

    /// <summary>Checks every step; a test's business, not a manager's.</summary>
    public bool Checked { get; init; }
}

/// <summary>Who comes, when, and how long they take: <c>data/arrivals.json</c>, with its sources.</summary>
public sealed record ArrivalFigures
{
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>Visits a day for each ordinary window.</summary>
    public required double VisitsPerWindow { get; init; }

    public required double ServiceMinutesMean { get; init; }

    /// <summary>Standard deviation of the logarithm of service times.</summary>
    public required double ServiceSigma { get; init; }

    public required double PatienceSecondsMean { get; init; }

    /// <summary>By ISO weekday.</summary>
    public required ImmutableDictionary<int, double> WeekdayFactor { get; init; }

    /// <summary>By beginning, HH:mm.</summary>
    public required ImmutableSortedDictionary<string, double> ShareByHalfHour { get; init; }

    public required double QuestionShare { get; init; }
    public required double CompleteShare { get; init; }
    public required double PriorityShare { get; init; }
    public required double ComesShare { get; init; }
    public required double InvitedShare { get; init; }
    public required double RatedShare { get; init; }
}
