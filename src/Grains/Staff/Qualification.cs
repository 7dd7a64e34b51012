using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Staff;

/// <summary>Where a person stands with one kind of training.</summary>
internal enum Training
{
    Valid,

    /// <summary>No passed record by then: a trainee.</summary>
    Missing,

    /// <summary>Passed once, no longer valid.</summary>
    Expired,
}

/// <summary>
/// Qualification 资质 (norm 2.6, domain-rules §7.1): trained first, at post then, with no override and no grace. Asked at each serving act for the
/// instant of that act; a record entered later does not heal it.
/// </summary>
internal static class Qualification
{
    /// <summary>纪律培训: one record counts for all lines (2.6c).</summary>
    public const string Discipline = "discipline";

    public const int PassScore = 80;

    /// <summary>A record is good for this long at most.</summary>
    public const int ValidMonths = 12;

    /// <summary>Null when the person may serve every one of the lines at that instant, else why not; with no line, discipline alone.</summary>
    public static Refusal? Check(StaffSnapshot staff, IEnumerable<string> lines, Instant at)
    {
        if (staff.SuspendedAt is { } since && !Retrained(staff.Definition, since, at))
            return Refusal.OfMissing(Codes.DisciplineTrainingMissing, [Discipline]) with { Detail = "Suspended from windows until discipline training is passed anew." };
        // Missing or run out: either way every line is blocked under the one code (2.6c).
        if (Of(staff.Definition, Discipline, at) != Training.Valid) return Refusal.OfMissing(Codes.DisciplineTrainingMissing, [Discipline]);
        var wanting = lines.Distinct().Select(l => (Line: l, Training: Of(staff.Definition, l, at))).Where(l => l.Training != Training.Valid).ToList();
        if (wanting.Count == 0) return null;
        var code = wanting.Any(l => l.Training == Training.Missing) ? Codes.QualificationMissing : Codes.QualificationExpired;
        return Refusal.OfMissing(code, wanting.Select(l => l.Line));
    }

    public static Refusal? Check(StaffSnapshot staff, string line, Instant at) => Check(staff, [line], at);

    /// <summary>For deciding and for taking the decision stage: from L4 on discipline is enough.</summary>
    public static Refusal? CheckDecider(StaffSnapshot staff, string line, Instant at) =>
        Check(staff, staff.Level >= StaffLevel.L4 ? [] : [line], at);

    // 责任追究, level 4: what was passed before the suspension, or is told of before it, does not end it.
    private static bool Retrained(StaffDefinition staff, Instant since, Instant at) => staff.Training.Any(r =>
        r.Line == Discipline && r.Score >= PassScore && r.PassedOn >= HallHours.DateOf(since) && r.EnteredAt > since && r.EnteredAt <= at && r.PassedOn <= HallHours.DateOf(at));

    public static Training Of(StaffDefinition staff, string line, Instant at)
    {
        var today = HallHours.DateOf(at);
        var passed = staff.Training.Where(r => r.Line == line && r.Score >= PassScore && r.PassedOn <= today && (r.EnteredAt is not { } entered || entered <= at)).ToList();
        // Through 24:00 of the last day: the next local day is the first one outside.
        return passed.Count == 0 ? Training.Missing : passed.Any(r => today <= r.ValidUntil) ? Training.Valid : Training.Expired;
    }
}
