using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Grains.Clocks;
using NodaTime;
using Limit = HallGrains.Grains.Clocks.Limit;

namespace HallGrains.Grains.Cases;

/// <summary>The clocks 时限 of a case (domain-rules §6.2), from its state and its item version.</summary>
public static class CaseClocks
{
    /// <summary>The law's limit for the notice (行政许可法 32(4)); not changeable.</summary>
    public const int AcceptanceNoticeDays = 5;

    /// <summary>The key of a signal: a stage done again has a clock of its own.</summary>
    public static string SignalKey(CaseState state, string clock, ClockSignal signal, Instant at)
    {
        var started = ClockNames.StageOf(clock) is { } stage && state.Stages.LastOrDefault(r => r.Stage == stage && r.StartedAt <= at) is { } run
            ? run.StartedAt
            : clock == ClockNames.Acceptance && state.AcceptanceRestartedAt is { } again && again <= at ? again : state.OpenedAt;
        return CaseState.SignalKey(clock, started, signal);
    }

    /// <summary>Limits of the contracts as the clocks count them.</summary>
    public static Limit ToLimit(Contracts.Catalogue.Limit limit) => new(limit.Value, LimitText.Parse(limit.Unit));
}
