using System.Collections.Immutable;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;
using HallGrains.Grains.Staff;
using HallGrains.Grains.Windows;
using NodaTime;

namespace HallGrains.Grains.Monitoring;

/// <summary>What became of an entry.</summary>
internal enum Folded
{
    /// <summary>It is in the picture now.</summary>
    Done,

    /// <summary>It was in the picture before.</summary>
    Known,

    /// <summary>Entries before it are missing: the stream must be read again.</summary>
    Gap,

    /// <summary>Its stream cannot be read, now or since before.</summary>
    Unreadable,

    /// <summary>Of a stream that a hall's monitor does not follow.</summary>
    Ignored,
}

/// <summary>
/// The fold of a hall 大厅实况. Why a view equals the ledger's fold whatever is lost, repeated or disordered on the way: an entry is folded only
/// at exactly the next version of its stream; an earlier one changes nothing, a later one folds nothing but asks for the stream itself. So each
/// stream's state is always the fold of a prefix of it, and a reread makes the prefix whole.
/// </summary>
internal static class HallFold
{
    /// <summary>Folds the next entries of one stream, in order.</summary>
    public static (HallPicture Picture, Folded Result) Apply(HallPicture picture, string stream, IReadOnlyList<Recorded> entries)
    {
        var followed = FollowedStream.Parse(stream);
        if (followed.Kind == FollowedKind.None) return (picture, Folded.Ignored);
        if (picture.Unreadable.Contains(stream)) return (picture, Folded.Unreadable);
        var next = picture;
        var result = Folded.Known;
        var version = picture.VersionOf(stream);
        foreach (var entry in entries)
        {
            if (entry.Version <= version) continue;
            if (entry.Version != version + 1)
            {
                result = Folded.Gap;
                break;
            }

            try
            {
                next = One(next, stream, followed, entry);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // One stream's fold fails on its own entries: the stream is left out as a whole, since a part of it would be a wrong picture.
                return (MarkUnreadable(picture, stream), Folded.Unreadable);
            }

            version = entry.Version;
            result = Folded.Done;
        }

        return (Settle(next, stream, followed), result);
    }

    /// <summary>Leaves the stream out from here on.</summary>
    public static HallPicture MarkUnreadable(HallPicture picture, string stream) => picture with
    {
        Unreadable = picture.Unreadable.Add(stream),
        Cases = picture.Cases.Remove(stream),
        Staff = picture.Staff.Remove(stream),
        Windows = picture.Windows.Remove(stream),
        Days = picture.Days.Remove(stream),
    };

    /// <summary>Forgets what no view of today shows: past days, and cases that ended before today. Folding on is not affected.</summary>
    public static HallPicture Prune(HallPicture picture, LocalDate today)
    {
        var served = ServedToday(picture, today);
        return picture with
        {
            Windows = picture.Windows.RemoveRange(picture.Windows.Keys.Where(s => FollowedStream.Parse(s).Date < today)),
            Days = picture.Days.RemoveRange(picture.Days.Keys.Where(s => FollowedStream.Parse(s).Date < today)),
            Cases = picture.Cases.RemoveRange(picture.Cases.Where(c => !c.Value.IsOpen && DateOf(c.Value.ChangedAt) < today && !served.Contains(c.Key)).Select(c => c.Key)),
        };
    }

    /// <summary>Streams of cases served with a ticket today, open or not: their evaluations count at the window.</summary>
    public static HashSet<string> ServedToday(HallPicture picture, LocalDate today) =>
        picture.Today(today).Tickets.Values.Where(t => t.State == Contracts.Halls.TicketStates.Served && t.Case is not null)
            .Select(t => FollowedStream.Case(t.Case!)).ToHashSet(StringComparer.Ordinal);

    public static LocalDate DateOf(Instant instant) => HallZone.DateOf(HallZone.DayOf(instant));

    private static HallPicture One(HallPicture p, string stream, FollowedStream followed, Recorded r) => followed.Kind switch
    {
        FollowedKind.Case => p with { Cases = p.Cases.SetItem(stream, CaseTrace.Evolve(p.Cases.GetValueOrDefault(stream) ?? new(), r)) },
        FollowedKind.Staff => p with { Staff = p.Staff.SetItem(stream, StaffModel.Evolve(p.Staff.GetValueOrDefault(stream) ?? StaffState.Empty, r)) },
        FollowedKind.WindowDay => p with { Windows = p.Windows.SetItem(stream, WindowState.Evolve(p.Windows.GetValueOrDefault(stream) ?? WindowState.Empty, r)) },
        FollowedKind.HallDay => p with { Days = p.Days.SetItem(stream, HallDayState.Evolve(p.Days.GetValueOrDefault(stream) ?? HallDayState.Empty, r)) },
        FollowedKind.Hall => p with { Definition = HallPages.Apply(p.Definition, r), DefinitionVersion = r.Version },
        _ => p,
    };

    /// <summary>A case or a person that went to another hall is that hall's.</summary>
    private static HallPicture Settle(HallPicture p, string stream, FollowedStream followed) => followed.Kind switch
    {
        FollowedKind.Case when p.Cases.TryGetValue(stream, out var c) && c.Hall != p.Hall => p with { Cases = p.Cases.Remove(stream) },
        FollowedKind.Staff when p.Staff.TryGetValue(stream, out var s) && s.Definition is { } d && d.Hall != p.Hall => p with { Staff = p.Staff.Remove(stream) },
        _ => p,
    };
}
