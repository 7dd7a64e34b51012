using System.Collections.Immutable;
using HallGrains.Contracts.Halls;
using NodaTime;

namespace HallGrains.Grains.Halls;

/// <summary>A ticket 号票 of the day.</summary>
public sealed record Ticket
{
    public required string Number { get; init; }
    public required string Line { get; init; }

    /// <summary>Its place among all tickets taken today: first come, first called within its class.</summary>
    public required int Sequence { get; init; }

    public required Instant TakenAt { get; init; }
    public string State { get; init; } = TicketStates.Waiting;

    /// <summary>Ground of the green channel; such tickets stand in the priority queue.</summary>
    public string? Ground { get; init; }

    public string? Case { get; init; }
    public int Issue { get; init; } = 1;

    /// <summary>The window that called it last.</summary>
    public string? Window { get; init; }

    public int Calls { get; init; }
    public Instant? CalledAt { get; init; }
    public Instant? StartedAt { get; init; }
    public Instant? MissedAt { get; init; }

    /// <summary>Who served it, and until when; null before.</summary>
    public string? ServedBy { get; init; }

    public Instant? ServedAt { get; init; }

    /// <summary>It was missed and called back, which happens once.</summary>
    public bool CalledBack { get; init; }

    /// <summary>How it is served outside the line's hours, when it is.</summary>
    public string? OutsideHours { get; init; }

    /// <summary>Handled apart (2.4c).</summary>
    public bool Private { get; init; }

    public string? Appointment { get; init; }

    /// <summary>Came in time for its appointment's slot.</summary>
    public bool SlotKept { get; init; }

    public ImmutableArray<string> Needs { get; init; } = [];
    public ImmutableArray<string> Aids { get; init; } = [];

    /// <summary>It waited over the hall's target, which is recorded once.</summary>
    public bool OverTarget { get; init; }

    public bool IsPriority => Ground is not null || SlotKept;
}

/// <summary>A window's post 岗位 as the hall's day has it.</summary>
public sealed record Post(string Staff, bool Open, ImmutableArray<string> Lines);

/// <summary>What was served today at a window or on a line.</summary>
public sealed record ServedFigures(int Served, long Seconds, int Omitted)
{
    public static ServedFigures None { get; } = new(0, 0, 0);

    /// <summary>Null before anybody was served.</summary>
    public int? AverageSeconds => Served == 0 ? null : (int)(Seconds / Served);

    public ServedFigures Plus(TicketServed e) => new(Served + 1, Seconds + e.ServiceSeconds, Omitted + (e.Invited ? 0 : 1));
}
