namespace HallGrains.Grains.Catalogue;

/// <summary>Registries that belong to no single hall: items, the calendar, the city's common data.</summary>
internal static class CityStreams
{
    /// <summary>Stands where their entries name a hall.</summary>
    public const string Hall = "city";
}
