using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Windows;

/// <summary>
/// A failed item of the opening check is a finding (3.3e, 5.1b): one for each window, item, day and time it began to fail, opened after the commit; found in order again it is
/// rectified by whoever checked, and a head looks at it. Waived or not, it stays until then. Until they are told the window's row is due.
/// </summary>
internal static class FailedItems
{
    internal static async Task TellAsync(IGrainFactory grains, WindowKey key, LocalDate date, WindowState state, HallDefinition hall)
    {
        foreach (var (finding, mendedBy) in Of(key, date, state, hall))
        {
            var grain = grains.GetGrain<IFindingGrain>(finding.Number);
            await grain.OpenAsync(CommandMeta.BySystem("open"), finding);
            if (mendedBy is not null) await grain.ExecuteAsync(CommandMeta.BySystem(FormattableString.Invariant($"mended-{state.Version}")), new FoundRepaired(mendedBy));
        }
    }

    /// <summary>Everything that failed today, as it failed last, and who found it in order since.</summary>
    internal static IEnumerable<(OpenFinding Finding, string? MendedBy)> Of(WindowKey key, LocalDate date, WindowState state, HallDefinition hall) =>
        from item in hall.OpeningCheck.SelectMany(p => p.Items)
        let times = state.EverFailed.GetValueOrDefault(item.Code)
        where times > 0
        let check = state.Parts.Values.FirstOrDefault(p => p.Items.ContainsKey(item.Code))
        let finding = new OpenFinding(key.Hall, item.Clause ?? "5.1a", FindingGrades.Minor, FindingSources.OpeningCheck, $"window/{key}/{LocalDatePattern.Iso.Format(date)}#{item.Code}{(times == 1 ? "" : $":{times}")}")
        {
            Window = key.Window, RaisedBy = check?.Staff,
        }
        select (finding, check is not null && check.Items[item.Code] ? check.Staff : null);
}
