using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Staff;
using NodaTime;

namespace HallGrains.Grains.Shell;

/// <summary>What every grain over a stream needs; one parameter, so that grains name only what is theirs.</summary>
public sealed class StreamServices(ILedger ledger, EntryCodec codec, IClock clock, LocalSnapshots snapshots)
{
    public LocalSnapshots Snapshots => snapshots;

    public FreshStreams Fresh { get; } = new();

    public LocalDesks Desks { get; } = new();

    public ILedger Ledger => ledger;

    public EntryCodec Codec => codec;

    public IClock Clock => clock;
}

/// <summary>
/// A grain that is one stream: folds it at activation, commands through its <see cref="StreamShell{TState}"/>, and leaves when a write
/// failed, so that the next call finds a fresh fold. A subclass says its <see cref="Model"/> and what it answers.
/// </summary>
public abstract class StreamGrain<TState>(StreamServices services) : Grain
    where TState : class
{
    private StreamShell<TState>? _shell;
    private (Type Kind, Func<object?> Read)? _shown;

    protected string Key => this.GetPrimaryKeyString();

    protected StreamServices Services => services;

    protected StreamShell<TState> Shell => _shell ?? throw new InvalidOperationException("Not activated yet.");

    /// <summary>State after the last commit: immutable, so a view may read it at any time.</summary>
    protected TState State => Shell.State;

    protected int Version => Shell.Version;

    /// <summary>Whether the stream has an entry.</summary>
    protected bool Exists => Version > 0;

    protected Instant Now => services.Clock.GetCurrentInstant();

    /// <summary>The stream's model; asked once, at activation, when <see cref="Key"/> is known.</summary>
    protected abstract StreamModel<TState> Model();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var shell = new StreamShell<TState>(services.Ledger, services.Codec, services.Clock, Model(), Leave);
        if (!services.Fresh.Remove(shell.Model.Stream)) await shell.LoadAsync();
        _shell = shell;
        await base.OnActivateAsync(cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Hide();
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    /// <summary>From here on this process reads the grain's snapshot where it stands; called at the end of the activation.</summary>
    /// <param name="read">What the snapshot call answers; called on any thread, so it reads immutable state only.</param>
    protected void Show<TGrain>(Func<object?> read)
    {
        _shown = (typeof(TGrain), read);
        services.Snapshots.Add(typeof(TGrain), Key, read);
    }

    // A write failed: nobody reads this state any more, and the next call finds a fresh fold.
    private void Leave()
    {
        Hide();
        this.DeactivateOnIdle();
    }

    private void Hide()
    {
        if (_shown is { } shown) services.Snapshots.Remove(shown.Kind, Key, shown.Read);
        _shown = null;
    }

    /// <summary>Carries out a command by a pure rule and answers with the view of the state as it now stands.</summary>
    protected async Task<Outcome<TView>> ExecuteAsync<TView>(CommandMeta meta, Func<TState, Instant, Decision> decide, Func<TView> view)
        where TView : class =>
        (await Shell.ExecuteAsync(meta, decide)).With(view);

    /// <summary>Carries out what the system itself loads: its id is derived from the version it is decided on.</summary>
    /// <exception cref="RefusedException">The rule refused what was to be loaded.</exception>
    protected async Task ImportAsync(Func<TState, Instant, Decision> decide)
    {
        // Most starts find everything as it was: then nothing is asked of the ledger either.
        if (decide(State, Now) is { Refusal: null, Entries.IsEmpty: true }) return;
        var done = await Shell.ExecuteAsync(CommandMeta.BySystem($"import-{Version}"), decide);
        if (done.Refusal is { } refusal) throw new RefusedException(refusal);
    }
}
