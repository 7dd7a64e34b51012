using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Grains.Shell;
using NodaTime.Text;

namespace HallGrains.Grains.Windows;

/// <summary>
/// A failed item of the opening check is a finding (3.3e, 5.1b): one for each window, item and day, opened after the commit; found in order again it is
/// rectified by whoever checked, and a head looks at it. Waived or not, it stays until then. A repetition of the check tells it again.
/// </summary>
internal static class FailedItems
{
    internal static void TellSoon(Grain window, IGrainFactory grains, WindowKey key, Today<WindowState> today, HallDefinition hall, string by)
    {
        var state = today.State;
        var date = LocalDatePattern.Iso.Format(today.Date);
        var found = hall.OpeningCheck.SelectMany(p => p.Items).Select(item => (Finding: Of(key, date, item), Failed: OpeningParts.Failed(state, item.Code), Mended: IsMended(state, item.Code)))
            .Where(f => f.Failed || f.Mended).ToImmutableArray();
        if (found.IsEmpty) return;
        window.RegisterGrainTimer(
            static async (t, _) =>
            {
                foreach (var (finding, failed, _) in t.Found)
                {
                    var grain = t.Grains.GetGrain<IFindingGrain>(finding.Number);
                    await grain.OpenAsync(CommandMeta.BySystem("open"), finding with { RaisedBy = t.By });
                    if (!failed) await grain.ExecuteAsync(CommandMeta.BySystem(t.Mended), new FoundRepaired(t.By));
                }
            },
            (Grains: grains, Found: found, By: by, Mended: FormattableString.Invariant($"mended-{state.Version}")), new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
    }

    private static bool IsMended(WindowState state, string code) => state.EverFailed.Contains(code) && state.Parts.Values.Any(p => p.Items.TryGetValue(code, out var ok) && ok);

    private static OpenFinding Of(WindowKey key, string date, OpeningCheckItem item) =>
        new(key.Hall, item.Clause ?? "5.1a", FindingGrades.Minor, FindingSources.OpeningCheck, $"window/{key}/{date}#{item.Code}") { Window = key.Window };
}
