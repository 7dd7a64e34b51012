using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;

namespace HallGrains.Grains.Shell;

/// <summary>Makes the summary rows of one kind of stream anew from the entries, with the fold that the grain itself uses.</summary>
public abstract class RowFold(string kind, Type state, bool tailOnly)
{
    /// <summary>First segment of the stream name.</summary>
    public string Kind => kind;

    /// <summary>Type of the state that the stream folds to.</summary>
    public Type State => state;

    /// <summary>The newest entry is all that counts.</summary>
    public bool TailOnly => tailOnly;

    /// <summary>The row after these entries, as of the newest of them.</summary>
    /// <param name="entries">Of one stream, in order; at least one.</param>
    /// <exception cref="UnreadableEntryException">An entry cannot be read: nothing is known of the row.</exception>
    public abstract ValueTask<SummaryRow> RowAsync(IReadOnlyList<LedgerEntry> entries);

    protected static string KeyOf(LedgerEntry entry) => entry.Stream[(entry.Stream.IndexOf('/', StringComparison.Ordinal) + 1)..];
}

/// <param name="model">The stream's model, from its name without the kind.</param>
/// <param name="summarise">The row of a state where the model's own needs a grain around it; null: the model's own.</param>
internal sealed class RowFold<TState>(string kind, EntryCodec codec, Func<string, StreamModel<TState>> model, Func<TState, LedgerEntry, ValueTask<SummaryRow>>? summarise = null)
    : RowFold(kind, typeof(TState), model("a/b/2026-11-24").TailOnly)
    where TState : class
{
    public override async ValueTask<SummaryRow> RowAsync(IReadOnlyList<LedgerEntry> entries)
    {
        var newest = entries[^1];
        var m = model(KeyOf(newest));
        var state = m.Empty;
        foreach (var e in entries) state = m.After(state, e, codec);
        var row = summarise is null ? m.Summarise(state) : await summarise(state, newest);
        return row with { Stream = newest.Stream, Version = newest.Version, UpdatedAt = newest.RecordedAt };
    }
}
