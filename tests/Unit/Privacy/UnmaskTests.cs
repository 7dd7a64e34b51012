using System.Text.Json.Nodes;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Reports;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Reports;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using HallGrains.Unit.Clocks;
using NodaTime;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Privacy;

/// <summary>查看原值: domain-rules §12, must-hold 26.</summary>
public class UnmaskTests
{
    private const string Why = "核对缴费记录";
    private static readonly Unmask Number18 = new(["idNumber", "phone"], Why);

    [Theory]
    [InlineData(Reviewer, "owner"), InlineData(Supervisor, "supervisor"), InlineData(Leader, "leader"), InlineData(Bureau, "leader")]
    public void Who_has_a_need_is_shown_what_they_asked_for_and_it_is_written_down(string actor, string capacity)
    {
        var bench = ACase().AtRecheck().Do(actor, Number18);
        bench.Of<RestrictedRead>().Should().ContainSingle().Which.Should().BeEquivalentTo(new RestrictedRead(CallerOf(actor).Actor, capacity, ["idNumber", "phone"], Why));
        var shown = Shown(bench, actor, Number18);
        shown.Applicant.Should().BeEquivalentTo(new { IdNumber = Id, Phone = "13800005678" });
        shown.Unmasked.Should().BeEquivalentTo(new Dictionary<string, string> { ["idNumber"] = Id, ["phone"] = "13800005678" });
        if (actor != Reviewer) shown.Applicant.Should().BeEquivalentTo(new { Name = "秦*满", Address = "宁江市南浦区学府路***" }, "what was not asked for stays masked");
        bench.View(Leader).Applicant!.IdNumber.Should().Be("999900********0010", "the next view is masked again");
    }

    [Fact]
    public void The_agent_is_shown_it_and_says_so() =>
        ACase().AtRecheck().Given(s => s with { Agent = Colleague }).Do(Colleague, Number18).Of<RestrictedRead>().Single().Capacity.Should().Be("agent");

    [Theory]
    [InlineData(Handler, "not-permitted"), InlineData(Colleague, "not-permitted"), InlineData(Decider, "not-permitted"), InlineData("auditor", "not-permitted"), InlineData("YXCS#06", "not-permitted")]
    [InlineData("stranger", "not-found"), InlineData("admin", "not-found"), InlineData("social", "not-found"), InlineData("YXNP001", "not-found"), InlineData("YXNP004", "not-found")]
    public void Nobody_else_is_former_owners_and_reviewers_of_other_cases_neither(string actor, string code)
    {
        var bench = ACase().AtRecheck();
        bench.Refused(actor, Number18).Code.Should().Be(code);
        var shown = Shown(bench, actor, Number18);
        shown.Unmasked.Should().BeNull("a repeated command shows no more than a new one would");
        shown.Applicant!.IdNumber.Should().Be("999900********0010");
    }

    [Fact]
    public void Heads_of_the_halls_above_see_what_is_below_them_with_a_purpose()
    {
        var bench = ACase().Opened("NPWY002", Opening with { Hall = "NPWY", Window = null });
        bench.Refused("YXNP002", Number18).Code.Should().Be("not-permitted", "L3 answers for no more than its section");
        bench.Do(Leader, new Unmask(["phone"], Why)).Of<RestrictedRead>().Single().Capacity.Should().Be("leader");
    }

    [Fact]
    public void Without_a_purpose_nothing_is_shown()
    {
        var bench = ACase().AtRecheck();
        foreach (var purpose in new[] { null, "", "  " }) bench.Refused(Reviewer, new Unmask(["idNumber"], purpose)).Code.Should().Be("purpose-missing");
        var all = bench.Refused(Reviewer, new Unmask(["idNumber", "salary"], ""));
        all.Code.Should().Be("validation");
        all.Errors!.Keys.Should().BeEquivalentTo(["fields", "purpose"], "all that is wrong at once");
        bench.Refused(Reviewer, new Unmask([], Why)).Errors!.Keys.Should().Equal("fields");
        bench.Refused(Reviewer, new Unmask(null, Why)).Errors!.Keys.Should().Equal("fields");
        bench.Refused(Reviewer, new Unmask([null!, "phone"], new string('x', 501))).Errors!.Keys.Should().Equal("purpose");
        bench.Of<RestrictedRead>().Should().BeEmpty();
    }

