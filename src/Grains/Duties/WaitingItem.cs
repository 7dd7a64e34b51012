using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using HallGrains.Grains.Ledger;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Grains.Duties;

/// <summary>
/// What waits for one person in a stream, as its summary row says it: the one source of inboxes 待办. Any stream may have some: it writes the list into
/// <see cref="SummaryRow.Extra"/> under <c>waiting</c>, tells the people with a <see cref="DeskTeller"/>, and a desk that was not told finds the rows.
/// </summary>
/// <param name="Kind">What it is: <c>escalation</c>, <c>card</c>, a kind of duty …</param>
/// <param name="For">Staff number.</param>
/// <param name="Duty">It is ended by <c>POST /duties/{id}/done</c>, so it is shown under its whole name.</param>
public sealed record WaitingItem(string Kind, string Id, string For, Instant Since, Instant? DueAt = null, string? From = null, string? About = null, bool? Duty = null)
{
    /// <summary>The list's name in <see cref="SummaryRow.Extra"/>, as it stands there: rows that have one are indexed.</summary>
    public const string Marker = "\"waiting\":[";

    /// <summary>How a row's <see cref="SummaryRow.Extra"/> is written, also by those who write more into it.</summary>
    internal static JsonSerializerOptions Json { get; } = Options();

    /// <summary>How a person's number stands in a row that has something for them.</summary>
    public static string MarkerOf(string staff) => $"\"for\":{JsonSerializer.Serialize(staff)}";

    /// <summary>What a row has; nothing for rows of another making.</summary>
    public static ImmutableArray<WaitingItem> Of(SummaryRow row)
    {
        if (!row.Extra.Contains(Marker, StringComparison.Ordinal)) return [];
        try
        {
            return JsonSerializer.Deserialize<Holder>(row.Extra, Json)?.Waiting is { } list ? [.. list.Where(w => w is { Id: not null, For: not null, Kind: not null })] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    /// <summary><see cref="SummaryRow.Extra"/> of a stream that says nothing else.</summary>
    public static string ExtraOf(IEnumerable<WaitingItem> waiting) => waiting.ToList() is { Count: > 0 } list ? JsonSerializer.Serialize(new Holder(list), Json) : "{}";

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
        options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed record Holder(IReadOnlyList<WaitingItem>? Waiting);
}
