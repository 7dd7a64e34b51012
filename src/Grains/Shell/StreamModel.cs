using System.Collections.Immutable;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Grains.Shell;

/// <summary>What the shell must know of a kind of stream: how its state folds, what its summary row says, whose key encrypts its private parts.</summary>
/// <typeparam name="TState">Immutable state; replaced only after a commit.</typeparam>
/// <param name="Stream">Ledger stream name.</param>
/// <param name="Empty">State of a stream with no entry.</param>
/// <param name="Evolve">The one fold: activation, command and rebuild use it alike.</param>
/// <param name="Summarise">The row after these entries; <c>Stream</c> and <c>Version</c> are filled in by the shell.</param>
/// <param name="HallOf">Hall whose monitor is fed.</param>
/// <param name="PersonKeyOf">Opaque name of the person whose key encrypts private parts.</param>
public sealed record StreamModel<TState>(
    string Stream,
    TState Empty,
    Func<TState, Recorded, TState> Evolve,
    Func<TState, SummaryRow> Summarise,
    Func<TState, string> HallOf,
    Func<TState, string> PersonKeyOf)
    where TState : class
{
    /// <summary>What fell due until now, in order, each dated at its due instant; recorded before any decision (decisions 13).</summary>
    public Func<TState, Instant, ImmutableArray<EntryDraft>> Due { get; init; } = static (_, _) => [];

    /// <summary>Keep every command id in memory (short streams); otherwise ask the ledger for each command (registries).</summary>
    public bool CommandsInMemory { get; init; } = true;

    /// <summary>
    /// <see cref="Evolve"/> reads when an entry was recorded. Where it does not it is not told, so that what a command folds before its commit is what an
    /// activation folds after it.
    /// </summary>
    public bool FoldsRecordedTime { get; init; }

    /// <summary>Fold only the newest entry: for streams whose state is their last entry.</summary>
    public bool TailOnly { get; init; }

    /// <summary>State after an entry of the ledger.</summary>
    public TState After(TState state, LedgerEntry entry, EntryCodec codec) => Evolve(
        state, new(codec.Decode(entry), entry.Version, entry.OccurredAt, FoldsRecordedTime ? entry.RecordedAt : default, entry.Actor, entry.Account, entry.CommandId, entry.Erased));
}
