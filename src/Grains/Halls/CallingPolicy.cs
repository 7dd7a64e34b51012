using System.Collections.Immutable;

namespace HallGrains.Grains.Halls;

/// <summary>
/// The published calling order 叫号次序 (2.3a, §6.6): first come, first called within each of two queues, and at most every second call
/// (<c>priorityEvery</c>) from the priority queue while ordinary tickets wait, counted for the line and for the window. So neither starves.
/// </summary>
internal static class CallingPolicy
{
    /// <summary>Whose turn it is at a window with these lines, or null when nobody waits.</summary>
    /// <param name="may">Tickets the window may call (2.4c); null: all.</param>
    internal static Ticket? Next(HallDayState state, string window, ImmutableArray<string> lines, int every, Func<Ticket, bool>? may = null)
    {
        var queue = state.WaitingTickets.Where(t => lines.Contains(t.Line) && (may is null || may(t))).ToArray();
        var ordinary = queue.Where(t => !t.IsPriority).ToArray();
        if (ordinary.Length == 0) return queue.FirstOrDefault();
        if (!Permits(state.WindowSincePriority, window, every)) return ordinary[0];
        var withOrdinary = ordinary.Select(t => t.Line).ToHashSet(StringComparer.Ordinal);
        return queue.FirstOrDefault(t => t.IsPriority && (Permits(state.LineSincePriority, t.Line, every) || !withOrdinary.Contains(t.Line))) ?? ordinary[0];
    }

    /// <summary>The order in which the line's waiting tickets would be called, one after another.</summary>
    internal static ImmutableArray<Ticket> Order(HallDayState state, string line, int every)
    {
        var priority = new Queue<Ticket>(state.WaitingTickets.Where(t => t.Line == line && t.IsPriority));
        var ordinary = new Queue<Ticket>(state.WaitingTickets.Where(t => t.Line == line && !t.IsPriority));
        var since = state.LineSincePriority.TryGetValue(line, out var n) ? n : every;
        var order = ImmutableArray.CreateBuilder<Ticket>(priority.Count + ordinary.Count);
        while (priority.Count + ordinary.Count > 0)
        {
            var fromPriority = priority.Count > 0 && (ordinary.Count == 0 || since >= every - 1);
            order.Add(fromPriority ? priority.Dequeue() : ordinary.Dequeue());
            since = fromPriority ? 0 : since + 1;
        }

        return order.MoveToImmutable();
    }

    private static bool Permits(ImmutableDictionary<string, int> since, string key, int every) => !since.TryGetValue(key, out var n) || n >= every - 1;
}
