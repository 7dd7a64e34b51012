using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Clocks;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>What <c>GET /cases/{n}/clocks</c> shows: every clock with the sum behind its due instant. Made when asked, never on the way of a command.</summary>
public static class ClockViews
{
    public static ImmutableArray<ClockView> Of(CaseState state, CaseFacts facts)
    {
        var (line, placed) = (facts.LineOf(state), CaseClocks.Placed(state, facts));
        Instant? statutory = null;
        foreach (var c in placed)
            if (c.Clock.Kind == ClockKind.Statutory) statutory = ClockMath.DueAt(c.Clock, state.Pauses, facts.HoursFor(state, c.Hall), line);
        return [.. placed.Select(c => Of(c, CaseClocks.Read(c, state, facts, line, statutory), state, facts, line, statutory))];
    }

    /// <summary>The sentences behind the effective due date, for the person's progress page; empty while no such clock runs.</summary>
    public static ImmutableArray<string> DueExplanation(CaseState state, CaseFacts facts)
    {
        var name = state.CountsFrom is not null ? ClockNames.Promised : state.ReceivedAt is not null ? ClockNames.Acceptance : ClockNames.Answer;
        return Of(state, facts).LastOrDefault(c => c.Clock == name)?.Explanation ?? [];
    }

    private static ClockView Of(PlacedClock placed, ClockReading reading, CaseState state, CaseFacts facts, string? line, Instant? statutory)
    {
        var clock = placed.Clock;
        ImmutableArray<string> explanation = placed.FixedDue is { } due
            ? [$"时限：{LimitText.Chinese(clock.Limit)}", ExplanationText.DueLine(due, reading.Provisional)]
            : ClockMath.Explain(clock, state.Pauses, facts.HoursFor(state, placed.Hall), line, facts.Now, statutory).Text;
        return new(
            clock.Name, ClockNames.StageOf(clock.Name), new(clock.Limit.Value, LimitText.Name(clock.Limit.Unit)), clock.StartedAt, reading.DueAt,
            reading.UsedWorkingMinutes, reading.LimitWorkingMinutes,
            reading.State switch { ClockState.Paused => "paused", ClockState.Stopped => "stopped", _ => "running" },
            reading.Provisional, reading.WarnAt, reading.YellowAt, reading.RedAt, explanation);
    }
}
