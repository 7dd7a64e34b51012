using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Privacy;

/// <summary>Retrieval codes that change (must-hold 13), and persons that are forgotten (must-hold 27).</summary>
public class OwnDataTests
{
    [Fact]
    public void The_person_changes_the_code_with_the_one_they_have()
    {
        var bench = ACase().Accepted();
        bench.When(Person, new RotateRetrievalCode()).Made["codeIssue"].Should().Be("2");
        bench.Do(Person, new RotateRetrievalCode()).Do(Person, new RotateRetrievalCode());
        bench.State.CodeIssue.Should().Be(3);
        bench.Of<RetrievalCodeIssued>().Should().Equal(new RetrievalCodeIssued(2, "person"), new RetrievalCodeIssued(3, "person"));
    }

    [Fact]
    public void The_owner_changes_it_for_who_tells_the_number_on_file()
    {
        var bench = ACase().Accepted();
        bench.Refused(Handler, new RotateRetrievalCode()).Code.Should().Be("identity-invalid");
        bench.Refused(Handler, new RotateRetrievalCode("999900196511201028")).Errors!["idNumber"].Should().Equal("not-that-on-file");
        bench.Refused(Handler, new RotateRetrievalCode(CreditCode: "91999900MA00000019")).Code.Should().Be("identity-invalid");
        bench.Do(Handler, new RotateRetrievalCode(Id)).Of<RetrievalCodeIssued>().Single().By.Should().Be("owner");
        ACase().Answered().Refused(Handler, new RotateRetrievalCode(Id)).Errors!["idNumber"].Should().Equal("none-on-file");
        ACase().Accepted().OffDuty(Handler).Refused(Handler, new RotateRetrievalCode(Id)).Code.Should().Be("not-on-duty");
    }

    [Theory, InlineData(Colleague, "not-owner"), InlineData(Leader, "not-owner"), InlineData(Supervisor, "not-owner"), InlineData("auditor", "not-permitted"), InlineData("stranger", "not-found")]
    public void Nobody_else_changes_it(string actor, string code) => ACase().Accepted().Refused(actor, new RotateRetrievalCode(Id)).Code.Should().Be(code);

    [Fact]
    public void An_archived_case_can_get_a_new_code() =>
        ACase().IsDelivered().Do(Decider, new ArchiveCase()).Do(Person, new RotateRetrievalCode()).State.Should().BeEquivalentTo(new { Status = "archived", CodeIssue = 2 });

    [Fact]
    public void A_forgotten_person_leaves_a_case_that_goes_on()
    {
        var bench = ACase().AtRecheck().Do(Supervisor, new Unmask(["phone"], "why"));
        var forgotten = Erased(bench);
        var view = CaseViews.Of(Number, forgotten, bench.Facts(Reviewer));
        view.Erased.Should().BeTrue();
        view.Applicant.Should().Be(new PersonView("已删除", "unemployed", null, null, null));
        (view.Question, view.Stages[0].Conclusion, view.Owner, view.Stage).Should().Be((null, null, Reviewer, "recheck"));
        CaseViews.Track(Number, forgotten, bench.Facts(Person)).Erased.Should().BeTrue();
        CaseSummary.Of(forgotten, bench.Facts("system")).Applicant.Should().BeNull("the row leads to nobody");
        forgotten.Readings.Should().ContainSingle().Which.Purpose.Should().BeNull();
        UnmaskRules.Show(view, new(["idNumber"], "x"), forgotten, bench.Facts(Reviewer)).Unmasked.Should().BeEmpty();
        var decision = CaseRules.Decide(forgotten, Finish("recheck", Decider), bench.Facts(Reviewer));
        decision.Refusal.Should().BeNull("what was begun can be ended");
        CaseRules.Decide(forgotten, new RotateRetrievalCode(Id), bench.Facts(Reviewer)).Refusal!.Errors!["idNumber"].Should().Equal("none-on-file");
    }

    [Fact]
    public void Every_life_of_a_case_folds_without_its_private_parts()
    {
        foreach (var bench in new[] { ACase().Applied().Do(Handler, Request(AllPapers)), ACase().IsDelivered().Do(Person, new EvaluateCase(2, ["冷淡"], "不好")), ACase().AtDecision().Do(Decider, Deny()), ACase().Instant() })
            foreach (var actor in new[] { Person, bench.State.Owner, Leader, Supervisor, "auditor" }) CaseViews.Of(Number, Erased(bench), bench.Facts(actor)).Erased.Should().BeTrue();
    }

    [Fact]
    public void What_the_agent_may_do_is_the_persons_word_and_no_public_text()
    {
        foreach (var entry in new IEntry[] { new AgentAppointed("a", "b", "代领至人民路9号", "x"), new HandoffOffered("h1", "agent", "a", new("b"), null, false, null, Scope: "代领至人民路9号") })
            EntryCodec.Standard.Encode(entry, default, "a", "key").Should().Match<NewEntry>(e => !e.Data.Contains("代领") && e.Private!.Json.Contains("代领"));
        // Written before it was private: still read.
        ((AgentAppointed)EntryCodec.Standard.Decode(nameof(AgentAppointed), 1, """{"agent":"a","appointedBy":"b","scope":"s"}""", null)).Scope.Should().Be("s");
    }

    private static CaseState Erased(CaseBench bench)
    {
        var state = CaseState.None;
        foreach (var r in bench.Entries)
        {
            var entry = EntryCodec.Standard.Encode(r.Body, r.OccurredAt, r.Actor, "key");
            state = CaseFold.Evolve(state, r with { Body = EntryCodec.Standard.Decode(entry.Kind, entry.Schema, entry.Data, null), Erased = entry.Private is not null });
        }

        return CaseFold.Evolve(state, new(new PersonErased("request", ["key"], 5), state.Version + 1, bench.Now, bench.Now, "operator", "system", "", false));
    }
}
