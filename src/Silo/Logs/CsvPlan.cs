using System.Runtime.InteropServices;

namespace HallGrains.Silo.Logs;

/// <summary>What the first pass over a CSV file learns: its cases in the order of first appearance, how many rows each has, whether they stand together.</summary>
internal sealed record CsvPlan(string[] Columns, int Case, int Time, bool Together, Dictionary<string, int> Cases, List<int> RowsOfCase, LogUnreadableException? Broken)
{
    /// <exception cref="LogUnreadableException">No header of an event log.</exception>
    public static CsvPlan Make(LogFile file)
    {
        using var rows = new CsvRows(file);
        var cases = new Dictionary<string, int>(StringComparer.Ordinal);
        var counts = new List<int>();
        var together = true;
        var last = -1;
        LogUnreadableException? broken = null;
        try
        {
            foreach (var row in rows.Rows())
            {
                if (row.Cells is not { } cells) continue;
                ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(cases, cells[rows.Case], out var known);
                if (!known)
                {
                    if (counts.Count >= file.Limits.MaxCsvCases) throw new LogUnreadableException($"There are more than {file.Limits.MaxCsvCases} cases.");
                    number = counts.Count;
                    counts.Add(0);
                }
                else if (number != last)
                {
                    together = false;
                }

                last = number;
                counts[number]++;
            }
        }
        catch (LogUnreadableException e) when (counts.Count < file.Limits.MaxCsvCases)
        {
            // The rows before it are good; the second pass stops at the same place.
            broken = e;
        }

        return new(rows.Columns, rows.Case, rows.Time, together, cases, counts, broken);
    }
}
