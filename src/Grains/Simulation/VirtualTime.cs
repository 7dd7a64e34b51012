using NodaTime;

namespace HallGrains.Grains.Simulation;

/// <summary>Virtual time: what happens next happens at once. Events of one instant keep the order they were planned in.</summary>
internal sealed class VirtualTime(Instant start, Instant end)
{
    private readonly PriorityQueue<Action, (Instant At, long Sequence)> _events = new();
    private long _sequence;

    public Instant Now { get; private set; } = start;

    public void At(Instant at, Action what) => _events.Enqueue(what, (Instant.Max(at, Now), _sequence++));

    public void After(Duration delay, Action what) => At(Now + delay, what);

    /// <summary>Until nothing is planned any more, or the end.</summary>
    public void Run()
    {
        while (_events.TryDequeue(out var what, out var due))
        {
            if (due.At > end) break;
            Now = due.At;
            what();
        }

        Now = Instant.Max(Now, end);
    }
}

/// <summary>A stream without a ledger: the same decisions and the same fold as in a grain's shell.</summary>
internal sealed class VirtualStream<TState>(string name, TState empty, Func<TState, Shell.Recorded, TState> evolve)
    where TState : class
{
    private readonly TState _empty = empty;

    public string Name => name;

    public TState State { get; private set; } = empty;

    public List<Shell.Recorded> Entries { get; } = [];

    public void Append(IEnumerable<Shell.EntryDraft> drafts, string actor, Instant now)
    {
        foreach (var draft in drafts)
        {
            var by = draft.Actor ?? actor;
            var recorded = new Shell.Recorded(draft.Body, Entries.Count + 1, draft.OccurredAt ?? now, now, by, by, "", false);
            Entries.Add(recorded);
            State = evolve(State, recorded);
        }
    }

    /// <summary>The state folded from nothing: what a rebuild would come to.</summary>
    public TState Refolded() => Entries.Aggregate(_empty, evolve);
}
