using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Ledger;
using NodaTime;

namespace HallGrains.Grains.Monitoring;

/// <summary>Finds the streams of a hall whose newest version is not in its picture, from the summary rows: written with the entries, so never behind them.</summary>
internal static class HallCatchUp
{
    private const int Page = 200;

    internal static readonly ImmutableArray<string> OpenStates =
        [CaseStates.Inquiry, CaseStates.Received, CaseStates.AwaitingSupplement, CaseStates.InStage, CaseStates.Decided, CaseStates.Correcting];

    /// <summary>The registry and the streams of the day: what tells which others there are.</summary>
    public static IEnumerable<string> DayStreams(HallPicture picture, LocalDate today)
    {
        yield return FollowedStream.Hall(picture.Hall);
        yield return FollowedStream.HallDay(picture.Hall, today);
        foreach (var window in picture.Definition?.Windows ?? []) yield return FollowedStream.WindowDay(picture.Hall, window.Code, today);
    }

    /// <summary>Staff of the hall, its open cases and those served today, where their version differs from the picture's.</summary>
    public static async Task<IReadOnlyList<string>> BehindAsync(ILedger ledger, HallPicture picture, LocalDate today)
    {
        var behind = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in RowsAsync(ledger, new SummaryQuery { Kind = "staff", Hall = picture.Hall, Limit = Page })) Look(row);
        await foreach (var row in RowsAsync(ledger, new SummaryQuery { Kind = "case", Hall = picture.Hall, States = OpenStates, Limit = Page })) Look(row);

        // What stands here as open or ours and not in the rows has ended or gone to another hall; what was served today may have ended before.
        behind.AddRange(picture.Cases.Where(c => c.Value.IsOpen && !seen.Contains(c.Key)).Select(c => c.Key));
        behind.AddRange(picture.Staff.Keys.Where(s => !seen.Contains(s)));
        behind.AddRange(HallFold.ServedToday(picture, today).Where(s => !seen.Contains(s)));
        return [.. behind.Distinct(StringComparer.Ordinal)];

        void Look(SummaryRow row)
        {
            seen.Add(row.Stream);
            if (row.Version > picture.VersionOf(row.Stream) && !picture.Unreadable.Contains(row.Stream)) behind.Add(row.Stream);
        }
    }

    private static async IAsyncEnumerable<SummaryRow> RowsAsync(ILedger ledger, SummaryQuery query)
    {
        while (true)
        {
            var rows = await ledger.QuerySummariesAsync(query);
            foreach (var row in rows) yield return row;
            if (rows.Count < Page) yield break;
            query = query with { After = rows[^1].Stream };
        }
    }
}
