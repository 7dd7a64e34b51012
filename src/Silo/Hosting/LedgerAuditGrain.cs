using System.Collections.Immutable;
using HallGrains.Contracts.Audit;
using HallGrains.Contracts.Common;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Checkpoints;
using Orleans.Concurrency;

namespace HallGrains.Silo.Hosting;

/// <summary>Verification and checkpoints for an auditor over HTTP: writes no entry; one verification at a time for each silo.</summary>
[StatelessWorker(1)]
[GrainType("ledger-audit")]
internal sealed class LedgerAuditGrain(ServiceLedger ledger, LedgerOptions options, Checkpointer checkpointer) : Grain, ILedgerAuditGrain
{
    public async Task<LedgerAuditView> VerifyAsync(Caller caller)
    {
        var files = options.CheckpointDirectory is { } directory && Directory.Exists(directory) ? new CheckpointFiles(directory) : null;
        var result = await new LedgerVerifier(ledger.Reader, files).VerifyAsync();
        return new(result.Ok, result.Entries, result.Blocks,
            result.FirstBroken is { } b ? new(b.Partition, b.Block, b.Position, b.Stream, b.Version, b.What, b.Checkpoint) : null, result.Checkpoints);
    }

    public async Task<ImmutableArray<CheckpointView>> CheckpointsAsync(Caller caller, long afterNumber, int limit) => [.. (await checkpointer.ReadAsync(afterNumber, limit)).Select(View)];

    public async Task<Outcome<CheckpointView>> MakeCheckpointAsync(CommandMeta meta)
    {
        try
        {
            return new(View(await checkpointer.MakeAsync("demand")), null, false, ImmutableSortedDictionary<string, string>.Empty);
        }
        catch (CheckpointRefusedException)
        {
            // The log has said why, to those who may do something about it.
            throw new LedgerBusyException("No checkpoint can be signed now.");
        }
    }

    private static CheckpointView View(Checkpoint c) => new(c.Number, c.Time, c.Reason, c.Hash, Checkpoint.KeyId(c.Signatures[0].Key), c.NextKey is { } next ? Checkpoint.KeyId(next) : null, c.ToString());
}
