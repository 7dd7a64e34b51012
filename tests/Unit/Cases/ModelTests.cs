using System.Collections.Concurrent;
using System.Collections.Immutable;
using CsCheck;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>Random lives of a case against <see cref="CaseModel"/>: what the rules do the model allows, what it demands they do, and both end in the same place.</summary>
public class ModelTests
{
    private const int Lives = 1_500;

    private static readonly string[] Actors = [Guide, Handler, Reviewer, Decider, Leader, Colleague, Supervisor, Person];
    private static readonly string[] Receivers = [Handler, Reviewer, Decider, Colleague, Guide];
    private static readonly ImmutableArray<string>[] Papers = [[], [AllPapers[0]], [AllPapers[1]], [.. AllPapers]];

    // Seven steps in ten bring the case on; the others are anything by anybody, half of them by its owner.
    private static readonly Gen<(int Roll, Act Act, int By, int To, int Papers)[]> Life =
        Gen.Select(Gen.Int[0, 9], Gen.Enum<Act>(), Gen.Int[-Actors.Length, Actors.Length - 1], Gen.Int[0, Receivers.Length - 1], Gen.Int[0, Papers.Length - 1]).Array[5, 45];

    [Fact, Clause("6.4c"), Clause("5.6a"), Clause("3.4a")]
    public void Decide_and_Evolve_do_what_a_small_model_of_the_case_says()
    {
        var (done, refused) = (new ConcurrentDictionary<Act, int>(), new ConcurrentDictionary<Act, int>());
        Life.Sample(life => Lived(life, done, refused), iter: Lives);
        // A law that nothing tries holds for nothing: each act was done, and each was refused.
        foreach (var act in Enum.GetValues<Act>())
        {
            done.GetValueOrDefault(act).Should().BePositive("{0} was never done", act);
            refused.GetValueOrDefault(act).Should().BePositive("{0} was never refused", act);
        }
    }

    private static void Lived((int Roll, Act Act, int By, int To, int Papers)[] life, ConcurrentDictionary<Act, int> done, ConcurrentDictionary<Act, int> refused)
    {
        var (bench, model) = (ACase().Opened(Guide), CaseModel.Opened);
        foreach (var step in life)
        {
            var t = step.Roll < 7 ? model.Next() : new Try(step.Act, step.By >= 0 ? Actors[step.By] : model.Owner, Receivers[step.To], Papers[step.Papers], Math.Max(1, model.Offers - (step.Roll == 9 ? 1 : 0)));
            // Nothing handed in is no supply.
            if (t.Act == Act.Supply && t.Papers.IsEmpty) t = t with { Papers = [AllPapers[0]] };
            var (before, told) = (bench.State, $"{t.Act} by {t.By} to {t.To} on {model}");
            var decision = bench.When(t.By, t.Command(model));
            if (decision.Refusal is { } refusal)
            {
                decision.Entries.Should().BeEmpty(told);
                model.Must(t).Should().BeFalse("{0} was refused: {1}", told, refusal.Code);
                refused.AddOrUpdate(t.Act, 1, (_, n) => n + 1);
                continue;
            }

            model.May(t).Should().BeTrue("{0} was done", told);
            bench.Commit(decision, CallerOf(t.By).Actor);
            // Whom a stage is returned to is who did it: the model takes the rules' word for the name, and holds them to it from there on.
            model = model.After(t.Act == Act.Return ? t with { To = decision.Entries.Select(e => e.Body).OfType<HandoffOffered>().Single().To.Staff! } : t);
            done.AddOrUpdate(t.Act, 1, (_, n) => n + 1);

            var s = bench.State;
            (s.Status, s.Stage, s.Owner, s.Offer?.Id, s.Offer?.From, s.Offer?.To.Staff).Should().Be(
                (model.State, model.Stage, model.Owner, model.Offer is { } o ? $"h{o.Number}" : null, model.Offer?.From, model.Offer?.To), told);
            s.Version.Should().Be(before.Version + decision.Entries.Length, told);
            bench.Entries.Select(e => e.Version).Should().Equal(Enumerable.Range(1, s.Version));
            bench.Entries.Aggregate(CaseState.None, CaseFold.Evolve).Owner.Should().Be(model.Owner, "a fold from the first entry is the same");
        }
    }
}
