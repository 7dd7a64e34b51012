using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using HallGrains.Contracts.Common;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Grains.Ledger;

/// <summary>
/// Turns entries into the ledger's JSON and back. Properties marked <see cref="PrivateAttribute"/> go to the private part, all others to
/// the public one; an unknown kind or a newer schema is an <see cref="UnreadableEntryException"/>, never skipped.
/// </summary>
public sealed class EntryCodec
{
    private readonly FrozenDictionary<string, Type> _kinds;
    private readonly ConcurrentDictionary<Type, Shape> _shapes = new();
    private readonly JsonSerializerOptions _public = Options(isPrivate: false);
    private readonly JsonSerializerOptions _private = Options(isPrivate: true);
    private readonly JsonSerializerOptions _whole = Options(isPrivate: null);
    private readonly FrozenDictionary<(string Kind, int Schema), Func<JsonObject, JsonObject>> _upcasters;

    /// <param name="entryTypes">All entry types; their names are the kinds.</param>
    /// <param name="upcasters">From (kind, old schema) to the next schema's shape.</param>
    public EntryCodec(IEnumerable<Type> entryTypes, IReadOnlyDictionary<(string Kind, int Schema), Func<JsonObject, JsonObject>>? upcasters = null)
    {
        _kinds = entryTypes.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);
        _upcasters = (upcasters ?? new Dictionary<(string, int), Func<JsonObject, JsonObject>>()).ToFrozenDictionary();
    }

    /// <summary>Every public entry type of the contracts.</summary>
    public static EntryCodec Standard { get; } = new(typeof(IEntry).Assembly.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IEntry))), Upcasters.Standard);

    /// <summary>Steps from an old schema to the next that are missing, so that such entries could not be read.</summary>
    public IEnumerable<(string Kind, int Schema)> MissingUpcasters =>
        from kind in _kinds
        from schema in Enumerable.Range(1, ShapeOf(kind.Value).Schema - 1)
        where !_upcasters.ContainsKey((kind.Key, schema))
        select (kind.Key, schema);

    public NewEntry Encode(IEntry entry, Instant occurredAt, string actor, string personKey)
    {
        var type = entry.GetType();
        var shape = ShapeOf(type);
        PrivatePart? part = null;
        if (shape.HasPrivate)
        {
            var json = JsonSerializer.Serialize(entry, type, _private);
            if (json != "{}") part = new(personKey, json);
        }

        return new(type.Name, shape.Schema, occurredAt, actor, JsonSerializer.Serialize(entry, type, _public), part);
    }

    public IEntry Decode(LedgerEntry entry) => Decode(entry.Kind, entry.Schema, entry.Data, entry.Private);

    public IEntry Decode(string kind, int schema, string data, string? privateJson)
    {
        if (!_kinds.TryGetValue(kind, out var type)) throw new UnreadableEntryException($"Unknown entry kind {kind}.");
        var current = ShapeOf(type).Schema;
        if (schema > current) throw new UnreadableEntryException($"Entry kind {kind} has schema {schema}, newer than {current}.");
        try
        {
            if (schema == current && privateJson is null)
                return (IEntry)JsonSerializer.Deserialize(data, type, _whole)!;
            var node = JsonNode.Parse(data)!.AsObject();
            if (privateJson is not null)
                foreach (var (name, value) in JsonNode.Parse(privateJson)!.AsObject()) node[name] = value?.DeepClone();
            for (var s = schema; s < current; s++)
                node = _upcasters.TryGetValue((kind, s), out var up) ? up(node) : throw new UnreadableEntryException($"No upcaster for {kind} from schema {s}.");
            return (IEntry)node.Deserialize(type, _whole)!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSupportedException or ArgumentNullException or NullReferenceException or FormatException or OverflowException)
        {
            throw new UnreadableEntryException($"Entry of kind {kind} cannot be read.", e);
        }
    }

    /// <summary>Attributes are read once a type: reading them costs more than writing the entry.</summary>
    private Shape ShapeOf(Type type) => _shapes.GetOrAdd(type, static t => new(
        t.GetCustomAttribute<EntryVersionAttribute>()?.Version ?? 1,
        t.GetProperties().Any(p => p.IsDefined(typeof(PrivateAttribute)))));

    private static JsonSerializerOptions Options(bool? isPrivate)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            // Chinese stays readable to an auditor with a SQL client; only what HTML fears is escaped.
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver
            {
                Modifiers =
                {
                    info =>
                    {
                        if (isPrivate is not { } wanted || !info.Type.IsAssignableTo(typeof(IEntry))) return;
                        for (var i = info.Properties.Count - 1; i >= 0; i--)
                            if ((info.Properties[i].AttributeProvider?.IsDefined(typeof(PrivateAttribute), true) ?? false) != wanted)
                                info.Properties.RemoveAt(i);
                    },
                },
            },
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.MakeReadOnly();
        return options;
    }

    private readonly record struct Shape(int Schema, bool HasPrivate);
}
