using System.Text.Json.Nodes;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Ledger;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>Need to know 按需知密: domain-rules §12, must-hold 10 and 26.</summary>
public class CaseViewTests
{
    [Theory]
    [InlineData(Person, true), InlineData(Reviewer, true)]
    [InlineData(Handler, false), InlineData(Colleague, false), InlineData(Leader, false), InlineData(Supervisor, false), InlineData("auditor", false)]
    public void Full_values_are_for_the_person_and_who_has_the_case(string actor, bool whole)
    {
        var view = ACase().AtRecheck().View(actor);
        view.Applicant.Should().BeEquivalentTo(whole
            ? new { Name = "秦小满", IdNumber = Id, Phone = "13800005678", Address = "宁江市南浦区学府路8号3栋201" }
            : new { Name = "秦*满", IdNumber = "999900********0010", Phone = "138****5678", Address = "宁江市南浦区学府路***" });
        view.Contact.Should().BeEquivalentTo(whole ? new { Name = "秦小满", Phone = "13800005678" } : new { Name = "秦*满", Phone = "138****5678" });
    }

    [Fact]
    public void The_agent_sees_all() => ACase().AtRecheck().Given(s => s with { Agent = Colleague }).View(Colleague).Applicant!.IdNumber.Should().Be(Id);

    [Theory, InlineData(Person, true), InlineData(Decider, true), InlineData(Leader, true), InlineData(Supervisor, true), InlineData(Handler, false), InlineData("auditor", false)]
    public void What_was_said_is_for_those_and_who_must_judge_it(string actor, bool texts)
    {
        var view = ACase().AtRecheck().Do(Reviewer, Finish("recheck", Decider)).View(actor);
        (view.Question is not null).Should().Be(texts);
        (view.Stages[0].Conclusion is not null).Should().Be(texts);
        (view.OpenHandoff!.Reason is not null).Should().Be(texts);
    }

    [Theory]
    [InlineData(Guide, true), InlineData(Handler, true), InlineData(Colleague, true), InlineData(Leader, true), InlineData(Bureau, true), InlineData(Supervisor, true), InlineData("auditor", true), InlineData(Person, true)]
    [InlineData("stranger", false), InlineData("admin", false), InlineData("social", false), InlineData("YXNP004", false), InlineData("YXNP001", false), InlineData("YXCS#06", true), InlineData("YXNP#01", false)]
    public void Who_may_know_of_a_case(string actor, bool may)
    {
        var bench = ACase().Accepted();
        Rights.MayKnow(bench.State, bench.Facts(actor)).Should().Be(may);
        Rights.MayRead(bench.State, bench.Facts(actor)).Should().Be(may && !actor.Contains('#', StringComparison.Ordinal), "an evaluator takes a grade and reads nothing");
    }

    [Fact]
    public void Heads_of_the_halls_above_and_whom_it_is_offered_to_may_know()
    {
        var bench = ACase().Opened("NPWY002", Opening with { Hall = "NPWY", Window = null });
        Knows("YXNP002").Should().BeTrue("L3 of the county");
        Knows("YXNP004").Should().BeFalse("L1 of the county");
        Knows(Leader).Should().BeTrue("L4 of the city");
        Knows(Handler).Should().BeFalse();
        bench.Do("NPWY002", new OfferHandoff(new(Hall: "YXNP", ServiceLine: "unemployment"), "transfer-hall", "区厅办理"));
        Knows("YXNP004").Should().BeTrue("offered to its line");
        Knows("YXNP006").Should().BeFalse("another line");
        bench.Takes("YXNP004");
        Knows("NPWY002").Should().BeTrue("had it before");
        bench.View("NPWY002").Contact!.Phone.Should().Be("138****5678", "past owners lose access");

        bool Knows(string actor) => Rights.MayKnow(bench.State, bench.Facts(actor));
    }

    [Fact, Clause("3.1e")]
    public void Progress_says_who_answers_for_it_and_why_it_is_due_then()
    {
        var bench = ACase().Accepted();
        var track = CaseViews.Track(Number, bench.State, bench.Facts(Person));
        (track.Owner, track.OwnerName).Should().Be((Handler, "唐闻笛"));
        track.DueAt.Should().Be(DemoCity.At("2026-12-01 17:00"));
        track.DueExplanation.Should().NotBeEmpty();
        track.MayEvaluate.Should().BeFalse();
        CaseViews.Track(Number, ACase().IsDelivered().State, bench.Facts(Person)).MayEvaluate.Should().BeTrue();
    }

