using HallGrains.Contracts.Common;

namespace HallGrains.Contracts.Timekeeping;

/// <summary>
/// Wakes what is due 计时员: one shard for each ledger partition, kept alive by a reminder. Key: partition number. Durable without a reminder
/// for each case: the summary rows say what is due, so a million open cases cost no more than the due ones.
/// </summary>
[Alias("hg.ITimekeeperGrain")]
public interface ITimekeeperGrain : IGrainWithStringKey
{
    /// <summary>Registers the reminder; at silo start, idempotent.</summary>
    [Alias("Ensure"), Inside] Task EnsureAsync();

    /// <summary>Wakes everything due now and answers when it is done; how many streams were woken.</summary>
    [Alias("Run"), Inside] Task<int> RunAsync();
}
