using System.Collections.Immutable;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Duties;
using NodaTime;

namespace HallGrains.Grains.Staff;

/// <param name="Days">How many days before it ran out.</param>
/// <param name="Head">Who was told beside the person.</param>
internal sealed record WarnedHeld(LocalDate ValidUntil, int Days, Instant At, string? Head);

/// <summary>Trainings that run out are told 30, 7 and 1 days before, to the person and the head (2.6e); each once, at its own instant.</summary>
internal static class QualificationWarnings
{
    /// <summary>§16 qualificationWarnDays.</summary>
    public static ImmutableArray<int> Days { get; } = [30, 7, 1];

    /// <summary>Warnings not written down yet; those whose instant had passed when the training was entered are none.</summary>
    public static IEnumerable<(string Line, int Days, LocalDate ValidUntil, Instant At)> Of(StaffState state)
    {
        if (state.Definition is not { } staff) yield break;
        foreach (var line in staff.Training.Where(t => t.Score >= Qualification.PassScore).Select(t => t.Line).Distinct().Order(StringComparer.Ordinal))
        {
            var newest = Newest(staff, line)!;
            var since = newest.EnteredAt is { } entered && entered > state.RegisteredAt ? entered : state.RegisteredAt;
            foreach (var days in Days)
            {
                if (state.Warned.GetValueOrDefault(line) is { } known && known.ValidUntil == newest.ValidUntil && known.Days <= days) continue;
                var at = HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(newest.ValidUntil) + 1 - days));
                if (at > since) yield return (line, days, newest.ValidUntil, at);
            }
        }
    }

    /// <summary>What waits for the person and the head: until the training is taken anew.</summary>
    public static IEnumerable<WaitingItem> Waiting(StaffState state)
    {
        if (state.Definition is not { } staff) yield break;
        foreach (var (line, warned) in state.Warned)
        {
            if (Newest(staff, line)?.ValidUntil != warned.ValidUntil) continue;
            var until = HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(warned.ValidUntil) + 1));
            foreach (var person in new[] { staff.Number, warned.Head }.OfType<string>().Distinct(StringComparer.Ordinal))
                yield return new("qualification", $"{staff.Number}-{line}", person, warned.At, until, staff.Number, FormattableString.Invariant($"{line} {warned.Days}"));
        }
    }

    /// <summary>The row's other fields with what waits beside them.</summary>
    public static string Beside(StaffState state, string extra) =>
        Waiting(state).ToList() is { Count: > 0 } waiting ? $"{extra[..^1]},{WaitingItem.ExtraOf(waiting)[1..]}" : extra;

    private static TrainingRecord? Newest(StaffDefinition staff, string line) =>
        staff.Training.Where(t => t.Line == line && t.Score >= Qualification.PassScore).MaxBy(t => t.ValidUntil);
}
