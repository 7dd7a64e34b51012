using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pursuits;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Pursuits;

/// <summary>A pursuit folded from its stream; immutable.</summary>
public sealed record PursuitState
{
    internal const string Suspended = "suspended", Lifted = "lifted", Counted = "counted";
    private const string AppealClock = "pursuit-appeal";

    public static PursuitState None { get; } = new();

    public PursuitProposed? Proposed { get; init; }
    public Instant ProposedAt { get; init; }
    public PursuitHeard? Heard { get; init; }
    public Instant? HeardAt { get; init; }
    public PursuitDecided? Decided { get; init; }
    public Instant? DecidedAt { get; init; }
    public PursuitAppealed? Appealed { get; init; }
    public Instant? AppealedAt { get; init; }
    public YellowCarded? Card { get; init; }
    public PursuitClosed? Closed { get; init; }
    public Instant? ClosedAt { get; init; }
    /// <summary>What was carried out elsewhere (<see cref="PursuitFollowed"/>).</summary>
    public ImmutableArray<string> Followed { get; init; } = [];

    public int Version { get; init; }

    /// <summary>What is still to be carried out elsewhere; the row stays due until it was, so that a process that dies in between forgets nothing.</summary>
    public IEnumerable<string> Pending
    {
        get
        {
            var revoked = Closed?.Outcome == "revoked";
            if (IsSuspension && !revoked && !Followed.Contains(Suspended)) yield return Suspended;
            // Also where nobody wrote down that it was told: the revocation may have come between the word and its note.
            if (revoked && IsSuspension && !Followed.Contains(Lifted)) yield return Lifted;
            if (Decided is { Level: >= PursuitRules.SharedLevel } && !Followed.Contains(Counted)) yield return Counted;
        }
    }

    public string Step => Closed is { Outcome: var outcome } ? outcome == "exempt" ? "closed" : outcome
        : Appealed is not null ? "appealed" : Decided is not null ? "decided" : Heard is not null ? "heard" : "proposed";

    /// <summary>暂停上岗 does not wait for the appeal.</summary>
    public bool IsSuspension => Decided?.Level == PursuitRules.Suspension;

    /// <summary>Effects never run before the appeal limit, except suspension (§11).</summary>
    public Instant? EffectFrom => Decided is not { Level: > 0 } || Closed?.Outcome == "revoked" ? null
        : IsSuspension ? DecidedAt : Closed is not null ? ClosedAt : Appealed is null ? Decided.AppealBy : null;

    public bool IsEffective => Closed?.Outcome == "in-effect" || (IsSuspension && Closed is null);

    /// <summary>Whose turn it is, and until when.</summary>
    public (string? Who, Instant? By) Turn => Step switch
    {
        "proposed" => (Proposed?.Staff, Proposed?.HearBy),
        "heard" => (Proposed!.Decider, null),
        "decided" => (Proposed!.Staff, Decided!.AppealBy),
        "appealed" => (Appealed!.Answerer, Appealed.AnswerBy),
        _ => (null, null),
    };

    /// <summary>The next limit whose passing is to be recorded.</summary>
    public Instant? NextLimit => Step == "appealed" && (Card is not null || Appealed!.Answerer is null) ? null : Turn.By;

    /// <exception cref="UnreachableException">An entry that does not belong here: never skipped in a fold that decides.</exception>
    public static PursuitState Evolve(PursuitState s, Recorded r) => Apply(s, r) with { Version = r.Version };

    private static PursuitState Apply(PursuitState s, Recorded r) => r.Body switch
    {
        PursuitProposed e => s with { Proposed = e, ProposedAt = r.OccurredAt },
        PursuitHeard e => s with { Heard = e, HeardAt = r.OccurredAt },
        PursuitDecided e => s with { Decided = e, DecidedAt = r.OccurredAt },
        PursuitAppealed e => s with { Appealed = e, AppealedAt = r.OccurredAt },
        YellowCarded e => s with { Card = e },
        PursuitClosed e => s with { Closed = e, ClosedAt = r.OccurredAt },
        PursuitFollowed e => s with { Followed = s.Followed.Add(e.What) },
        _ => throw new UnreachableException($"{r.Body.GetType().Name} is no entry of a pursuit."),
    };

