using System.Collections.Concurrent;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Silo.Logs;
using NodaTime;

namespace HallGrains.Tests.Ledger.Logs;

/// <summary>What the grains do with imported history, over the same shell, without a cluster: one shell per case, gone after the last part.</summary>
internal sealed class LedgerHistorySink(ILedger ledger, int failAfter = int.MaxValue) : IHistorySink
{
    private readonly ConcurrentDictionary<string, StreamShell<CaseState>> _cases = new(StringComparer.Ordinal);
    private int _recorded;

    public async Task<Outcome<EventLogView>> OpenAsync(CommandMeta meta, LogOpening opening)
    {
        var shell = await LogAsync(opening.Log);
        return (await shell.ExecuteAsync(meta, (s, _) => EventLogRules.Decide(s, opening, meta.Caller))).With(() => View(shell));
    }

    public async Task<Outcome<EventLogView>> CloseAsync(CommandMeta meta, string log, LogClosing closing)
    {
        var shell = await LogAsync(log);
        return (await shell.ExecuteAsync(meta, (s, _) => EventLogRules.Decide(s, closing, meta.Caller))).With(() => View(shell));
    }

    public async Task<Outcome<HistoryReceipt>> RecordAsync(CommandMeta meta, HistoryPart part)
    {
        if (Interlocked.Increment(ref _recorded) > failAfter) throw new InvalidOperationException("The process is gone.");
        var number = ImportedHistory.NumberOf(part.Log, part.Trace).Text;
        if (!_cases.TryGetValue(number, out var shell))
        {
            shell = new(ledger, EntryCodec.Standard, SystemClock.Instance, Model("case/" + number), static () => { });
            await shell.LoadAsync();
            _cases[number] = shell;
        }

        var done = await shell.ExecuteAsync(meta, (s, _) => HistoryRules.Decide(s, part, meta.Caller));
        if (part.Last) _cases.TryRemove(number, out _);
        return done.With(() => HistoryRules.Receipt(number, shell.State));
    }

    private static StreamModel<CaseState> Model(string stream) => new(
        stream, CaseState.None, CaseFold.Evolve,
        s => new() { Stream = stream, State = s.Status, Owner = s.Owner, Hall = s.Hall },
        s => s.Hall,
        s => "log-" + s.History!.Log);

    private static EventLogView View(StreamShell<EventLogState> shell) =>
        new(shell.State.Log, shell.State.Hall, shell.State.Format, "", 0, 0, 0, null, shell.Version, shell.State.AsOf);

    private async Task<StreamShell<EventLogState>> LogAsync(string log)
    {
        var shell = new StreamShell<EventLogState>(ledger, EntryCodec.Standard, SystemClock.Instance, EventLogRules.Model(log), static () => { });
        await shell.LoadAsync();
        return shell;
    }
}
