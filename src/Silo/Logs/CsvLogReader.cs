using System.Collections.Immutable;
using HallGrains.Contracts.Cases;

namespace HallGrains.Silo.Logs;

/// <summary>
/// Reads CSV with one event per row: cases in the order of first appearance, events in the order of their rows. A first pass notes each case id and its
/// number of rows. If the rows of every case stand together, the second pass reads them as they come; if not, it sorts them on disk
/// (<see cref="CsvSpill"/>). Memory grows with the number of cases, not of rows.
/// </summary>
/// <remarks>
/// Columns <c>case:…</c> are attributes of the trace, taken from the first row where the cell is not empty; a later row that says otherwise keeps
/// its own word as an attribute of the event. An empty cell is an absent attribute. Nothing is guessed: values stay text, but for the time.
/// </remarks>
internal sealed class CsvLogReader(LogFile file) : ILogReader
{
    private const string CasePrefix = "case:";
    private CsvRows? _rows;
    private long _position;

    public long Position => _rows?.Position ?? _position;

    public IEnumerable<LogItem> Items()
    {
        using var items = Unguarded().GetEnumerator();
        while (true)
        {
            LogItem? item;
            try
            {
                item = items.MoveNext() ? items.Current : null;
            }
            catch (LogUnreadableException e)
            {
                item = new LogBroken(e.Message, e.Line);
            }

            if (item is null) yield break;
            yield return item;
            if (item is LogBroken) yield break;
        }
    }

    public void Dispose() => _rows?.Dispose();

    private IEnumerable<LogItem> Unguarded()
    {
        var plan = CsvPlan.Make(file);
        using var spill = plan.Together ? null : CsvSpill.Fill(file, plan);
        _rows = spill is null ? new CsvRows(file) : null;
        _position = file.UnpackedBytes;
        yield return new LogOpened(Declarations(plan.Columns), 1);
        if (spill is not null)
            foreach (var r in spill.Refused) yield return r;

        CsvTrace? trace = null;
        var line = 1;
        foreach (var row in spill?.Rows() ?? _rows!.Rows())
        {
            line = row.Line;
            if (row.Cells is not { } cells)
            {
                yield return new ItemRefused(row.Refused!, row.Line);
                continue;
            }

            if (trace is null || trace.Id != cells[plan.Case])
            {
                if (trace is not null) yield return trace.Close(line);
                trace = new(plan, cells, row.Line);
                yield return trace.Opened;
            }

            yield return trace.Event(cells, row.Line);
        }

        if (trace is not null) yield return trace.Close(line);
        if (plan.Broken is { } broken) yield return new LogBroken(broken.Message, broken.Line);
        else yield return new LogClosed([], line);
    }

    /// <summary>What an XES log says of itself, for a file that says nothing.</summary>
    private static ImmutableArray<LogAttribute> Declarations(string[] columns)
    {
        var found = ImmutableArray.CreateBuilder<LogAttribute>();
        found.Add(new("@xes.version", null, "1849.2016"));
        found.Add(new("@xes.features", null, "nested-attributes"));
        found.Add(new("@xmlns", null, "http://www.xes-standard.org/"));
        foreach (var (name, prefix) in new[] { ("Concept", "concept"), ("Time", "time"), ("Organizational", "org"), ("Lifecycle", "lifecycle"), ("Cost", "cost") })
            if (columns.Any(c => c.StartsWith(prefix + ":", StringComparison.Ordinal)))
                found.Add(new("extension", null, null, [new("@name", null, name), new("@prefix", null, prefix), new("@uri", null, $"http://www.xes-standard.org/{prefix}.xesext")]));
        found.Add(new("classifier", null, null, [new("@name", null, "Activity"), new("@keys", null, LogKeys.Name)]));
        return found.ToImmutable();
    }

    /// <summary>One case while its rows are read.</summary>
    private sealed class CsvTrace
    {
        private readonly CsvPlan _plan;
        private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
        private readonly List<LogAttribute> _late = [];

        public CsvTrace(CsvPlan plan, string[] cells, int line)
        {
            _plan = plan;
            Id = cells[plan.Case];
            var attributes = ImmutableArray.CreateBuilder<LogAttribute>();
            for (var i = 0; i < cells.Length; i++)
                if (IsOfCase(i) && cells[i].Length > 0 && _known.TryAdd(plan.Columns[i], cells[i])) attributes.Add(new("string", KeyOf(i), cells[i]));
            Opened = new(attributes.ToImmutable(), line);
        }

        public string Id { get; }

        public TraceOpened Opened { get; }

        public EventFound Event(string[] cells, int line)
        {
            var attributes = ImmutableArray.CreateBuilder<LogAttribute>(cells.Length);
            for (var i = 0; i < cells.Length; i++)
            {
                if (cells[i].Length == 0) continue;
                if (!IsOfCase(i)) attributes.Add(new(i == _plan.Time ? "date" : "string", _plan.Columns[i], cells[i]));
                else if (_known.TryAdd(_plan.Columns[i], cells[i])) _late.Add(new("string", KeyOf(i), cells[i]));
                else if (_known[_plan.Columns[i]] != cells[i]) attributes.Add(new("string", _plan.Columns[i], cells[i]));
            }

            return new(attributes.ToImmutable(), line);
        }

        public TraceClosed Close(int line) => new([.. _late], line);

        private bool IsOfCase(int column) => _plan.Columns[column].Length > CasePrefix.Length && _plan.Columns[column].StartsWith(CasePrefix, StringComparison.Ordinal);

        private string KeyOf(int column) => _plan.Columns[column][CasePrefix.Length..];
    }
}
