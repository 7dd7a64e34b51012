using System.Collections.Immutable;
using System.Text.Json;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Ledger;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Staff;

/// <summary>
/// A person's desk: what they own and what waits for them. No truth: told by streams after their commits, by version, and made again from the summary rows.
/// </summary>
internal sealed class Desk(string staff)
{
    /// <summary>In a row's <c>OfferedTo</c>: not a person but whoever is on duty for a line, <c>hall:{hall}/{line}</c>. Read, never told: nobody knows who that is.</summary>
    public const string LineOffer = "hall:";

    private const string CaseKind = "case/";
    private readonly Dictionary<string, DeskTold> _known = new(StringComparer.Ordinal);

    public ImmutableArray<InboxItem> Inbox => [.. _known.Values.SelectMany(k => k.Waiting).OrderBy(i => i.DueAt ?? Instant.MaxValue).ThenBy(i => i.Since).ThenBy(i => i.CaseNumber, StringComparer.Ordinal)];

    public ImmutableArray<CaseloadItem> Caseload => [.. _known.Values.Where(k => k.Owns && k.Load is not null).Select(k => k.Load!).OrderBy(l => l.DueAt ?? Instant.MaxValue).ThenBy(l => l.CaseNumber, StringComparer.Ordinal)];

    /// <summary>Takes in what a case says, unless something newer is known. What is over stays as a version only, so that a late word cannot revive it.</summary>
    public void Tell(DeskTold told)
    {
        if (_known.GetValueOrDefault(told.Stream) is { } known && known.Version >= told.Version) return;
        _known[told.Stream] = told;
    }

    /// <summary>The same from a stream's summary row.</summary>
    public void Tell(SummaryRow row) => Tell(Told(row, staff));

    /// <summary>Streams that are on this desk as far as it knows.</summary>
    public IEnumerable<string> Known => _known.Values.Where(k => k.Owns || !k.Waiting.IsEmpty).Select(k => k.Stream);

    /// <summary>Open cases of theirs, as far as the desk knows.</summary>
    public IEnumerable<string> Owned => _known.Values.Where(k => k.Owns).Select(k => k.Stream[CaseKind.Length..]);

    /// <summary>Everybody a row has something for: who must be told.</summary>
    public static IEnumerable<string> Concerned(SummaryRow row)
    {
        var to = row.OfferedTo is { } offered && !offered.StartsWith(LineOffer, StringComparison.Ordinal) ? offered : null;
        var owner = row.Kind == "case" && row.State is { } state && CaseStates.IsOpen(state) ? row.Owner : null;
        using var extra = Parse(row.Extra);
        var agent = Part(extra.RootElement, "agentOffer") is { } offer ? Text(offer, "to") : null;
        return new[] { owner, to, agent }.OfType<string>().Concat(WaitingItem.Of(row).Select(w => w.For)).Distinct(StringComparer.Ordinal);
    }

    /// <summary>
    /// What a stream's row means to one person: what the stream itself tells after its commit, and what the desk is made from again. Read tolerantly: a
    /// field that is not there is nothing waiting.
    /// </summary>
    public static DeskTold Told(SummaryRow row, string staff)
    {
        var isCase = row.Kind == "case";
        var number = isCase ? row.Stream[CaseKind.Length..] : null;
        var owns = isCase && row.Owner == staff && row.State is { } state && CaseStates.IsOpen(state);
        using var extra = Parse(row.Extra);
        var root = extra.RootElement;
        var waiting = ImmutableArray.CreateBuilder<InboxItem>();
        if (row.OfferedTo is { } to && to == staff && Part(root, "offer") is { } offer) Add("offer", offer, "acceptBy");
        if (Part(root, "agentOffer") is { } agent && Text(agent, "to") == staff) Add("agent-offer", agent, "acceptBy");
        foreach (var w in WaitingItem.Of(row))
            if (w.For == staff) waiting.Add(new(w.Kind, w.Duty == true ? DutyId.Of(row.Stream, w.Id).ToString() : w.Id, number, w.Since, w.DueAt, w.From, row.Version, w.About));
        var load = owns ? new CaseloadItem(number!, row.State!, row.Stage, row.Item, row.Card, Moment(root, "dueAt"), row.Version) : null;
        return new(row.Stream, row.Version, owns, load, waiting.ToImmutable());

        void Add(string kind, JsonElement? part, string by)
        {
            if (part is { } p && Text(p, "id") is { } id)
                waiting.Add(new(kind, id, number, Moment(p, "since") ?? row.UpdatedAt, Moment(p, by), Text(p, "from"), row.Version, Text(p, "kind")));
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
