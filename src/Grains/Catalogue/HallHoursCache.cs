using System.Collections.Concurrent;
using HallGrains.Contracts.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Catalogue;

/// <summary>
/// Hours of halls under the calendar as it stands, one copy a process: a use costs two snapshots, and the tables are built again only when the
/// hall's or the calendar's version moved. Safe for many grains at once.
/// </summary>
public sealed class HallHoursCache(LocalSnapshots snapshots)
{
    private readonly ConcurrentDictionary<string, Built> _halls = new(StringComparer.Ordinal);
    private volatile BuiltCalendar? _calendar;

    /// <summary>The hall's hours; ordinary ones for a hall that published none or is not registered (an imported one).</summary>
    public async Task<HallHours> GetAsync(IGrainFactory grains, string hall) => (await FindAsync(grains, hall)).Hours;

    /// <summary>The same with the definition and version they were built from; the definition is null when there is no such hall.</summary>
    public ValueTask<HallFacts> FindAsync(IGrainFactory grains, string hall)
    {
        var calendar = snapshots.CalendarAsync(grains);
        var snapshot = snapshots.HallAsync(grains, hall);
        // Both mostly stand in this process.
        return calendar.IsCompletedSuccessfully && snapshot.IsCompletedSuccessfully ? new(Of(hall, snapshot.Result, calendar.Result)) : WaitAsync();

        async ValueTask<HallFacts> WaitAsync() => Of(hall, await snapshot, await calendar);
    }

    internal HallFacts Of(string hall, HallSnapshot? snapshot, CalendarSnapshot calendar)
    {
        var version = snapshot?.Version ?? 0;
        if (_halls.TryGetValue(hall, out var built) && built.HallVersion == version && built.CalendarVersion == calendar.Version)
            return new(built.Hours, snapshot?.Definition, calendar.Version);
        var work = Calendar(calendar);
        var hours = built is not null && built.HallVersion == version
            ? built.Hours.With(work)
            : HallHours.Create(work, snapshot is null ? HallHours.OrdinarySessions : HallModel.Sessions(snapshot.Definition));
        // Versions only grow: a slower caller with an older snapshot uses what it built, and does not push out the newer.
        _halls.AddOrUpdate(hall, new Built(version, calendar.Version, hours), (_, now) =>
            now.HallVersion > version || now.CalendarVersion > calendar.Version ? now : new(version, calendar.Version, hours));
        return new(hours, snapshot?.Definition, calendar.Version);
    }

    private WorkCalendar Calendar(CalendarSnapshot snapshot)
    {
        if (_calendar is { } known && known.Version == snapshot.Version) return known.Calendar;
        var built = new BuiltCalendar(snapshot.Version, new WorkCalendar(snapshot.Years.Select(CalendarModel.ToHolidayYear)));
        if (_calendar is not { } now || now.Version < snapshot.Version) _calendar = built;
        return built.Calendar;
    }

    private sealed record Built(int HallVersion, int CalendarVersion, HallHours Hours);

    private sealed record BuiltCalendar(int Version, WorkCalendar Calendar);
}

/// <summary>What a case must know of a hall: its hours, and its definition where it is registered.</summary>
public sealed record HallFacts(HallHours Hours, HallDefinition? Definition, int CalendarVersion);
