using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Pages;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>
/// T9 tolerance 容缺受理 (domain-rules §3): every main material is there, only what the guide marks is missing, and the applicant commits to what, how and by
/// when. The clocks run on; the result waits for the rest.
/// </summary>
internal static class ToleranceRules
{
    /// <summary>§16 toleranceMaxDays.</summary>
    public const int MostDays = 10;

    /// <summary>A lapsed commitment bars the person for so long.</summary>
    public const int BarMonths = 12;

    /// <summary>Whether acceptance asks for tolerance.</summary>
    public static bool IsAsked(AcceptCase command) => command.Tolerate is { IsDefaultOrEmpty: false } || !string.IsNullOrWhiteSpace(command.Commitment);

    /// <summary>The entry that goes before the acceptance, or why there is none.</summary>
    public static (ToleranceGranted? Entry, Refusal? Refusal) Grant(CaseState state, AcceptCase command, ServiceItem item, CaseFacts facts)
    {
        var named = command.Tolerate is { IsDefault: false } given ? given : [];
        if (named.Any(m => m is null)) return (null, new Validation().Error("tolerate", "null").Refusal);
        var missing = Papers.Missing(state, item);
        if (missing.IsEmpty) return (null, Refusal.Of(Codes.ToleranceNotAllowed, "Nothing is missing: it is accepted in the ordinary way."));
        // What is missing and not promised keeps the papers incomplete, and is named with the rest.
        if (missing.Any(code => named.All(m => m.Material != code))) return (null, Refusal.OfMissing(Codes.MaterialsIncomplete, missing));
        var main = named.Where(m => Papers.Find(item, m.Material) is not { Tolerable: true }).Select(m => m.Material).ToList();
        if (main.Count > 0) return (null, Refusal.OfMissing(Codes.ToleranceNotAllowed, main));
        if (string.IsNullOrWhiteSpace(command.Commitment)) return (null, Refusal.OfMissing(Codes.ToleranceNotAllowed, ["commitment"]));
        if (facts.ToleranceBarredUntil > facts.Now)
            return (null, Refusal.Of(Codes.ToleranceNotAllowed, $"A commitment of this applicant lapsed: barred until {OwnershipRules.Text(facts.ToleranceBarredUntil.Value)}."));
        if (DueIfAccepted(state, item, facts) is not { } due || due <= facts.Now)
            return (null, Refusal.Of(Codes.ToleranceNotAllowed, "The promised limit leaves no day to bring it later."));

        var content = new Validation().Note("commitment", command.Commitment)
            .If(named.Select(m => m.Material).Distinct().Count() != named.Length, "tolerate.material", "twice")
            .If(named.Any(m => m.PromisedBy <= facts.Now), "tolerate.promisedBy", "not-after-now");
        if (content.Refusal is { } invalid) return (null, invalid);
        var promised = named.Where(m => missing.Contains(m.Material)).ToImmutableSortedDictionary(m => m.Material, m => m.PromisedBy, StringComparer.Ordinal);
        return (new([.. promised.Keys], due, promised, command.Commitment), null);
    }

    /// <summary>What was promised and has not arrived.</summary>
    public static ImmutableArray<string> StillMissing(CaseState state) => state.Tolerance is { } tolerance ? [.. tolerance.Missing.Where(code => !state.Materials.ContainsKey(code))] : [];

    /// <summary>Force majeure 不可抗力: the hall leader gives one new limit, before the lapse or after it.</summary>
    public static Decision Prolong(CaseState state, AddNote command, CaseFacts facts)
    {
        if (Guards.Head(state, facts, StaffLevel.L4) is { } barred) return Decision.Refuse(barred);
        if (facts.Actor!.Number == state.Owner) return Decision.Refuse(Codes.TwoPersonsNeeded);
        if (Guards.In(state, CaseStates.InStage) is { } untimely) return Decision.Refuse(untimely);
        if (state.Tolerance is not { FulfilledAt: null } open) return Decision.Refuse(Codes.StageOrder, "No tolerance is open.");
        if (open.Prolonged) return Decision.Refuse(Codes.ExtensionUsed);
        if (new Content().Needs(Codes.ReasonMissing, "text", command.Text).Refusal is { } invalid) return Decision.Refuse(invalid);
        if (facts.ItemOf(state) is null || Due(state, facts) is not { } due || due <= facts.Now || due <= open.Due) return Decision.Refuse(Codes.AlreadyLate);
        return Decision.Append(new ToleranceProlonged(due, facts.Actor.Number, command.Text));
    }

    /// <summary>Until when this person is given no tolerance, by the commitments of theirs that lapsed and were not repaired.</summary>
    public static Instant? BarredUntil(IEnumerable<Instant> lapses)
    {
        Instant? until = null;
        foreach (var lapsed in lapses)
        {
            var end = HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(HallHours.DateOf(lapsed).PlusMonths(BarMonths)) + 1));
            if (until is null || end > until) until = end;
        }

        return until;
    }

    private static Instant? DueIfAccepted(CaseState state, ServiceItem item, CaseFacts facts) => Due(
        state with { ItemVersion = item.Version, Status = CaseStates.InStage, CountsFrom = AcceptanceRules.CountsFrom(state, facts), AcceptedAt = facts.Now, HallLimit = HallPages.LimitOf(facts.HallOf(state), item) }, facts);

    // The earlier of ten working days and a working day before the promised due; a limit of the citizen ends at 24:00.
    private static Instant? Due(CaseState accepted, CaseFacts facts)
    {
        var hours = facts.HoursFor(accepted, accepted.ClockHall);
        if (CaseClocks.Summary(accepted with { Pauses = PauseList.None }, facts).PromisedDueAt is not { } promised) return null;
        return Instant.Min(
            DueDate.WorkingDays(hours, facts.Now, MostDays, end: DayEnd.Midnight).At!.Value, DueDate.WorkingDaysBefore(hours, promised, 1, DayEnd.Midnight));
    }
}
