using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Reports;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Reports;

/// <summary>Backlog 在办积压: the open cases of a hall from their summary rows, two hundred a query; no case is asked.</summary>
[GrainType("backlog")]
internal sealed class BacklogGrain(StreamServices services, HallHoursCache hours) : Grain, IBacklogGrain
{
    private const int Page = 200;
    private static readonly ImmutableArray<string> Open =
        [CaseStates.Inquiry, CaseStates.Received, CaseStates.AwaitingSupplement, CaseStates.InStage, CaseStates.Correcting];

    public async Task<CaseRead<BacklogReport>> GetAsync(Caller caller)
    {
        var key = this.GetPrimaryKeyString();
        var hall = await hours.FindAsync(GrainFactory, key);
        if (hall.Definition is not { } definition) return new(null, Refusal.Of(Codes.NotFound));
        if (!await MaySeeAsync(caller, definition)) return new(null, Refusal.Of(Codes.NotPermitted));
        var rows = new List<SummaryRow>();
        for (string? after = null; ;)
        {
            var page = await services.Ledger.QuerySummariesAsync(new SummaryQuery { Kind = "case", Hall = key, States = Open, After = after, Limit = Page });
            rows.AddRange(page);
            if (page.Count < Page) break;
            after = page[^1].Stream;
        }

        return new(Backlog.Of(key, rows, hall.Hours, services.Clock.GetCurrentInstant()), null);
    }

    private async Task<bool> MaySeeAsync(Caller caller, HallDefinition hall)
    {
        if (caller.IsSystem || caller.Is(Roles.Supervisor) || caller.Is(Roles.Auditor)) return true;
        if (caller.Staff is not { } number || await GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() is not { Level: >= StaffLevel.L3 } head) return false;
        var (code, parent) = (hall.Code, hall.Parent);
        for (var steps = 0; steps < 8; steps++)
        {
            if (head.Hall == code) return true;
            if (parent is null) return false;
            code = parent;
            parent = (await GrainFactory.GetGrain<IHallRegistryGrain>(code).SnapshotAsync())?.Definition.Parent;
        }

        return false;
    }
}

/// <summary>Counts and orders open cases by the share of their limit that is used.</summary>
internal static class Backlog
{
    private const int MostShown = 200;

    public static BacklogReport Of(string hall, IEnumerable<SummaryRow> rows, HallHours hours, Instant now)
    {
        var cases = rows.Select(r => Case(r, hours, now)).ToList();
        return new(
            hall, Row("all", cases), Groups(c => c.Owner), Groups(c => c.Window), Groups(c => c.Stage ?? c.State),
            [.. cases.OrderByDescending(c => c.Used ?? -1).ThenBy(c => c.CaseNumber, StringComparer.Ordinal).Take(MostShown)], now);

        ImmutableArray<BacklogFigures> Groups(Func<BacklogCase, string?> key) =>
            [.. cases.Where(c => key(c) is not null).GroupBy(c => key(c)!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Row(g.Key, [.. g]))];
    }

    /// <summary>What is left of the limit says what is used of it; past the due it grows on. The day of the starting event uses nothing.</summary>
    public static double? Used(CaseExtra extra, HallHours hours, Instant now)
    {
        if (extra is not { DueAt: { } due, LimitMinutes: { } limit }) return null;
        var open = extra.InMinutes == true ? hours.For(extra.Line) : hours.Regular;
        var whole = (double)Math.Max(1, limit);
        int Minutes(Instant from, Instant to) => WorkingMinutes.Whole(WorkingMinutes.TicksBetween(open, from, to, PauseList.None));
        return Math.Round(now <= due ? Math.Max(0, 1 - Minutes(now, due) / whole) : 1 + Math.Max(1, Minutes(due, now)) / whole, 4);
    }

    private static BacklogCase Case(SummaryRow row, HallHours hours, Instant now)
    {
        var extra = CaseSummary.ExtraOf(row);
        return new(
            row.Stream[(row.Stream.IndexOf('/', StringComparison.Ordinal) + 1)..], row.Hall, row.Item, row.State, row.Stage, row.Owner, extra.Window,
            Used(extra, hours, now), extra.DueAt, row.Card ?? "none");
    }

    private static BacklogFigures Row(string key, IReadOnlyCollection<BacklogCase> cases) => new(
        key, cases.Count, cases.Count(c => (c.Used ?? 0) < 0.5), cases.Count(c => c.Used is >= 0.5 and < 0.8), cases.Count(c => c.Used is >= 0.8 and <= 1), cases.Count(c => c.Used > 1));
}
