using System.Security.Cryptography;
using System.Text;
using HallGrains.Contracts.Bundles;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Bundles;

/// <summary>
/// Bundle 一条龙: a saga over its cases. Every step has a command id made from the bundle's number, so whoever goes on after a crash, a retry of the client or
/// the timekeeper, opens no member twice and leaves none out.
/// </summary>
[GrainType("bundle")]
internal sealed class BundleGrain(StreamServices services, HallHoursCache hours, ISecrets secrets) : StreamGrain<BundleState>(services), IBundleGrain
{
    private readonly CodeTries _tries = new(TimeProvider.System);
    private bool _counting;

    protected override StreamModel<BundleState> Model() => BundleModel.Of(Key);

    public async Task<Outcome<BundleView>> OpenAsync(CommandMeta meta, OpenBundle command)
    {
        var facts = new Dictionary<string, CaseFacts>(StringComparer.Ordinal);
        if (await Shell.FindAsync(meta) is null)
        {
            var gatherer = new CaseFactsGatherer(GrainFactory, hours, secrets, Services);
            foreach (var item in (command.Items ?? []).Where(i => i is { Length: > 0 and <= 64 }).Distinct(StringComparer.Ordinal))
                facts[item] = await gatherer.GatherAsync(CaseState.None, meta.Caller, BundleRules.MemberOf(command, Key, item), false);
        }

        var opened = await Shell.ExecuteAsync(meta, (s, now) => BundleRules.Open(s, command, item => facts[item] with { Now = now }));
        if (opened.Refusal is { } refusal) return Outcome.Refused<BundleView>(refusal);
        await OpenMembersAsync();
        var view = await ViewAsync(meta.Caller);
        return opened.With(() => view with
        {
            RetrievalCode = secrets.RetrievalCode(Key, 1),
            Members = [.. view.Members.Select(m => m.CaseNumber is { } n ? m with { RetrievalCode = secrets.RetrievalCode(n, 1) } : m)],
        });
    }

    public async Task<CaseRead<BundleView>> GetAsync(Caller caller)
    {
        if (!Exists) return new(null, Refusal.Of(Codes.NotFound));
        var shown = false;
        if (caller.RetrievalCode is { } code)
        {
            if (_tries.Barred() is { } barred) return new(null, barred);
            shown = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(secrets.RetrievalCode(Key, 1)));
            if (!shown) _tries.Wrong();
        }

        var view = await ViewAsync(caller, shown);
        // Who may know of none of its cases may not know of it.
        return shown || view.Members.Any(m => m.State is not null) ? new(view, null) : new(null, Refusal.Of(Codes.NotFound));
    }

    public async Task MemberChangedAsync(MemberTold told)
    {
        await Shell.ExecuteAsync(CommandMeta.BySystem($"{told.CaseNumber}-{told.Version}"), (s, _) => BundleRules.Decide(s, told));
        CountSoon();
    }

    public Task<string?> EvaluatedByAsync() => Task.FromResult(State.EvaluatedBy);

    public async Task WakeAsync()
    {
        if (!Exists) return;
        await OpenMembersAsync();
        await CountAsync();
    }

    private async Task OpenMembersAsync()
    {
        var bundle = State.Opened!;
        var caller = new Caller(bundle.Account, bundle.Agent, [Roles.Staff]);
        var command = new OpenBundle(bundle.Hall, bundle.Channel, bundle.Items, bundle.Contact, bundle.Question, bundle.Window, bundle.Session);
        for (var i = 0; i < bundle.Items.Length; i++)
        {
            var item = bundle.Items[i];
            if (State.Members.ContainsKey(item)) continue;
            var meta = new CommandMeta(FormattableString.Invariant($"{Key}-{i}"), "bundle", caller);
            var intake = GrainFactory.GetGrain<IIntakeGrain>(FormattableString.Invariant($"{bundle.Hall}/{IIntakeGrain.Lane(caller.Account, meta.CommandId)}"));
            var member = await intake.OpenAsync(meta, BundleRules.MemberOf(command, Key, item));
            // What changed since the bundle was decided (an item withdrawn, duty over) may pass: the row stays due and is tried again.
            if (member.View is not { } view) return;
            await Shell.ExecuteAsync(CommandMeta.BySystem($"member-{item}"), (_, _) => Decision.Append(new BundleMemberOpened(item, view.CaseNumber)));
        }
    }

    // After the commit, in a turn of its own: the member that told waits for nobody.
    private void CountSoon()
    {
        if (_counting || State.Uncounted.IsEmpty) return;
        _counting = true;
        this.RegisterGrainTimer(static (me, _) => me.AsReference<IBundleGrain>().WakeAsync(), this, new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private async Task CountAsync()
    {
        _counting = false;
        foreach (var come in State.Uncounted)
        {
            foreach (var other in State.Members.Values.Where(m => m != come.From))
                await GrainFactory.GetGrain<ICaseGrain>(other).ExecuteAsync(
                    CommandMeta.BySystem(FormattableString.Invariant($"{Key}-{come.AtVersion}")), new CountSharedMaterials(come.From, come.Materials));
            await Shell.ExecuteAsync(CommandMeta.BySystem(FormattableString.Invariant($"counted-{come.AtVersion}")), (_, _) => Decision.Append(new BundleMaterialsCounted(come.AtVersion)));
        }
    }

    private async Task<BundleView> ViewAsync(Caller caller, bool shown = false)
    {
        var (state, bundle) = (State, State.Opened!);
        var members = await Task.WhenAll(bundle.Items.Select(async item =>
        {
            if (!state.Members.TryGetValue(item, out var number)) return new BundleMemberView(item, null, null, null, null, null, []);
            var read = await GrainFactory.GetGrain<ICaseGrain>(number).GetAsync(shown ? Caller.Anonymous with { RetrievalCode = secrets.RetrievalCode(BundleModel.MemberCodeName(Key, number), 1) } : caller with { RetrievalCode = null });
            return read.Value is { } c
                ? new BundleMemberView(item, number, c.State, c.Stage, c.Owner, c.PromisedDueAt, [.. c.Missing.Select(m => m.Material)])
                : new BundleMemberView(item, null, null, null, null, null, []);
        }));
        return new(
            Key, bundle.Hall, bundle.Agent, state.Complete, [.. members], members.Max(m => m.PromisedDueAt), [.. state.Materials.Keys], state.EvaluatedBy, Version, Now);
    }
}
