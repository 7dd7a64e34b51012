using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Grains.Shell;

/// <summary>
/// A grain whose stream is a day's: at midnight in the halls' zone the next call finds the new day's stream. A command begun before midnight
/// ends in the day it began in. Belongs to one activation.
/// </summary>
internal sealed class DailyStream<TState>(StreamServices services, Func<LocalDate, StreamModel<TState>> model, Action onBroken)
    where TState : class
{
    /// <summary>Days before and after today are asked for seldom: few are kept.</summary>
    private const int Kept = 4;

    private readonly Dictionary<LocalDate, Task<StreamShell<TState>>> _days = [];

    /// <summary>Today's stream, folded. Views that interleave with a command share one load.</summary>
    public Task<Today<TState>> TodayAsync() => OnAsync(HallHours.DateOf(services.Clock.GetCurrentInstant()));

    /// <summary>The stream of a day, today's or another.</summary>
    public async Task<Today<TState>> OnAsync(LocalDate date)
    {
        if (!_days.TryGetValue(date, out var loading))
        {
            // A command that waits for its commit holds its shell itself; none is left out that is being loaded.
            if (_days.Count > Kept && HallHours.DateOf(services.Clock.GetCurrentInstant()) is var today)
                foreach (var old in _days.Where(d => d.Key != today && d.Value.IsCompleted).Select(d => d.Key).ToArray()) _days.Remove(old);
            _days[date] = loading = LoadAsync(date);
        }

        try
        {
            return new(date, await loading);
        }
        catch
        {
            // The database was away, or an entry cannot be read: the next call tries again.
            if (_days.GetValueOrDefault(date) == loading) _days.Remove(date);
            throw;
        }
    }

    private async Task<StreamShell<TState>> LoadAsync(LocalDate date)
    {
        var shell = new StreamShell<TState>(services.Ledger, services.Codec, services.Clock, model(date), onBroken);
        await shell.LoadAsync();
        return shell;
    }
}

/// <summary>A date and its stream.</summary>
internal sealed record Today<TState>(LocalDate Date, StreamShell<TState> Shell)
    where TState : class
{
    public TState State => Shell.State;
}
