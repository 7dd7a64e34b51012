using HallGrains.Contracts.Common;

namespace HallGrains.Grains.Simulation;

/// <summary>What is counted while it happens; everything else is counted from the entries.</summary>
internal sealed class Tally
{
    public SortedDictionary<string, int> Refusals { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int> Acts { get; } = new(StringComparer.Ordinal);

    public List<string> Violations { get; } = [];

    public void Refused(Refusal refusal) => Refusals[refusal.Code] = Refusals.GetValueOrDefault(refusal.Code) + 1;

    public void Acted(string staff) => Acts[staff] = Acts.GetValueOrDefault(staff) + 1;
}
