using System.Text.Json;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Grains.Monitoring;

/// <summary>A monitor's snapshot in grain storage: its cases, the part that is long to read. It can be made again and may be lost.</summary>
[GenerateSerializer, Alias("hg.MonitorSnapshot")]
internal sealed class MonitorSnapshot
{
    /// <summary>Raised when the traces' shape or fold changes: older snapshots are then not used.</summary>
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new JsonSerializerOptions(JsonSerializerDefaults.Web).ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);

    [Id(0)] public int Format { get; set; }

    /// <summary>JSON text of the traces by stream: one string, so that no storage serializer has a say in it.</summary>
    [Id(1)] public string? Cases { get; set; }

    public static MonitorSnapshot Of(HallPicture picture) => new() { Format = CurrentFormat, Cases = JsonSerializer.Serialize(picture.Cases, Json) };

    /// <summary>An empty picture where there is no snapshot of this format.</summary>
    public HallPicture ToPicture(string hall)
    {
        var picture = new HallPicture(hall);
        if (Format != CurrentFormat || Cases is null) return picture;
        try
        {
            var cases = JsonSerializer.Deserialize<Dictionary<string, CaseTrace>>(Cases, Json)!;
            return picture with { Cases = picture.Cases.AddRange(cases) };
        }
        catch (JsonException)
        {
            return picture;
        }
    }
}
