using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HallGrains.Tests.Logs;

/// <summary>Compares measures as their definitions say: objects as maps where a missing count is 0, lists of edges as sets, top variants in their order.</summary>
public static class Measures
{
    private static readonly string[] NotMeasures = ["log", "sha256", "sha256Unpacked"];

    public static JsonObject ReadExpected(string path)
    {
        var expected = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        foreach (var name in NotMeasures) expected.Remove(name);
        return expected;
    }

    public static List<string> Differences(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        var found = new List<string>();
        switch (expected ?? actual)
        {
            case JsonObject:
                var (e, a) = (expected as JsonObject ?? [], actual as JsonObject ?? []);
                foreach (var key in e.Select(p => p.Key).Union(a.Select(p => p.Key)))
                    found.AddRange(Differences(e[key], a[key], $"{path}.{key}"));
                break;
            case JsonArray list when list.FirstOrDefault() is JsonObject first && first.ContainsKey("from"):
                found.AddRange(Differences(Keyed(expected), Keyed(actual), path));
                break;
            case JsonArray:
                var (x, y) = (expected as JsonArray ?? [], actual as JsonArray ?? []);
                if (x.Count != y.Count) found.Add($"{path}: {x.Count} expected, {y.Count} found");
                else
                    for (var i = 0; i < x.Count; i++) found.AddRange(Differences(x[i], y[i], $"{path}[{i}]"));
                break;
            case JsonValue:
                if (Text(expected) != Text(actual)) found.Add($"{path}: {Text(expected)} expected, {Text(actual)} found");
                break;
        }

        return found;
    }

    private static JsonObject Keyed(JsonNode? edges) =>
        new((edges as JsonArray ?? []).Select(e => KeyValuePair.Create($"{e!["from"]}\u0001{e["to"]}", (JsonNode?)e.DeepClone())));

    private static string Text(JsonNode? value) => value switch
    {
        null => "0",
        JsonValue v when v.GetValueKind() == JsonValueKind.Number => decimal.Parse(v.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture).ToString("0.###", CultureInfo.InvariantCulture),
        _ => value.ToJsonString(),
    };
}
