using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Windows;

/// <summary>What a decision on a window may know besides its state; gathered by the grain before the rule.</summary>
public sealed record WindowFacts
{
    public Instant Now { get; init; }
    public required LocalDate Date { get; init; }
    public required Caller Caller { get; init; }
    public required HallDefinition Hall { get; init; }
    public required WindowDefinition Window { get; init; }
    public required HallHours Hours { get; init; }

    /// <summary>The caller as staff.</summary>
    public StaffSnapshot? Actor { get; init; }

    /// <summary>Why the caller may not serve every line of this window now (2.6); null when they may.</summary>
    public Refusal? Unqualified { get; init; }

    /// <summary>Another window that itself says the caller is signed on there.</summary>
    public string? SignedOnAt { get; init; }

    /// <summary>The hall's answer where the command needs its word; null: granted, or not asked yet.</summary>
    public Refusal? HallRefused { get; init; }

    /// <summary>What is called or served here, as the hall has it.</summary>
    public TicketView? Current { get; init; }

    public bool IsStaffHere => Actor is { } actor && actor.Hall == Hall.Code;

    /// <summary>Whole minutes since the window's lines opened today; 0 before; null on a day without sessions for them.</summary>
    public int? LateMinutes =>
        Window.Lines.Select(l => Hours.OpeningInstant(Date, l)).Where(o => o is not null).Min() is { } opening ? Math.Max(0, (int)(Now - opening).TotalMinutes) : null;
}
