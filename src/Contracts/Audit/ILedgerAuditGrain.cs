using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Audit;

/// <summary>Checks the whole ledger for auditors 核验. Key: <c>ledger</c>.</summary>
[Alias("hg.ILedgerAuditGrain")]
public interface ILedgerAuditGrain : IGrainWithStringKey
{
    /// <summary>Recomputes every hash and link, and compares with every signed checkpoint.</summary>
    [Alias("Verify"), ResponseTimeout("00:05:00"), Allow(Roles.Auditor)] Task<LedgerAuditView> VerifyAsync(Caller caller);

    /// <summary>Signed checkpoints 检查点 after a number, in order.</summary>
    [AlwaysInterleave, Alias("Checkpoints"), Allow(Roles.Auditor)] Task<ImmutableArray<CheckpointView>> CheckpointsAsync(Caller caller, long afterNumber, int limit);

    /// <summary>Signs where the ledger stands now; the newest checkpoint where nothing was written since. Repeating it is harmless.</summary>
    [AlwaysInterleave, Alias("MakeCheckpoint"), Allow(Roles.Auditor)] Task<Outcome<CheckpointView>> MakeCheckpointAsync(CommandMeta meta);
}

/// <param name="FirstBroken">The first block and entry that do not hold; null when all do.</param>
/// <param name="Checkpoints">Signed checkpoints that the ledger was compared with.</param>
[GenerateSerializer, Immutable, Alias("hg.LedgerAuditView")]
public sealed record LedgerAuditView(
    [property: Id(0)] bool Ok, [property: Id(1)] long Entries, [property: Id(2)] long Blocks, [property: Id(3)] BrokenView? FirstBroken, [property: Id(4)] int Checkpoints = 0);

/// <param name="Checkpoint">The signed checkpoint that the ledger does not agree with.</param>
[GenerateSerializer, Immutable, Alias("hg.BrokenView")]
public sealed record BrokenView(
    [property: Id(0)] int Partition, [property: Id(1)] long? Block, [property: Id(2)] long? Position,
    [property: Id(3)] string? Stream, [property: Id(4)] int? Version, [property: Id(5)] string What, [property: Id(6)] long? Checkpoint = null);

/// <summary>The command to sign where the ledger stands; it needs nothing.</summary>
[GenerateSerializer, Immutable, Alias("hg.MakeCheckpoint")]
public sealed record MakeCheckpoint;

/// <param name="Key">Short name of the key that signed it.</param>
/// <param name="NextKey">A rotation: short name of the key that signs from the next one on.</param>
/// <param name="Text">The checkpoint itself, to be kept as it is.</param>
[GenerateSerializer, Immutable, Alias("hg.CheckpointView")]
public sealed record CheckpointView(
    [property: Id(0)] long Number, [property: Id(1)] Instant Time, [property: Id(2)] string Reason, [property: Id(3)] string Hash,
    [property: Id(4)] string Key, [property: Id(5)] string? NextKey, [property: Id(6)] string Text);
