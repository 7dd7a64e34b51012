using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Grains.Shell;

/// <summary>
/// The thin shell around pure rules: replay check, what fell due, decide, one append, fold. Belongs to one non-reentrant activation, so
/// one command decides and commits before the next begins. Why one owner is a fact: the ledger takes a version once only, so of two
/// activations of one grain at most one can commit on a state; the other gets a conflict, calls <paramref name="onBroken"/> (deactivate)
/// and its caller tries again on the new activation. State is replaced only after the commit, so a view may read it at any time.
/// </summary>
public sealed class StreamShell<TState>(ILedger ledger, EntryCodec codec, IClock clock, StreamModel<TState> model, Action onBroken)
    where TState : class
{
    private Dictionary<(string Account, string CommandId), CommandRecord> _commands = [];
    private bool _broken;

    public TState State { get; private set; } = model.Empty;

    public int Version { get; private set; }

    /// <summary>The row this activation wrote last, that of <see cref="Version"/>; null before it wrote any.</summary>
    public SummaryRow? Row { get; private set; }

    public StreamModel<TState> Model => model;

    public IClock Clock => clock;

    /// <summary>Folds the stream. Called once, at activation.</summary>
    /// <exception cref="UnreadableEntryException">An entry cannot be read: this stream takes no command until it can.</exception>
    public async Task LoadAsync()
    {
        foreach (var entry in await ledger.ReadStreamAsync(model.Stream)) Fold(entry);

        if (model.CommandsInMemory && Version > 0)
            _commands = (await ledger.ReadCommandsAsync(model.Stream)).ToDictionary(c => (c.Account, c.CommandId));
    }

    /// <summary>The first outcome of a command done before, or null when it is new.</summary>
    public async Task<CommandRecord?> FindAsync(CommandMeta meta)
    {
        if (model.CommandsInMemory) return _commands.GetValueOrDefault((meta.Caller.Account, meta.CommandId));
        return Version == 0 ? null : await ledger.FindCommandAsync(model.Stream, meta.Caller.Account, meta.CommandId);
    }

    /// <summary>Carries out one command: the first outcome again, a refusal, or a commit.</summary>
    /// <param name="meta">Who asks, with which command id.</param>
    /// <param name="decide">Pure; called on the state after what fell due, with the instant of the command.</param>
    public async Task<Executed> ExecuteAsync(CommandMeta meta, Func<TState, Instant, Decision> decide)
    {
        if (_broken) throw new LedgerConflictException("This activation is closing; try again.");
        if (await FindAsync(meta) is { } done)
            return done.BodyHash == meta.BodyHash ? new(null, true, done.Made) : Executed.Refused(Refusal.Of(Codes.CommandIdReused) with { Version = Version });

        var now = clock.GetCurrentInstant();
        var due = model.Due(State, now);
        var state = Preview(State, due, now);
        if (meta.IfVersion is { } seen && seen != Version + due.Length)
        {
            await AppendDueAsync(due, now);
            return Executed.Refused(Refusal.Of(Codes.VersionConflict) with { Version = Version });
        }

        var decision = decide(state, now);
        if (decision.Refusal is { } refusal)
        {
            await AppendDueAsync(due, now);
            return Executed.Refused(refusal.Version is null ? refusal with { Version = Version } : refusal);
        }

        if (decision.Entries.IsEmpty)
        {
            await AppendDueAsync(due, now);
            return new(null, false, decision.Made);
        }

        await AppendAsync(meta, [.. due.Select(d => d with { Actor = d.Actor ?? Caller.SystemAccount }), .. decision.Entries], decision.Made, now);
        return new(null, false, decision.Made);
    }

    /// <summary>Records what fell due until now. Returns whether anything did.</summary>
    public async Task<bool> WakeAsync()
    {
        var now = clock.GetCurrentInstant();
        var due = model.Due(State, now);
        await AppendDueAsync(due, now);
        return !due.IsEmpty;
    }

    private async Task AppendDueAsync(ImmutableArray<EntryDraft> due, Instant now)
    {
        if (!due.IsEmpty) await AppendAsync(null, [.. due.Select(d => d with { Actor = d.Actor ?? Caller.SystemAccount })], ImmutableSortedDictionary<string, string>.Empty, now);
    }

    private async Task AppendAsync(CommandMeta? meta, ImmutableArray<EntryDraft> drafts, ImmutableSortedDictionary<string, string> made, Instant now)
    {
        var account = meta?.Caller.Account ?? Caller.SystemAccount;
        var commandId = meta?.CommandId ?? "";
        var state = State;
        var entries = ImmutableArray.CreateBuilder<NewEntry>(drafts.Length);
        var folded = model.FoldsRecordedTime ? new List<Recorded>(drafts.Length) : null;
        for (var i = 0; i < drafts.Length; i++)
        {
            var draft = drafts[i];
            var actor = draft.Actor ?? meta?.Caller.Actor ?? Caller.SystemAccount;
            var recorded = new Recorded(draft.Body, Version + i + 1, draft.OccurredAt ?? now, model.FoldsRecordedTime ? now : default, actor, account, commandId, false);
            state = model.Evolve(state, recorded);
            folded?.Add(recorded);
            // The key's owner is known after the fold: the entry that names the person is encrypted for that person.
            entries.Add(codec.Encode(draft.Body, recorded.OccurredAt, actor, model.PersonKeyOf(state)));
        }

        var version = Version + drafts.Length;
        var request = new AppendRequest(
            model.Stream,
            Version,
            meta is null ? null : new(account, commandId, meta.BodyHash),
            model.HallOf(state),
            entries.MoveToImmutable(),
            model.Summarise(state) with { Stream = model.Stream, Version = version }) { Made = made };
        AppendReceipt receipt;
        try
        {
            receipt = await ledger.AppendAsync(request);
        }
        catch (Exception e)
        {
            // Busy: certainly nothing written. Anything else, a conflict or an unknown outcome: this state is no longer to be trusted.
            if (e is not LedgerBusyException)
            {
                _broken = true;
                onBroken();
            }

            throw;
        }

        if (folded is not null)
        {
            // Folded again from the committed time, so that this state equals what an activation would fold tomorrow.
            state = State;
            foreach (var r in folded) state = model.Evolve(state, r with { RecordedAt = receipt.RecordedAt });
        }

        State = state;
        Version = version;
        Row = request.Summary with { UpdatedAt = receipt.RecordedAt };
        if (meta is not null && model.CommandsInMemory)
            _commands[(account, commandId)] = new(account, commandId, meta.BodyHash, version - drafts.Length + 1, version, made);
    }

    private TState Preview(TState state, ImmutableArray<EntryDraft> due, Instant now)
    {
        for (var i = 0; i < due.Length; i++)
            state = model.Evolve(state, new(due[i].Body, Version + i + 1, due[i].OccurredAt ?? now, model.FoldsRecordedTime ? now : default, due[i].Actor ?? Caller.SystemAccount, Caller.SystemAccount, "", false));
        return state;
    }

    private void Fold(LedgerEntry entry)
    {
        State = model.After(State, entry, codec);
        Version = entry.Version;
    }
}

/// <summary>What the shell did: refused, replayed, or done.</summary>
public sealed record Executed(Refusal? Refusal, bool Replayed, ImmutableSortedDictionary<string, string> Made)
{
    public static Executed Refused(Refusal refusal) => new(refusal, false, ImmutableSortedDictionary<string, string>.Empty);

    /// <summary>The outcome for the caller, with the resource as it now stands.</summary>
    public Outcome<TView> With<TView>(Func<TView> view) where TView : class =>
        Refusal is { } r ? Outcome.Refused<TView>(r) : new(view(), null, Replayed, Made);
}
