using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Windows;

// Entries of a window's day, stream window/{hall}/{window}/{date}. What it calls and serves stands in its hall's day (decision 12).

/// <summary>A staff member signed on at the window 上岗.</summary>
public sealed record StaffSignedOn(string Staff) : IEntry;

public sealed record StaffSignedOff(string Staff) : IEntry;

/// <summary>One part of the opening check 三提前 was done, with what was found (5.1).</summary>
/// <param name="Part">systems | materials | at-post.</param>
/// <param name="Items">Every item of the part.</param>
/// <param name="LateMinutes">For at-post, the first time today: whole minutes after the opening of the window's lines (5.1e); null on a day without sessions.</param>
/// <param name="Notes">Free text by item code.</param>
public sealed record OpeningChecked(
    string Part,
    ImmutableArray<OpeningItemResult> Items,
    string Staff,
    int? LateMinutes = null,
    [property: Private] ImmutableSortedDictionary<string, string>? Notes = null) : IEntry;

/// <summary>An item and whether it was found in order.</summary>
public sealed record OpeningItemResult(string Code, bool Ok);

/// <summary>An item failed: to be repaired and checked again, or waived with a reason.</summary>
public sealed record OpeningItemFailed(string Part, string Code) : IEntry;

/// <summary>A head waived a failed item until a time.</summary>
public sealed record OpeningItemWaived(string Part, string Code, Instant Until, [property: Private] string? Reason = null) : IEntry;

/// <summary>What failed or was mended until this version is opened, or told, as findings.</summary>
public sealed record OpeningFindingsTold(int UpTo) : IEntry;

/// <summary>The window opened.</summary>
/// <param name="LateMinutes">The first time today: whole minutes after the opening of its lines; measured, not hidden.</param>
public sealed record WindowOpened(string Staff, int? LateMinutes = null) : IEntry;

public sealed record WindowPaused(string Staff, [property: Private] string? Reason = null) : IEntry;

public sealed record WindowResumed(string Staff) : IEntry;

public sealed record WindowClosed(string Staff) : IEntry;

/// <summary>Name and staff number were told at the beginning of a voice or video session 主动告知 (3.1c-d).</summary>
/// <param name="Channel">voice | video.</param>
/// <param name="Session">The session's id: a case opened with it is tied to this.</param>
public sealed record SessionAnnounced(string Channel, string Session, string Staff) : IEntry;

/// <summary>A voice or video session reached the window.</summary>
public sealed record SessionConnected(string Channel, string Session, string Staff) : IEntry;

/// <summary>Sixty seconds after the connection nobody had told name and number (3.1c-d); dated when they were over.</summary>
public sealed record AnnouncementLate(string Channel, string Session, string Staff) : IEntry;
