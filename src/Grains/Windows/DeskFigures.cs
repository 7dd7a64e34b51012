using HallGrains.Contracts.Cases;
using HallGrains.Grains.Ledger;

namespace HallGrains.Grains.Windows;

/// <summary>What waits on the desk of whoever is signed on, from the summary rows of cases.</summary>
internal sealed record DeskFigures(int Open, int Overdue, int Yellow, int Red, int Offers)
{
    private const int Page = 200;

    internal static DeskFigures None { get; } = new(0, 0, 0, 0, 0);

    internal static async Task<DeskFigures> ReadAsync(ILedger ledger, string staff)
    {
        var figures = None;
        await foreach (var row in RowsAsync(ledger, new() { Kind = "case", Owner = staff, Limit = Page }))
        {
            if (row.State is null || !CaseStates.IsOpen(row.State)) continue;
            figures = figures with
            {
                Open = figures.Open + 1,
                Overdue = figures.Overdue + (row.Overdue ? 1 : 0),
                Yellow = figures.Yellow + (row.Card == "yellow" ? 1 : 0),
                Red = figures.Red + (row.Card == "red" ? 1 : 0),
            };
        }

        await foreach (var _ in RowsAsync(ledger, new() { Kind = "case", OfferedTo = staff, Limit = Page })) figures = figures with { Offers = figures.Offers + 1 };
        return figures;
    }

    private static async IAsyncEnumerable<SummaryRow> RowsAsync(ILedger ledger, SummaryQuery query)
    {
        for (string? after = null; ;)
        {
            var rows = await ledger.QuerySummariesAsync(query with { After = after });
            foreach (var row in rows) yield return row;
            if (rows.Count < Page) yield break;
            after = rows[^1].Stream;
        }
    }
}
