using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Monitoring;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Staff;

/// <summary>资质一览 of a hall: whose training stands where, and which line will have nobody when (2.6b, 2.6e). Who is of the hall say the summary rows.</summary>
[GrainType("qualifications")]
internal sealed class QualificationsGrain(StreamServices services) : Grain, IQualificationsGrain
{
    private const int Page = 200;

    public async Task<CaseRead<QualificationsView>> GetAsync(Caller caller)
    {
        var key = this.GetPrimaryKeyString();
        if (await GrainFactory.GetGrain<IHallRegistryGrain>(key).SnapshotAsync() is not { } hall) return new(null, Refusal.Of(Codes.NotFound));
        var actor = caller.Staff is { } number ? await GrainFactory.GetGrain<IStaffGrain>(number).SnapshotAsync() : null;
        if (!caller.Is(Roles.Auditor) && !caller.Is(Roles.Admin) && !MonitorRights.Hall(caller, actor, hall.Definition)) return new(null, Refusal.Of(Codes.NotPermitted));
        var rows = new List<SummaryRow>();
        for (string? after = null; ;)
        {
            var page = await services.Ledger.QuerySummariesAsync(new SummaryQuery { Kind = "staff", Hall = key, After = after, Limit = Page });
            rows.AddRange(page);
            if (page.Count < Page) break;
            after = page[^1].Stream;
        }

        var staff = await Task.WhenAll(rows.Select(r => GrainFactory.GetGrain<IStaffGrain>(r.Stream["staff/".Length..]).SnapshotAsync()));
        return new(Qualifications.View(hall.Definition, [.. staff.OfType<StaffSnapshot>().Select(s => s.Definition)], services.Clock.GetCurrentInstant()), null);
    }
}

/// <summary>Who may serve which line of a hall until when. Pure.</summary>
internal static class Qualifications
{
    public static QualificationsView View(HallDefinition hall, IReadOnlyCollection<StaffDefinition> staff, Instant now)
    {
        var today = HallHours.DateOf(now);
        return new(
            hall.Code,
            [.. hall.Windows.SelectMany(w => w.Lines).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(l => Coverage(l, staff, today, now))],
            [.. staff.OrderBy(s => s.Number, StringComparer.Ordinal).Select(s => new StaffTraining(s.Number, s.Name, [.. s.Training.Select(t => Of(t, today))]))], now);
    }

    // Somebody serves a line only as long as both trainings last (2.6c).
    private static LineCoverage Coverage(string line, IReadOnlyCollection<StaffDefinition> staff, LocalDate today, Instant now)
    {
        var able = staff.Where(s => s.Lines.Contains(line) && Qualification.Of(s, line, now) == Training.Valid && Qualification.Of(s, Qualification.Discipline, now) == Training.Valid).ToList();
        LocalDate? last = able.Count == 0 ? null : able.Max(s => LocalDate.Min(Until(s, line), Until(s, Qualification.Discipline)));
        return new(line, [.. able.Select(s => s.Number).Order(StringComparer.Ordinal)], last, last?.PlusDays(1) ?? today);
    }

    private static LocalDate Until(StaffDefinition staff, string line) => staff.Training.Where(t => t.Line == line && t.Score >= Qualification.PassScore).Max(t => t.ValidUntil);

    private static TrainingView Of(TrainingRecord t, LocalDate today) => new(
        t.Line, t.Course, t.Hours, t.Score, t.Assessor, t.PassedOn, t.ValidUntil,
        t.Score < Qualification.PassScore ? "failed" : t.ValidUntil < today ? "expired" : t.ValidUntil < today.PlusDays(QualificationWarnings.Days[0]) ? "expiring" : "valid");
}
