using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace HallGrains.Silo.Ledger;

/// <summary>Ids that a command made, as the command table holds them.</summary>
internal static class MadeJson
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string Write(ImmutableSortedDictionary<string, string> made) => made.IsEmpty ? "{}" : JsonSerializer.Serialize(made, Options);

    public static ImmutableSortedDictionary<string, string> Read(string json) =>
        (json == "{}" ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(json)!).ToImmutableSortedDictionary(StringComparer.Ordinal);
}
