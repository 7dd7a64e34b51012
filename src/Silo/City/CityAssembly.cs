using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;

namespace HallGrains.Silo.City;

/// <summary>Puts together what the files hold apart: sections, promises, staff and the opening check belong to halls in the registry.</summary>
internal static class CityAssembly
{
    public static CityDefinition City(HallsJson halls, CatalogueJson catalogue) => new()
    {
        Code = halls.City.Code,
        NameZh = halls.City.NameZh,
        NameEn = halls.City.NameEn,
        Districts = halls.City.Districts,
        Brand = halls.Brand,
        ServiceLines = catalogue.ServiceLines,
        StageNames = catalogue.StageNames,
        MaterialSources = catalogue.MaterialSources,
        Bundles = catalogue.Bundles,
        Checklist = halls.Checklist,
        AsOf = halls.AsOf,
    };

    public static ImmutableArray<HallDefinition> Halls(HallsJson file) => [.. file.Halls.Select(hall =>
    {
        var staff = file.Staff.Where(s => s.Hall == hall.Code).ToList();
        return hall with
        {
            Staff = [.. staff.Select(s => s.Number)],
            Sections = Sections(file, staff),
            OpeningCheck = file.OpeningCheck,
            Promises = [.. file.Promises.Where(p => HallOf(file, p) == hall.Code)],
            BureauLeaders = [.. staff.Where(s => s.Level == StaffLevel.L5).Select(s => s.Number)],
            Supervisors = [.. staff.Where(s => s.Roles.Contains(Roles.Supervisor)).Select(s => s.Number)],
        };
    })];

    /// <summary>Each item with the samples of its own forms.</summary>
    public static ImmutableArray<ServiceItem> Items(CatalogueJson catalogue, SamplesJson samples) =>
        [.. catalogue.Items.Select(i => i with { Samples = [.. samples.Samples.Where(s => i.Materials.Any(m => m.Code == s.Material))] })];

    /// <summary>What is named but not there, in words for who edits the files.</summary>
    public static IEnumerable<string> Problems(CityFile city, HallsJson file)
    {
        var halls = city.Halls.Select(h => h.Code).ToHashSet();
        var staff = city.Staff.Select(s => s.Number).ToHashSet();
        var items = city.Items.Select(i => i.Code).ToHashSet();
        if (halls.Count != city.Halls.Length) yield return "a hall code stands twice";
        if (staff.Count != city.Staff.Length) yield return "a staff number stands twice";
        if (items.Count != city.Items.Length) yield return "an item code stands twice";
        if (city.Calendar.IsEmpty) yield return "no calendar year";
        foreach (var hall in city.Halls)
        {
            if (hall.Parent is { } parent && !halls.Contains(parent)) yield return $"{hall.Code}: no hall {parent}";
            foreach (var number in new[] { hall.Leader, hall.DeputyLeader }.OfType<string>().Concat(hall.Sections.Select(s => s.Head)))
                if (!staff.Contains(number)) yield return $"{hall.Code}: no staff {number}";
            foreach (var item in hall.Items)
                if (!items.Contains(item)) yield return $"{hall.Code}: no item {item}";
        }

        foreach (var person in city.Staff)
        {
            if (!halls.Contains(person.Hall)) yield return $"{person.Number}: no hall {person.Hall}";
            if (person.Deputy is { } deputy && city.Staff.FirstOrDefault(s => s.Number == deputy) is not { } partner) yield return $"{person.Number}: no staff {deputy}";
            else if (person.Deputy is { } d && city.Staff.First(s => s.Number == d).Deputy != person.Number) yield return $"{person.Number}: {d} is no deputy of theirs";
        }

        foreach (var promise in file.Promises)
            if (HallOf(file, promise) is not { } hall || !halls.Contains(hall)) yield return $"{promise.Id}: no owner {promise.Owner}";
        foreach (var item in city.City.Bundles.SelectMany(b => b.Items))
            if (!items.Contains(item)) yield return $"bundles: no item {item}";
    }

    // In a county or street hall nobody is named head of a section: its L3 heads all of it (decisions 20).
    private static ImmutableArray<SectionHead> Sections(HallsJson file, List<StaffJson> staff)
    {
        ImmutableArray<SectionHead> named = [.. file.Sections.Where(s => staff.Any(p => p.Number == s.Head))];
        if (!named.IsEmpty) return named;
        return staff.FirstOrDefault(s => s.Level == StaffLevel.L3) is { } head ? [new(head.Section ?? "general", "综合", head.Number)] : [];
    }

    /// <summary>A promise is owned by a hall, a line of one (<c>YXCS:card</c>), or a person.</summary>
    private static string? HallOf(HallsJson file, HallPromise promise)
    {
        var owner = promise.Owner?.Split(':')[0];
        return file.Staff.FirstOrDefault(s => s.Number == owner)?.Hall ?? owner;
    }
}
