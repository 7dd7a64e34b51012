using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace HallGrains.Checker;

/// <summary>What a client knows of one try of a command.</summary>
public enum Seen
{
    /// <summary>2xx: it is in the ledger, for ever.</summary>
    Acknowledged,

    /// <summary>The rules, or a full hall, said no: it wrote nothing.</summary>
    Refused,

    /// <summary>No answer, or one that says so: it is there once or not at all.</summary>
    Unknown,
}

/// <summary>One try of a command as its client saw it.</summary>
/// <param name="Life">Number of the process's life it was sent to; nothing of an earlier life can still happen in a later one.</param>
/// <param name="Stream">The stream it was for; null when the command was to make one.</param>
/// <param name="Body">What was asked, as text.</param>
/// <param name="Version">Version in the answer.</param>
/// <param name="Made">What the answer gave that must never be given differently: numbers, ids, codes.</param>
public sealed record Attempt(
    int Life, string Account, string CommandId, string? Stream, string Body, Seen Seen, int Status, string? Code, bool Replayed, int? Version, ImmutableSortedDictionary<string, string> Made);

/// <summary>Everything the clients saw, in the order of the answers.</summary>
public sealed class History
{
    private readonly ConcurrentQueue<Attempt> _attempts = new();

    public IReadOnlyCollection<Attempt> Attempts => _attempts;

    public void Add(Attempt attempt) => _attempts.Enqueue(attempt);
}
