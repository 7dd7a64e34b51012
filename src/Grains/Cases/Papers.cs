using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;

namespace HallGrains.Grains.Cases;

/// <summary>Materials 材料 of a case against the list of its item version (5.2b): what the department obtains itself is never asked of the person.</summary>
public static class Papers
{
    public const string DepartmentShared = "department-shared";
    private static readonly ImmutableArray<string> Forms = ["original", "copy", "electronic", "shared"];

    /// <summary>Required of the applicant and not handed in, and what the one notice named besides and has not arrived.</summary>
    public static ImmutableArray<string> Missing(CaseState state, ServiceItem item) =>
    [
        .. item.Materials.Where(m => IsAsked(m) && m.Need == "required").Select(m => m.Code)
            .Concat(state.Requested.Select(m => m.Material)).Distinct()
            .Where(code => !state.Materials.ContainsKey(code) || state.Requested.Any(m => m.Material == code)),
    ];

    /// <summary>Whether the applicant is asked for it at all.</summary>
    public static bool IsAsked(ItemMaterial material) => material.Source != DepartmentShared;

    public static ItemMaterial? Find(ServiceItem item, string? code) => item.Materials.FirstOrDefault(m => m.Code == code);

    /// <summary>What is handed in must be of the version's list, each once.</summary>
    internal static void CheckHandedIn(Content content, ImmutableArray<MaterialHandedIn> materials, ServiceItem? item)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var material in materials)
        {
            if (material is null)
            {
                content.Fields.Error("materials", "required");
                continue;
            }

            content.Fields.Code("materials.code", material.Code);
            if (!Forms.Contains(material.Form ?? "")) content.Fields.Error("materials.form", "not-one-of: " + string.Join(", ", Forms));
            if (item is not null && !string.IsNullOrEmpty(material.Code) && Find(item, material.Code) is null) content.Fields.Error("materials.code", "not-of-this-item: " + Shown(material.Code));
            content.Fields.If(material.Code is not null && !seen.Add(material.Code), "materials.code", "twice: " + Shown(material.Code));
        }
    }

    // An unknown code is free text of a stranger: said back only when it looks like a code.
    private static string Shown(string? code) => code is { Length: <= 64 } && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? code : "?";
}
