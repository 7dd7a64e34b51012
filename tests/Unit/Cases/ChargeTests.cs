using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Cases;

/// <summary>Fees, extras, seals, notices and notes.</summary>
public class ChargeTests
{
    private const string CardWindow = "YXCS012", FeeItem = "CARD-REPLACE", Investigator = "YXCS009";
    private static readonly AddNote FeeNotice = new() { Kind = "fee-notice", Code = "fee-1" };
    private static readonly AddNote Notice = new() { Kind = "enforcement-notice", Basis = "工伤保险条例 19", Text = "有权陈述申辩、要求听证", Officers = [Investigator, "YXCS016"] };
    private static readonly AddNote Check = new() { Kind = "on-the-spot-check", Text = "现场核实事故地点", Officers = [Investigator, "YXCS016"] };

    private static CaseBench AtInvestigation() => ACase().Received("WII-RECOG", "YXCS016", null, Needed("WII-RECOG")).Do("YXCS016", new AcceptCase())
        .Do("YXCS016", Finish("initial-review", Investigator)).Takes(Investigator);

    [Fact, Clause("2.2d")]
    public void Nothing_is_charged_that_the_item_does_not_list()
    {
        ACase().Applied(AllPapers).Refused(Handler, new RecordFee("fee-1", 5)).Code.Should().Be(Codes.FeeNotListed);
        ACase().Applied(AllPapers).Refused(Handler, FeeNotice).Code.Should().Be(Codes.FeeNotListed);
        ACase().Received(FeeItem, CardWindow).Do(CardWindow, FeeNotice).Refused(CardWindow, new RecordFee("fee-1", 25)).Code.Should().Be(Codes.FeeNotListed, "more than is listed");
    }

    [Fact, Clause("2.2d")]
    public void A_fee_is_told_with_its_basis_before_it_is_recorded_once()
    {
        var bench = ACase().Received(FeeItem, CardWindow);
        bench.Refused(CardWindow, new RecordFee("fee-1", 20)).Code.Should().Be(Codes.FeeNotNotified);
        bench.Do(CardWindow, FeeNotice).View(Person).Fees.Single().Should().Match<FeeView>(f => f.Amount == 20 && f.Basis != null && !f.Recorded);
        bench.Do(CardWindow, new RecordFee("fee-1", 20)).View(Person).Fees.Single().Recorded.Should().BeTrue();
        bench.Refused(CardWindow, new RecordFee("fee-1", 20)).Code.Should().Be(Codes.StageOrder);
        bench.Refused(Handler, new RecordFee("fee-1", 20)).Code.Should().Be(Codes.NotOwner);
    }

    [Fact, Clause("2.2e")]
    public void An_extra_needs_consent_is_of_the_item_and_moves_no_clock()
    {
        var bench = ACase().Accepted();
        var due = bench.View(Person).DueAt;
        bench.View(Person).Extras.Should().BeEmpty("off by default");
        bench.Refused(Handler, new AddExtra("mail-delivery", null)).Code.Should().Be(Codes.OptionalConsentMissing);
        bench.Refused(Handler, new AddExtra("mail-delivery", false)).Code.Should().Be(Codes.OptionalConsentMissing);
        bench.Refused(Handler, new AddExtra("gift-wrap", true)).Errors.Should().ContainKey("code");
        bench.Do(Handler, new AddExtra("mail-delivery", true)).View(Person).Should().Match<CaseView>(v => v.Extras.Single() == "mail-delivery" && v.DueAt == due);
        bench.Refused(Handler, new AddExtra("mail-delivery", true)).Code.Should().Be(Codes.StageOrder);
        ACase().Accepted().Do(Person, new AddExtra("mail-delivery", true)).Of<ExtraAdded>().Single().By.Should().Be("applicant");
    }

    [Fact, Clause("5.1d")]
    public void A_seal_is_used_where_the_opening_check_found_it()
    {
        var use = new UseSeal("YXCS-SEAL1", "acceptance");
        var bench = ACase().Accepted();
        bench.Refused(Handler, use).Code.Should().Be(Codes.SealNotPresent);
        bench.Sealing = new("open", Handler, [], 1);
        bench.Refused(Handler, use).Code.Should().Be(Codes.SealNotPresent);
        bench.Sealing = new("open", Colleague, [], 1) { SealsPresent = true };
        bench.Refused(Handler, use).Code.Should().Be(Codes.SealNotPresent, "somebody else stands there");
        bench.Sealing = new("open", Handler, [], 1) { SealsPresent = true };
        bench.Refused(Handler, new UseSeal("POTATO", "love-letter")).Errors!.Keys.Should().BeEquivalentTo("seal", "document");
        bench.Do(Handler, use).Of<SealUsed>().Single().Should().Be(new SealUsed("YXCS-SEAL1", "acceptance", "YXCS-06", Handler));
    }

