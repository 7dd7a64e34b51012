using System.Collections.Immutable;
using System.Runtime.InteropServices;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Reports;
using NodaTime;

namespace HallGrains.Grains.Reports;

/// <summary>
/// Process map 流程图: which activity directly followed which in a case, and how long it took. Order is the order of the ledger, for imported logs that of the
/// file; times are differences of instants in whole milliseconds. Keeps sixteen bytes a step, so any span of time can be asked for.
/// </summary>
public sealed class ProcessMap
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];
    private readonly Dictionary<string, List<Step>> _cases = new(StringComparer.Ordinal);

    /// <summary>Steps held.</summary>
    public int Steps { get; private set; }

    /// <summary>Takes the next entry of a case; entries of one case come in their order.</summary>
    public void Add(string stream, IEntry entry, Instant occurredAt)
    {
        if (!ProcessActivities.IsStep(entry.GetType().Name)) return;
        var name = ProcessActivities.NameOf(entry);
        if (!_ids.TryGetValue(name, out var id))
        {
            id = _ids[name] = _names.Count;
            _names.Add(name);
        }

        ref var steps = ref CollectionsMarshal.GetValueRefOrAddDefault(_cases, stream, out _);
        (steps ??= []).Add(new(id, entry is HistoryRecorded { Time: null } ? null : occurredAt.ToUnixTimeMilliseconds()));
        Steps++;
    }

    /// <summary>The map of the events within the span; pairs of which one event lies outside do not count.</summary>
    public ProcessMapView View(ProcessMapFilter filter, Instant asOf)
    {
        var from = filter.From?.ToUnixTimeMilliseconds();
        var to = filter.To?.ToUnixTimeMilliseconds();
        var counts = new long[_names.Count];
        var edges = new Dictionary<(int From, int To), Edge>();
        foreach (var steps in _cases.Values)
        {
            Step? before = null;
            foreach (var step in steps)
            {
                if (Outside(step.Ms, from, to))
                {
                    before = null;
                    continue;
                }

                counts[step.Activity]++;
                if (before is { } b)
                {
                    ref var edge = ref CollectionsMarshal.GetValueRefOrAddDefault(edges, (b.Activity, step.Activity), out _);
                    (edge ??= new()).Add(b.Ms, step.Ms);
                }

                before = step;
            }
        }

        return new(
            [.. counts.Select((count, id) => new ProcessActivity(_names[id], count)).Where(a => a.Count > 0).OrderByDescending(a => a.Count).ThenBy(a => a.Name, StringComparer.Ordinal)],
            [
                .. edges.Select(e => e.Value.View(_names[e.Key.From], _names[e.Key.To]))
                    .OrderByDescending(e => e.Count).ThenBy(e => e.From, StringComparer.Ordinal).ThenBy(e => e.To, StringComparer.Ordinal),
            ],
            asOf);
    }

    // An event without a time lies in no span but the unbounded one.
    private static bool Outside(long? ms, long? from, long? to) => (from is not null && !(ms >= from)) || (to is not null && !(ms < to));

    private readonly record struct Step(int Activity, long? Ms);

    private sealed class Edge
    {
        private readonly List<long> _ms = [];
        private long _count;

        public void Add(long? from, long? to)
        {
            _count++;
            if (to - from is { } ms) _ms.Add(ms);
        }

        public ProcessEdge View(string from, string to)
        {
            if (_ms.Count == 0) return new(from, to, _count, null, null, null, null, 0);
            _ms.Sort();
            var total = _ms.Sum();
            var middle = _ms.Count / 2;
            var median = _ms.Count % 2 == 1 ? _ms[middle] : (_ms[middle - 1] + (decimal)_ms[middle]) / 2;
            return new(from, to, _count, _ms[0], Round(median), Round((decimal)total / _ms.Count), _ms[^1], total);
        }

        private static decimal Round(decimal value) => Math.Round(value, 3, MidpointRounding.ToEven);
    }
}
