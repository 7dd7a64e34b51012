using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>Requests of the person (2.5b), whom they may turn to (5.4i), and their case on the item's flow (4.3k).</summary>
public class RequestTests
{
    private static readonly AddNote Ask = new() { Kind = "request", Text = "希望下午来窗口签字" };

    private static AddNote Answer(string outcome, string? reason = null, string? staff = null, string request = "q1") => new() { Kind = "request-answer", Request = request, Outcome = outcome, Reason = reason, Staff = staff };

    [Fact]
    [Clause("2.5b")]
    public void A_request_is_somebodys_until_it_is_answered()
    {
        var bench = ACase().Accepted().Do(Person, Ask);
        bench.State.OpenDuties.Should().ContainSingle().Which.Should().Match<CaseDuty>(d => d.Kind == DutyKinds.Request && d.For == null && d.About == "q1" && d.DueAt == DemoCity.At("2026-11-27 17:00"));
        CaseWaiting.Of(bench.State, bench.Facts("system")).Should().Contain(w => w.Kind == DutyKinds.Request && w.For == Handler);
        bench.View(Person).Requests.Should().ContainSingle().Which.Should().Match<RequestView>(q => q.RequestId == "q1" && q.For == Handler && q.Outcome == null && q.Text == Ask.Text);
        bench.Do(Handler, Answer("met")).State.OpenDuties.Should().BeEmpty();
        bench.View(Person).Requests[0].Should().Match<RequestView>(q => q.Outcome == "met" && q.For == null);
        bench.Refused(Handler, Answer("met")).Code.Should().Be(Codes.StageOrder);
    }

    [Theory]
    [Clause("2.5b")]
    [InlineData(null)]
    [InlineData("  ")]
    public void What_is_not_met_says_why(string? reason)
    {
        var bench = ACase().Accepted().Do(Handler, Ask);
        bench.Refused(Handler, Answer("not-met", reason)).Code.Should().Be(Codes.ReasonMissing);
        bench.Do(Handler, Answer("not-met", "法定须本人到场")).View(Person).Requests[0].Reason.Should().Be("法定须本人到场");
    }

    [Fact]
    [Clause("2.5b")]
    public void Passed_on_it_is_anothers_duty_and_no_word_but_an_answer_ends_it()
    {
        var bench = ACase().Accepted().Do(Person, Ask).Do(Handler, Answer("passed-on", null, Decider));
        bench.State.OpenDuties.Should().ContainSingle().Which.For.Should().Be(Decider);
        bench.View(Person).Requests[0].Should().Match<RequestView>(q => q.Outcome == null && q.For == Decider);
        bench.Refused(Handler, Answer("met")).Code.Should().Be(Codes.NotYourDuty);
        bench.Refused(Decider, new CompleteCaseDuty(null) { DutyId = bench.State.OpenDuties.Single().Id }).Code.Should().Be(Codes.StageOrder);
        bench.Do(Decider, Answer("met")).State.OpenDuties.Should().BeEmpty();
    }

    [Fact]
    public void What_is_wrong_with_a_request_is_said()
    {
        var bench = ACase().Accepted();
        bench.Refused(Person, new AddNote { Kind = "request" }).Code.Should().Be(Codes.ReasonMissing);
        bench.Refused("YXNP004", Ask).Code.Should().Be(Codes.NotFound, "another hall's staff do not know of it");
        bench.Do(Person, Ask).Refused(Handler, Answer("passed-on", null, "YXNP004")).Errors!["staff"].Should().Equal("not-found");
        bench.Refused(Handler, Answer("passed-on", null, Handler)).Errors!["staff"].Should().Equal("is-oneself");
        bench.Refused(Handler, Answer("perhaps")).Errors!.Keys.Should().Equal("outcome");
        bench.Refused(Handler, Answer("met", request: "q9")).Code.Should().Be(Codes.NotFound);
        bench.Refused(Person, Answer("met")).Code.Should().Be(Codes.NotPermitted);
    }

    [Fact]
    [Clause("5.4i")]
    public void The_applicants_page_shows_the_named_person_and_how_to_reach_them()
    {
        var bench = ACase().Accepted();
        CaseViews.Track(Number, bench.State, bench.Facts(Person)).ContactPerson.Should().BeNull();
        var name = new AddNote { Kind = "contact", Staff = Colleague };
        bench.Refused(Reviewer, name).Code.Should().Be(Codes.NotOwner);
        bench.Refused(Handler, new AddNote { Kind = "contact", Staff = "YXNP004" }).Errors!["staff"].Should().Equal("not-found");
        bench.Refused(Handler, new AddNote { Kind = "contact" }).Errors!["staff"].Should().Equal("required");
        bench.Do(Handler, name);
        CaseViews.Track(Number, bench.State, bench.Facts(Person)).ContactPerson.Should().Match<ContactPersonView>(c => c.Number == Colleague && c.Name!.Length > 0 && c.Phone == "12333" && c.HallName!.Length > 0);
        bench.When(Handler, name).Entries.Should().BeEmpty("it is so already");
        bench.Do(Decider, new AddNote { Kind = "contact", Staff = Handler }).View(Handler).ContactPerson!.Number.Should().Be(Handler);
    }

    [Fact]
    [Clause("4.3k")]
    public void The_persons_case_is_drawn_on_the_items_flow()
    {
        var bench = ACase().AtRecheck();
        var flow = CaseViews.Track(Number, bench.State, bench.Facts(Person)).Flow;
        flow.Select(s => (s.Stage, s.State)).Should().Equal(("acceptance", "done"), ("initial-review", "done"), ("recheck", "current"), ("decision", "to-come"));
        var current = flow[2];
        current.Limit.Should().Be(Item("UNE-BENEFIT").Stage("recheck")!.Limit);
        current.DueAt.Should().Be(HallGrains.Grains.Cases.CaseClocks.Readings(bench.State, bench.Facts(Person)).Last(r => r.Clock.Name == "stage:recheck").DueAt).And.NotBeNull();
        flow[0].FinishedAt.Should().NotBeNull();
        var early = ACase().Applied();
        CaseViews.Track(Number, early.State, early.Facts(Person)).Flow[0].State.Should().Be("current");
        var over = ACase().IsDecided();
        CaseViews.Track(Number, over.State, over.Facts(Person)).Flow.Should().OnlyContain(s => s.State == "done");
    }

    [Fact]
    [Clause("3.1e")]
    public void Progress_and_decisions_name_who_answers_for_them()
    {
        var bench = ACase().IsDecided();
        var track = CaseViews.Track(Number, bench.State, bench.Facts(Person));
        (track.Owner, track.OwnerName).Should().Be((Decider, bench.Facts(Person).Staff[Decider].Definition.Name));
        (track.Result!.DecidedBy, track.Result.DecidedByName).Should().Be((Decider, bench.Facts(Person).Staff[Decider].Definition.Name));
    }
}
