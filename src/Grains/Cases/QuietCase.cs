using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>
/// A state in which nothing falls before an instant: the row of that very state was written with all its clocks, so a command that comes earlier need not
/// compute them to find that nothing fell. It holds as long as everything the clocks follow from is what it was.
/// </summary>
/// <param name="Until">Its next event; what comes at that instant is still in time. Null: there is none.</param>
internal sealed record QuietCase(CaseState State, CaseFacts Facts, Instant? Until)
{
    /// <summary>Null where what falls due follows from more than hours and item: from who is silent to a question.</summary>
    public static QuietCase? Of(CaseState state, CaseFacts facts, ClockFacts clocks) =>
        state.OpenEscalation is null ? new(state, facts, clocks.NextDue - CaseDue.WakeAfter) : null;

    /// <summary>Whether nothing can have fallen at the instant of these facts.</summary>
    public bool Holds(CaseState state, CaseFacts facts) =>
        ReferenceEquals(state, State) && !(facts.Now > Until) && ReferenceEquals(facts.ItemOf(state), Facts.ItemOf(State))
        && Same(facts.Hours, Facts.Hours) && Same(facts.Halls, Facts.Halls) && Same(facts.Items, Facts.Items);

    private static bool Same<T>(IReadOnlyDictionary<string, T> now, IReadOnlyDictionary<string, T> then) where T : class
    {
        if (now.Count != then.Count) return false;
        foreach (var (key, value) in now)
            if (!then.TryGetValue(key, out var was) || !ReferenceEquals(value, was)) return false;
        return true;
    }
}