    [Fact, Clause("2.2c")]
    public void An_investigation_goes_nowhere_before_the_person_was_told_by_two_officers()
    {
        var bench = AtInvestigation();
        bench.Refused(Investigator, Finish("investigation", "YXCS008")).Code.Should().Be(Codes.EnforcementNoticeMissing);
        bench.Refused(Investigator, Check).Code.Should().Be(Codes.EnforcementNoticeMissing);
        bench.Refused(Investigator, Notice with { Officers = [Investigator, Investigator] }).Code.Should().Be(Codes.TwoPersonsNeeded);
        bench.Refused(Investigator, Notice with { Basis = null, Text = " " }).Should().Match<Refusal>(r => r.Code == Codes.ReasonMissing && r.Missing.Length == 2);
        bench.Refused(Investigator, Notice with { Officers = [Investigator, "NOBODY"] }).Errors.Should().ContainKey("officers");
        bench.Do(Investigator, Notice).Refused(Investigator, Check with { Officers = null }).Code.Should().Be(Codes.TwoPersonsNeeded);
        bench.Do(Investigator, Check).Of<EnforcementStep>().Single().Officers.Should().Equal(Investigator, "YXCS016");
        bench.When(Investigator, Finish("investigation", Decider)).Refusal?.Code.Should().NotBe(Codes.EnforcementNoticeMissing);
    }

    [Fact, Clause("2.1b")]
    public void An_explanation_names_the_version_it_was_given_from_and_every_refusal_supplement_and_denial_has_one()
    {
        var bench = ACase().Accepted().Do(Handler, new AddNote { Kind = "explanation", Topic = "limits", Text = "已说明时限" });
        bench.Of<ExplanationGiven>().Single().Should().Match<ExplanationGiven>(e => e.Topic == "limits" && e.ServiceItem == "UNE-BENEFIT" && e.ItemVersion == 1 && e.By == Handler);
        bench.Refused(Handler, new AddNote { Kind = "explanation", Topic = "limits" }).Code.Should().Be(Codes.ReasonMissing);
        bench.Refused(Handler, new AddNote { Kind = "explanation", Topic = "weather", Text = "x" }).Errors.Should().ContainKey("topic");
        bench.Refused(Handler, new AddNote { Kind = "song" }).Errors.Should().ContainKey("kind");
        bench.Refused(Person, new AddNote { Kind = "song" }).Code.Should().Be(Codes.NotPermitted);
        ACase().Applied().Do(Handler, Request(AllPapers)).Of<ExplanationGiven>().Single().Topic.Should().Be("supplement");
        ACase().AtDecision().Do(Decider, Deny()).Of<ExplanationGiven>().Single().Topic.Should().Be("denial");
        ACase().AtDecision().Refused(Decider, Deny() with { Opinion = null }).Code.Should().Be(Codes.ReasonMissing);
    }

    [Fact, Clause("0.1")]
    public void A_second_visit_says_why_the_person_had_to_come()
    {
        var visit = new AddNote { Kind = "visit", Ticket = "B002" };
        var bench = ACase().Applied();
        bench.View(Handler).Visits.Should().Be(1, "the opening at the hall is the first");
        bench.Refused(Handler, visit).Code.Should().Be(Codes.VisitReasonMissing);
        bench.Refused(Handler, visit with { Reason = "because" }).Errors.Should().ContainKey("reason");
        bench.Do(Handler, visit with { Reason = "missing-paper" }).View(Handler).Visits.Should().Be(2);
    }

    [Fact, Clause("1.6")]
    public void What_is_done_online_needs_no_visit()
    {
        var bench = ACase().Opened(Handler, Opening with { Channel = "online", Window = null }).Do(Person, Application(AllPapers)).Do(Handler, new AcceptCase())
            .Do(Handler, Finish("initial-review", Reviewer)).Takes(Reviewer).Do(Reviewer, Finish("recheck", Decider)).Takes(Decider).Do(Decider, Grant())
            .Do(Decider, new DeliverCase("electronic", "消息回执", true)).Do(Person, new EvaluateCase(5));
        bench.View(Person).Should().Match<CaseView>(v => v.Visits == 0 && v.Channel == "online" && v.State == CaseStates.Delivered);
    }

