using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Grains.Reports;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Evaluations;

/// <summary>Figures of evaluations 好差评统计: published to everybody who is signed in, small numbers of a person hidden (§8.7).</summary>
[GrainType("evaluation-figures")]
internal sealed class EvaluationFiguresGrain(StreamServices services) : Grain, IEvaluationFiguresGrain
{
    private static readonly string[] Groups = ["window", "staff", "item", "channel", "hall"];
    private readonly EvaluationBook _book = new();
    private readonly LedgerReader _reader = new(services);

    public async Task<CaseRead<EvaluationReport>> GetAsync(Caller caller, EvaluationFilter filter)
    {
        if (caller.Account == Caller.AnonymousAccount) return new(null, Refusal.Of(Codes.NotPermitted));
        var errors = ImmutableDictionary<string, ImmutableArray<string>>.Empty;
        if (filter is { From: { } from, To: { } to } && from >= to) errors = errors.Add("to", ["not-after-from"]);
        if (!Groups.Contains(filter.By)) errors = errors.Add("by", ["not-one-of: " + string.Join(", ", Groups)]);
        if (!errors.IsEmpty) return new(null, Refusal.OfErrors(errors));
        var key = this.GetPrimaryKeyString();
        await _reader.ReadOnAsync(
            e => (key == IEvaluationFiguresGrain.City || e.Hall == key) && EvaluationBook.Reads(e.Kind), (e, body) => _book.Add(e.Stream, e.Hall, body, e.OccurredAt));
        return new(_book.View(key, filter, services.Clock.GetCurrentInstant()), null);
    }
}
