using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Grains.Cases;

/// <summary>The case's summary row: what lists, inboxes and timekeepers read, without personal data.</summary>
public static class CaseSummary
{
    private static readonly JsonSerializerOptions Json = Options();

    /// <summary>The row as of the facts' instant; stream and version are the shell's to fill in.</summary>
    public static SummaryRow Of(CaseState state, CaseFacts facts) => Of(state, facts, CaseClocks.Summary(state, facts));

    internal static SummaryRow Of(CaseState state, CaseFacts facts, ClockFacts clocks)
    {
        var (offer, agent, asked) = (state.Offer, state.AgentOffer, state.OpenEscalation);
        var extra = new CaseExtra(
            state.Channel, facts.LineOf(state), clocks.DueAt, state.OpenedAt, state.Window,
            offer is null ? null : new(offer.Id, offer.Kind, offer.From, offer.OfferedAt, offer.AcceptBy),
            agent is null ? null : new(agent.Id, agent.Kind, agent.From, agent.OfferedAt, agent.AcceptBy, OfferedTo(agent)),
            asked is null ? null : new(asked.Id, asked.From, asked.AskedAt, asked.AnswerBy, asked.Level, EscalationRules.AskedOf(state, asked, facts)),
            state.Result is { Result: DecisionRules.Granted, Amount: { } amount, At: var at } ? new(amount, at) : null,
            CaseWaiting.Of(state, facts) is { IsEmpty: false } waiting ? waiting : null)
        { ToleranceLapsedAt = state.Tolerance?.LapsedAt, LimitMinutes = clocks.LimitMinutes, InMinutes = clocks.InMinutes ? true : null };
        return new()
        {
            Stream = "", State = state.Status, Stage = state.Stage, Owner = state.Owner, Agent = state.Agent,
            OfferedTo = (offer ?? agent) is { } open ? OfferedTo(open) : null,
            Hall = state.Hall, Item = state.Item, Card = clocks.Card, Overdue = clocks.Overdue, Applicant = state.ApplicantKey, NextDue = NextDue(state, clocks),
            Extra = JsonSerializer.Serialize(extra, Json),
        };
    }

    /// <summary>What stands in the row besides its columns; empty for rows this version did not write.</summary>
    public static CaseExtra ExtraOf(SummaryRow row)
    {
        try
        {
            return JsonSerializer.Deserialize<CaseExtra>(row.Extra, Json) ?? CaseExtra.None;
        }
        catch (JsonException)
        {
            return CaseExtra.None;
        }
    }

    public static CaseListItem ListItem(SummaryRow row)
    {
        var extra = ExtraOf(row);
        return new(
            row.Stream[(row.Stream.IndexOf('/', StringComparison.Ordinal) + 1)..], row.Hall, extra.Channel, row.Item, row.State, row.Stage, row.Owner, row.Agent,
            row.OfferedTo, row.Card ?? "none", row.Overdue, extra.DueAt, row.Version, row.UpdatedAt);
    }

    /// <summary>Whom an offer waits for: a staff number, or <c>hall:{hall}/{line}</c>.</summary>
    public static string OfferedTo(Offer offer) => offer.To.Staff ?? $"hall:{offer.To.Hall}/{offer.To.ServiceLine}";

    // A red card without its proposal is due at once, and so comes before whatever falls later.
    private static Instant? NextDue(CaseState state, ClockFacts clocks) =>
        CasePursuits.Due(state).Min(c => (Instant?)c.At) is not { } card ? clocks.NextDue : clocks.NextDue is { } next ? Instant.Min(card, next) : card;

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}

/// <summary><see cref="SummaryRow.Extra"/> of a case.</summary>
public sealed record CaseExtra(
    string? Channel, string? Line, Instant? DueAt, Instant? OpenedAt, string? Window = null,
    CaseExtra.Waiting? Offer = null, CaseExtra.Waiting? AgentOffer = null, CaseExtra.Question? Escalation = null,
    CaseExtra.Payment? Granted = null,
    [property: JsonPropertyName("waiting")] ImmutableArray<WaitingItem>? Items = null)
{
    public static CaseExtra None { get; } = new(null, null, null, null);

    /// <summary>A commitment of the applicant that lapsed and was not repaired (§3.7).</summary>
    public Instant? ToleranceLapsedAt { get; init; }

    /// <summary>Working minutes of the whole limit that ends at <see cref="DueAt"/>: what share of it is used is found from them at any time.</summary>
    public int? LimitMinutes { get; init; }

    /// <summary>They run in the line's own sessions; left out: in regular business.</summary>
    public bool? InMinutes { get; init; }

    public sealed record Waiting(string Id, string Kind, string From, Instant Since, Instant? AcceptBy, string? To = null);

    public sealed record Question(string Id, string From, Instant Since, Instant? AnswerBy, StaffLevel Level, string? To = null);

    /// <summary>What was granted in money, and when: parts of one payment are found by it (domain-rules §13).</summary>
    public sealed record Payment(decimal Amount, Instant At);
}