    /// <summary>What passed by itself, dated at its limit and once (must-hold 8): nobody spoke, nobody appealed, nobody answered.</summary>
    public static ImmutableArray<EntryDraft> Fallen(PursuitState s, Instant now)
    {
        if (s.Proposed is null || s.NextLimit is not { } limit || limit >= now) return [];
        IEntry passed = s.Step switch
        {
            "proposed" => new PursuitHeard(null),
            "decided" => new PursuitClosed("in-effect", "no-appeal"),
            _ => new YellowCarded("c1", AppealClock, null, limit, s.Appealed!.Answerer!),
        };
        return [new(passed, limit, Caller.SystemAccount)];
    }

    internal static StreamModel<PursuitState> Model(string number) => new(
        "pursuit/" + number, None, Evolve, s => Summary(number, s), s => s.Proposed?.Hall ?? "", _ => "pursuit-" + number) { Due = Fallen };

    private static SummaryRow Summary(string number, PursuitState s) => new()
    {
        Stream = "", Hall = s.Proposed?.Hall, State = s.Step, Item = s.Proposed?.Clause, Owner = s.Turn.Who, Card = s.Card is null ? "none" : "yellow", Overdue = s is { Card: not null, Closed: null },
        NextDue = s.Pending.Any() ? s.ClosedAt ?? s.DecidedAt : s.NextLimit + Duration.FromMilliseconds(1), Extra = PursuitExtra.Of(s, WaitingItem.ExtraOf(Waiting(number, s))),
    };

    /// <summary>The person is told and may speak, is told the decision and may appeal; who decides and who answers has it to do.</summary>
    internal static IEnumerable<WaitingItem> Waiting(string number, PursuitState s)
    {
        if (s is not { Proposed: { } p, Turn: { Who: { } who, By: var by } }) yield break;
        var (kind, since) = s.Step switch
        {
            "proposed" => ("pursuit-hearing", s.ProposedAt),
            "heard" => ("pursuit-decision", s.HeardAt!.Value),
            "decided" => ("pursuit-decided", s.DecidedAt!.Value),
            _ => ("pursuit-appeal", s.AppealedAt!.Value),
        };
        yield return new(kind, number, who, since, by, s.Step == "decided" ? s.Decided!.By : s.Step == "proposed" ? p.By : p.Staff, p.Clause);
        if (s is { Card: { } card, Closed: null }) yield return new("card", $"{number}:{card.CardId}", card.Owner, card.DueAt, card.DueAt, card.Owner, $"yellow {card.Clock}");
    }
}

/// <summary>What a pursuit's row says besides its columns, once a measure was decided: whose section, which level, when.</summary>
internal sealed record PursuitExtra(string Staff, string? Section, int Level, Instant Decided)
{
    /// <summary>Beside what waits; nothing while nothing was decided.</summary>
    public static string Of(PursuitState s, string waiting)
    {
        if (s is not { Proposed: { } p, Decided: { Level: > 0 } d, DecidedAt: { } at }) return waiting;
        var own = JsonSerializer.Serialize(new PursuitExtra(p.Staff, p.Section, d.Level, at), WaitingItem.Json);
        return waiting == "{}" ? own : $"{own[..^1]},{waiting[1..]}";
    }

    /// <summary>Null where no measure was decided.</summary>
    public static PursuitExtra? Of(SummaryRow row) =>
        row.Extra.Contains("\"decided\":", StringComparison.Ordinal) ? JsonSerializer.Deserialize<PursuitExtra>(row.Extra, WaitingItem.Json) : null;
}
