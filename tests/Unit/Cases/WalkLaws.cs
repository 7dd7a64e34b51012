using CsCheck;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Tests;
using NodaTime;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>Laws of a case over random lives in which time passes and what falls due is recorded before every command: blame, cards, and the fold itself.</summary>
public class WalkLaws
{
    private static readonly string[] Actors = [Guide, Handler, Reviewer, Decider, Colleague, Leader];

    private static readonly Func<CaseState, CaseCommand>[] Commands =
    [
        _ => Notices, _ => Application(AllPapers), _ => Application(), _ => Request(AllPapers), _ => new SupplyMaterials(Papers(AllPapers)), _ => new AcceptCase(),
        s => Finish(s.Stage ?? "", Reviewer), s => Finish(s.Stage ?? "", Decider), s => new ReturnStage(["x"], "y") { Stage = s.Stage ?? "" }, _ => Grant(),
        _ => new DeliverCase("pickup", "x"), _ => new OfferHandoff(new(Staff: Handler), "transfer-inside", "x"), _ => new OfferHandoff(new(Staff: Colleague), "transfer-inside", "x"),
        s => new AcceptHandoff { HandoffId = s.Offer?.Id ?? "h1" }, s => new AcceptHandoff { HandoffId = s.Offer?.Id ?? "h1" }, s => new WithdrawHandoff { HandoffId = s.Offer?.Id ?? "h1" },
        s => new DeclineHandoff("not-competent", "x") { HandoffId = s.Offer?.Id ?? "h1" },
    ];

    private static readonly Gen<(int Actor, int Command, int Minutes)[]> Lives =
        Gen.Select(Gen.Int[-Actors.Length, Actors.Length - 1], Gen.Int[0, Commands.Length - 1], Gen.OneOf(Gen.Int[0, 60], Gen.Int[0, 3000])).Array[5, 50];

    [Fact, Clause("5.6e")]
    public void The_minutes_of_all_owners_are_the_working_minutes_of_the_case() => Lives.Sample(life =>
    {
        var bench = Live(life);
        var facts = bench.Facts(Guide);
        var end = bench.State.EndedAt ?? bench.Now;
        var rows = Responsibility.Of(bench.State, facts);
        rows.Sum(r => r.WorkingMinutes).Should().Be(WorkingMinutes.Between(bench.State.OpenedAt, end, facts.HoursFor(bench.State, bench.State.Hall), facts.LineOf(bench.State)));
        rows.Select(r => r.Staff).Should().Equal(bench.State.Owners.Select(o => o.Owner));
        rows.Should().OnlyContain(r => r.LateWorkingMinutes <= r.WorkingMinutes + 1);
    }, iter: 200);

    [Fact, Clause("5.6d")]
    public void No_signal_falls_twice_on_one_run_of_a_clock_and_none_is_dated_late() => Lives.Sample(life =>
    {
        var bench = Live(life);
        var runs = new Dictionary<string, int>();
        var seen = new HashSet<string>();
        foreach (var e in bench.Entries)
        {
            var stage = e.Body switch { StageStarted s => s.Stage, Accepted a => a.FirstStage, DeemedAccepted d => d.FirstStage, ReviewReturned r => r.ToStage, _ => null };
            if (stage is not null) runs["stage:" + stage] = runs.GetValueOrDefault("stage:" + stage) + 1;
            if (e.Body is SupplementReceived { Complete: true }) foreach (var clock in new[] { "acceptance", "stage:acceptance" }) runs[clock] = runs.GetValueOrDefault(clock) + 1;
            if (e.Body is SupplementRequested) runs["supplement"] = runs.GetValueOrDefault("supplement") + 1;
            var signal = e.Body switch { Warned w => w.Clock, YellowCarded y => y.Clock, RedCarded r => r.Clock, _ => null };
            if (signal is null || signal is "handoff" or "escalation") continue;
            seen.Add($"{e.Body.GetType().Name} {signal} {runs.GetValueOrDefault(signal)}").Should().BeTrue("{0} of {1} fell twice", e.Body.GetType().Name, signal);
            e.OccurredAt.Should().BeLessThanOrEqualTo(e.RecordedAt);
        }
    }, iter: 200);

