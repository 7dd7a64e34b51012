using System.Collections.Concurrent;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;

namespace HallGrains.Grains.Staff;

/// <summary>
/// Desks of the people whose grains stand in this process: a word is laid on them where they stand, since each command has one for one or two people. Why it
/// is the same: telling a desk waits for nothing, is ordered by version alone, and who is told before they stand here, or after they left, finds the row that
/// was written before the word was given. Whoever is not here is called.
/// </summary>
public sealed class LocalDesks
{
    private readonly ConcurrentDictionary<string, Desk> _here = new(StringComparer.Ordinal);

    /// <summary>Tells a desk, here or wherever it stands.</summary>
    internal Task TellAsync(IGrainFactory grains, string staff, DeskTold told)
    {
        if (!_here.TryGetValue(staff, out var desk)) return grains.Ref<IStaffGrain>(staff).TellAsync(told);
        desk.Tell(told);
        return Task.CompletedTask;
    }

    internal void Add(string staff, Desk desk) => _here[staff] = desk;

    /// <summary>Takes away this activation's desk, not that of one that came after it.</summary>
    internal void Remove(string staff, Desk desk) => _here.TryRemove(new(staff, desk));
}
