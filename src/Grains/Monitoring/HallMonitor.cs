using HallGrains.Contracts.Common;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace HallGrains.Grains.Monitoring;

/// <summary>
/// Keeps a hall's picture equal to the ledger: folds what is delivered, reads again what is missing, compares from time to time. Belongs to one
/// reentrant activation: between two awaits nothing else touches the picture, and every fold looks at the version it finds then, so an event
/// that came while a stream was being read is folded once, by whichever is first.
/// </summary>
internal sealed partial class HallMonitor(ILedger ledger, EntryCodec codec, IClock clock, string hall, ILogger logger)
{
    private const int ReadAtOnce = 16;

    // Streams whose reread failed; tried again by RetryAsync.
    private readonly HashSet<string> _stale = new(StringComparer.Ordinal);

    public HallPicture Picture { get; private set; } = new(hall);

    /// <summary>Called after each change of a stream's fold, with its new version.</summary>
    public Action<string, int> Changed { get; init; } = static (_, _) => { };

    private LocalDate Today => HallFold.DateOf(clock.GetCurrentInstant());

    /// <summary>Starts from a snapshot and folds the rest from the ledger.</summary>
    public async Task LoadAsync(MonitorSnapshot snapshot)
    {
        Picture = snapshot.ToPicture(hall);
        await ReconcileAsync();
        Picture = HallFold.Prune(Picture, Today);
    }

    /// <summary>Folds a delivered entry. Throws nothing that the entry or the ledger could cause: a delivery never has to be repeated for us.</summary>
    public async Task<Folded> ReceiveAsync(LedgerEvent e)
    {
        if (FollowedStream.Parse(e.Stream).Kind == FollowedKind.None) return Folded.Ignored;
        if (Picture.Unreadable.Contains(e.Stream)) return Folded.Unreadable;
        var known = Picture.VersionOf(e.Stream);
        if (e.Version <= known)
        {
            LiveMetrics.Duplicates.Add(1);
            return Folded.Known;
        }

        // Badge names (public by 3.1) stand in a private part, which no stream carries: such an entry is read from the ledger.
        if (e.Version == known + 1 && e.Kind != nameof(StaffRegistered))
        {
            if (!TryDecode(e, out var recorded)) return Folded.Unreadable;
            return Fold(e.Stream, [recorded]);
        }

        if (e.Version > known + 1) LiveMetrics.Gaps.Add(1);
        return await RereadAsync(e.Stream) ? Folded.Done : Folded.Gap;
    }

    /// <summary>Compares every stream of today's view with the ledger and folds what is missing.</summary>
    public async Task ReconcileAsync()
    {
        Picture = HallFold.Prune(Picture, Today);
        await ReadAsync(FollowedStream.Hall(hall), count: false);
        await ReadAllAsync(HallCatchUp.DayStreams(Picture, Today), count: false);
        await ReadAllAsync(await HallCatchUp.BehindAsync(ledger, Picture, Today), count: true);
    }

    /// <summary>Tries again what could not be read; false when something still cannot.</summary>
    public async Task<bool> RetryAsync()
    {
        foreach (var stream in _stale.ToArray())
            if (!await RereadAsync(stream)) return false;
        return true;
    }

    private async Task ReadAllAsync(IEnumerable<string> streams, bool count)
    {
        foreach (var batch in streams.Chunk(ReadAtOnce)) await Task.WhenAll(batch.Select(s => ReadAsync(s, count)));
    }

    private async Task<bool> RereadAsync(string stream)
    {
        try
        {
            await ReadAsync(stream, count: false);
            _stale.Remove(stream);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The ledger is away: the stream waits for RetryAsync, the view goes on with what it has.
            _stale.Add(stream);
            LogStale(stream, e);
            return false;
        }
    }

    private async Task ReadAsync(string stream, bool count)
    {
        if (Picture.Unreadable.Contains(stream)) return;
        var entries = await ledger.ReadStreamAsync(stream, Picture.VersionOf(stream));
        if (entries.Count == 0) return;
        var recorded = new List<Recorded>(entries.Count);
        foreach (var entry in entries)
        {
            try
            {
                recorded.Add(new(codec.Decode(entry), entry.Version, entry.OccurredAt, entry.RecordedAt, entry.Actor, entry.Account, entry.CommandId, entry.Erased));
            }
            catch (UnreadableEntryException e)
            {
                LeaveOut(stream, e);
                return;
            }
        }

        if (Fold(stream, recorded) == Folded.Done && count) LiveMetrics.Repaired.Add(1);
    }

    private Folded Fold(string stream, IReadOnlyList<Recorded> entries)
    {
        var (next, result) = HallFold.Apply(Picture, stream, entries);
        Picture = next;
        if (result == Folded.Done) Changed(stream, entries[^1].Version);
        if (result == Folded.Unreadable) LeaveOut(stream, null);
        return result;
    }

    private bool TryDecode(LedgerEvent e, out Recorded recorded)
    {
        try
        {
            recorded = new(codec.Decode(e.Kind, e.Schema, e.Data, null), e.Version, e.OccurredAt, e.RecordedAt, e.Actor, "", "", false);
            return true;
        }
        catch (UnreadableEntryException unreadable)
        {
            LeaveOut(e.Stream, unreadable);
            recorded = null!;
            return false;
        }
    }

    private void LeaveOut(string stream, Exception? why)
    {
        Picture = HallFold.MarkUnreadable(Picture, stream);
        LiveMetrics.Unreadable.Add(1);
        LogUnreadable(stream, why);
        Changed(stream, 0);
    }

    [LoggerMessage(6101, LogLevel.Error, "Stream {Stream} cannot be read and is left out of the live view")]
    private partial void LogUnreadable(string stream, Exception? exception);

    [LoggerMessage(6102, LogLevel.Warning, "Stream {Stream} could not be read again yet")]
    private partial void LogStale(string stream, Exception exception);
}
