using System.Collections.Frozen;
using System.Globalization;
using HallGrains.Contracts.Timekeeping;
using HallGrains.Grains.Ledger;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Grains.Timekeeping;

/// <summary>
/// A shard: asks the summary rows what is due and wakes it. Nothing is lost when a wake fails or a silo dies, because the row stays due until
/// the stream itself has recorded what fell. A stream that cannot be woken is tried again later and never keeps others waiting (decisions 15).
/// </summary>
[GrainType("timekeeper")]
internal sealed partial class TimekeeperGrain(IGrainContext context, IGrainFactory grains, ILedger ledger, IClock clock, IEnumerable<IWaker> wakers, ILogger<TimekeeperGrain> logger)
    : IGrainBase, ITimekeeperGrain, IRemindable
{
    private const string Reminder = "tick";
    private const int Batch = 512;
    private const int AtOnce = 32;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly Duration LongestBackOff = Duration.FromMinutes(10);

    private readonly FrozenDictionary<string, IWaker> _wakers = wakers.ToFrozenDictionary(w => w.Kind, StringComparer.Ordinal);
    private readonly Dictionary<string, Failing> _failing = new(StringComparer.Ordinal);
    private int _partition;

    public IGrainContext GrainContext => context;

    public Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _partition = int.Parse(this.GetPrimaryKeyString(), CultureInfo.InvariantCulture);
        this.RegisterGrainTimer(static (me, _) => me.RunAsync(), this, new GrainTimerCreationOptions(Tick, Tick) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task EnsureAsync() => this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod);

    public Task ReceiveReminder(string reminderName, TickStatus status) => RunAsync();

    public async Task<int> RunAsync()
    {
        var woken = 0;
        while (true)
        {
            var now = clock.GetCurrentInstant();
            // Streams that fail stay due: the page must be larger than they are many, or they would hide the others.
            var due = await ledger.ReadDueAsync(_partition, now, Batch + _failing.Count);
            var ready = due.Where(d => !(_failing.GetValueOrDefault(d.Stream) is { } f && f.DueAt == d.DueAt && f.Until > now)).Take(Batch).ToList();
            if (ready.Count == 0) return woken;
            foreach (var chunk in ready.Chunk(AtOnce)) woken += (await Task.WhenAll(chunk.Select(d => WakeAsync(d, now)))).Count(done => done);
        }
    }

    private async Task<bool> WakeAsync(DueStream due, Instant now)
    {
        try
        {
            var kind = due.Stream[..due.Stream.IndexOf('/', StringComparison.Ordinal)];
            if (!_wakers.TryGetValue(kind, out var waker))
            {
                Postpone(due, now, "no-waker");
                return false;
            }

            await waker.WakeAsync(grains, due.Stream);
            // Still due at the same instant: it did not record what fell. Asking at once again would spin.
            if (await ledger.FindSummaryAsync(due.Stream) is { NextDue: { } next } && next <= now && next == due.DueAt) Postpone(due, now, "still-due");
            else _failing.Remove(due.Stream);
            return true;
        }
        catch (Exception e)
        {
            Postpone(due, now, e.GetType().Name);
            return false;
        }
    }

    private void Postpone(DueStream due, Instant now, string why)
    {
        var times = _failing.GetValueOrDefault(due.Stream) is { } before && before.DueAt == due.DueAt ? before.Times + 1 : 1;
        var wait = Duration.Min(LongestBackOff, Duration.FromSeconds(Math.Pow(2, Math.Min(times, 10))));
        _failing[due.Stream] = new(due.DueAt, times, now + wait);
        Postponed(due.Stream, times, why);
    }

    private sealed record Failing(Instant DueAt, int Times, Instant Until);

    [LoggerMessage(2200, LogLevel.Warning, "Stream {Stream} could not be woken ({Times} times): {Why}")]
    private partial void Postponed(string stream, int times, string why);
}
