using System.Collections.Frozen;

namespace HallGrains.Grains.Halls;

/// <summary>Listed grounds of the green channel 绿色通道 (§6.6). No proof is demanded for them; <see cref="Other"/> takes a head.</summary>
internal static class GreenChannel
{
    internal const string Other = "other";

    internal static readonly FrozenSet<string> Grounds = new[]
    {
        "far-away", "hard-to-travel", "disabled", "elderly-70", "acute-illness", "pregnant", "soldier-or-veteran", "migrant-worker",
        "newly-founded-employing-disabled", Other,
    }.ToFrozenSet(StringComparer.Ordinal);
}
