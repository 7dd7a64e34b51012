using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Staff;
using HallGrains.Grains.Windows;
using NodaTime;

namespace HallGrains.Grains.Monitoring;

/// <summary>All a monitor knows of its hall: the folds of its streams, each at its own version. Immutable.</summary>
internal sealed record HallPicture(string Hall)
{
    public HallDefinition? Definition { get; init; }
    public int DefinitionVersion { get; init; }

    /// <summary>By stream: open cases of the hall, and those that changed today.</summary>
    public ImmutableDictionary<string, CaseTrace> Cases { get; init; } = ImmutableDictionary.Create<string, CaseTrace>(StringComparer.Ordinal);

    /// <summary>By stream.</summary>
    public ImmutableDictionary<string, StaffState> Staff { get; init; } = ImmutableDictionary.Create<string, StaffState>(StringComparer.Ordinal);

    /// <summary>By stream, which names the day.</summary>
    public ImmutableDictionary<string, WindowState> Windows { get; init; } = ImmutableDictionary.Create<string, WindowState>(StringComparer.Ordinal);

    /// <summary>By stream, which names the day.</summary>
    public ImmutableDictionary<string, HallDayState> Days { get; init; } = ImmutableDictionary.Create<string, HallDayState>(StringComparer.Ordinal);

    /// <summary>Streams with an entry that cannot be read or folded: left out, counted, the others go on.</summary>
    public ImmutableHashSet<string> Unreadable { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Version of a stream as it is folded here; 0: nothing of it.</summary>
    public int VersionOf(string stream) => FollowedStream.Parse(stream).Kind switch
    {
        FollowedKind.Case => Cases.GetValueOrDefault(stream)?.Version ?? 0,
        FollowedKind.Staff => Staff.GetValueOrDefault(stream)?.Version ?? 0,
        FollowedKind.WindowDay => Windows.GetValueOrDefault(stream)?.Version ?? 0,
        FollowedKind.HallDay => Days.GetValueOrDefault(stream)?.Version ?? 0,
        FollowedKind.Hall => DefinitionVersion,
        _ => 0,
    };

    public HallDayState Today(LocalDate today) => Days.GetValueOrDefault(FollowedStream.HallDay(Hall, today)) ?? HallDayState.Empty;

    public WindowState WindowToday(string window, LocalDate today) => Windows.GetValueOrDefault(FollowedStream.WindowDay(Hall, window, today)) ?? WindowState.Empty;
}
