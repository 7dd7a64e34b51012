using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Duties;
using HallGrains.Grains.Duties;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Grains.Halls;

/// <summary>What a hall's day has waiting for people: duties (incidents, disputes, notices), and tickets over the target while they wait (2.4d).</summary>
internal static class HallDayWaiting
{
    internal const string OverTarget = "wait-over-target";

    public static ImmutableArray<WaitingItem> Of(HallDayState state, HallDayFacts facts)
    {
        var items = ImmutableArray.CreateBuilder<WaitingItem>();
        foreach (var duty in state.OpenDuties)
            if (FloorRules.HolderOf(duty, state, facts) is { } holder) items.Add(new(duty.Kind, duty.Id, holder, duty.Since, duty.DueAt, null, duty.About, true));
        // One line for all of them: the duty leader opens a window or diverts, once.
        if (!state.Ended && (state.DutyLeader?.Staff ?? facts.Hall.Leader) is { } leader)
        {
            foreach (var line in state.WaitingTickets.Where(t => t.OverTarget).GroupBy(t => t.Line, StringComparer.Ordinal))
                items.Add(new(OverTarget, $"{OverTarget}-{line.Key}", leader, line.Min(t => t.TakenAt), null, null, $"{line.Key}: {string.Join(' ', line.Take(10).Select(t => t.Number))}"));
        }

        return items.ToImmutable();
    }

    /// <summary>Everybody who may have had something of this day on their desk.</summary>
    public static IEnumerable<string> Ever(HallDayState state, HallDayFacts facts) =>
        state.Duties.Values.Select(d => d.For).Append(facts.Hall.Leader).Append(facts.Hall.DeputyLeader).Concat(state.Leaders).OfType<string>().Distinct(StringComparer.Ordinal);
}

/// <summary>What stands in a day's row besides its columns.</summary>
internal sealed record HallDayExtra(string Date, int Taken, [property: JsonPropertyName("inQueue")] int InQueue, [property: JsonPropertyName("waiting")] ImmutableArray<WaitingItem>? Items)
{
    private static readonly JsonSerializerOptions Json = Options();

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
        options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
