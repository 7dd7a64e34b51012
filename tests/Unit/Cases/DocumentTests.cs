using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

public class DocumentTests
{
    private static CaseRead<DocumentView> Paper(CaseBench bench, string kind, string actor = Person) => Documents.Of(Number, kind, bench.State, bench.Facts(actor));

    [Fact, Clause("2.3b")]
    public void A_denial_names_the_review_within_sixty_days_and_where_to_complain()
    {
        var paper = Paper(ACase().AtDecision().Do(Decider, Deny() with { Remedies = "可咨询窗口" }), "decision").Value!;
        paper.Remedies.Should().Contain("60日").And.Contain("行政复议").And.Contain("行政诉讼").And.Contain("投诉");
        paper.ComplaintPhone.Should().NotBeNullOrEmpty();
        (paper.Owner, paper.OwnerName).Should().Be((Decider, ACase().Facts(Person).Find(Decider)!.Definition.Name));
        paper.Lines.Should().Contain(l => l.Label == "依据" && l.Text == Deny().Basis);
    }

    [Fact, Clause("5.3c"), Clause("2.3b")]
    public void A_refusal_is_a_paper_with_reason_basis_way_forward_and_remedies()
    {
        var bench = ACase().Applied().Staff(Handler, s => s with { Level = StaffLevel.L2 }).Do(Handler, new RefuseCase("不属于参保人员", "条例 14", "可咨询社区", "not-needing"));
        var paper = Paper(bench, "refusal").Value!;
        paper.Lines.Select(l => l.Text).Should().Contain(["不属于参保人员", "条例 14", "可咨询社区"]);
        paper.Remedies.Should().Contain("行政复议");
    }

    [Fact, Clause("5.3f")]
    public void The_receipt_lists_what_was_handed_in_with_time_and_owner()
    {
        var paper = Paper(ACase().Applied("unemployment-form"), "receipt").Value!;
        paper.Lines.Should().ContainSingle(l => l.Label.Contains("表") && l.Text.StartsWith("原件", StringComparison.Ordinal));
        paper.Owner.Should().Be(Handler);
        Paper(ACase().Answered(), "receipt").Refusal!.Code.Should().Be(Codes.NotFound, "nothing was handed in");
    }

    [Fact, Clause("5.2g"), Clause("5.6c"), Clause("5.3b")]
    public void Notices_supplement_and_acceptance_can_be_had_again()
    {
        Paper(ACase().Answered(), "notices").Value!.Lines.Should().HaveCountGreaterThanOrEqualTo(4);
        var supplied = ACase().Applied().Do(Handler, Request(AllPapers)).Do(Person, new SupplyMaterials(Papers(AllPapers)));
        Paper(supplied, "supplement").Value!.Lines.Should().Contain(l => l.Text == "未提交；现场填写", "also when all has arrived");
        Paper(ACase().Accepted(), "acceptance").Value!.Lines.Should().Contain(l => l.Label == "承诺办结" && l.Text.StartsWith("2026-12-01T17:00", StringComparison.Ordinal));
        Paper(ACase().Accepted(), "decision").Refusal!.Code.Should().Be(Codes.NotFound);
        Paper(ACase().Accepted(), "diary").Refusal!.Code.Should().Be(Codes.NotFound);
        Paper(ACase().Accepted(), "acceptance", Colleague).Refusal!.Code.Should().Be(Codes.NotPermitted, "texts are for those with need");
    }

    [Fact, Clause("5.2f")]
    public void A_form_opened_for_a_known_applicant_has_the_known_fields_filled()
    {
        var form = Documents.Form(Number, "unemployment-form", ACase().Applied("id-or-card").State, ACase().Facts(Handler)).Value!;
        form.Fields.Single(f => f.Name == "name").Value.Should().Be("秦小满");
        form.Fields.Single(f => f.Name == "idNumber").Value.Should().Be(Id);
        form.Fields.Single(f => f.Name == "signature").Value.Should().BeNull();
        var bench = ACase().Applied("id-or-card");
        Documents.Form(Number, "contribution-record", bench.State, bench.Facts(Handler)).Refusal!.Code.Should().Be(Codes.NotFound, "the department gets it itself");
        Documents.Form(Number, "unemployment-form", bench.State, bench.Facts(Colleague)).Refusal!.Code.Should().Be(Codes.NotPermitted);
    }
}