    [Fact]
    public void An_archived_matter_can_be_looked_into_and_stays_archived()
    {
        var bench = ACase().IsDelivered().Do(Decider, new ArchiveCase()).Do(Supervisor, Number18);
        bench.State.Status.Should().Be("archived");
        bench.Of<RestrictedRead>().Should().ContainSingle();
    }

    [Fact]
    public void The_person_sees_all_anyway_and_is_no_reader()
    {
        var bench = ACase().AtRecheck();
        bench.When(Person, new Unmask(["idNumber"], null)).Should().BeEquivalentTo(new { Refusal = (Refusal?)null, Entries = Array.Empty<object>() });
    }

    [Fact]
    public void Why_somebody_looked_is_told_to_the_person_alone()
    {
        var bench = ACase().AtRecheck().Do(Supervisor, Number18);
        var recorded = bench.Entries.Last();
        var entry = EntryCodec.Standard.Encode(recorded.Body, recorded.OccurredAt, recorded.Actor, "key");
        JsonNode.Parse(entry.Data)!["purpose"].Should().BeNull("a purpose is free text");
        foreach (var (actor, told) in new[] { (Person, true), (Reviewer, false), (Supervisor, false), ("auditor", false) })
        {
            var item = LedgerViews.Of(new(1, 42, "case/" + Number, recorded.Version, entry.Kind, 1, recorded.OccurredAt, recorded.RecordedAt, recorded.Actor, "a", "c", Hall, entry.Data, "key", entry.Private!.Json, false, new byte[32]), bench.State, bench.Facts(actor));
            item.DataJson.Contains(Why, StringComparison.Ordinal).Should().Be(told, actor);
        }
    }

    [Theory, InlineData("applicant.idNumber"), InlineData("contact.idNumber")]
    public void A_field_may_be_said_with_the_one_it_belongs_to(string field) =>
        ACase().AtRecheck().Do(Reviewer, new Unmask([field, "idNumber"], Why)).Of<RestrictedRead>().Single().Fields.Should().Equal("idNumber");

    [Fact]
    public void An_extension_B_character_is_one_character()
    {
        var bench = ACase().Answered().Do(Handler, Application(AllPapers) with { Applicant = TheApplicant with { Name = "𠮷𠮷田" } });
        bench.View(Leader).Applicant!.Name.Should().Be("𠮷*田");
        Shown(bench, Leader, new(["name"], Why)).Unmasked!["name"].Should().Be("𠮷𠮷田");
    }

    [Theory, InlineData("auditor"), InlineData("admin"), InlineData("social"), InlineData("supervisor"), InlineData("YXCS#06")]
    public void No_account_with_a_task_in_the_hall_is_the_person_whatever_code_it_shows(string actor)
    {
        var bench = ACase().AtRecheck();
        var facts = bench.Facts(actor == "supervisor" ? Supervisor : actor) with { CodeShown = true };
        Rights.IsPerson(facts).Should().BeFalse();
        CaseViews.Of(Number, bench.State, facts).Applicant!.IdNumber.Should().Be("999900********0010");
        Rights.IsPerson(facts with { Caller = new("citizen", null, [Roles.Citizen]) }).Should().BeTrue();
    }

    [Fact]
    public void More_than_thirty_a_day_are_flagged()
    {
        var book = new UnmaskingsBook();
        var (day, next) = (DemoCity.At("2026-11-24 23:59"), DemoCity.At("2026-11-25 00:01"));
        for (var i = 0; i < 30; i++) book.Add($"case/{i % 7}", Read("busy"), day);
        book.Add("case/1", Read("busy"), next);
        for (var i = 0; i < 31; i++) book.Add("case/1", Read("curious"), day);
        var view = book.View(new(), day);
        view.Items.Should().Equal(
            new UnmaskingsRow("curious", new(2026, 11, 24), 31, 1, true), new UnmaskingsRow("busy", new(2026, 11, 25), 1, 1, false), new UnmaskingsRow("busy", new(2026, 11, 24), 30, 7, false));
        book.View(new(From: new LocalDate(2026, 11, 25)), day).Items.Should().ContainSingle();
        book.View(new(To: new LocalDate(2026, 11, 24)), day).Items.Should().HaveCount(2);

        static RestrictedRead Read(string who) => new(who, "owner", ["phone"]);
    }

    private static CaseView Shown(CaseBench bench, string actor, Unmask command) => UnmaskRules.Show(bench.View(actor), command, bench.State, bench.Facts(actor));
}
