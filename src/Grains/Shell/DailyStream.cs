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
    private LocalDate _date;
    private Task<StreamShell<TState>>? _shell;

    /// <summary>Today's stream, folded. Views that interleave with a command share one load.</summary>
    public async Task<Today<TState>> TodayAsync()
    {
        var date = HallHours.DateOf(services.Clock.GetCurrentInstant());
        if (_shell is null || _date != date) (_date, _shell) = (date, LoadAsync(date));
        var loading = _shell;
        try
        {
            return new(date, await loading);
        }
        catch
        {
            // The database was away, or an entry cannot be read: the next call tries again.
            if (_shell == loading) _shell = null;
            throw;
        }
    }

    /// <summary>The stream of a day, of one that ended too.</summary>
    public async Task<Today<TState>> OfAsync(LocalDate date) => date == HallHours.DateOf(services.Clock.GetCurrentInstant()) ? await TodayAsync() : new(date, await LoadAsync(date));

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
