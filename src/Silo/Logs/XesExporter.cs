using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Ledger;

namespace HallGrains.Silo.Logs;

/// <param name="Erased">Entries whose personal part is gone: only activity and time come back of them.</param>
internal sealed record ExportReport(int Cases, long Events, long Erased);

/// <summary>Gives an imported event log back as XES, out of the ledger: traces and events in the order of the file, every value as it was.</summary>
internal sealed class XesExporter(ILedger ledger, EntryCodec codec)
{
    private const int Batch = 500;

    /// <summary>Imported logs, with what their summary rows say.</summary>
    public async Task<IReadOnlyList<SummaryRow>> LogsAsync() => await ledger.QuerySummariesAsync(new() { Kind = "log", Limit = 200 });

    /// <exception cref="ImportException">There is no such log, or it is not imported to its end.</exception>
    public async Task<ExportReport> ExportAsync(string log, Stream output, Action<int, int>? progress = null)
    {
        var (opened, closed) = await HeaderAsync(log);
        using var xes = new XesWriter(output);
        xes.Begin([.. opened.Declarations ?? [], .. closed.Declarations ?? []]);
        var events = 0L;
        var erased = 0L;
        for (var trace = 1; trace <= closed.Cases; trace++)
        {
            var stream = "case/" + ImportedHistory.NumberOf(log, trace).Text;
            var version = 0;
            var complete = false;
            while (true)
            {
                var entries = await ledger.ReadStreamAsync(stream, version, Batch);
                foreach (var entry in entries)
                {
                    version = entry.Version;
                    switch (codec.Decode(entry))
                    {
                        case HistoryBegan e:
                            xes.BeginTrace(e.Attributes ?? []);
                            break;
                        case HistoryRecorded e:
                            if (e.Attributes is null) erased++;
                            xes.Event(e.Attributes ?? WhatIsLeft(e));
                            events++;
                            break;
                        case HistoryEnded e:
                            xes.EndTrace(e.Attributes ?? []);
                            complete = true;
                            break;
                    }
                }

                if (entries.Count < Batch) break;
            }

            if (!complete) throw new ImportException($"Trace {trace} is not complete in the ledger.");
            progress?.Invoke(trace, closed.Cases);
        }

        xes.End();
        return new(closed.Cases, events, erased);
    }

    private static ImmutableArray<LogAttribute> WhatIsLeft(HistoryRecorded e) => e.Time is null
        ? [new("string", LogKeys.Name, e.Activity)]
        : [new("string", LogKeys.Name, e.Activity), new("date", LogKeys.Time, e.Time)];

    private async Task<(EventLogOpened Opened, EventLogClosed Closed)> HeaderAsync(string log)
    {
        EventLogOpened? opened = null;
        EventLogClosed? closed = null;
        foreach (var entry in await ledger.ReadStreamAsync(EventLogRules.StreamOf(log)))
        {
            switch (codec.Decode(entry))
            {
                case EventLogOpened e: opened = e; break;
                case EventLogClosed e: closed = e; break;
            }
        }

        if (opened is null) throw new ImportException($"No event log {log} was imported here.");
        return closed is null ? throw new ImportException($"Event log {log} is not imported to its end; import it again to go on.") : (opened, closed);
    }
}