    [Fact]
    public void After_erasure_the_view_still_shows()
    {
        var view = ACase().AtRecheck().Given(s => s with { Applicant = null, Contact = null, Question = null, Erased = true }).View(Reviewer);
        view.Erased.Should().BeTrue();
        view.Applicant.Should().Be(new PersonView("已删除", "unemployed", null, null, null));
        view.Contact.Should().Be(new PersonView("已删除", "unemployed", null, null, null));
        ACase().Opened(Guide, Opening with { Contact = null }).View(Guide).Contact.Should().BeNull("nobody gave a name");
    }

    [Fact]
    public void What_each_may_do_is_said()
    {
        ACase().Opened(Guide).View(Guide).Allowed.Should().BeEquivalentTo("notices", "referral", "handoffs", "escalations");
        ACase().Answered().View(Person).Allowed.Should().BeEquivalentTo("application", "withdrawal");
        ACase().Applied().View(Handler).Allowed.Should().BeEquivalentTo("acceptance", "refusal", "referral", "spot-correction", "supplement-request", "handoffs", "escalations");
        ACase().Accepted().Do(Handler, Finish("initial-review", Reviewer)).View(Reviewer).Allowed.Should().BeEquivalentTo("accept", "decline");
        ACase().AtDecision().View(Decider).Allowed.Should().Contain("decision").And.Contain("return");
        ACase().IsDecided().View(Colleague).Allowed.Should().BeEquivalentTo("delivery");
        ACase().IsDelivered().View(Person).Allowed.Should().BeEquivalentTo("evaluation");
        ACase().IsDelivered().Do(Decider, new ArchiveCase()).View(Decider).Allowed.Should().BeEmpty();
        ACase().Accepted().View(Supervisor).Allowed.Should().BeEquivalentTo("assignment");
    }

    [Fact]
    public void Whatever_is_said_to_be_allowed_is_not_refused_for_the_state()
    {
        var benches = new[] { ACase().Opened(Guide), ACase().Answered(), ACase().Applied(), ACase().Applied().Do(Handler, Request(AllPapers)), ACase().Accepted(), ACase().AtRecheck(), ACase().AtDecision(), ACase().IsDecided(), ACase().IsDelivered() };
        foreach (var bench in benches)
        {
            foreach (var actor in new[] { bench.State.Owner, Person, Colleague })
            {
                foreach (var name in bench.View(actor).Allowed)
                {
                    if (Empty(name, bench.State.Stage) is not { } command) continue;
                    bench.When(actor, command).Refusal?.Code.Should().NotBe(Codes.StageOrder).And.NotBe(Codes.NotOwner).And.NotBe(Codes.NotPermitted, $"{name} by {actor} in {bench.State.Status}");
                }
            }
        }

        static CaseCommand? Empty(string name, string? stage) => name switch
        {
            "notices" => new GiveNotices(null, null, null, null), "close" => new CloseInquiry(""), "application" => new SubmitApplication("", null!, null, []),
            "supplement-request" => new RequestSupplement([]), "supplement" => new SupplyMaterials([]), "acceptance" => new AcceptCase(), "refusal" => new RefuseCase(null, null, null),
            "finish" => new FinishStage(null, null, null) { Stage = stage! }, "return" => new ReturnStage([], null) { Stage = stage! }, "decision" => new DecideCase("", null),
            "delivery" => new DeliverCase("", null), "evaluation" => new EvaluateCase(0), "withdrawal" => new WithdrawCase(), "archive" => new ArchiveCase(), _ => null,
        };
    }

    [Fact]
    public void The_ledger_shows_private_parts_only_by_need()
    {
        var bench = ACase().AtRecheck();
        Item("auditor").DataJson.Should().NotContain("秦").And.NotContain(Id);
        Item(Handler).DataJson.Should().NotContain("秦", "the case has left them");
        var whole = JsonNode.Parse(Item(Person).DataJson)!;
        ((string?)whole["applicant"]!["name"]).Should().Be("秦小满");
        ((string?)whole["serviceItem"]).Should().Be("UNE-BENEFIT");
        Item(Reviewer).Hash.Should().MatchRegex("^[0-9a-f]{64}$");

        LedgerItem Item(string actor)
        {
            var recorded = bench.Entries.Single(e => e.Body is ApplicationReceived);
            var entry = EntryCodec.Standard.Encode(recorded.Body, recorded.OccurredAt, recorded.Actor, "key");
            return LedgerViews.Of(
                new(1, 42, "case/" + Number, recorded.Version, entry.Kind, 1, recorded.OccurredAt, recorded.RecordedAt, recorded.Actor, "a", "c", Hall, entry.Data, "key", entry.Private!.Json, false, new byte[32]),
                bench.State, bench.Facts(actor));
        }
    }
}
