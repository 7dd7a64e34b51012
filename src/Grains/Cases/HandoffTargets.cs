using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>Whom an offer addresses: a person, or whoever is on duty for a line of a hall.</summary>
internal static class HandoffTargets
{
    public static bool Addresses(HandoffTarget to, StaffSnapshot staff) =>
        to.Staff is { } number ? number == staff.Number : to.Hall == staff.Hall && to.ServiceLine is { } line && staff.Definition.Lines.Contains(line);

    /// <summary>The hall whose minutes the time-out runs in.</summary>
    public static string? HallOf(HandoffTarget to, CaseFacts facts) => to.Staff is { } number ? facts.Find(number)?.Hall : to.Hall;

    /// <summary>Who answers for the receiver: the head of the person, or of the section that serves the line there.</summary>
    public static string? HeadOf(HandoffTarget to, CaseFacts facts)
    {
        if (HallOf(to, facts) is not { } code || facts.Halls.GetValueOrDefault(code) is not { } hall) return null;
        if (to.Staff is { } number) return facts.Find(number) is { } staff ? Heads.Of(hall, staff.Definition) ?? hall.Leader : null;
        return Heads.OfSection(hall, SectionOf(hall, to.ServiceLine));
    }

    public static string? SectionOf(HallDefinition hall, string? line) =>
        line is null ? null : hall.Windows.FirstOrDefault(w => w.Section is not null && w.Lines.Contains(line))?.Section;
}
