using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Reports;

/// <summary>What the figures keep of a case: instants and codes, nothing of a person. Some two hundred bytes.</summary>
internal sealed class MatterFact
{
    public required string Hall { get; set; }
    public string? Window { get; set; }
    public string? Item { get; set; }
    public string Channel { get; set; } = "onsite";
    public string? Audience { get; set; }
    public string Owner { get; set; } = "";
    public Instant OpenedAt { get; set; }
    public string Opener { get; set; } = "";
    public Instant? AnsweredAt { get; set; }
    public bool Researched { get; set; }
    public Instant? ReceivedAt { get; set; }
    public Instant? AcceptedAt { get; set; }
    public Instant? CountsFrom { get; set; }
    public Instant? DecidedAt { get; set; }
    public string? DecidedBy { get; set; }
    public bool Denied { get; set; }
    public Instant? RefusedAt { get; set; }
    public int Visits { get; set; }
    public bool Green { get; set; }

    /// <summary>The person was told how it stands while it was worked on, without asking.</summary>
    public bool Told { get; set; }

    public List<Pause>? Pauses { get; set; }

    /// <summary>Cards of the promised and statutory clocks that stand, with whom they name.</summary>
    public List<(string Id, string Owner)>? Cards { get; set; }

    /// <summary>Who finished each stage last.</summary>
    public Dictionary<string, string>? Handlers { get; set; }

    public Dictionary<string, (string To, Instant At)>? Offers { get; set; }

    /// <summary>Who let it lapse; null: in time so far.</summary>
    public string? LateBy => Cards is [var (_, owner), ..] ? owner : null;

    /// <summary>Who answers for it: who let it lapse, else who decided.</summary>
    public string? Person => LateBy ?? DecidedBy;
}

/// <summary>What the figures keep of a ticket.</summary>
internal sealed class TicketFact
{
    public required string Hall { get; init; }
    public required string Line { get; init; }
    public string? Audience { get; init; }
    public string? Ground { get; init; }
    public Instant TakenAt { get; init; }
    public string? Window { get; set; }
    public string? Staff { get; set; }
    public Instant? CalledAt { get; set; }
    public int? WaitedSeconds { get; set; }
    public Instant? ServedAt { get; set; }
    public int? ServiceSeconds { get; set; }
}

/// <summary>One thing that happened in a stage: finished, returned to, found wrong, drawn, looked at.</summary>
/// <param name="What">finished | decided | returned | corrected | sampled | sample-ok | sample-wrong | second-supplement | declined.</param>
internal readonly record struct StageFact(string What, string Hall, string? Stage, string? Staff, string? Item, Instant At);

/// <summary>A window that was open for these lines.</summary>
internal sealed class PostFact
{
    public required string Hall { get; init; }
    public required IReadOnlyList<string> Lines { get; init; }
    public required string Staff { get; init; }
    public Instant From { get; init; }
    public Instant? To { get; set; }
}

/// <summary>A duty of one person, or of whoever owned the case when it arose.</summary>
internal sealed class DutyFact
{
    public required string Hall { get; init; }
    public required string For { get; init; }
    public Instant? DueAt { get; init; }
    public Instant? DoneAt { get; set; }
}

/// <summary>An offer that was taken, and how long it waited.</summary>
internal readonly record struct HandoffFact(string Hall, string To, Instant At, int Minutes);

/// <summary>What somebody asked for and got, and how long it took.</summary>
internal readonly record struct AnsweredFact(string Hall, string Staff, Instant At, Duration After);
