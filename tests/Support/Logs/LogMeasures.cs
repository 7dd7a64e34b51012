using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace HallGrains.Tests.Logs;

/// <summary>
/// Measures of an event log, computed from its XES text alone and with none of the product's code: what an export must come to.
/// </summary>
public static class LogMeasures
{
    private sealed record Event(string Activity, string Resource, DateTimeOffset Time, bool HasOffset)
    {
        public long Ms => Time.ToUnixTimeMilliseconds();
    }

    public static JsonObject Of(XDocument log)
    {
        var traces = log.Root!.Elements().Where(e => e.Name.LocalName == "trace").ToList();
        var all = traces.ConvertAll(t => t.Elements().Where(e => e.Name.LocalName == "event").Select(Read).ToArray());
        var cases = all.Where(c => c.Length > 0).ToList();
        var events = cases.SelectMany(c => c).ToList();
        var pairs = cases.SelectMany(c => c.Zip(c.Skip(1))).ToList();
        var xmlEvents = traces.SelectMany(t => t.Elements().Where(e => e.Name.LocalName == "event")).ToList();
        var measures = new JsonObject
        {
            ["cases"] = all.Count,
            ["casesWithoutEvents"] = all.Count - cases.Count,
            ["distinctCaseIds"] = traces.Select(t => Value(t, "concept:name")).Distinct(StringComparer.Ordinal).Count(),
            ["events"] = events.Count,
            ["activities"] = events.Select(e => e.Activity).Distinct(StringComparer.Ordinal).Count(),
            ["resources"] = events.Select(e => e.Resource).Where(r => r.Length > 0).Distinct(StringComparer.Ordinal).Count(),
            ["eventsWithoutResource"] = events.Count(e => e.Resource.Length == 0),
            ["firstTimestamp"] = Utc(events.Min(e => e.Ms)),
            ["lastTimestamp"] = Utc(events.Max(e => e.Ms)),
            ["timestampsWithoutOffset"] = events.Count(e => !e.HasOffset),
            ["order"] = new JsonObject
            {
                ["casesOutOfOrder"] = cases.Count(c => c.Zip(c.Skip(1)).Any(p => p.Second.Ms < p.First.Ms)),
                ["pairsOutOfOrder"] = pairs.Count(p => p.Second.Ms < p.First.Ms),
                ["pairsWithEqualTimestamps"] = pairs.Count(p => p.Second.Ms == p.First.Ms),
            },
            ["activityCounts"] = Counts(events.Select(e => e.Activity)),
            ["resourceCounts"] = Counts(events.Select(e => e.Resource)),
            ["groupCounts"] = Counts(xmlEvents.Select(e => Value(e, "org:group") ?? "").Where(v => v.Length > 0)),
            ["lifecycleCounts"] = Counts(xmlEvents.Select(e => Value(e, "lifecycle:transition") ?? "").Where(v => v.Length > 0)),
            ["startActivities"] = Counts(cases.Select(c => c[0].Activity)),
            ["endActivities"] = Counts(cases.Select(c => c[^1].Activity)),
            ["firstResourceCounts"] = Counts(cases.Select(c => c[0].Resource)),
            ["lastResourceCounts"] = Counts(cases.Select(c => c[^1].Resource)),
            ["traceAttributeKeys"] = Counts(traces.SelectMany(Keys)),
            ["eventAttributeKeys"] = Counts(xmlEvents.SelectMany(Keys)),
            ["caseDurationMs"] = Spread([.. cases.Select(c => c[^1].Ms - c[0].Ms)]),
            ["directlyFollows"] = DirectlyFollows(pairs),
        };
        AddVariants(measures, cases);
        AddHandovers(measures, cases);
        AddOwnership(measures, cases, events);
        AddDeadlines(measures, traces);
        return measures;
    }

    private static void AddVariants(JsonObject measures, List<Event[]> cases)
    {
        var variants = cases.Select((c, i) => (Key: string.Join('\u0001', c.Select(e => e.Activity)), Case: c, Index: i))
            .GroupBy(v => v.Key, StringComparer.Ordinal).ToList();
        measures["variants"] = variants.Count;
        measures["variantsSeenOnce"] = variants.Count(v => v.Count() == 1);
        measures["topVariants"] = new JsonArray([.. variants.OrderByDescending(v => v.Count()).ThenBy(v => v.Min(x => x.Index)).Take(10).Select(v => new JsonObject
        {
            ["count"] = v.Count(),
            ["activities"] = new JsonArray([.. v.First().Case.Select(e => JsonValue.Create(e.Activity))]),
        })]);
    }

