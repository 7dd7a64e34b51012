using System.Collections.Concurrent;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;

namespace HallGrains.Grains.Shell;

/// <summary>
/// Snapshots 快照 of the grains that stand in this process, read where they stand; a command asks four to eight of them, and the messages were a fifth of
/// its work. Why it is the same: a snapshot call is always interleaved and answers with the state after the last commit, without waiting for anything; that
/// very reference is read here. A grain that is not active here is called. What could not be committed leaves at once.
/// </summary>
public sealed class LocalSnapshots
{
    private readonly ConcurrentDictionary<(Type Kind, string Key), Func<object?>> _here = new();

    public ValueTask<StaffSnapshot?> StaffAsync(IGrainFactory grains, string number) =>
        Find<IStaffGrain>(number) is { } read ? new((StaffSnapshot?)read()) : new(grains.Ref<IStaffGrain>(number).SnapshotAsync());

    public ValueTask<HallSnapshot?> HallAsync(IGrainFactory grains, string hall) =>
        Find<IHallRegistryGrain>(hall) is { } read ? new((HallSnapshot?)read()) : new(grains.Ref<IHallRegistryGrain>(hall).SnapshotAsync());

    public ValueTask<CalendarSnapshot> CalendarAsync(IGrainFactory grains) =>
        Find<ICalendarGrain>(ICalendarGrain.Key) is { } read ? new((CalendarSnapshot)read()!) : new(grains.Ref<ICalendarGrain>(ICalendarGrain.Key).SnapshotAsync());

    public ValueTask<ItemSnapshot> ItemAsync(IGrainFactory grains, string code) =>
        Find<IServiceItemGrain>(code) is { } read ? new((ItemSnapshot)read()!) : new(grains.Ref<IServiceItemGrain>(code).SnapshotAsync());

    internal void Add(Type kind, string key, Func<object?> read) => _here[(kind, key)] = read;

    /// <summary>Takes away this activation's word, not that of one that came after it.</summary>
    internal void Remove(Type kind, string key, Func<object?> read) => _here.TryRemove(new((kind, key), read));

    private Func<object?>? Find<TGrain>(string key) => _here.GetValueOrDefault((typeof(TGrain), key));
}
