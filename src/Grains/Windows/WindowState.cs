using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Windows;

/// <summary>Whether a window serves.</summary>
public enum WindowPhase
{
    Closed,
    Open,
    Paused,
}

/// <summary>A part of the opening check as it was last done.</summary>
/// <param name="Items">Whether each item was found in order.</param>
public sealed record CheckedPart(ImmutableDictionary<string, bool> Items, string Staff, Instant At);

/// <summary>A voice or video session that waits for its announcement 主动告知.</summary>
public sealed record ConnectedSession(string Channel, string Staff, Instant At);

/// <summary>A window's day 窗口当日 folded from its stream. What it calls and serves stands in the hall's day.</summary>
public sealed record WindowState
{
    public static WindowState Empty { get; } = new();

    public WindowPhase Phase { get; init; }
    public string? Staff { get; init; }
    public Instant? SignedOnAt { get; init; }

    /// <summary>Whoever is signed on has opened and closed it again.</summary>
    public bool ClosedAgain { get; init; }

    public ImmutableDictionary<string, CheckedPart> Parts { get; init; } = ImmutableDictionary.Create<string, CheckedPart>(StringComparer.Ordinal);

    /// <summary>Failed items that a head waived, until when.</summary>
    public ImmutableDictionary<string, Instant> Waived { get; init; } = ImmutableDictionary.Create<string, Instant>(StringComparer.Ordinal);

    /// <summary>How often items began to fail today, whatever became of them.</summary>
    public ImmutableDictionary<string, int> EverFailed { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Since when findings of failed items are not opened, or of mended ones not told.</summary>
    public Instant? UntoldSince { get; init; }

    /// <summary>Who was signed on today.</summary>
    public ImmutableHashSet<string> Served { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public bool OnPostToday { get; init; }
    public bool OpenedToday { get; init; }

    /// <summary>Minutes late, by the first opening of the day, before it by the first time on post; null before both and on days without sessions.</summary>
    public int? LateMinutes { get; init; }

    /// <summary>Announced sessions and who announced them.</summary>
    public ImmutableDictionary<string, string> Announced { get; init; } = ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Sessions connected today that nobody announced yet.</summary>
    public ImmutableSortedDictionary<string, ConnectedSession> Connected { get; init; } = ImmutableSortedDictionary<string, ConnectedSession>.Empty.WithComparers(StringComparer.Ordinal);

    public int LateAnnouncements { get; init; }

    public int Version { get; init; }

    /// <summary><c>closed</c>, <c>preparing</c>, <c>open</c> or <c>paused</c>, as in the API.</summary>
    public string Status => Phase switch
    {
        WindowPhase.Open => "open",
        WindowPhase.Paused => "paused",
        _ => Staff is null || ClosedAgain ? "closed" : "preparing",
    };

    /// <exception cref="UnreachableException">An entry that does not belong to a window's day: never skipped in a fold that decides.</exception>
    public static WindowState Evolve(WindowState s, Recorded r) => Apply(s, r) with { Version = r.Version };

    private static WindowState Apply(WindowState s, Recorded r) => r.Body switch
    {
        // Being at the post, with badge and dress, is checked of a person: another person's check does not count.
        StaffSignedOn e => s with
        {
            Staff = e.Staff, SignedOnAt = r.OccurredAt, ClosedAgain = false, Served = s.Served.Add(e.Staff),
            Parts = s.Parts.TryGetValue(OpeningParts.AtPost, out var post) && post.Staff != e.Staff ? s.Parts.Remove(OpeningParts.AtPost) : s.Parts,
        },
        StaffSignedOff => s with { Staff = null, SignedOnAt = null, ClosedAgain = false },
        OpeningChecked e => s with
        {
            Parts = s.Parts.SetItem(e.Part, new(e.Items.ToImmutableDictionary(i => i.Code, i => i.Ok), e.Staff, r.OccurredAt)),
            Waived = s.Waived.RemoveRange(e.Items.Select(i => i.Code)),
            LateMinutes = e.Part == OpeningParts.AtPost && !s.OnPostToday && !s.OpenedToday ? e.LateMinutes : s.LateMinutes,
            OnPostToday = s.OnPostToday || e.Part == OpeningParts.AtPost,
            EverFailed = s.EverFailed.SetItems(e.Items.Where(i => !i.Ok && !OpeningParts.Failed(s, i.Code)).Select(i => KeyValuePair.Create(i.Code, s.EverFailed.GetValueOrDefault(i.Code) + 1))),
            UntoldSince = e.Items.Any(i => !i.Ok || s.EverFailed.ContainsKey(i.Code)) ? s.UntoldSince ?? r.OccurredAt : s.UntoldSince,
        },
        OpeningItemFailed => s,
        OpeningFindingsTold => s with { UntoldSince = null },
        OpeningItemWaived e => s with { Waived = s.Waived.SetItem(e.Code, e.Until) },
        WindowOpened e => s with
        {
            Phase = WindowPhase.Open, LateMinutes = s.OpenedToday ? s.LateMinutes : e.LateMinutes ?? s.LateMinutes, OpenedToday = true, ClosedAgain = false,
        },
        WindowPaused => s with { Phase = WindowPhase.Paused },
        WindowResumed => s with { Phase = WindowPhase.Open },
        WindowClosed => s with { Phase = WindowPhase.Closed, ClosedAgain = true },
        SessionAnnounced e => s with { Announced = s.Announced.SetItem(e.Session, e.Staff), Connected = s.Connected.Remove(e.Session) },
        SessionConnected e => s with { Connected = s.Connected.SetItem(e.Session, new(e.Channel, e.Staff, r.OccurredAt)) },
        AnnouncementLate e => s with { Connected = s.Connected.Remove(e.Session), LateAnnouncements = s.LateAnnouncements + 1 },
        _ => throw new UnreachableException($"{r.Body.GetType().Name} is no entry of a window's day."),
    };
}
