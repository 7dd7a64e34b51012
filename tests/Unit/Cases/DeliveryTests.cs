using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Tests;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class DeliveryTests
{
    private static readonly DeliverCase Pickup = new("pickup", "本人签收");
    private static readonly CaseCommand Evaluate = new EvaluateCase(5, ["服务效率"], "很快", false);

    [Fact]
    public void The_result_is_delivered_by_the_owner_or_the_desk_of_the_hall()
    {
        ACase().IsDecided().Do(Decider, Pickup).State.Status.Should().Be(CaseStates.Delivered);
        ACase().IsDecided().Do(Colleague, Pickup).View(Person).Delivery!.Method.Should().Be("pickup");
        ACase().IsDecided().Refused("YXNP004", Pickup).Code.Should().Be(Codes.NotFound);
        ACase().IsDecided().Refused(Person, Pickup).Code.Should().Be(Codes.NotPermitted);
        ACase().IsDecided().OffDuty(Colleague).Refused(Colleague, Pickup).Code.Should().Be(Codes.NotOnDuty);
        ACase().IsDecided().Untrained(Colleague, "discipline").Refused(Colleague, Pickup).Code.Should().Be(Codes.DisciplineTrainingMissing);
    }

    [Fact, Clause("2.2e")]
    public void Electronic_delivery_needs_consent()
    {
        ACase().IsDecided().Refused(Decider, new DeliverCase("electronic", "消息回执")).Code.Should().Be(Codes.OptionalConsentMissing);
        ACase().IsDecided().Refused(Decider, new DeliverCase("electronic", "消息回执", false)).Code.Should().Be(Codes.OptionalConsentMissing);
        ACase().IsDecided().Do(Decider, new DeliverCase("electronic", "消息回执", true)).State.Status.Should().Be(CaseStates.Delivered);
    }

    [Fact]
    public void Delivery_has_a_method_and_evidence_and_comes_after_the_decision()
    {
        ACase().IsDecided().Refused(Decider, new DeliverCase("pigeon", "")).Errors!.Keys.Should().BeEquivalentTo("method", "evidence");
        ACase().AtDecision().Refused(Decider, Pickup).Code.Should().Be(Codes.StageOrder);
        ACase().IsDelivered().Refused(Decider, Pickup).Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void A_failed_delivery_stays_to_be_done()
    {
        var bench = ACase().IsDecided().Do(Decider, new DeliverCase("mail", "退回", Failed: true));
        bench.State.Status.Should().Be(CaseStates.Decided);
        bench.Do(Decider, Pickup).View(Person).Delivery!.Failures.Should().Be(1);
    }

    [Fact]
    public void The_person_rates_the_result_once()
    {
        var bench = ACase().IsDelivered().Do(Person, Evaluate);
        bench.View(Person).Evaluation.Should().Match<EvaluationView>(e => e.Grade == 5 && e.Comment == "很快");
        bench.Refused(Person, Evaluate).Code.Should().Be(Codes.AlreadyEvaluated);
    }

    [Theory, InlineData(Decider), InlineData(Handler), InlineData(Supervisor)]
    public void Staff_do_not_evaluate(string actor) => ACase().IsDelivered().Refused(actor, Evaluate).Code.Should().Be(Codes.StaffCannotEvaluate);

    [Fact]
    public void The_evaluator_of_a_window_rates_cases_of_its_hall_only()
    {
        ACase().IsDelivered().Do("YXCS#06", Evaluate).State.Evaluation.Should().NotBeNull();
        ACase().IsDelivered().Refused("YXNP#01", Evaluate).Code.Should().Be(Codes.NotFound);
        ACase().IsDelivered().Refused("YXCS#06", new WithdrawCase()).Code.Should().Be(Codes.NotPermitted);
        ACase().IsDelivered().Refused("auditor", Evaluate).Code.Should().Be(Codes.NotPermitted);
    }

    [Theory, InlineData(0), InlineData(6), InlineData(-1)]
    public void Grades_go_from_one_to_five(int grade) => ACase().IsDelivered().Refused(Person, new EvaluateCase(grade)).Errors.Should().ContainKey("grade");

    [Fact]
    public void What_is_not_ended_is_not_rated_and_an_answered_question_is()
    {
        ACase().Accepted().Refused(Person, Evaluate).Code.Should().Be(Codes.StageOrder);
        ACase().Answered().Do(Handler, new CloseInquiry("answered")).Do(Person, Evaluate).State.Evaluation.Should().NotBeNull();
        ACase().IsDecided().Do(Person, Evaluate).State.Evaluation.Should().NotBeNull();
        ACase().IsDelivered().Refused(Person, new EvaluateCase(3, [.. Enumerable.Repeat("好", 11)], new('x', 4001))).Errors!.Keys.Should().BeEquivalentTo("tags", "comment");
    }

    [Fact]
    public void The_person_withdraws_any_time_before_the_decision_and_nobody_for_them()
    {
        foreach (var bench in new[] { ACase().Opened(), ACase().Applied(), ACase().Applied().Do(Handler, Request(AllPapers)), ACase().Accepted(), ACase().AtDecision() })
        {
            bench.Refused(bench.State.Owner, new WithdrawCase()).Code.Should().Be(Codes.NotPermitted);
            bench.Do(Person, new WithdrawCase("不办了")).State.Should().Match<Grains.Cases.CaseState>(s => s.Status == CaseStates.Withdrawn && s.Stage == null && s.EndedAt != null);
        }

        ACase().IsDecided().Refused(Person, new WithdrawCase()).Code.Should().Be(Codes.StageOrder);
        ACase().Opened().Refused(Person, new WithdrawCase(new('x', 4001))).Errors.Should().ContainKey("reason");
    }

    [Fact]
    public void What_has_ended_is_archived_by_its_owner_or_the_hall()
    {
        ACase().IsDelivered().Do(Handler, new ArchiveCase()).State.Status.Should().Be(CaseStates.Archived);
        ACase().Answered(Guide).Do(Guide, new CloseInquiry("answered")).Do(Guide, new ArchiveCase()).State.Status.Should().Be(CaseStates.Archived);
        ACase().Opened().Do(Person, new WithdrawCase()).Do(Handler, new ArchiveCase()).State.Status.Should().Be(CaseStates.Archived);
        ACase().IsDelivered().Refused(Guide, new ArchiveCase()).Code.Should().Be(Codes.NotOwner, "a guide is no L1");
        ACase().IsDelivered().Refused(Person, new ArchiveCase()).Code.Should().Be(Codes.NotPermitted);
        ACase().IsDelivered().OffDuty(Handler).Refused(Handler, new ArchiveCase()).Code.Should().Be(Codes.NotOnDuty);
        ACase().IsDelivered().Untrained(Handler, "discipline").Refused(Handler, new ArchiveCase()).Code.Should().Be(Codes.DisciplineTrainingMissing);
        ACase().IsDecided().Refused(Decider, new ArchiveCase()).Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void What_is_still_open_blocks_the_archive_and_is_named()
    {
        var bench = ACase().AtDecision().Do(Decider, new AskEscalation("超限", "同意？", StaffLevel.L4, 60_000)).Do(Person, new WithdrawCase());
        var refusal = bench.Refused(Decider, new ArchiveCase());
        (refusal.Code, refusal.Missing.Single()).Should().Be((Codes.ArchiveBlocked, "escalation:e1"));
        ACase().IsDelivered().Do(Person, new EvaluateCase(1)).Refused(Decider, new ArchiveCase()).Missing.Should().Equal("bad-review");
    }
}
