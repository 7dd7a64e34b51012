namespace HallGrains.Checker;

/// <summary>Judges what a subscriber was given over its restarts: each entry of a partition at least once, and the first time in order.</summary>
public static class DeliveryChecker
{
    /// <param name="last">The partition's newest position.</param>
    /// <param name="delivered">Positions in the order they were given, repetitions and all.</param>
    public static IReadOnlyList<Violation> Check(long last, IEnumerable<long> delivered)
    {
        var violations = new List<Violation>();
        var seen = new HashSet<long>();
        long newest = 0;
        foreach (var position in delivered)
        {
            if (!seen.Add(position)) continue;
            if (position < newest) violations.Add(new(Rules.Delivery, $"position {position}", $"came first after {newest}"));
            newest = Math.Max(newest, position);
        }

        for (var position = 1L; position <= last; position++)
            if (!seen.Contains(position)) violations.Add(new(Rules.Delivery, $"position {position}", "was never given"));
        return violations;
    }
}
