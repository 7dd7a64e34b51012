using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Tests;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class LifeOfACaseTests
{
    [Fact, Clause("3.4a"), Clause("6.4b")]
    public void A_matter_goes_from_the_first_question_to_the_archive()
    {
        var bench = ACase().Opened(Guide).Do(Guide, Notices)
            .Do(Guide, new OfferHandoff(new(Staff: Handler), "transfer-inside", "失业窗口办理")).Takes(Handler)
            .Do(Handler, Application())
            .Do(Handler, Request("unemployment-form", "id-or-card"))
            .Do(Handler, new SupplyMaterials(Papers("unemployment-form")))
            .Do(Handler, new SupplyMaterials(Papers("id-or-card")))
            .Do(Handler, new AcceptCase())
            .Do(Handler, Finish("initial-review", Reviewer)).Takes(Reviewer)
            .Do(Reviewer, Finish("recheck", Decider)).Takes(Decider)
            .Do(Decider, Grant())
            .Do(Decider, new DeliverCase("pickup", "本人签收"))
            .Do(Person, new EvaluateCase(5, ["服务效率"]))
            .Do(Decider, new ArchiveCase());
        bench.State.Status.Should().Be(CaseStates.Archived);
        bench.Entries.Select(e => e.Body.GetType().Name).Should().Equal(
            "InquiryOpened", "NoticesGiven", "HandoffOffered", "HandoffAccepted", "ApplicationReceived", "ExplanationGiven", "SupplementRequested", "SupplementReceived", "SupplementReceived",
            "Accepted", "StageFinished", "HandoffOffered", "HandoffAccepted", "StageStarted", "StageFinished", "HandoffOffered", "HandoffAccepted", "StageStarted",
            "Decided", "EvaluationInvited", "Delivered", "Evaluated", "Archived");
        bench.State.Owners.Select(o => o.Owner).Should().Equal(Guide, Handler, Reviewer, Decider);
        bench.State.Version.Should().Be(23);
    }

    [Fact, Clause("6.4c")]
    public void At_every_version_there_is_exactly_one_owner()
    {
        var bench = ACase().IsDelivered();
        var state = Grains.Cases.CaseState.None;
        foreach (var entry in bench.Entries)
        {
            state = Grains.Cases.CaseFold.Evolve(state, entry);
            state.Owner.Should().NotBeEmpty();
            state.Owners[^1].Owner.Should().Be(state.Owner);
        }
    }

    [Fact]
    public void An_instant_matter_goes_from_acceptance_straight_to_its_decision_by_one_person()
    {
        var bench = ACase().Instant().Do(Handler, new AcceptCase());
        bench.State.Stage.Should().Be("decision");
        bench.Do(Handler, Grant(null)).State.Status.Should().Be(CaseStates.Decided);
    }

    [Fact]
    public void On_an_archived_case_nothing_is_done_any_more()
    {
        var bench = ACase().IsDelivered().Do(Decider, new ArchiveCase());
        var acts = new CaseCommand[] { Notices, new CloseInquiry("answered"), Application(), Request("id-or-card"), new SupplyMaterials(Papers("id-or-card")), new AcceptCase(), new RefuseCase("a", "b", "c"), Finish("decision", Handler), new ReturnStage(["a"], "b") { Stage = "decision" }, Grant(), new DeliverCase("mail", "x"), new ArchiveCase() };
        foreach (var act in acts) bench.Refused(Decider, act).Code.Should().Be(Codes.Archived, act.GetType().Name);
        bench.Refused(Person, new WithdrawCase()).Code.Should().Be(Codes.Archived);
        bench.Refused(Person, new EvaluateCase(5)).Code.Should().Be(Codes.Archived);
    }

    [Fact, Clause("3.4a")]
    public void What_the_state_does_not_allow_is_refused_with_what_it_does_allow()
    {
        var bench = ACase().Accepted();
        var refusal = bench.Refused(Handler, new AcceptCase());
        refusal.Code.Should().Be(Codes.StageOrder);
        refusal.Allowed.Should().BeEquivalentTo("finish", "pauses", "extension", "handoffs", "escalations");
        refusal.Version.Should().Be(bench.State.Version);
    }

    [Fact]
    public void Rights_come_before_state_and_state_before_content()
    {
        var bench = ACase().Accepted();
        bench.Refused(Colleague, new RefuseCase(null, null, null)).Code.Should().Be(Codes.NotOwner);
        bench.Refused(Handler, new RefuseCase(null, null, null)).Code.Should().Be(Codes.StageOrder);
    }

    [Theory, InlineData("stranger"), InlineData("admin"), InlineData("social"), InlineData("YXNP004")]
    public void Who_may_not_know_of_a_case_is_answered_as_if_there_were_none(string actor) =>
        ACase().Accepted().Refused(actor, Grant()).Should().BeEquivalentTo(Refusal.Of(Codes.NotFound));

    [Fact]
    public void The_hall_itself_is_no_actor_of_a_case() =>
        ACase().Accepted().Refused("system", new AcceptCase()).Code.Should().Be(Codes.NotPermitted);

    [Fact]
    public void Imported_history_takes_no_commands() =>
        ACase().Accepted().Given(s => s with { Imported = true }).Refused(Handler, Finish("initial-review", Reviewer)).Code.Should().Be(Codes.StageOrder);

    [Theory, InlineData("unemployment", null, Codes.QualificationMissing), InlineData("unemployment", "2026-11-23", Codes.QualificationExpired), InlineData("discipline", "2026-11-23", Codes.DisciplineTrainingMissing)]
    [Clause("2.6d")]
    public void Training_is_asked_for_at_each_serving_act(string line, string? until, string code)
    {
        foreach (var (bench, act) in new (CaseBench, CaseCommand)[]
        {
            (ACase().Applied(), Request(AllPapers)), (ACase().Applied(AllPapers), new AcceptCase()), (ACase().Applied(AllPapers), new RefuseCase("a", "b", "c")),
            (ACase().Accepted(), Finish("initial-review", Reviewer)),
        }) bench.Untrained(Handler, line, until).Refused(Handler, act).Code.Should().Be(code, act.GetType().Name);
    }

    [Fact]
    public void Acts_need_duty()
    {
        foreach (var (bench, act) in new (CaseBench, CaseCommand)[]
        {
            (ACase().Opened(Handler), Notices), (ACase().Opened(Handler), new CloseInquiry("answered")), (ACase().Answered(), Application()), (ACase().Applied(), Request(AllPapers)),
            (ACase().Applied(AllPapers), new AcceptCase()), (ACase().Applied(AllPapers), new RefuseCase("a", "b", "c")), (ACase().Accepted(), Finish("initial-review", Reviewer)),
        }) bench.OffDuty(Handler).Refused(Handler, act).Code.Should().Be(Codes.NotOnDuty, act.GetType().Name);
    }
}
