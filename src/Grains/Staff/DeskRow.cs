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

/// <summary>What a stream's summary row means to people; read once for all of them, and tolerantly: a field that is not there is nothing waiting.</summary>
internal sealed class DeskRow(SummaryRow row) : IDisposable
{
    private readonly JsonDocument _extra = Parse(row.Extra);
    private readonly ImmutableArray<WaitingItem> _waiting = WaitingItem.Of(row);

    private string? Owner => row.Kind == "case" && row.State is { } state && CaseStates.IsOpen(state) ? row.Owner : null;

    /// <summary>Everybody a row has something for: who must be told.</summary>
    public IReadOnlyCollection<string> Concerned()
    {
        var people = new HashSet<string>(StringComparer.Ordinal);
        if (Owner is { } owner) people.Add(owner);
        if (row.OfferedTo is { } offered && !offered.StartsWith(Desk.LineOffer, StringComparison.Ordinal)) people.Add(offered);
        if (Part(_extra.RootElement, "agentOffer") is { } offer && Text(offer, "to") is { } agent) people.Add(agent);
        foreach (var w in _waiting) people.Add(w.For);
        return people;
    }

    /// <summary>What the row means to one person: what the stream itself tells after its commit, and what the desk is made from again.</summary>
    public DeskTold For(string staff)
    {
        var number = row.Kind == "case" ? row.Stream[Desk.CaseKind.Length..] : null;
        var root = _extra.RootElement;
        var waiting = ImmutableArray.CreateBuilder<InboxItem>();
        if (row.OfferedTo is { } to && to == staff && Part(root, "offer") is { } offer) Add("offer", offer, "acceptBy");
        if (Part(root, "agentOffer") is { } agent && Text(agent, "to") == staff) Add("agent-offer", agent, "acceptBy");
        foreach (var w in _waiting)
            if (w.For == staff) waiting.Add(new(w.Kind, w.Duty == true ? DutyId.Of(row.Stream, w.Id).ToString() : w.Id, number, w.Since, w.DueAt, w.From, row.Version, w.About));
        var load = Owner == staff ? new CaseloadItem(number!, row.State!, row.Stage, row.Item, row.Card, Moment(root, "dueAt"), row.Version) : null;
        return new(row.Stream, row.Version, load is not null, load, waiting.ToImmutable());

        void Add(string kind, JsonElement? part, string by)
        {
            if (part is { } p && Text(p, "id") is { } id)
                waiting.Add(new(kind, id, number, Moment(p, "since") ?? row.UpdatedAt, Moment(p, by), Text(p, "from"), row.Version, Text(p, "kind")));
        }
    }

    public void Dispose() => _extra.Dispose();

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
