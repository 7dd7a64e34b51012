using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Shell;

namespace HallGrains.Silo.Logs;

/// <summary>
/// Feeds an event log through the grains as history 历史导入. Why a second run changes nothing: case numbers and command ids follow from the log's hash
/// and the place in the file, so whatever the first run recorded answers as done. Why memory stays flat: the reader holds one event, this class one part
/// of a trace, and at most <paramref name="inFlight"/> parts are on their way.
/// </summary>
/// <param name="sink">Null: a dry run.</param>
internal sealed class LogImporter(IHistorySink? sink, ISecrets secrets, int inFlight = 64)
{
    private const int Attempts = 8;
    private const int EventsPerReport = 200;

    /// <exception cref="LogUnreadableException">It is no event log at all.</exception>
    /// <exception cref="ImportException">The hall did not take it on.</exception>
    public async Task<ImportReport> RunAsync(LogFile file, IProgress<ImportProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var run = new Run(this, file, progress, cancellationToken);
        try
        {
            return await run.ToEndAsync();
        }
        finally
        {
            // What is on its way is awaited whatever happened: a queued commit is never abandoned.
            await run.DrainAsync();
        }
    }

    /// <summary>One pass over one file.</summary>
    private sealed class Run(LogImporter importer, LogFile file, IProgress<ImportProgress>? progress, CancellationToken cancellationToken) : IDisposable
    {
        private readonly SemaphoreSlim _room = new(importer._inFlight, importer._inFlight);
        private readonly CancellationTokenSource _failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        private readonly HistoryMaker _maker = new(file.Id, importer._secrets);
        private readonly List<ImportRefusal> _refusals = [];
        private readonly ImmutableArray<HistoryEvent>.Builder _events = ImmutableArray.CreateBuilder<HistoryEvent>(HistoryPart.MaxEvents);
        private ImmutableArray<LogAttribute> _attributes = [];
        private Task _lastPart = Task.CompletedTask;
        private Exception? _failure;
        private int _trace;
        private int _firstEvent;
        private int _cases;
        private long _taken;
        private long _withoutTime;
        private long _refused;
        private long _already;
        private int _kept;

        public async Task<ImportReport> ToEndAsync()
        {
            using var reader = file.OpenReader();
            string? broken = null;
            foreach (var item in reader.Items())
            {
                switch (item)
                {
                    case LogOpened o:
                        await OpenAsync(o);
                        break;
                    case TraceOpened t:
                        _trace++;
                        _firstEvent = 1;
                        _attributes = t.Attributes;
                        break;
                    case EventFound e:
                        await TakeAsync(e, reader);
                        break;
                    case TraceClosed t:
                        await EndTraceAsync(t.Late);
                        break;
                    case ItemRefused r:
                        Refuse(r.Line, r.Reason, r.Count);
                        break;
                    case LogBroken b:
                        if (_trace == 0 && _refused == 0) throw new LogUnreadableException(b.Reason, b.Line);
                        broken = b.Line > 0 ? FormattableString.Invariant($"Line {b.Line}: {b.Reason}") : b.Reason;
                        await BreakOffAsync(b);
                        await CloseAsync([], broken);
                        break;
                    case LogClosed c:
                        await CloseAsync(c.Declarations, null);
                        break;
                }
            }

            Report(reader);
            return new()
            {
                Log = file.Id, Hall = ImportedHistory.HallOf(file.Id), Hash = file.Hash, DryRun = importer._sink is null, Cases = _cases, Events = _taken,
                EventsWithoutTime = _withoutTime, AlreadyRecorded = _already, Refused = _refused, Refusals = _refusals, Broken = broken,
            };
        }

        public async Task DrainAsync()
        {
            await _failed.CancelAsync();
            for (; _kept < importer._inFlight; _kept++) await _room.WaitAsync(CancellationToken.None);
        }

        public void Dispose()
        {
            _room.Dispose();
            _failed.Dispose();
        }

        private async Task TakeAsync(EventFound found, ILogReader reader)
        {
            var (made, refused) = _maker.Make(found.Attributes);
            if (made is null)
            {
                Refuse(found.Line, refused!);
                return;
            }

            if (_events.Count == HistoryPart.MaxEvents) await SendAsync(last: false, []);
            _events.Add(made);
            if (made.At is null) _withoutTime++;
            if (++_taken % EventsPerReport == 0) Report(reader);
        }

