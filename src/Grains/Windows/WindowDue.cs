using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Timekeeping;
using NodaTime;

namespace HallGrains.Grains.Windows;

/// <summary>What falls due at a window: name and number told within sixty seconds of a connection (3.1c-d), else flagged, once a session; and findings of failed items that are not opened.</summary>
internal static class WindowDue
{
    internal static readonly Duration AnnounceWithin = Duration.FromSeconds(60);

    internal static ImmutableArray<EntryDraft> Fallen(WindowState state, Instant now) =>
    [
        .. state.Connected.Where(c => c.Value.At + AnnounceWithin <= now).OrderBy(c => c.Value.At)
            .Select(c => new EntryDraft(new AnnouncementLate(c.Value.Channel, c.Key, c.Value.Staff), c.Value.At + AnnounceWithin, Caller.SystemAccount)),
    ];

    internal static Instant? Next(WindowState state) => state.Connected.Values.Select(c => (Instant?)(c.At + AnnounceWithin)).Append(state.UntoldSince).Min();
}

/// <summary>Wakes a window for what fell due in one of its days: <c>window/{hall}/{window}/{date}</c>.</summary>
public sealed class WindowWaker : IWaker
{
    public string Kind => "window";

    public Task WakeAsync(IGrainFactory grains, string stream) =>
        DayKey.TryParse(stream["window/".Length..], '/', out var window, out var date) ? grains.GetGrain<IWindowGrain>(window).WakeAsync(date) : Task.CompletedTask;
}
