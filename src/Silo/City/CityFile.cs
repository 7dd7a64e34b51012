using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Staff;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;
using NodaTime.Text;

namespace HallGrains.Silo.City;

/// <summary>A city's data cannot be read; the message names file and field.</summary>
public sealed class CityFileException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A city as its three files say it, in the registries' own records. Read strictly: an unknown field is a typing error, not a loss.</summary>
internal sealed record CityFile
{
    private static readonly JsonSerializerOptions Json = Options();

    /// <summary>The day the data describe: where a demo's time starts.</summary>
    public required LocalDate AsOf { get; init; }

    public required CityDefinition City { get; init; }
    public required ImmutableArray<HallDefinition> Halls { get; init; }
    public required ImmutableArray<StaffDefinition> Staff { get; init; }
    public required ImmutableArray<SocialSupervisor> SocialSupervisors { get; init; }
    public required ImmutableArray<ServiceItem> Items { get; init; }
    public required ImmutableArray<CalendarYear> Calendar { get; init; }

    /// <summary>
    /// Since when the items are in force: the first day of the first year with a calendar, so that a demo whose time starts earlier than its data has a
    /// guide too.
    /// </summary>
    public Instant ItemsFrom => new LocalDate(Calendar.Min(c => c.Year), 1, 1).AtStartOfDayInZone(DateTimeZoneProviders.Tzdb["Asia/Shanghai"]).ToInstant();

    /// <summary>08:00 of the day the data describe.</summary>
    public Instant DemoStart => AsOf.At(new LocalTime(8, 0)).InZoneStrictly(DateTimeZoneProviders.Tzdb["Asia/Shanghai"]).ToInstant();

    /// <summary>Reads <c>halls.json</c>, <c>service-items.json</c>, <c>holidays-cn.json</c>, and <c>samples.json</c> and <c>pages.json</c> where there are any.</summary>
    /// <exception cref="CityFileException">A file is missing, malformed, has unknown fields, or names what is not there.</exception>
    public static CityFile Read(string directory)
    {
        var halls = Parse<HallsJson>(directory, "halls.json");
        var catalogue = Parse<CatalogueJson>(directory, "service-items.json");
        var calendar = Parse<ImmutableArray<CalendarYear>>(directory, "holidays-cn.json");
        var texts = File.Exists(Path.Combine(directory, "pages.json")) ? Parse<PagesJson>(directory, "pages.json") : new("", [], []);
        var city = new CityFile
        {
            AsOf = halls.AsOf,
            City = CityAssembly.City(halls, catalogue) with { Standards = texts.Standards, Duties = texts.Duties },
            Halls = CityAssembly.Halls(halls),
            Staff = [.. halls.Staff.Select(s => s.ToDefinition())],
            SocialSupervisors = halls.SocialSupervisors,
            Items = CityAssembly.Items(catalogue, File.Exists(Path.Combine(directory, "samples.json")) ? Parse<SamplesJson>(directory, "samples.json") : new("", [])),
            Calendar = calendar,
        };
        var problems = CityAssembly.Problems(city, halls).ToList();
        return problems.Count == 0 ? city : throw new CityFileException($"The city's data in {directory} do not fit together: {string.Join("; ", problems)}.");
    }

    internal static T Parse<T>(string directory, string file)
    {
        var path = Path.Combine(directory, file);
        try
        {
            return ParseText<T>(File.ReadAllText(path), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CityFileException($"{path} cannot be read: {e.Message}", e);
        }
    }

    internal static T ParseText<T>(string json, string file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Json) ?? throw new CityFileException($"{file} is empty.");
        }
        catch (Exception e) when (e is JsonException or UnparsableValueException)
        {
            throw new CityFileException($"{file}: {e.Message}", e);
        }
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
