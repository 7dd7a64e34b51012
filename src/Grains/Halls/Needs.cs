using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Halls;

/// <summary>What people need to be served well 个性化服务 (2.5c), and what is handled apart 单独办理 (2.4c).</summary>
internal static class Needs
{
    private static readonly string[] Known = ["hearing", "sight", "mobility", "language", "elderly", "no-smartphone"];

    private static readonly string[] KnownAids =
        ["sign-language", "writing-board", "large-print", "reading-aloud", "wheelchair", "low-desk", "interpreter", "plain-language", "company", "paper-instead-of-phone"];

    /// <summary>Lines whose matters are sensitive: injury, arbitration, complaints against employers (project's choice).</summary>
    private static readonly string[] SensitiveLines = ["injury", "arbitration", "inspection"];

    internal static bool IsSensitive(string line) => SensitiveLines.Contains(line);

    /// <summary>Noted only with the person's consent.</summary>
    internal static void Check(Validation content, ImmutableArray<string> needs, bool? consent)
    {
        if (needs.IsDefaultOrEmpty) return;
        content.If(needs.Length > Known.Length, "needs", "too-many").If(consent != true, "needsConsent", "required");
        foreach (var need in needs) content.OneOf("needs", need, Known);
    }

    internal static void CheckAids(Validation content, ImmutableArray<string> aids)
    {
        if (aids.IsDefaultOrEmpty) return;
        content.If(aids.Length > KnownAids.Length, "aids", "too-many");
        foreach (var aid in aids) content.OneOf("aids", aid, KnownAids);
    }

    /// <summary>Where a window with a private room serves the line now, private tickets are called there and nowhere else; where none does, nobody waits for one.</summary>
    internal static bool MayCall(HallDayState state, HallDefinition hall, string window, Ticket ticket)
    {
        if (!ticket.Private || hall.Window(window) is { PrivateRoom: true }) return true;
        return !state.Posts.Any(p => p.Key != window && p.Value.Open && p.Value.Lines.Contains(ticket.Line) && hall.Window(p.Key) is { PrivateRoom: true });
    }
}
