using System.Text.Json;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Grains.Shell;

/// <summary>Compares contract records by content: their immutable arrays compare by reference, so record equality says too little.</summary>
internal static class SameContent
{
    private static readonly JsonSerializerOptions Json = new JsonSerializerOptions(JsonSerializerDefaults.Web).ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);

    public static bool Of<T>(T? a, T? b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && JsonSerializer.SerializeToUtf8Bytes(a, Json).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(b, Json)));
}
