using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;
using NodaTime.Text;

namespace HallGrains.Client.Http;

/// <summary>JSON of the API: camelCase, kebab-case enumerations, instants with +08:00, nulls told.</summary>
internal static class ApiJson
{
    /// <summary>Deeper bodies are refused (must-hold 16).</summary>
    public const int MaxDepth = 16;

    /// <summary>The city's clock on the wall; the offset in every answer (China has one zone and no summer time).</summary>
    private static readonly DateTimeZone Zone = DateTimeZone.ForOffset(Offset.FromHours(8));

    /// <summary>Chinese stays readable in the answer; it is JSON for programs, never put into a page as text.</summary>
    public static JsonSerializerOptions Relaxed { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Reading and writing bodies. Strict, but for one thing: what is missing reaches the rule (as empty), so that the rule says all that is
    /// wrong at once and in its order. Unknown and duplicate fields are named by <see cref="StrictBody"/> before.
    /// </summary>
    public static JsonSerializerOptions Options { get; } = Make();

    public static string Format(Instant instant) => OffsetDateTimePattern.Rfc3339.Format(instant.InZone(Zone).ToOffsetDateTime());

    /// <summary>Any offset is accepted; an instant without one is none.</summary>
    public static bool TryParse(string? text, out Instant instant)
    {
        instant = default;
        if (text is null) return false;
        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(text);
        if (!parsed.Success) return false;
        instant = parsed.Value.ToInstant();
        return true;
    }

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DictionaryKeyPolicy = null,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
            RespectNullableAnnotations = false,
            RespectRequiredConstructorParameters = false,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { NothingIsRequired } },
        };
        options.Converters.Add(new InstantJson());
        options.Converters.Add(NodaConverters.LocalDateConverter);
        options.Converters.Add(NodaConverters.LocalTimeConverter);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly();
        return options;
    }

    private static void NothingIsRequired(JsonTypeInfo info)
    {
        foreach (var property in info.Properties) property.IsRequired = false;
    }

    private sealed class InstantJson : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && TryParse(reader.GetString(), out var instant)
                ? instant
                : throw new JsonException("An instant is ISO 8601 with an offset.");

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(Format(value));
    }
}
