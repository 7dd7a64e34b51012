using System.Collections.Immutable;
using System.Text.Json;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Ledger;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Staff;

/// <summary>
/// A person's desk: what they own and what waits for them. No truth: told by cases after their commits, by version, and made again from the summary rows.
/// </summary>
internal sealed class Desk(string staff)
{
    /// <summary>In a row's <c>OfferedTo</c>: not a person but whoever is on duty for a line, <c>hall:{hall}/{line}</c>. Read, never told: nobody knows who that is.</summary>
    public const string LineOffer = "hall:";

    private readonly Dictionary<string, CaseTold> _known = new(StringComparer.Ordinal);

    public ImmutableArray<InboxItem> Inbox => [.. _known.Values.SelectMany(k => k.Waiting).OrderBy(i => i.DueAt ?? Instant.MaxValue).ThenBy(i => i.Since).ThenBy(i => i.CaseNumber, StringComparer.Ordinal)];

    public ImmutableArray<CaseloadItem> Caseload => [.. _known.Values.Where(k => k.Owns && k.Load is not null).Select(k => k.Load!).OrderBy(l => l.DueAt ?? Instant.MaxValue).ThenBy(l => l.CaseNumber, StringComparer.Ordinal)];

    /// <summary>Takes in what a case says, unless something newer is known. What is over stays as a version only, so that a late word cannot revive it.</summary>
    public void Tell(CaseTold told)
    {
        if (_known.GetValueOrDefault(told.CaseNumber) is { } known && known.CaseVersion >= told.CaseVersion) return;
        _known[told.CaseNumber] = told;
    }

    /// <summary>The same from a case's summary row.</summary>
    public void Tell(SummaryRow row) => Tell(Told(row, staff));

    /// <summary>Cases that are on this desk as far as it knows.</summary>
    public IEnumerable<string> Known => _known.Values.Where(k => k.Owns || !k.Waiting.IsEmpty).Select(k => k.CaseNumber);

    /// <summary>
    /// What a case's row means to one person: what the case itself tells after its commit, and what the desk is made from again. Read tolerantly: a field
    /// that is not there is nothing waiting.
    /// </summary>
    public static CaseTold Told(SummaryRow row, string staff)
    {
        var number = row.Stream[(row.Stream.IndexOf('/', StringComparison.Ordinal) + 1)..];
        var owns = row.Owner == staff && row.State is { } state && CaseStates.IsOpen(state);
        using var extra = Parse(row.Extra);
        var root = extra.RootElement;
        var waiting = ImmutableArray.CreateBuilder<InboxItem>();
        if (row.OfferedTo is { } to && to == staff && Part(root, "offer") is { } offer) Add("offer", offer, "acceptBy");
        if (Part(root, "agentOffer") is { } agent && Text(agent, "to") == staff) Add("agent-offer", agent, "acceptBy");
        if (Part(root, "escalation") is { } escalation && Text(escalation, "to") == staff) Add("escalation", escalation, "answerBy");
        var due = Moment(root, "dueAt");
        if (owns && row.Card is "yellow" or "red") waiting.Add(new("card", $"{row.Card}", number, row.UpdatedAt, due, null, row.Version));
        return new(number, row.Version, owns, owns ? new(number, row.State!, row.Stage, row.Item, row.Card, due, row.Version) : null, waiting.ToImmutable());

        void Add(string kind, JsonElement? part, string by)
        {
            if (part is { } p && Text(p, "id") is { } id)
                waiting.Add(new(kind, id, number, Moment(p, "since") ?? row.UpdatedAt, Moment(p, by), Text(p, "from"), row.Version));
        }
    }

    /// <summary>A line's open offer, as one of its people sees it; null when the row has none.</summary>
    public static InboxItem? LineItem(SummaryRow row) =>
        row.OfferedTo is { } to && to.StartsWith(LineOffer, StringComparison.Ordinal) ? Told(row with { OfferedTo = LineOffer }, LineOffer).Waiting.FirstOrDefault(i => i.Kind == "offer") : null;

    private static JsonDocument Parse(string extra)
    {
        try
        {
            var document = JsonDocument.Parse(extra);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
        }
        catch (JsonException)
        {
            // Derived data: the columns still say who owns it, and the case will tell again.
        }

        return JsonDocument.Parse("{}");
    }

    private static JsonElement? Part(JsonElement of, string name) => of.TryGetProperty(name, out var p) && p.ValueKind == JsonValueKind.Object ? p : null;

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var p) && p.ValueKind == JsonValueKind.String ? p.GetString() : null;

    private static Instant? Moment(JsonElement of, string name) =>
        Text(of, name) is { } text && OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } moment ? moment.Value.ToInstant() : null;
}
