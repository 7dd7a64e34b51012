using System.Collections.Frozen;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using Orleans.Concurrency;

namespace HallGrains.Grains.Duties;

/// <summary>Carries the word that a duty is done to the grain that holds it. One for each kind of stream that raises duties.</summary>
public interface IDutyHolder
{
    /// <summary>First segment of the stream name: <c>case</c>, <c>finding</c> …</summary>
    string Kind { get; }

    Task<Outcome<DutyView>> DoneAsync(IGrainFactory grains, CommandMeta meta, DutyId duty, CompleteDuty command);
}

/// <summary>One door for follow-ups of all kinds (decisions 35): the id says where the duty is held, and its rule stands there.</summary>
[StatelessWorker]
[GrainType("duties")]
internal sealed class DutiesGrain(IEnumerable<IDutyHolder> holders) : Grain, IDutiesGrain
{
    private readonly FrozenDictionary<string, IDutyHolder> _holders = holders.ToFrozenDictionary(h => h.Kind, StringComparer.Ordinal);

    public Task<Outcome<DutyView>> DoneAsync(CommandMeta meta, string duty, CompleteDuty command) =>
        DutyId.TryParse(duty, out var id) && _holders.TryGetValue(id.Kind, out var holder)
            ? holder.DoneAsync(GrainFactory, meta, id, command)
            : Task.FromResult(Outcome.Refused<DutyView>(Refusal.Of(Codes.NotFound)));
}
