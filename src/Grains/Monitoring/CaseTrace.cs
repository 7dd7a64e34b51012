using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Monitoring;

/// <summary>What a monitor keeps of a case: who has it, in what state, with which cards. No personal data, small enough to keep ten thousand.</summary>
internal sealed record CaseTrace
{
    public int Version { get; init; }
    public string Hall { get; init; } = "";
    public string Status { get; init; } = "";
    public string Owner { get; init; } = "";
    public TracedOffer? Offer { get; init; }
    public TracedOffer? AgentOffer { get; init; }
    public ImmutableArray<TracedCard> Cards { get; init; } = [];

    /// <summary>Grade of its evaluation 评价.</summary>
    public int? Grade { get; init; }

    /// <summary>Day of the newest entry: ended cases are kept for that day.</summary>
    public Instant ChangedAt { get; init; }

    public bool IsOpen => CaseStates.IsOpen(Status);

    /// <summary>Worst card, not cancelled, of the promised and statutory clocks: <c>none</c>, <c>yellow</c> or <c>red</c>.</summary>
    public string Card => Worst(cancelledToo: false);

    /// <summary>A due instant of the whole case has passed; a cancelled card does not undo that.</summary>
    public bool Overdue => Worst(cancelledToo: true) != "none";

    /// <summary>Entries of kinds that do not matter here only move the version: a monitor decides nothing.</summary>
    public static CaseTrace Evolve(CaseTrace s, Recorded r) => Apply(s, r) with { Version = r.Version, ChangedAt = r.OccurredAt };

    private static CaseTrace Apply(CaseTrace s, Recorded r) => r.Body switch
    {
        InquiryOpened e => s with { Status = CaseStates.Inquiry, Hall = e.Hall, Owner = e.Owner },
        InquiryClosed => Ended(s, CaseStates.InquiryClosed),
        ApplicationReceived => s with { Status = CaseStates.Received },
        SupplementRequested => s with { Status = CaseStates.AwaitingSupplement },
        SupplementReceived { Complete: true } => s with { Status = CaseStates.Received },
        Accepted or DeemedAccepted => s with { Status = CaseStates.InStage },
        Refused => Ended(s, CaseStates.Refused),
        HandoffOffered { Kind: HandoffKinds.Agent } e => s with { AgentOffer = new(e.HandoffId, e.To.Staff, e.To.Hall, e.To.ServiceLine) },
        HandoffOffered e => s with { Offer = new(e.HandoffId, e.To.Staff, e.To.Hall, e.To.ServiceLine) },
        HandoffAccepted { Kind: HandoffKinds.Agent } e => Closed(s, e.HandoffId),
        HandoffAccepted e => Closed(s, e.HandoffId) with { Owner = e.To, Hall = e.Hall },
        HandoffDeclined { Pending: false } e => Closed(s, e.HandoffId),
        HandoffDeclineConfirmed { Confirmed: true } e => Closed(s, e.HandoffId),
        HandoffExpired e => Closed(s, e.HandoffId),
        HandoffWithdrawn e => Closed(s, e.HandoffId),
        Assigned e => s with { Owner = e.Staff, Hall = e.Hall, Offer = null },
        YellowCarded e => s with { Cards = s.Cards.Add(new(e.CardId, "yellow", e.Clock, e.Owner, false)) },
        RedCarded e => s with { Cards = s.Cards.Add(new(e.CardId, "red", e.Clock, e.Owner, false)) },
        CardCancelled e => s with { Cards = [.. s.Cards.Select(c => c.Id == e.CardId ? c with { Cancelled = true } : c)] },
        Decided => s with { Status = CaseStates.Decided },
        Delivered => Ended(s, CaseStates.Delivered),
        Withdrawn => Ended(s, CaseStates.Withdrawn),
        Archived => s with { Status = CaseStates.Archived },
        Evaluated e => s with { Grade = e.Grade },
        _ => s,
    };

    private static CaseTrace Ended(CaseTrace s, string status) => s with { Status = status, Offer = null, AgentOffer = null };

    private static CaseTrace Closed(CaseTrace s, string handoff) => s with
    {
        Offer = s.Offer?.Id == handoff ? null : s.Offer,
        AgentOffer = s.AgentOffer?.Id == handoff ? null : s.AgentOffer,
    };

    private string Worst(bool cancelledToo)
    {
        var worst = "none";
        foreach (var card in Cards)
        {
            if (card.Clock is not (ClockNames.Promised or ClockNames.Statutory) || (card.Cancelled && !cancelledToo)) continue;
            if (card.Colour == "red") return "red";
            worst = "yellow";
        }

        return worst;
    }
}

/// <summary>An offer not yet answered: to a person, or to whoever serves a line in a hall.</summary>
internal sealed record TracedOffer(string Id, string? Staff, string? Hall, string? Line);

/// <param name="Owner">Who let it lapse; handing over does not move it.</param>
internal sealed record TracedCard(string Id, string Colour, string Clock, string Owner, bool Cancelled);
