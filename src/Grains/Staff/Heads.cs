using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Staff;

namespace HallGrains.Grains.Staff;

/// <summary>Who stands above whom (decisions 20-21): section head, hall leader, the halls above, the bureau leaders.</summary>
internal static class Heads
{
    /// <summary>Head 负责人 of a section; in a hall with one head (county, street) they head all of it; the hall leader where nobody does.</summary>
    public static string? OfSection(HallDefinition hall, string? section) =>
        hall.Sections.FirstOrDefault(s => s.Code == section)?.Head
        ?? (hall.Sections is [var only] && hall.Kind != "city" ? only.Head : null)
        ?? hall.Leader;

    /// <summary>Who heads this person; a head is headed by the hall leader, who has nobody above in the hall (null).</summary>
    public static string? Of(HallDefinition hall, StaffDefinition staff)
    {
        var head = OfSection(hall, staff.Section);
        if (head == staff.Number) head = hall.Leader;
        return head == staff.Number ? null : head;
    }

    /// <summary>Whether the person heads that section, or the whole hall.</summary>
    public static bool IsHeadOf(HallDefinition hall, string? section, string number) =>
        number == OfSection(hall, section) || number == hall.Leader || number == hall.DeputyLeader;

    /// <summary>Who is asked to take over for an owner: the partner of the pair, then the section head. Whether they are qualified the caller checks.</summary>
    public static IEnumerable<string> Deputies(HallDefinition hall, StaffDefinition owner)
    {
        if (owner.Deputy is { } partner) yield return partner;
        if (Of(hall, owner) is { } head && head != owner.Deputy) yield return head;
    }

    /// <summary>
    /// The way up from a section: its head, the hall's leaders, those of the halls above, at last the bureau leaders; each once. Who asks takes the first of
    /// the level needed.
    /// </summary>
    /// <param name="halls">The hall and those above it, nearest first.</param>
    /// <param name="except">Who may not be asked: usually who asks.</param>
    public static IEnumerable<string> Upward(IReadOnlyList<HallDefinition> halls, string? section, string? except = null)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (except is not null) seen.Add(except);
        for (var i = 0; i < halls.Count; i++)
        {
            // Sections are of one hall: above it the leaders are asked.
            if (i == 0 && OfSection(halls[0], section) is { } head && seen.Add(head)) yield return head;
            if (halls[i].Leader is { } leader && seen.Add(leader)) yield return leader;
            if (halls[i].DeputyLeader is { } deputy && seen.Add(deputy)) yield return deputy;
        }

        foreach (var leader in halls.SelectMany(h => h.BureauLeaders))
            if (seen.Add(leader)) yield return leader;
    }
}