        private async Task EndTraceAsync(ImmutableArray<LogAttribute> late)
        {
            await SendAsync(last: true, late);
            _cases++;
        }

        /// <summary>The file ends within a trace: what was not recorded of it is refused, what was is closed.</summary>
        private async Task BreakOffAsync(LogBroken broken)
        {
            if (_firstEvent == 0) return;
            if (_firstEvent > 1)
            {
                await EndTraceAsync([]);
                return;
            }

            _taken -= _events.Count;
            _withoutTime -= _events.Count(e => e.At is null);
            _events.Clear();
            Refuse(broken.Line, FormattableString.Invariant($"Trace {_trace} is not complete."));
            _trace--;
        }

        private async Task SendAsync(bool last, ImmutableArray<LogAttribute> late)
        {
            var first = _firstEvent;
            var part = new HistoryPart(file.Id, ImportedHistory.HallOf(file.Id), _trace, first, last, first == 1 ? _attributes : [], _events.ToImmutable(), late);
            _firstEvent = last ? 0 : first + _events.Count;
            _events.Clear();
            if (importer._sink is not { } sink) return;

            await RoomAsync();
            // Parts of one trace follow each other; different traces do not wait for each other.
            _lastPart = RecordAsync(sink, first == 1 ? Task.CompletedTask : _lastPart, part);
        }

        private async Task RecordAsync(IHistorySink sink, Task before, HistoryPart part)
        {
            try
            {
                // On the thread pool: the reader goes on with the next trace meanwhile.
                await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
                var meta = CommandMeta.BySystem(ImportedHistory.CommandId(part.Log, part.Trace, part.FirstEvent));
                var outcome = await TryAsync(() => sink.RecordAsync(meta, part));
                if (outcome.Refusal is { } refusal) throw new ImportException($"Trace {part.Trace} was refused: {refusal.Code} {refusal.Detail}");
                if (outcome.Replayed) Interlocked.Increment(ref _already);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _failure, e, null);
                await _failed.CancelAsync();
            }
            finally
            {
                _room.Release();
            }
        }

        private async Task RoomAsync()
        {
            try
            {
                await _room.WaitAsync(_failed.Token);
            }
            catch (OperationCanceledException) when (_failure is not null)
            {
                throw Failure();
            }
        }

        private async Task OpenAsync(LogOpened opened)
        {
            if (importer._sink is not { } sink) return;
            var outcome = await TryAsync(() => sink.OpenAsync(CommandMeta.BySystem($"log-{file.Id}-open"), new(file.Id, file.Format, opened.Declarations)));
            if (outcome.Refusal is { } refusal) throw new ImportException($"The log was refused: {refusal.Code} {refusal.Detail}");
        }

        private async Task CloseAsync(ImmutableArray<LogAttribute> declarations, string? broken)
        {
            if (importer._sink is not { } sink) return;
            for (; _kept < importer._inFlight; _kept++) await RoomAsync();
            if (_failure is not null) throw Failure();
            var closing = new LogClosing(_cases, _taken, _refused, broken, declarations);
            var outcome = await TryAsync(() => sink.CloseAsync(CommandMeta.BySystem($"log-{file.Id}-close"), file.Id, closing));
            if (outcome.Refusal is { } refusal) throw new ImportException($"The log was refused: {refusal.Code} {refusal.Detail}");
        }

        /// <summary>Busy, in conflict, or unknown: the same command id may be given again, and is, after a growing wait.</summary>
        private async Task<T> TryAsync<T>(Func<Task<T>> call)
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await call();
                }
                catch (Exception e) when (e is LedgerBusyException or LedgerConflictException or LedgerOutcomeUnknownException or TimeoutException)
                {
                    if (attempt == Attempts) throw new ImportException("The hall is too busy or its ledger away; run again to go on.", e);
                    await Task.Delay(TimeSpan.FromMilliseconds(50 << attempt), _failed.Token);
                }
            }
        }

        private ImportException Failure() => _failure is ImportException e ? e : new ImportException("The import stopped; run again to go on.", _failure);

        private void Refuse(int line, string reason, long count = 1)
        {
            _refused += count;
            if (_refusals.Count < ImportReport.MostListed) _refusals.Add(new(line, reason));
        }

        private void Report(ILogReader reader) => progress?.Report(new(reader.Position, file.UnpackedBytes, _cases, _taken));
    }

    private readonly IHistorySink? _sink = sink;
    private readonly ISecrets _secrets = secrets;
    private readonly int _inFlight = inFlight;
}
