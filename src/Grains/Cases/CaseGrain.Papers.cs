using HallGrains.Contracts.Audit;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Grains.Cases;

/// <summary>What a case gives in print and in proof.</summary>
internal sealed partial class CaseGrain
{
    private ILedgerProofs Proofs => ServiceProvider.GetRequiredService<ILedgerProofs>();

    public async Task<CaseRead<ReceiptView>> ReceiptAsync(Caller caller)
    {
        var (_, refusal) = await MayReadPapersAsync(caller);
        if (refusal is not null) return new(null, refusal);
        return await Proofs.ProveAsync(Shell.Model.Stream, Now) is { } receipt ? new(receipt, null) : new(null, Refusal.Of(Codes.NotFound));
    }

    public async Task<CaseRead<CaseDocument>> DocumentAsync(Caller caller, string kind)
    {
        var (facts, refusal) = await MayReadPapersAsync(caller);
        if (facts is null) return new(null, refusal);
        if (!CaseDocuments.Entries.TryGetValue(kind, out var kinds)) return new(null, Refusal.Of(Codes.NotFound));
        // Only what happened has a paper: none is promised, and none costs a checkpoint.
        var receipt = await Proofs.ProveAsync(Shell.Model.Stream, Now);
        if (receipt?.Entries.LastOrDefault(e => kinds.Contains(e.Kind)) is not { } entry) return new(null, Refusal.Of(Codes.NotFound));
        var stored = (await Services.Ledger.ReadStreamAsync(Shell.Model.Stream, entry.Version - 1, 1))[0];
        var body = new Recorded(Services.Codec.Decode(stored), stored.Version, stored.OccurredAt, stored.RecordedAt, stored.Actor, stored.Account, stored.CommandId, stored.Erased);
        if (facts.Find(entry.Actor) is null && await GrainFactory.GetGrain<IStaffGrain>(entry.Actor).SnapshotAsync() is { } issuer) facts = facts with { Staff = facts.Staff.Append(new(entry.Actor, issuer)).ToDictionary(StringComparer.Ordinal) };
        return new(CasePapers.Of(kind, Key, State, facts, receipt, entry, body), null);
    }

    private async Task<(CaseFacts? Facts, Refusal? Refusal)> MayReadPapersAsync(Caller caller)
    {
        var read = await ReadAsync(caller, (s, f) => f with { Now = Now });
        if (read.Value is not { } facts) return (null, read.Refusal);
        return CasePapers.MayRead(State, facts) ? (facts, null) : (null, Refusal.Of(Codes.NotPermitted));
    }
}