    private static void AddHandovers(JsonObject measures, List<Event[]> cases)
    {
        var perCase = cases.ConvertAll(c => c.Zip(c.Skip(1)).Where(p => p.First.Resource.Length > 0 && p.Second.Resource.Length > 0 && p.First.Resource != p.Second.Resource)
            .Select(p => (p.First.Resource, p.Second.Resource)).ToList());
        var handovers = perCase.SelectMany(h => h).ToList();
        measures["handovers"] = Edges(handovers);
        measures["handoverPairs"] = handovers.Distinct().Count();
        measures["handoverTotal"] = handovers.Count;
        measures["handoversPerCase"] = Counts(perCase.Select(h => h.Count.ToString(CultureInfo.InvariantCulture)));
        measures["pingPong"] = cases.Sum(c => Enumerable.Range(0, Math.Max(0, c.Length - 2))
            .Count(k => c[k].Resource.Length > 0 && c[k + 1].Resource.Length > 0 && c[k].Resource != c[k + 1].Resource && c[k + 2].Resource == c[k].Resource));
        var changes = cases.SelectMany(c =>
        {
            var named = c.Where(e => e.Resource.Length > 0).Select(e => e.Resource).ToList();
            return named.Zip(named.Skip(1)).Where(p => p.First != p.Second);
        }).ToList();
        measures["ownerChanges"] = Edges(changes);
        measures["ownerChangesTotal"] = changes.Count;
        measures["distinctResourcesPerCase"] = Counts(cases.Select(c =>
            c.Select(e => e.Resource).Where(r => r.Length > 0).Distinct(StringComparer.Ordinal).Count().ToString(CultureInfo.InvariantCulture)));
    }

    private static void AddOwnership(JsonObject measures, List<Event[]> cases, List<Event> events)
    {
        var own = new Dictionary<string, long>(StringComparer.Ordinal);
        var carried = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var c in cases)
        {
            var last = "";
            for (var k = 0; k + 1 < c.Length; k++)
            {
                var ms = c[k + 1].Ms - c[k].Ms;
                if (c[k].Resource.Length > 0) last = c[k].Resource;
                own[c[k].Resource] = own.GetValueOrDefault(c[k].Resource) + ms;
                carried[last] = carried.GetValueOrDefault(last) + ms;
            }
        }

        measures["ownershipMs"] = Map(own);
        measures["ownershipCarriedMs"] = Map(carried);
        measures["caseStartsByHourAsWritten"] = Counts(cases.Select(c => c[0].Time.Hour.ToString(CultureInfo.InvariantCulture)));
        measures["eventsByHourAsWritten"] = Counts(events.Select(e => e.Time.Hour.ToString(CultureInfo.InvariantCulture)));
        measures["eventsByIsoWeekdayAsWritten"] = Counts(events.Select(e => (((int)e.Time.DayOfWeek + 6) % 7 + 1).ToString(CultureInfo.InvariantCulture)));
    }

    private static void AddDeadlines(JsonObject measures, List<XElement> traces)
    {
        var found = traces.ConvertAll(t => (Deadline: Value(t, "deadline"), End: Value(t, "enddate")));
        if (found.TrueForAll(f => f.Deadline is null && f.End is null)) return;
        measures["deadlines"] = new JsonObject
        {
            ["casesWithDeadline"] = found.Count(f => f.Deadline is not null),
            ["casesWithEnddate"] = found.Count(f => f.End is not null),
            ["casesWithBoth"] = found.Count(f => f.Deadline is not null && f.End is not null),
            ["late"] = found.Count(f => f.Deadline is not null && f.End is not null && Time(f.End) > Time(f.Deadline)),
        };
    }

    private static JsonArray DirectlyFollows(List<(Event First, Event Second)> pairs) => new([
        .. pairs.GroupBy(p => (p.First.Activity, p.Second.Activity)).Select(g =>
        {
            var s = Spread([.. g.Select(p => p.Second.Ms - p.First.Ms)]);
            return new JsonObject
            {
                ["from"] = g.Key.Item1, ["to"] = g.Key.Item2, ["count"] = g.Count(), ["minMs"] = s["min"]!.DeepClone(), ["medianMs"] = s["median"]!.DeepClone(),
                ["meanMs"] = s["mean"]!.DeepClone(), ["maxMs"] = s["max"]!.DeepClone(), ["totalMs"] = s["total"]!.DeepClone(),
            };
        }),
    ]);

    private static JsonObject Spread(long[] values)
    {
        Array.Sort(values);
        var half = values.Length / 2;
        var median = values.Length % 2 == 1 ? values[half] : ((decimal)values[half - 1] + values[half]) / 2;
        return new()
        {
            ["min"] = values[0], ["median"] = Math.Round(median, 3, MidpointRounding.ToEven),
            ["mean"] = Math.Round((decimal)values.Sum() / values.Length, 3, MidpointRounding.ToEven), ["max"] = values[^1], ["total"] = values.Sum(),
        };
    }

    private static JsonArray Edges(IEnumerable<(string From, string To)> pairs) =>
        new([.. pairs.GroupBy(p => p).Select(g => new JsonObject { ["from"] = g.Key.From, ["to"] = g.Key.To, ["count"] = g.Count() })]);

    private static JsonObject Counts(IEnumerable<string> keys) => Map(keys.GroupBy(k => k, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.LongCount(), StringComparer.Ordinal));

    private static JsonObject Map(Dictionary<string, long> counts) => new(counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)JsonValue.Create(c.Value))));

    private static Event Read(XElement e)
    {
        var text = Value(e, "time:timestamp")!;
        return new(Value(e, "concept:name") ?? "", Value(e, "org:resource") ?? "", Time(text), text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10);
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static IEnumerable<string> Keys(XElement e) =>
        e.Elements().Where(x => x.Name.LocalName != "event").Select(x => (string)x.Attribute("key")!).Distinct(StringComparer.Ordinal);

    private static string? Value(XElement e, string key) => (string?)e.Elements().FirstOrDefault(x => (string?)x.Attribute("key") == key)?.Attribute("value");

    private static string Utc(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
