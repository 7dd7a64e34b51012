using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Bundles;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Cases;

/// <summary>What of a case is its person's: codes, own data, who read it, and that it is forgotten.</summary>
internal sealed partial class CaseGrain
{
    public async Task<CaseRead<OwnCaseData>> OwnDataAsync(Caller caller)
    {
        var read = await ReadAsync(caller, (s, f) => Tuple.Create(s, f with { Now = Now }));
        if (read.Value is not var (state, facts)) return new(null, read.Refusal);
        if (!Rights.IsPerson(facts)) return new(null, Refusal.Of(Codes.NotPermitted));
        var entries = await Services.Ledger.ReadStreamAsync(Shell.Model.Stream);
        return new(new(CaseViews.Of(Key, state, facts), [.. entries.Select(e => LedgerViews.Of(e, state, facts))], await ReadingsAsync(state, facts)), null);
    }

    public Task ForgetAsync(int version)
    {
        if (Version < version) this.DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async Task<CaseRead<CaseReads>> OwnReadsAsync(Caller caller)
    {
        var read = await ReadAsync(caller, Tuple.Create);
        if (read.Value is not var (state, facts)) return new(null, read.Refusal);
        return Rights.IsPerson(facts) || caller.Is(Roles.Auditor)
            ? new(new(await ReadingsAsync(state, facts), state.Version), null)
            : new(null, Refusal.Of(Codes.NotPermitted));
    }

    private async Task<ImmutableArray<ReadItem>> ReadingsAsync(CaseState state, CaseFacts facts)
    {
        var names = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var number in state.Readings.Select(r => r.By).Distinct())
            names[number] = (facts.Find(number) ?? await GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync())?.Definition.Name;
        return [.. state.Readings.Select(r => new ReadItem(r.At, r.By, names[r.By], r.Capacity, r.Fields, Rights.IsPerson(facts) ? r.Purpose : null))];
    }

    // The newest code; the bundle's word for its person; and for a retry of the command that replaced it, the code it was given with.
    private bool IsCode(string shown, int? also)
    {
        var (code, right) = (Encoding.UTF8.GetBytes(shown), false);
        string?[] good =
        [
            secrets.RetrievalCode(Key, State.CodeIssue), State.Bundle is { } bundle ? secrets.RetrievalCode(BundleModel.MemberCodeName(bundle, Key), 1) : null,
            also is { } issue ? secrets.RetrievalCode(Key, issue) : null,
        ];
        foreach (var one in good) right |= one is not null && CryptographicOperations.FixedTimeEquals(code, Encoding.UTF8.GetBytes(one));
        return right;
    }

    private async Task<int?> IssuedByAsync(CommandMeta meta, CaseCommand command) =>
        command is RotateRetrievalCode && await Shell.FindAsync(meta) is { } done && done.BodyHash == meta.BodyHash ? IssueOf(done.Made) - 1 : null;

    /// <summary>What only this command's answer shows, by the rights of today; who may not know of the case any more is told nothing of it on a retry either.</summary>
    private Outcome<CaseView> Answered(Outcome<CaseView> outcome, CaseCommand command, CaseFacts facts)
    {
        if (outcome.View is not { } view) return outcome;
        if (outcome.Replayed && !Rights.MayKnow(State, facts)) return Outcome.Refused<CaseView>(Refusal.Of(Codes.NotFound));
        return command switch
        {
            Unmask u => outcome with { View = UnmaskRules.Show(view, u, State, facts) },
            RotateRetrievalCode when IssueOf(outcome.Made) == State.CodeIssue && (Rights.IsPerson(facts) || facts.Caller.Staff == State.Owner) =>
                outcome with { View = view with { RetrievalCode = secrets.RetrievalCode(Key, State.CodeIssue) } },
            _ => outcome,
        };
    }

    private static int? IssueOf(ImmutableSortedDictionary<string, string> made) =>
        made.TryGetValue(RetrievalCodeRules.Issue, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
