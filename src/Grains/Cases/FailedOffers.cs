using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Staff;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>
/// What becomes of an offer nobody took (the table of domain-rules §4): the giver keeps the case, and after the second failure of a kind somebody above
/// them must name an owner: the head in the hall, the supervisor across halls. A deputy's first failure is enough.
/// </summary>
internal static class FailedOffers
{
    /// <summary>Working minutes a head has to assign. The project's choice.</summary>
    private const int AssignWithin = 60;

    /// <summary>The entries of an expiry at that instant.</summary>
    public static List<IEntry> Expired(CaseState state, Offer offer, Instant at, CaseFacts facts)
    {
        var waitsAt = offer.Kind == HandoffKinds.NextStage ? HandoffTargets.HeadOf(offer.To, facts) : null;
        var entries = new List<IEntry> { new HandoffExpired(offer.Id, offer.Kind, offer.From, offer.To, waitsAt) };
        var told = offer.Kind == HandoffKinds.TransferHall
            ? new[] { state.Hall, HandoffTargets.HallOf(offer.To, facts) }.Select(h => h is null ? null : facts.Halls.GetValueOrDefault(h)?.Leader).OfType<string>().Distinct().ToList() : [];
        foreach (var leader in told) entries.Add(Duty(state, entries, DutyKinds.Notice, leader, null, $"{offer.Kind}-expired"));
        Assign(state, offer, at, facts, entries);
        return entries;
    }

    /// <summary>What follows a decline that counts.</summary>
    public static List<IEntry> Declined(CaseState state, Offer offer, IEntry declined, CaseFacts facts)
    {
        var entries = new List<IEntry> { declined };
        Assign(state, offer, facts.Now, facts, entries);
        return entries;
    }

    /// <summary>A duty after those that are raised in the same commit.</summary>
    public static DutyRaised Duty(CaseState state, IReadOnlyCollection<IEntry> before, string kind, string? to, Instant? dueAt, string? about) =>
        new(FormattableString.Invariant($"d{state.Duties.Length + before.Count(e => e is DutyRaised) + 1}"), kind, to, dueAt, about);

    /// <summary>Who stands over the owner: their section head, else the leaders above.</summary>
    public static string? HeadOver(CaseState state, string staff, CaseFacts facts)
    {
        var (person, halls) = (facts.Find(staff), facts.HallsUp(facts.Find(staff)?.Hall ?? state.Hall));
        if (halls.Count == 0) halls = facts.HallsUp(state.Hall);
        return (person is not null && halls.Count > 0 ? Heads.Of(halls[0], person.Definition) : null) ?? Heads.Upward(halls, person?.Definition.Section, staff).FirstOrDefault();
    }

    private static void Assign(CaseState state, Offer offer, Instant at, CaseFacts facts, List<IEntry> entries)
    {
        if (offer.Kind == HandoffKinds.Agent || state.OpenDuties.Any(d => d.Kind == DutyKinds.Assign)) return;
        var failures = 1 + state.PastOffers.Skip(state.OffersBefore).Count(o => o.Kind == offer.Kind && o.Outcome is "declined" or "expired");
        if (failures < (offer.Kind == HandoffKinds.Deputy ? 1 : OfferRules.MostFailures)) return;
        var by = offer.Kind == HandoffKinds.TransferHall ? facts.HallsUp(state.Hall).SelectMany(h => h.Supervisors).FirstOrDefault() : null;
        entries.Add(Duty(state, entries, DutyKinds.Assign, by ?? HeadOver(state, state.Owner, facts), DueAt(state, at, facts), offer.Kind));
    }

    public static Instant? DueAt(CaseState state, Instant from, CaseFacts facts) =>
        WorkingMinutes.Add(from, AssignWithin, facts.HoursFor(state, state.Hall), facts.LineOf(state));
}