    [Fact]
    public void Waking_often_and_waking_once_write_the_same() => Lives.Sample(life =>
    {
        var bench = Live(life);
        var facts = bench.Facts("system");
        var (end, often, state) = (bench.Now + Duration.FromDays(12), new List<(string, Instant)>(), bench.State);
        for (var at = bench.Now; at < end;)
        {
            at = Instant.Min(at + Duration.FromHours(7), end);
            foreach (var draft in CaseDue.Fallen(state, facts, at))
            {
                often.Add((draft.Body.GetType().Name, draft.OccurredAt!.Value));
                state = CaseFold.Evolve(state, new(draft.Body, state.Version + 1, draft.OccurredAt!.Value, at, "system", "system", "", false));
            }
        }

        CaseDue.Fallen(bench.State, facts, end).Select(d => (d.Body.GetType().Name, d.OccurredAt!.Value)).Should().Equal(often);
    }, iter: 100);

    [Fact, Clause("5.6d")]
    public void In_a_quiet_case_nothing_falls_and_whatever_falls_ends_the_quiet() => Lives.Sample(life =>
    {
        var bench = Live(life);
        var facts = bench.Facts("system");
        var quiet = QuietCase.Of(bench.State, facts, Grains.Cases.CaseClocks.Summary(bench.State, facts))!;
        for (var at = bench.Now; at < bench.Now + Duration.FromDays(20); at += Duration.FromHours(5))
        {
            var later = bench.Facts("system") with { Now = at };
            quiet.Holds(bench.State, later).Should().Be(CaseDue.Fallen(bench.State, later, at).IsEmpty);
        }
    }, iter: 100);

    [Fact]
    public void A_quiet_case_is_asked_again_when_anything_it_follows_from_is_another()
    {
        var bench = ACase().AtRecheck();
        var (state, facts) = (bench.State, bench.Facts("system"));
        var quiet = QuietCase.Of(state, facts, Grains.Cases.CaseClocks.Summary(state, facts))!;
        quiet.Holds(state, facts).Should().BeTrue();
        quiet.Holds(state, facts with { Now = quiet.Until!.Value }).Should().BeTrue("at the very instant it is still in time");
        quiet.Holds(state, facts with { Now = quiet.Until!.Value + Duration.FromTicks(1) }).Should().BeFalse();
        quiet.Holds(state with { }, facts).Should().BeFalse("of another state nothing is known");
        quiet.Holds(state, facts with { Hours = Other(facts.Hours, h => HallHours.Create(h.Calendar, h.Sessions)) }).Should().BeFalse("the calendar may be another");
        quiet.Holds(state, facts with { Halls = Other(facts.Halls, h => h with { }) }).Should().BeFalse();
        quiet.Holds(state, facts with { Items = Other(facts.Items, i => i with { }) }).Should().BeFalse();
        quiet.Holds(state, facts with { Hours = facts.Hours.Where(h => h.Key != "YXNP").ToDictionary() }).Should().BeFalse("a hall that is missing is replaced by another");
        QuietCase.Of(ACase().AtRecheck().Do(Reviewer, new AskEscalation("x", null, StaffLevel.L4)).State, facts, Grains.Cases.CaseClocks.Summary(state, facts)).Should().BeNull("who is silent changes by itself");

        static Dictionary<string, T> Other<T>(IReadOnlyDictionary<string, T> all, Func<T, T> copy) => all.ToDictionary(p => p.Key, p => p.Key is Hall or "UNE-BENEFIT" ? copy(p.Value) : p.Value);
    }

    private static CaseBench Live((int Actor, int Command, int Minutes)[] life)
    {
        var bench = ACase().Opened(Guide);
        foreach (var (actor, command, minutes) in life)
        {
            bench.Later(Duration.FromMinutes(minutes));
            bench.Commit(Grains.Shell.Decision.Append(CaseDue.Fallen(bench.State, bench.Facts("system"), bench.Now)), "system");
            var who = actor >= 0 ? Actors[actor] : bench.State.Offer?.To.Staff ?? bench.State.Owner;
            var decision = bench.When(who, Commands[command](bench.State));
            if (decision.Refusal is null) bench.Commit(decision, who);
        }

        return bench;
    }
}
