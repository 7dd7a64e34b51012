using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Ownership;

/// <summary>全程代理 and objections to an assignment.</summary>
public class AgencyTests
{
    private static readonly AppointAgent Appointment = new(Colleague, "授权委托书 2026-118", "提交、补正、领取");

    private static CaseBench WithAgent() => ACase().Applied().Do(Handler, Appointment).Do(Colleague, new AcceptHandoff { HandoffId = "h1" });

    [Fact, Clause("5.6b")]
    public void An_agent_acts_under_the_applicants_authorisation_from_acceptance_on()
    {
        var bench = ACase().Applied().Do(Handler, Appointment);
        bench.State.Agent.Should().BeNull("nobody is an agent without accepting");
        bench.Do(Handler, new OfferHandoff(new(Staff: "YXCS008"), "transfer-inside", "转办"));
        bench.State.AgentOffer.Should().NotBeNull("it stands beside the one ownership offer");
        bench.Do(Colleague, new AcceptHandoff { HandoffId = "h1" });
        (bench.State.Agent, bench.State.Owner).Should().Be((Colleague, Handler));
        bench.Entries.Should().ContainSingle(e => e.Body is AgentAppointed).Which.Body.Should().Be(new AgentAppointed(Colleague, Handler, Appointment.Scope, Appointment.Authorisation));
        bench.View(Colleague).Applicant!.Name.Should().Be("秦小满", "the agent is told everything");
        bench.Do(Handler, Request(AllPapers)).Do(Colleague, new SupplyMaterials(Papers(AllPapers))).State.Status.Should().Be(CaseStates.Received, "the agent supplies for the applicant");
    }

    [Fact, Clause("5.6b")]
    public void The_agent_cannot_accept_review_or_decide()
    {
        var bench = WithAgent();
        bench.Refused(Colleague, new AcceptCase()).Code.Should().Be(Codes.AgentCannotDecide);
        bench.Refused(Colleague, new RefuseCase("a", "b", "c", "not-needing")).Code.Should().Be(Codes.AgentCannotDecide);
        bench.Refused(Colleague, Grant()).Code.Should().Be(Codes.AgentCannotDecide);
        bench.Staff(Colleague, s => s with { Lines = [.. s.Lines, "unemployment"], Training = [.. s.Training, s.Training[0] with { Line = "unemployment" }] })
            .Refused(Decider, new AssignOwner(Colleague, "改由代办员")).Code.Should().Be(Codes.AgentCannotDecide);
    }

    [Theory, Clause("5.6b")]
    [InlineData(null, "scope", "authorisation")]
    [InlineData("书面授权", null, "scope")]
    public void Without_authorisation_or_scope_nobody_is_appointed(string? authorisation, string? scope, string missing) =>
        ACase().Applied().Refused(Handler, new AppointAgent(Colleague, authorisation, scope)).Should().Match<Refusal>(r => r.Code == Codes.ReasonMissing && r.Missing.Contains(missing));

    [Fact]
    public void One_agent_for_a_matter_who_is_replaced_and_not_doubled()
    {
        var bench = WithAgent();
        bench.Refused(Handler, Appointment).Code.Should().Be(Codes.Validation);
        bench.Do(Handler, Appointment with { Staff = "YXCS012" }).Refused(Handler, Appointment with { Staff = "YXCS013" }).Code.Should().Be(Codes.OfferOpen);
        bench.Do("YXCS012", new AcceptHandoff { HandoffId = bench.State.AgentOffer!.Id });
        bench.State.Agent.Should().Be("YXCS012");
        bench.Entries.Select(e => e.Body).OfType<AgentEnded>().Should().Equal(new AgentEnded(Colleague, "replaced"));
        bench.Refused("YXCS012", new WithdrawCase()).Code.Should().Be(Codes.NotPermitted);
        ACase().Applied().Refused(Handler, Appointment with { Staff = Handler }).Code.Should().Be(Codes.ConflictOfInterest);
    }

    [Fact, Clause("5.6b")]
    public void The_applicant_ends_it_at_any_time_and_the_owner_cannot()
    {
        WithAgent().Refused(Handler, new EndAgency()).Code.Should().Be(Codes.NotPermitted);
        var bench = WithAgent().Do(Person, new EndAgency("自己办"));
        bench.State.Agent.Should().BeNull();
        bench.View("YXCS017").Applicant!.Name.Should().NotBe("秦小满");
        bench.Refused(Person, new EndAgency()).Code.Should().Be(Codes.StageOrder);
        WithAgent().Do(Colleague, new EndAgency("调岗")).State.Agent.Should().BeNull();
        var waiting = ACase().Applied().Do(Person, Appointment).Do(Person, new EndAgency());
        waiting.State.AgentOffer.Should().BeNull();
    }

    private static CaseBench AssignedTo(string staff, string by = Decider) => ACase().Applied().Do(by, new AssignOwner(staff, "原责任人病假"));

    [Fact]
    public void An_assignee_may_object_and_owns_while_the_superior_thinks()
    {
        var bench = AssignedTo("YXCS008").Do("YXCS008", new ObjectToAssignment("与申请人是亲属"));
        bench.State.Owner.Should().Be("YXCS008");
        bench.State.Assignment!.Decider.Should().Be(Leader, "the hall's leader stands above a section head");
        bench.State.OpenDuties.Should().ContainSingle().Which.For.Should().Be(Leader);
        bench.Refused(Decider, new AnswerObjection(true, "x")).Code.Should().Be(Codes.TwoPersonsNeeded);
        bench.Refused("YXCS006", new AnswerObjection(true, "x")).Code.Should().Be(Codes.NotPermitted);
        bench.Refused(Leader, new AnswerObjection(true, null)).Code.Should().Be(Codes.ReasonMissing);
        bench.Do(Leader, new AnswerObjection(true, "情况属实", "YXCS009"));
        (bench.State.Owner, bench.State.Assignment!.By).Should().Be(("YXCS009", Leader));
        bench.State.OpenDuties.Should().BeEmpty();
    }

    [Fact]
    public void Not_upheld_it_stays_and_upheld_without_a_name_it_goes_back()
    {
        var stays = AssignedTo("YXCS008").Do("YXCS008", new ObjectToAssignment("太忙")).Do(Leader, new AnswerObjection(false, "工作量正常"));
        stays.State.Owner.Should().Be("YXCS008");
        stays.Refused("YXCS008", new ObjectToAssignment("再次")).Code.Should().Be(Codes.StageOrder);
        AssignedTo("YXCS008").Do("YXCS008", new ObjectToAssignment("回避")).Do(Leader, new AnswerObjection(true, "属实")).State.Owner.Should().Be(Handler);
    }

    [Fact]
    public void After_sixty_working_minutes_or_without_an_assignment_there_is_nothing_to_object_to()
    {
        AssignedTo("YXCS008").At("2026-11-24 10:01").Refused("YXCS008", new ObjectToAssignment("迟了")).Code.Should().Be(Codes.AlreadyLate);
        AssignedTo("YXCS008").Refused(Handler, new ObjectToAssignment("不是我的")).Code.Should().Be(Codes.NotOwner);
        AssignedTo("YXCS008").Refused("YXCS008", new ObjectToAssignment(" ")).Code.Should().Be(Codes.ReasonMissing);
        ACase().Applied().Refused(Handler, new ObjectToAssignment("没有指派")).Code.Should().Be(Codes.StageOrder);
        AssignedTo("YXCS008", Supervisor).Do("YXCS008", new ObjectToAssignment("回避")).State.Assignment!.Decider.Should().Be(Bureau, "only the bureau stands above the supervisor");
    }
}
