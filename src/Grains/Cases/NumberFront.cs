using HallGrains.Contracts.Cases;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>
/// How far the numbers of each hall's day have come in this process, over all lanes. Commands fall on lanes by chance, so each would stand somewhere else after a
/// while, and cases of the same minute far from one another in every index of the ledger: a lane that is left behind goes on near the others instead, and what lies
/// between is never given. Only a hint: that a number is given once lies with the lane's stream.
/// </summary>
internal sealed class NumberFront
{
    /// <summary>Numbers that a lane may stay behind the furthest one. Fewer keep cases closer together and leave more numbers out: with eight, about a fifth on a long day.</summary>
    public const int MostBehind = 8;

    /// <summary>How far lanes follow, half of what a lane has for a day: one that is asked far more than the others must not use up their numbers with its own.</summary>
    public const int FollowedTo = 999_999 / IIntakeGrain.Lanes / 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (LocalDate Day, int Count)> _furthest = new(StringComparer.Ordinal);

    /// <summary>The count of a lane's next number; each day counts from 0.</summary>
    /// <param name="last">The newest number of the lane; null before its first.</param>
    public int Next(string hall, LocalDate day, NumberIssued? last)
    {
        var next = last?.Day == day ? last.Count + 1 : 0;
        lock (_lock)
            return _furthest.TryGetValue(hall, out var furthest) && furthest.Day == day ? Math.Max(next, Math.Min(furthest.Count, FollowedTo) - MostBehind) : next;
    }

    /// <summary>A number was given: it is committed. One that was only asked for may never be.</summary>
    public void Given(string hall, NumberIssued number)
    {
        lock (_lock)
        {
            var furthest = _furthest.GetValueOrDefault(hall);
            if (furthest.Day < number.Day || (furthest.Day == number.Day && furthest.Count < number.Count)) _furthest[hall] = (number.Day, number.Count);
        }
    }
}
