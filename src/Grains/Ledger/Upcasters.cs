using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace HallGrains.Grains.Ledger;

/// <summary>
/// From an old shape of an entry to the next: what stands in the ledger is never changed, so what reads it learns. A property that is only added needs none; one that
/// is renamed, split or counted otherwise needs <c>[EntryVersion(n + 1)]</c> on the entry and its step here, which gets public and private part as one object.
/// </summary>
public static class Upcasters
{
    public static ImmutableDictionary<(string Kind, int Schema), Func<JsonObject, JsonObject>> Standard { get; } = ImmutableDictionary<(string, int), Func<JsonObject, JsonObject>>.Empty;
}
