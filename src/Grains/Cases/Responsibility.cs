using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>
/// How long each owner held the case (5.5e): computed from the entries, so that the sum over owners is the life of the case. Late minutes stand under the
/// card of who let it lapse; minutes it waited for others are booked to those others and shown beside (§4).
/// </summary>
public static class Responsibility
{
    public static ImmutableArray<ResponsibilityItem> Of(CaseState state, CaseFacts facts)
    {
        if (!state.Exists || state.Owners.IsEmpty) return [];
        var end = state.EndedAt ?? Instant.Max(facts.Now, state.OpenedAt);
        var due = CaseClocks.Summary(state, facts) is var clocks && state.CountsFrom is null && state.Status == CaseStates.AwaitingSupplement ? null : clocks.DueAt;
        var rows = Attribution.Of(state.Owners, end, state.Pauses, due, facts.HoursFor(state, state.Hall), facts.LineOf(state));
        var lapsed = due is { } at ? Attribution.OwnerAt(state.Owners, at) : null;
        var waits = Waits(state).ToList();
        return [.. rows.Select((r, i) =>
        {
            var waiting = Waiting(waits, r, end, state, facts);
            return new ResponsibilityItem(
                r.Owner, r.From, i + 1 < rows.Length || state.EndedAt is not null ? r.To : null, r.WorkingMinutes, r.PausedWorkingMinutes, r.LateWorkingMinutes,
                r.LateWorkingMinutes > 0 ? lapsed : null, waiting.Sum(w => w.WorkingMinutes), waiting);
        })];
    }

    private static ImmutableArray<WaitingMinutes> Waiting(IEnumerable<WaitingMinutes> waits, OwnerMinutes owned, Instant end, CaseState state, CaseFacts facts) =>
    [
        .. waits.Where(w => w.From < owned.To && (w.To ?? end) > owned.From).Select(w => w with
        {
            From = Instant.Max(w.From, owned.From), To = w.To is { } to ? Instant.Min(to, owned.To) : owned.To < end ? owned.To : null,
            WorkingMinutes = WorkingMinutes.Between(Instant.Max(w.From, owned.From), Instant.Min(w.To ?? end, owned.To), facts.HoursFor(state, state.Hall), facts.LineOf(state)),
        }),
    ];

    private static IEnumerable<WaitingMinutes> Waits(CaseState state)
    {
        foreach (var wait in state.Waits) yield return new(HandoffKinds.NextStage, wait.HandoffId, wait.At, null, wait.From, wait.To, 0);
        foreach (var asked in state.Escalations)
            for (var i = 0; i < asked.AskedOf.Length; i++)
            {
                var to = i + 1 < asked.AskedOf.Length ? asked.AskedOf[i + 1].From : asked.AnsweredAt ?? state.EndedAt;
                yield return new("escalation", asked.Id, asked.AskedOf[i].Staff, asked.AskedOf[i].Level, asked.AskedOf[i].From, to, 0);
            }
    }
}
