using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Duties;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>What a case has waiting for people besides its offers: questions upward, cards, duties, the agent's matter, a watched day.</summary>
internal static class CaseWaiting
{
    public static ImmutableArray<WaitingItem> Of(CaseState state, CaseFacts facts)
    {
        if (!state.Exists || state.Imported || state.Status == CaseStates.Archived) return [];
        var items = ImmutableArray.CreateBuilder<WaitingItem>();
        if (state.IsOpen && state.OpenEscalation is { } asked && EscalationRules.AskedOf(state, asked, facts) is { } superior)
            items.Add(new("escalation", asked.Id, superior, asked.AskedAt, asked.AnswerBy, asked.From));
        foreach (var duty in state.OpenDuties)
        {
            var ends = duty.Kind is not (DutyKinds.Assign or DutyKinds.Objection or DutyKinds.Request);
            items.Add(new(duty.Kind, duty.Id, duty.For ?? state.Owner, duty.Since, duty.DueAt, null, duty.About, ends ? true : null));
        }

        if (!state.IsOpen) return items.ToImmutable();
        foreach (var card in state.Cards.Where(c => !c.Cancelled))
            foreach (var person in ToldOf(card, state, facts)) items.Add(new("card", card.Id, person, card.At, card.DueAt, card.Owner, $"{card.Colour} {card.Clock}"));
        if (state.Agent is { } agent) items.Add(new("agent", "agent", agent, state.OpenedAt, state.SupplementLimit, state.Owner, state.Status));
        if (state.DeputyFor is { } away) items.Add(new("deputised", "deputised", away, state.Owners[^1].At, null, state.Owner));
        if (state.Watch is { } watch)
            items.Add(new(DutyKinds.Watch, "watch", watch.By, watch.Since, WatchRules.NextMissed(state, facts)?.At, null, watch.Missed.IsEmpty ? null : "missed"));
        return items.ToImmutable();
    }

    // §6.7: the owner it names and the one who has the case now, the section head and the supervisors; from red on the hall's leader.
    private static IEnumerable<string> ToldOf(Card card, CaseState state, CaseFacts facts)
    {
        var people = new List<string?> { card.Owner, state.Owner, card.Receiver, FailedOffers.HeadOver(state, card.Owner, facts) };
        if (card.Colour == "red") people.Add(facts.HallOf(state)?.Leader);
        people.AddRange(facts.HallsUp(state.Hall).FirstOrDefault(h => !h.Supervisors.IsDefaultOrEmpty)?.Supervisors ?? []);
        return people.OfType<string>().Distinct(StringComparer.Ordinal);
    }
}
