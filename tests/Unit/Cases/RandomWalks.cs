using System.Text.Json;
using CsCheck;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using NodaTime;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>Whoever commands whatever in whatever order: what may never be false (must-hold 1, 4).</summary>
public class RandomWalks
{
    private static readonly string[] Actors = [Guide, Handler, Reviewer, Decider, Leader, Colleague, Supervisor, Person, "YXNP004", "YXCS#06", "stranger", "system"];

    private static readonly Func<CaseState, CaseCommand>[] Commands =
    [
        _ => Opening, _ => Notices, _ => new CloseInquiry("answered"), _ => Application(), _ => Application(AllPapers), _ => Request(AllPapers),
        _ => new SupplyMaterials(Papers(AllPapers)), _ => new AcceptCase(), _ => new AcceptCase(), _ => new RefuseCase("a", "b", "c", "false-materials"),
        s => Finish(s.Stage ?? "", Reviewer), s => Finish(s.Stage ?? "", Decider), s => new ReturnStage(["x"], "y") { Stage = s.Stage ?? "" },
        _ => Grant(), _ => Deny(), _ => new DeliverCase("pickup", "x"), _ => new EvaluateCase(5), _ => new WithdrawCase(), _ => new ArchiveCase(),
        _ => new OfferHandoff(new(Staff: Handler), "transfer-inside", "x"), _ => new OfferHandoff(new(Hall: Hall, ServiceLine: "unemployment"), "counter-to-back", "x"),
        s => new AcceptHandoff { HandoffId = s.Offer?.Id ?? "h1" }, s => new AcceptHandoff { HandoffId = s.Offer?.Id ?? "h1" },
        s => new DeclineHandoff("not-competent", "x") { HandoffId = s.Offer?.Id ?? "h1" }, s => new WithdrawHandoff { HandoffId = s.Offer?.Id ?? "h1" },
        _ => new AssignOwner(Handler, "x"), _ => new AskEscalation("x", null, StaffLevel.L4), s => new AnswerEscalation("approve", null) { EscalationId = s.OpenEscalation?.Id ?? "e1" },
        // As badly filled as JSON allows.
        _ => new OpenInquiry(null!, null, null, null!, new(null!, null!), null!, null), _ => new GiveNotices(new(null, null), null, null, null), _ => new CloseInquiry(null!),
        _ => new SubmitApplication(null!, null!, null, default), _ => new SubmitApplication("UNE-BENEFIT", new(null!), null, [null!, new(null!, null!)]),
        _ => new RequestSupplement([null!]), _ => new RequestSupplement([new(null!, null!, null!)]), _ => new SupplyMaterials(default), _ => new SupplyMaterials([null!]),
        _ => new AcceptCase([null!], ""), _ => new RefuseCase(null, null, null), s => new FinishStage(null, null, new()) { Stage = s.Stage ?? "" },
        s => new ReturnStage([null!], null) { Stage = s.Stage ?? "" }, _ => new DecideCase(null!, null), _ => new DeliverCase(null!, null), _ => new EvaluateCase(0, [null!]),
        _ => new OfferHandoff(null!, null!, null), _ => new OfferHandoff(new(), "next-stage", "x"), _ => new AssignOwner(null!, null), _ => new AnswerEscalation(null!, null) { EscalationId = "e1" },
    ];

    // Half of the steps by who has the case: otherwise a walk gets nowhere.
    private static readonly Gen<(int Actor, int Command, int Minutes)[]> Walks =
        Gen.Select(Gen.Int[-Actors.Length, Actors.Length - 1], Gen.Int[0, Commands.Length - 1], Gen.Int[0, 90]).Array[1, 60];

    [Fact, Clause("6.4c"), Clause("5.6a")]
    public void There_is_always_one_owner_and_only_an_acceptance_or_an_assignment_makes_another() => Walks.Sample(walk =>
    {
        var bench = ACase().Opened(Guide);
        foreach (var (actor, command, minutes) in walk)
        {
            bench.Later(Duration.FromMinutes(minutes));
            var who = actor >= 0 ? Actors[actor] : bench.State.Owner;
            var before = bench.State;
            var decision = bench.When(who, Commands[command](before));
            if (decision.Refusal is not null)
            {
                decision.Entries.Should().BeEmpty();
                continue;
            }

            bench.Commit(decision, CallerOf(who).Actor);
            bench.State.Owner.Should().NotBeEmpty();
            if (bench.State.Owner != before.Owner) decision.Entries.Should().Contain(e => e.Body is HandoffAccepted || e.Body is Assigned);
            bench.View(who).Version.Should().Be(bench.State.Version);
            CaseSummary.Of(bench.State, bench.Facts(who)).Owner.Should().Be(bench.State.Owner);
        }
    }, iter: 400);

    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void A_refusal_tells_nobody_anothers_data() => Walks.Sample(walk =>
    {
        var bench = ACase().AtRecheck();
        foreach (var (actor, command, _) in walk)
            if (bench.When(actor >= 0 ? Actors[actor] : bench.State.Owner, Commands[command](bench.State)).Refusal is { } refusal)
                JsonSerializer.Serialize(refusal, Readable).Should().NotContain("秦").And.NotContain(Id);
    }, iter: 200);
}
