using HallGrains.Contracts.Common;

namespace HallGrains.Contracts.Audit;

/// <summary>Checks the whole ledger for auditors 核验. Key: <c>ledger</c>.</summary>
[Alias("hg.ILedgerAuditGrain")]
public interface ILedgerAuditGrain : IGrainWithStringKey
{
    /// <summary>Recomputes every hash and link.</summary>
    [Alias("Verify"), ResponseTimeout("00:05:00"), Allow(Roles.Auditor)] Task<LedgerAuditView> VerifyAsync(Caller caller);
}

/// <param name="FirstBroken">The first block and entry that do not hold; null when all do.</param>
[GenerateSerializer, Immutable, Alias("hg.LedgerAuditView")]
public sealed record LedgerAuditView(
    [property: Id(0)] bool Ok, [property: Id(1)] long Entries, [property: Id(2)] long Blocks, [property: Id(3)] BrokenView? FirstBroken);

[GenerateSerializer, Immutable, Alias("hg.BrokenView")]
public sealed record BrokenView(
    [property: Id(0)] int Partition, [property: Id(1)] long? Block, [property: Id(2)] long? Position,
    [property: Id(3)] string? Stream, [property: Id(4)] int? Version, [property: Id(5)] string What);
