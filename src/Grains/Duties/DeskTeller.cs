using HallGrains.Grains.Ledger;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Duties;

/// <summary>
/// Tells people what a stream now has for them: after the commit, in a turn of its own (decisions 11), by version, again until it was heard. What is told is
/// what the summary row says, so a desk that was told and one made from the rows after a crash are equal. Belongs to one activation.
/// </summary>
/// <param name="grain">Whose timers are used.</param>
/// <param name="desks">Those of this process.</param>
/// <param name="version">Version of the state the row is made from.</param>
/// <param name="row">The row as it stands now, stream and version filled in; null while there is nothing.</param>
/// <param name="ever">Whom the activation before this one may have told, and so must hear that it is over.</param>
/// <param name="notTold">Logs that so many could not be told.</param>
internal sealed class DeskTeller(Grain grain, IGrainFactory grains, LocalDesks desks, Func<int> version, Func<SummaryRow?> row, Func<IEnumerable<string>> ever, Action<int, string> notTold)
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);
    private readonly HashSet<string> _untold = new(StringComparer.Ordinal);
    private IReadOnlyCollection<string>? _told;
    private int _toldVersion;
    private bool _telling;

    public void TellSoon(TimeSpan after = default)
    {
        if (_telling || (version() == _toldVersion && _untold.Count == 0)) return;
        _telling = true;
        if (after > TimeSpan.Zero)
        {
            grain.RegisterGrainTimer(static (me, _) => me.TellAsync(), this, new GrainTimerCreationOptions(after, Timeout.InfiniteTimeSpan) { Interleave = true });
            return;
        }

        // A turn of the grain's own, after the one that answers; who asked for the command is not who tells.
        using (ExecutionContext.SuppressFlow())
            _ = Task.Factory.StartNew(static me => ((DeskTeller)me!).TellAsync(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Current);
    }

    private async Task TellAsync()
    {
        try
        {
            while (row() is { } now && (now.Version != _toldVersion || _untold.Count > 0))
            {
                using var read = new DeskRow(now);
                var concerned = read.Concerned();
                // The activation before this one may have died between its commit and its word.
                _untold.UnionWith(_told is null ? concerned.Concat(ever()) : concerned.Union(_told));
                _told = concerned;
                _toldVersion = now.Version;
                foreach (var staff in _untold.ToList())
                {
                    await desks.TellAsync(grains, staff, read.For(staff));
                    _untold.Remove(staff);
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            notTold(_untold.Count, e.GetType().Name);
        }
        finally
        {
            _telling = false;
        }

        // Who could not be told is told again; should this activation die before, their desk is made from the rows.
        if (_untold.Count > 0) TellSoon(Again);
    }
}
