using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class CaseSummaryTests
{
    [Fact]
    public void The_row_says_where_the_case_stands()
    {
        var bench = ACase().Accepted();
        var row = CaseSummary.Of(bench.State, bench.Facts(Handler));
        row.Should().BeEquivalentTo(new { State = "in-stage", Stage = "initial-review", Owner = Handler, Hall, Item = "UNE-BENEFIT", Card = "none", Overdue = false, Applicant = "key-of-the-applicant", OfferedTo = (string?)null });
        row.NextDue.Should().NotBeNull();
        CaseSummary.ExtraOf(row).Should().BeEquivalentTo(new { Channel = "onsite", Line = "unemployment", DueAt = DemoCity.At("2026-12-01 17:00"), OpenedAt = bench.State.OpenedAt, Window = "YXCS-00" });
        CaseSummary.ListItem(row with { Stream = "case/" + Number, Version = 9 }).Should().BeEquivalentTo(new { CaseNumber = Number, Channel = "onsite", State = "in-stage", Version = 9 });
    }

    [Fact]
    public void No_personal_data_stands_in_a_row()
    {
        var bench = ACase().AtDecision().Do(Decider, new AskEscalation("秦小满的金额超限", "同意？", StaffLevel.L4, 60_000));
        CaseSummary.Of(bench.State, bench.Facts(Decider)).ToString().Should().NotContain("秦").And.NotContain(Id).And.NotContain("13800005678");
    }

    [Fact]
    public void Offers_and_questions_wait_for_whom_they_are_for()
    {
        var bench = ACase().Accepted().Do(Handler, Finish("initial-review", Reviewer));
        var row = CaseSummary.Of(bench.State, bench.Facts(Handler));
        row.OfferedTo.Should().Be(Reviewer);
        CaseSummary.ExtraOf(row).Offer.Should().Match<CaseExtra.Waiting>(o => o.Id == "h1" && o.Kind == "next-stage" && o.From == Handler && o.AcceptBy != null);

        var line = ACase().Answered().Do(Handler, new OfferHandoff(new(Hall: "YXNP", ServiceLine: "unemployment"), "transfer-hall", "区厅办理"));
        CaseSummary.Of(line.State, line.Facts(Handler)).OfferedTo.Should().Be("hall:YXNP/unemployment");

        var agent = ACase().Answered().Do(Handler, new AppointAgent(Colleague, "书面授权", "全程代办"));
        CaseSummary.ExtraOf(CaseSummary.Of(agent.State, agent.Facts(Handler))).AgentOffer!.To.Should().Be(Colleague);

        var asked = ACase().AtDecision().Do(Decider, new AskEscalation("超限", "同意？", StaffLevel.L4, 60_000));
        CaseSummary.ExtraOf(CaseSummary.Of(asked.State, asked.Facts(Decider))).Escalation.Should().Match<CaseExtra.Question>(q => q.Id == "e1" && q.Level == StaffLevel.L4);
    }

    [Fact]
    public void What_is_archived_is_woken_no_more()
    {
        var bench = ACase().IsDelivered().Do(Decider, new ArchiveCase());
        CaseSummary.Of(bench.State, bench.Facts(Decider)).NextDue.Should().BeNull();
    }

    [Fact]
    public void A_row_of_another_making_is_read_as_empty() => CaseSummary.ExtraOf(new() { Stream = "case/x", Extra = "[]" }).Should().Be(CaseExtra.None);
}
