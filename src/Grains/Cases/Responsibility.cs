using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>How long each owner held the case (5.5e): computed from the entries, so that the sum over owners is the life of the case.</summary>
public static class Responsibility
{
    public static ImmutableArray<ResponsibilityItem> Of(CaseState state, CaseFacts facts)
    {
        if (!state.Exists || state.Owners.IsEmpty) return [];
        var end = state.EndedAt ?? Instant.Max(facts.Now, state.OpenedAt);
        var due = CaseClocks.Summary(state, facts) is var clocks && state.CountsFrom is null && state.Status == CaseStates.AwaitingSupplement ? null : clocks.DueAt;
        var rows = Attribution.Of(state.Owners, end, state.Pauses, due, facts.HoursFor(state, state.Hall), facts.LineOf(state));
        return [.. rows.Select((r, i) => new ResponsibilityItem(
            r.Owner, r.From, i + 1 < rows.Length || state.EndedAt is not null ? r.To : null, r.WorkingMinutes, r.PausedWorkingMinutes, r.LateWorkingMinutes))];
    }
}
