using HallGrains.Contracts.Audit;
using HallGrains.Contracts.Common;
using HallGrains.Silo.Ledger;
using Orleans.Concurrency;

namespace HallGrains.Silo.Hosting;

/// <summary>Verification for an auditor over HTTP: reads, never writes; one at a time for each silo.</summary>
[StatelessWorker(1)]
[GrainType("ledger-audit")]
internal sealed class LedgerAuditGrain(ServiceLedger ledger) : Grain, ILedgerAuditGrain
{
    public async Task<LedgerAuditView> VerifyAsync(Caller caller)
    {
        var result = await new LedgerVerifier(ledger.Reader).VerifyAsync();
        return new(result.Ok, result.Entries, result.Blocks,
            result.FirstBroken is { } b ? new(b.Partition, b.Block, b.Position, b.Stream, b.Version, b.What) : null);
    }
}
