using System.Collections.Immutable;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Staff;

/// <summary>Cases of this desk must be asked for an offer, since its person left, came back, or may no longer serve a line.</summary>
/// <param name="Cause">See <see cref="DeskCalls"/>.</param>
/// <param name="AtVersion">Version of the entry it comes from.</param>
internal sealed record DeskCall(string Cause, int AtVersion, Instant Since);

/// <summary>
/// Who leaves a full desk has deputies offered 代班 (§4 i, decisions 28): an entry says that it must be done, and stands until it was done, so that a process
/// that dies in between loses nothing.
/// </summary>
internal static class DeskCalls
{
    public const string OffDuty = "off-duty", SignedOff = "signed-off", Expired = "qualification-expired", Return = "return";

    /// <param name="cases">None: nothing to ask.</param>
    public static StaffState Add(StaffState state, string cause, int cases, Recorded r) =>
        cases == 0 ? state : state with { Calls = state.Calls.Add(new(cause, r.Version, r.OccurredAt)) };

    public static StaffState Lapsed(StaffState state, QualificationLapsed e, Recorded r) =>
        Add(state with { Lapsed = state.Lapsed.SetItem(e.Line, LastDay(state, e.Line)) }, Expired, 1, r);

    /// <summary>Run-outs not written down yet, each at 24:00 of the last day any record of the line is valid; what had run out when it was entered lapses no more.</summary>
    public static IEnumerable<(string Line, Instant At)> Lapses(StaffState state)
    {
        if (state.Definition is not { } staff) yield break;
        foreach (var line in staff.Training.Where(t => t.Score >= Qualification.PassScore).Select(t => t.Line).Distinct().Order(StringComparer.Ordinal))
        {
            var last = LastDay(state, line);
            if (state.Lapsed.TryGetValue(line, out var known) && known >= last) continue;
            var at = HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(last) + 1));
            if (at > state.RegisteredAt) yield return (line, at);
        }
    }

    private static LocalDate LastDay(StaffState state, string line) =>
        state.Definition!.Training.Where(t => t.Line == line && t.Score >= Qualification.PassScore).Select(t => t.ValidUntil).DefaultIfEmpty(LocalDate.MinIsoValue).Max();
}