    [Fact]
    public void Research_gives_three_working_days_to_answer_once_and_in_time()
    {
        var note = new AddNote { Kind = "research", Text = "需向省厅核实" };
        var bench = ACase().Opened(Handler);
        bench.View(Handler).DueAt.Should().Be(DemoCity.At("2026-11-25 17:00"));
        bench.Do(Handler, note).View(Handler).DueAt.Should().Be(DemoCity.At("2026-11-27 17:00"));
        bench.Refused(Handler, note).Code.Should().Be(Codes.StageOrder);
        ACase().Opened(Handler).At("2026-11-25 17:01").Refused(Handler, note).Code.Should().Be(Codes.AlreadyLate);
        ACase().Opened(Handler).Refused(Handler, note with { Text = null }).Code.Should().Be(Codes.ReasonMissing);
    }

    [Fact, Clause("5.2f")]
    public void Help_with_a_form_is_recorded()
    {
        var help = new AddNote { Kind = "filling-help", Material = "unemployment-form" };
        ACase().Answered().Do(Handler, help).Of<FillingHelped>().Single().By.Should().Be(Handler);
        ACase().Answered().Refused(Handler, help with { Material = "diary" }).Errors.Should().ContainKey("material");
    }

    [Fact]
    public void An_instant_item_that_cannot_be_finished_becomes_a_promise_once()
    {
        var convert = new AddNote { Kind = "conversion", Text = "系统数据需核对" };
        var bench = ACase().Instant().Later(NodaTime.Duration.FromMinutes(5)).Do(Handler, new AcceptCase());
        bench.View(Person).PromisedDueAt.Should().Be(DemoCity.At("2026-11-24 09:25"));
        bench.Do(Handler, convert).View(Person).Should().Match<CaseView>(v => v.Converted && v.PromisedDueAt == DemoCity.At("2026-12-01 17:00"));
        bench.State.CountsFrom.Should().Be(bench.State.ReceivedAt);
        bench.Refused(Handler, convert).Code.Should().Be(Codes.StageOrder);
        bench.Woken("2026-11-26 09:00").Of<YellowCarded>().Should().BeEmpty("the minutes do not bind any more");
        ACase().Accepted().Refused(Handler, convert).Code.Should().Be(Codes.StageOrder);
        ACase().Instant().Do(Handler, new AcceptCase()).Later(NodaTime.Duration.FromHours(1)).Refused(Handler, convert).Code.Should().Be(Codes.AlreadyLate);
        ACase().Instant().Do(Handler, convert).Later(NodaTime.Duration.FromDays(1)).Do(Handler, new AcceptCase()).View(Person).PromisedDueAt.Should().Be(DemoCity.At("2026-12-01 17:00"), "from the receipt");
    }

    [Fact, Clause("5.5c")]
    public void One_instant_matter_in_twenty_is_looked_at_by_another_person_and_until_then_not_put_away()
    {
        ACase().Instant().Do(Handler, new AcceptCase()).Do(Handler, Grant(null)).View(Handler).Sample.Should().BeNull();
        ACase().IsDecided().View(Decider).Sample.Should().BeNull("it was rechecked");
        var bench = ACase().Instant().Do(Handler, new AcceptCase());
        bench.SampleDraw = 4;
        bench.Do(Handler, Grant(null)).Do(Handler, new DeliverCase("pickup", "签收"));
        bench.Refused(Handler, new ArchiveCase()).Missing.Should().Equal("sample-check");
        bench.Refused(Handler, new AddNote { Kind = "sample-check", Ok = true }).Code.Should().Be(Codes.SamePersonReview);
        bench.Refused(Colleague, new AddNote { Kind = "sample-check", Ok = true }).Code.Should().Be(Codes.OverAuthority);
        bench.Refused(Reviewer, new AddNote { Kind = "sample-check", Ok = false }).Code.Should().Be(Codes.ReasonMissing);
        bench.Do(Reviewer, new AddNote { Kind = "sample-check", Ok = true }).View(Handler).Sample.Should().Be("checked-ok");
        bench.When(Handler, new ArchiveCase()).Refusal.Should().BeNull();
    }
}
