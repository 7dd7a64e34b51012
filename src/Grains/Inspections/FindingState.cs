using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Venues;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Grains.Inspections;

/// <summary>A finding folded from its stream; immutable.</summary>
public sealed record FindingState
{
    private const string AnswerClock = "finding-answer";

    public static FindingState None { get; } = new();

    public FindingOpened? Opened { get; init; }
    public Instant OpenedAt { get; init; }
    public string Grade { get; init; } = FindingGrades.Minor;
    public Instant RectifyBy { get; init; }
    public Instant? AnsweredAt { get; init; }
    public bool AnswerLate { get; init; }
    public string? Answer { get; init; }
    public string? RectifiedBy { get; init; }
    public string? RecheckBy { get; init; }
    public string? Measures { get; init; }

    /// <summary>When this round began: opened, or opened again.</summary>
    public Instant RoundAt { get; init; }

    public int Reopened { get; init; }
    public string? ClosedBy { get; init; }
    public ImmutableArray<YellowCarded> Cards { get; init; } = [];
    public int Version { get; init; }

    public bool IsOpen => Opened is not null && ClosedBy is null;

    public string Step => ClosedBy is not null ? "closed" : RectifiedBy is not null ? "rectified" : Reopened > 0 ? "reopened" : "open";

    /// <summary>Whether the limit for rectifying runs.</summary>
    public bool Runs => IsOpen && RectifiedBy is null;

    /// <summary>Each round has its own limit, and so its own card; the answer has one more.</summary>
    public string Clock => Reopened == 0 ? "finding-rectification" : string.Create(CultureInfo.InvariantCulture, $"finding-rectification-{Reopened + 1}");

    public bool IsCarded => IsCardedBy(Clock);

    /// <summary>Whether the limit for answering runs: the report of an inspection waits for a word of the unit until the thing is mended.</summary>
    public bool AwaitsAnswer => Runs && AnsweredAt is null && Opened!.Inspection is not null;

    public bool IsCardedBy(string clock) => Cards.Any(c => c.Clock == clock);

    /// <summary>Limits that run and have no card yet.</summary>
    public IEnumerable<(string Clock, Instant DueAt, string Owner)> Limits
    {
        get
        {
            if (AwaitsAnswer && !IsCardedBy(AnswerClock)) yield return (AnswerClock, Opened!.AnswerBy, Opened.Person ?? Opened.Responsible);
            if (Runs && !IsCarded) yield return (Clock, RectifyBy, Opened!.Responsible);
        }
    }

    /// <exception cref="UnreachableException">An entry that does not belong here: never skipped in a fold that decides.</exception>
    public static FindingState Evolve(FindingState s, Recorded r) => Apply(s, r) with { Version = r.Version };

    private static FindingState Apply(FindingState s, Recorded r) => r.Body switch
    {
        FindingOpened e => s with { Opened = e, OpenedAt = r.OccurredAt, RoundAt = r.OccurredAt, Grade = e.Grade, RectifyBy = e.RectifyBy },
        FindingAnswered e => s with { AnsweredAt = r.OccurredAt, AnswerLate = e.Late, Answer = e.Text },
        FindingRectified e => s with { RectifiedBy = e.By, RecheckBy = e.RecheckBy, Measures = e.Measures },
        FindingRechecked { Ok: true } e => s with { ClosedBy = e.By },
        FindingRechecked e => s with { Grade = e.Grade, RectifyBy = e.RectifyBy!.Value, RectifiedBy = null, RecheckBy = null, Reopened = s.Reopened + 1, RoundAt = r.OccurredAt },
        YellowCarded e => s with { Cards = s.Cards.Add(e) },
        _ => throw new UnreachableException($"{r.Body.GetType().Name} is no entry of a finding."),
    };

    /// <summary>The cards of limits that passed, each dated at its due instant and once (must-hold 8).</summary>
    public static ImmutableArray<EntryDraft> Fallen(FindingState s, Instant now) =>
    [
        .. s.Limits.Where(l => l.DueAt < now).OrderBy(l => l.DueAt).Select((l, i) =>
            new EntryDraft(new YellowCarded(string.Create(CultureInfo.InvariantCulture, $"c{s.Cards.Length + i + 1}"), l.Clock, null, l.DueAt, l.Owner), l.DueAt, Caller.SystemAccount)),
    ];

    internal static StreamModel<FindingState> Model(string number) => new(
        "finding/" + number, None, Evolve, s => FindingSummary.Of(number, s), s => s.Opened?.Hall ?? "", _ => "finding-" + number) { Due = Fallen };
}

/// <summary>The row of a finding: what lists, halls' pages, inboxes and timekeepers read of it.</summary>
internal static class FindingSummary
{
    private const string Shown = "finding";
    private static readonly JsonSerializerOptions Json = Options();

    public static SummaryRow Of(string number, FindingState s)
    {
        var o = s.Opened!;
        var extra = JsonNode.Parse(WaitingItem.ExtraOf(Waiting(number, s)))!.AsObject();
        extra[Shown] = JsonSerializer.SerializeToNode(
            new FindingListItem(number, o.Hall, o.Clause, s.Grade, s.Step, o.Source, o.Facility, o.Window, s.OpenedAt, s.RectifyBy, false, s.Cards.IsEmpty ? "none" : "yellow", s.Version), Json);
        return new()
        {
            Stream = "", Hall = o.Hall, State = s.Step, Stage = s.Grade, Item = o.Clause, Owner = o.Responsible, Card = s.Cards.IsEmpty ? "none" : "yellow", Overdue = s.Runs && s.IsCarded,
            NextDue = s.Limits.Min(l => (Instant?)l.DueAt) + Duration.FromMilliseconds(1), Extra = extra.ToJsonString(),
        };
    }

    /// <summary>What a row shows of its finding to everybody.</summary>
    public static FindingListItem? Read(SummaryRow row, Instant now) =>
        JsonNode.Parse(row.Extra)?[Shown]?.Deserialize<FindingListItem>(Json) is { } item
            ? item with { Version = row.Version, Overdue = item.State is "open" or "reopened" && item.DueAt < now }
            : null;

    /// <summary>Whoever is to rectify, to answer, to look again; and cards to those and the leader.</summary>
    public static IEnumerable<WaitingItem> Waiting(string number, FindingState s)
    {
        if (s.Opened is not { } o || !s.IsOpen) yield break;
        var about = o.Facility is null ? o.Clause : $"{o.Clause} {o.Facility}";
        if (s.Runs)
        {
            var kind = o.What switch { FacilityFaults.Broken => "repair", FacilityFaults.LeafletOutdated => "replace", _ => "finding" };
            foreach (var person in new[] { o.Responsible, o.Person }.OfType<string>().Distinct(StringComparer.Ordinal)) yield return new(kind, number, person, s.RoundAt, s.RectifyBy, o.RaisedBy, about);
        }
        else if (s.RecheckBy is { } again) yield return new("recheck", number, again, s.RoundAt, null, s.RectifiedBy, about);

        if (s.AnsweredAt is null && o.Inspection is not null) yield return new("finding-answer", number, o.Person ?? o.Responsible, s.OpenedAt, o.AnswerBy, o.RaisedBy, about);
        foreach (var card in s.Cards)
            foreach (var person in new[] { card.Owner, o.Head }.OfType<string>().Distinct(StringComparer.Ordinal)) yield return new("card", $"{number}:{card.CardId}", person, card.DueAt, card.DueAt, card.Owner, $"yellow {card.Clock}");
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web).ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
