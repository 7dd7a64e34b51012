using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pursuits;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Pursuits;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Pursuits.PursuitBench;

namespace HallGrains.Unit.Pursuits;

/// <summary>责任追究 by the table of §11: who proposes, is heard, decides, appeals, answers, and until when.</summary>
public sealed class PursuitTests
{
    [Fact, Clause("5.6e")]
    public void A_red_card_proposes_a_talk_once_and_the_person_is_told_with_five_working_days_to_speak()
    {
        var bench = Opened();
        bench.State.Proposed!.Should().Match<PursuitProposed>(p => p.Staff == Person && p.Level == 2 && p.Clause == "5.6e" && p.By == "system" && p.Case == Case && p.Card == "c2" && p.Decider == Leader);
        DemoCity.Local(bench.State.Proposed!.HearBy).Should().Be("2026-12-01 17:00");
        bench.Row().Should().Match<Grains.Ledger.SummaryRow>(r => r.Owner == Person && r.State == "proposed" && r.Hall == "YXCS" && r.NextDue == bench.State.Proposed.HearBy + NodaTime.Duration.FromMilliseconds(1));
        WaitingItem.Of(bench.Row()).Should().ContainSingle().Which.Should().Match<WaitingItem>(w => w.Kind == "pursuit-hearing" && w.For == Person && w.Id == Number);
        bench.Open().Entries.Should().BeEmpty();
    }

    [Theory, Clause("5.6e")]
    [InlineData(Head, null)]
    [InlineData(Supervisor, null)]
    [InlineData("YXCS014", Codes.NotPermitted)]
    [InlineData("YXCS008", Codes.NotPermitted)]
    [InlineData("YXNP001", Codes.NotPermitted)]
    public void Heads_and_supervisors_propose(string by, string? code) => (new PursuitBench().Propose(by, Proposal()).Refusal?.Code).Should().Be(code);

    [Fact, Clause("5.6e")]
    public void Nobody_proposes_against_themself_or_twice_under_one_number()
    {
        new PursuitBench().Propose(Head, Proposal(staff: Head)).Refusal!.Code.Should().Be(Codes.ConflictOfInterest);
        Proposed(2).Propose(Leader, Proposal()).Refusal!.Code.Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.6e")]
    public void A_proposal_names_facts_one_ground_and_a_measure()
    {
        string? Code(ProposePursuit p) => new PursuitBench().Propose(Head, p).Refusal?.Code;
        Code(Proposal() with { Facts = " " }).Should().Be(Codes.ReasonMissing);
        Code(Proposal() with { Ground = null }).Should().Be(Codes.Validation);
        Code(Proposal() with { Ground = new(Case, "C-1") }).Should().Be(Codes.Validation);
        Code(Proposal() with { Ground = new(Complaint: "投诉") }).Should().Be(Codes.Validation);
        Code(Proposal() with { Ground = new(Inspection: "INS-1") }).Should().BeNull();
        Code(Proposal(0)).Should().Be(Codes.Validation, "an exemption is decided, not proposed");
        Code(Proposal(7)).Should().Be(Codes.Validation);
        Code(Proposal() with { Clause = null }).Should().Be(Codes.Validation);
    }

    [Fact, Clause("5.6e")]
    public void The_facts_are_private()
    {
        var written = Grains.Ledger.EntryCodec.Standard.Encode(Proposed(3).State.Proposed!, NodaTime.Instant.MinValue, Head, "p");
        written.Data.Should().NotContain("三日");
        written.Private!.Json.Should().Contain("facts");
    }

    [Fact, Clause("5.6e")]
    public void Only_the_person_named_is_heard_once_and_with_words()
    {
        var bench = Opened();
        bench.Try(Head, new SpeakInPursuit("x")).Should().Be(Codes.NotPermitted);
        bench.Try(Person, new SpeakInPursuit("")).Should().Be(Codes.ReasonMissing);
        bench.Spoken().State.Should().Match<PursuitState>(s => s.Step == "heard" && s.Heard!.By == Person && s.Heard.Statement == "系统中断两小时");
        bench.Try(Person, new SpeakInPursuit("再说")).Should().Be(Codes.StageOrder);
        bench.Row().Should().Match<Grains.Ledger.SummaryRow>(r => r.Owner == Leader && r.NextDue == null);
    }

    [Fact, Clause("5.6e")]
    public void Nothing_is_decided_before_the_person_was_heard_or_five_working_days_passed()
    {
        var bench = Opened();
        bench.Try(Leader, new DecidePursuit(2, "x")).Should().Be(Codes.StageOrder);
        bench.At("2026-12-01 17:00").Try(Leader, new DecidePursuit(2, "x")).Should().Be(Codes.StageOrder, "at the very instant it is still in time");
        bench.At("2026-12-01 17:01").Try(Leader, new DecidePursuit(2, "未陈述")).Should().BeNull();
        DemoCity.Local(bench.State.HeardAt).Should().Be("2026-12-01 17:00", "dated at its limit");
        bench.State.Heard!.By.Should().BeNull();
        bench.Fall().Should().BeEmpty();
    }

    [Fact, Clause("5.6e")]
    public void Who_let_the_limit_pass_speaks_too_late() => Opened().At("2026-12-02 09:00").Try(Person, new SpeakInPursuit("x")).Should().Be(Codes.AlreadyLate);

    [Theory, Clause("5.6e")]
    [InlineData(1, Head, null)]
    [InlineData(2, Head, Codes.OverAuthority)]
    [InlineData(2, Leader, null)]
    [InlineData(3, Leader, null)]
    [InlineData(4, Leader, Codes.OverAuthority)]
    [InlineData(4, Bureau, null)]
    [InlineData(6, Bureau, null)]
    [InlineData(6, Supervisor, null)]
    [InlineData(3, Supervisor, Codes.OverAuthority)]
    [InlineData(3, "YXNP001", Codes.NotFound)]
    public void Each_measure_is_decided_by_its_level(int level, string by, string? code) => Proposed(level, SecondBureau).Spoken().Try(by, new DecidePursuit(level, "事实清楚")).Should().Be(code);

    [Fact, Clause("5.6e")]
    public void A_grave_proposal_is_not_made_small_below_its_level()
    {
        var bench = Proposed(5, SecondBureau).Spoken();
        bench.Try(Head, new DecidePursuit(1, "x")).Should().Be(Codes.OverAuthority);
        bench.Decided(Bureau, 1).State.Decided!.Level.Should().Be(1);
    }

    [Fact, Clause("5.6e")]
    public void Nobody_involved_decides()
    {
        Opened(Leader).Spoken().Try(Leader, new DecidePursuit(2, "x")).Should().Be(Codes.ConflictOfInterest, "reviewed the case");
        Opened(Leader).State.Proposed!.Decider.Should().Be(Deputy);
        Proposed(2, Leader).Spoken().Try(Leader, new DecidePursuit(2, "x")).Should().Be(Codes.ConflictOfInterest, "proposed it");
        Opened().Spoken().Try(Person, new DecidePursuit(1, "x")).Should().Be(Codes.ConflictOfInterest, "it is about them");
        var partner = Proposed(2);
        partner.Involved = [];
        partner.Spoken();
        PursuitRules.Decide(partner.State, new DecidePursuit(1, "x"), partner.Facts(Partner, Roles.Supervisor)).Refusal!.Code.Should().Be(Codes.ConflictOfInterest, "the partner of the pair");
    }

    [Fact, Clause("5.6e")]
    public void Defence_never_aggravates()
    {
        var refused = Opened().Spoken().Refused(Leader, new DecidePursuit(3, "态度不端正"));
        refused!.Code.Should().Be(Codes.Validation);
        refused.Errors!["level"].Should().Equal("graver-than-proposed");
        Opened().Spoken().Decided(Leader, 1).State.Decided!.Level.Should().Be(1);
    }

    [Fact, Clause("5.6e")]
    public void A_decision_has_a_reason_and_a_measure_of_the_table()
    {
        Opened().Spoken().Try(Leader, new DecidePursuit(2, null)).Should().Be(Codes.ReasonMissing);
        Opened().Spoken().Try(Leader, new DecidePursuit(9, "x")).Should().Be(Codes.Validation);
        Opened().Spoken().Try(Leader, new DecidePursuit(-1, "x")).Should().Be(Codes.Validation);
        Opened().Spoken().Decided(Leader, 2).Try(Deputy, new DecidePursuit(1, "x")).Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.6e")]
    public void The_supervisor_alone_exempts_and_that_ends_it()
    {
        var bench = Opened().Spoken();
        bench.Try(Bureau, new DecidePursuit(0, "系统中断")).Should().Be(Codes.OverAuthority);
        bench.Does(Supervisor, new DecidePursuit(0, "系统中断属实"));
        bench.State.Should().Match<PursuitState>(s => s.Step == "closed" && s.EffectFrom == null && !s.IsEffective);
        bench.Try(Person, new AppealPursuit("x")).Should().Be(Codes.StageOrder);
        bench.Row().Should().Match<Grains.Ledger.SummaryRow>(r => r.Owner == null && r.NextDue == null);
    }

    [Fact, Clause("5.6e")]
    public void Without_an_appeal_it_takes_effect_when_the_ten_working_days_are_over_and_not_before()
    {
        var bench = Opened().Spoken().Decided(Leader, 2);
        DemoCity.Local(bench.State.Decided!.AppealBy).Should().Be("2026-12-08 17:00");
        bench.State.IsEffective.Should().BeFalse();
        WaitingItem.Of(bench.Row()).Single().Should().Match<WaitingItem>(w => w.Kind == "pursuit-decided" && w.For == Person && w.From == Leader);
        bench.At("2026-12-08 17:00").Fall().Should().BeEmpty();
        bench.At("2026-12-20 09:00").Fall().Should().ContainSingle().Which.OccurredAt.Should().Be(bench.State.Decided.AppealBy);
        bench.State.Should().Match<PursuitState>(s => s.Step == "in-effect" && s.IsEffective && s.EffectFrom == s.Decided!.AppealBy);
        bench.Fall().Should().BeEmpty();
        bench.Try(Person, new AppealPursuit("x")).Should().Be(Codes.AlreadyLate);
    }

    [Fact, Clause("5.6e")]
    public void Suspension_from_the_windows_does_not_wait_and_ends_when_the_appeal_is_right()
    {
        var bench = Proposed(4).Spoken().Decided(Bureau, 4);
        bench.State.Should().Match<PursuitState>(s => s.IsEffective && s.EffectFrom == s.DecidedAt && s.Step == "decided");
        bench.Appealed().State.IsEffective.Should().BeTrue();
        bench.Does(SecondBureau, new AnswerPursuitAppeal(true, "情节显著轻微"));
        bench.State.Should().Match<PursuitState>(s => s.Step == "revoked" && !s.IsEffective && s.EffectFrom == null);
    }

    [Fact, Clause("5.6e")]
    public void The_person_alone_appeals_with_a_reason_and_the_next_level_has_fifteen_working_days()
    {
        var bench = Opened().Spoken();
        bench.Try(Person, new AppealPursuit("x")).Should().Be(Codes.StageOrder, "nothing is decided");
        bench.Decided(Leader, 2);
        bench.Try(Head, new AppealPursuit("x")).Should().Be(Codes.NotPermitted);
        bench.Try(Person, new AppealPursuit(null)).Should().Be(Codes.ReasonMissing);
        bench.Appealed().State.Appealed.Should().Match<PursuitAppealed>(a => a.AnswerLevel == StaffLevel.L5 && a.Answerer == Bureau);
        DemoCity.Local(bench.State.Appealed!.AnswerBy).Should().Be("2026-12-15 17:00");
        bench.State.EffectFrom.Should().BeNull("it waits for the answer");
        WaitingItem.Of(bench.Row()).Single().Should().Match<WaitingItem>(w => w.Kind == "pursuit-appeal" && w.For == Bureau);
        bench.At("2026-12-09 09:00").Fall().Should().BeEmpty("the appeal limit no longer counts");
    }

    [Fact, Clause("5.6e")]
    public void Who_decided_or_stands_no_higher_does_not_answer_the_appeal()
    {
        var bench = Opened().Spoken().Decided(Leader, 2);
        bench.Try(Bureau, new AnswerPursuitAppeal(false, "x")).Should().Be(Codes.StageOrder);
        bench.Appealed();
        bench.Try(Leader, new AnswerPursuitAppeal(false, "x")).Should().Be(Codes.ConflictOfInterest);
        bench.Try(Deputy, new AnswerPursuitAppeal(false, "x")).Should().Be(Codes.OverAuthority);
        bench.Try(Supervisor, new AnswerPursuitAppeal(false, "x")).Should().Be(Codes.OverAuthority);
        bench.Try(Person, new AnswerPursuitAppeal(true, "x")).Should().Be(Codes.ConflictOfInterest);
        bench.Try(Bureau, new AnswerPursuitAppeal(false, " ")).Should().Be(Codes.ReasonMissing);
        bench.Does(Bureau, new AnswerPursuitAppeal(false, "事实清楚"));
        bench.State.Should().Match<PursuitState>(s => s.Step == "in-effect" && s.IsEffective && s.Closed!.By == Bureau && s.EffectFrom == s.ClosedAt);
        bench.Try(Person, new AppealPursuit("再申诉")).Should().Be(Codes.StageOrder);
    }

    [Fact, Clause("5.6e")]
    public void Above_the_bureau_leader_who_decided_the_other_one_or_the_supervisor_answers()
    {
        Proposed(5).Spoken().Decided(Bureau, 5).Appealed().State.Appealed!.Answerer.Should().Be(SecondBureau);
        Proposed(5).Spoken().Decided(Bureau, 5).Appealed().Does(Supervisor, new AnswerPursuitAppeal(false, "x")).State.Step.Should().Be("in-effect");
    }

    [Fact, Clause("5.6e")]
    public void An_appeal_that_nobody_answers_gets_one_card_of_who_was_asked_and_can_still_be_answered()
    {
        var bench = Opened().Spoken().Decided(Leader, 2).Appealed().At("2026-12-20 09:00");
        var card = bench.Fall().Should().ContainSingle().Subject;
        card.Body.Should().Be(new YellowCarded("c1", "pursuit-appeal", null, bench.State.Appealed!.AnswerBy, Bureau));
        card.OccurredAt.Should().Be(bench.State.Appealed.AnswerBy);
        bench.Fall().Should().BeEmpty();
        bench.Follow("counted");
        bench.Row().Should().Match<Grains.Ledger.SummaryRow>(r => r.Card == "yellow" && r.Overdue && r.NextDue == null);
        WaitingItem.Of(bench.Row()).Select(w => w.Kind).Should().BeEquivalentTo("pursuit-appeal", "card");
        bench.Does(Bureau, new AnswerPursuitAppeal(true, "改判")).State.Step.Should().Be("revoked");
    }

    [Fact, Clause("5.6e")]
    public void A_cancelled_card_revokes_what_is_undecided_and_nothing_else()
    {
        var bench = Opened();
        bench.CardCancelled().Entries.Should().ContainSingle();
        bench.CardCancelled().Entries.Should().BeEmpty();
        bench.State.Should().Match<PursuitState>(s => s.Step == "revoked" && s.Closed!.Cause == "card-cancelled");
        bench.Try(Person, new SpeakInPursuit("x")).Should().Be(Codes.StageOrder);
        bench.At("2026-12-20 09:00").Fall().Should().BeEmpty();
        Opened().Spoken().CardCancelled().Entries.Should().ContainSingle("heard is not decided");
        Opened().Spoken().Decided(Leader, 2).CardCancelled().Entries.Should().BeEmpty("the decided one is appealed");
        new PursuitBench().CardCancelled().Entries.Should().BeEmpty();
        Proposed(2).CardCancelled().Entries.Should().BeEmpty("it comes of no card");
    }

    [Theory, Clause("5.6e")]
    [InlineData(Person, true)]
    [InlineData(Head, true)]
    [InlineData(Leader, true)]
    [InlineData(Supervisor, true)]
    [InlineData("YXCS014", false)]
    [InlineData(Partner, false)]
    [InlineData("YXNP001", false)]
    public void It_is_known_to_the_person_the_heads_and_the_supervisor(string who, bool knows)
    {
        Opened().Knows(who).Should().Be(knows);
        if (!knows) Opened().Try(who, new SpeakInPursuit("x")).Should().Be(Codes.NotFound);
    }

    [Fact, Clause("5.6e")]
    public void Auditors_read_it_and_whoever_is_not_staff_does_not()
    {
        Opened().Knows("auditor", Roles.Auditor).Should().BeTrue();
        Opened().Knows("citizen", Roles.Citizen).Should().BeFalse();
        new PursuitBench().Knows(Supervisor).Should().BeFalse("there is none");
    }

    [Fact, Clause("5.6e")]
    public void What_may_be_done_now_is_said_to_whoever_may()
    {
        var bench = Opened();
        bench.Allowed(Person).Should().Equal("hearing");
        bench.Allowed(Leader).Should().BeEmpty();
        bench.Spoken();
        (bench.Allowed(Person), bench.Allowed(Head)).Should().BeEquivalentTo((Array.Empty<string>(), Array.Empty<string>()));
        bench.Allowed(Leader).Should().Equal("decision");
        bench.Allowed(Supervisor).Should().Equal("decision");
        bench.Decided(Leader, 2).Allowed(Person).Should().Equal("appeal");
        bench.Appealed().Allowed(Bureau).Should().Equal("appeal-answer");
        bench.Allowed(Leader).Should().BeEmpty();
    }

    [Fact, Clause("5.6e")]
    public void A_suspension_is_due_to_be_carried_out_until_it_was_and_its_end_after_a_revocation()
    {
        var bench = Proposed(4, SecondBureau).Spoken().Decided(Bureau, 4);
        bench.State.Pending.Should().Equal("suspended", "counted");
        bench.Row().NextDue.Should().Be(bench.State.DecidedAt, "whoever dies before it was told is woken");
        bench.Follow("suspended");
        bench.Follow("counted");
        bench.State.Pending.Should().BeEmpty();
        bench.Row().NextDue.Should().Be(bench.State.Decided!.AppealBy + NodaTime.Duration.FromMilliseconds(1));
        bench.Appealed().Does(SecondBureau == bench.State.Appealed!.Answerer ? SecondBureau : Supervisor, new AnswerPursuitAppeal(true, "改判"));
        bench.State.Pending.Should().Equal("lifted");
        bench.Follow("lifted");
        bench.State.Pending.Should().BeEmpty();
        Proposed(1).Spoken().Decided(Leader, 1).State.Pending.Should().BeEmpty("a reminder has no follow-up");

        var unnoted = Proposed(4, SecondBureau).Spoken().Decided(Bureau, 4).Appealed();
        unnoted.Does(SecondBureau == unnoted.State.Appealed!.Answerer ? SecondBureau : Supervisor, new AnswerPursuitAppeal(true, "改判"));
        unnoted.State.Pending.Should().Contain("lifted", "it may have been told and not noted");
    }

    [Fact, Clause("5.6e")]
    public void Every_third_measure_of_a_section_in_a_quarter_is_the_heads_too()
    {
        (string, NodaTime.Instant) At(string number, int day) => (number, DemoCity.At($"2026-11-{day:D2} 10:00"));
        (string, NodaTime.Instant)[] four = [At("P3", 20), At("P1", 3), At("P2", 12), At("P4", 24)];
        PursuitRules.HeadsShares(four).Should().ContainSingle().Which.Should().Equal("P1", "P2", "P3");
        PursuitRules.HeadsShares(four[1..3]).Should().BeEmpty();
        PursuitRules.HeadsShares([.. four, At("P5", 25), At("P6", 26)]).Select(c => string.Join(' ', c)).Should().Equal("P1 P2 P3", "P4 P5 P6");
        PursuitRules.QuarterOf(DemoCity.At("2026-09-30 23:59")).Should().Be((2026, 3));
        PursuitRules.QuarterOf(DemoCity.At("2026-10-01 00:00")).Should().Be((2026, 4));
        PursuitExtra.Of(Proposed(2, Deputy).Spoken().Decided(Leader, 2).Row()).Should().Match<PursuitExtra>(e => e.Staff == Person && e.Section == "social-insurance" && e.Level == 2);
        PursuitExtra.Of(Proposed(2).Row()).Should().BeNull("nothing was decided");
        WaitingItem.Of(Proposed(2, Deputy).Spoken().Decided(Leader, 2).Row()).Should().ContainSingle(w => w.For == Person, "beside it stands what waits");
    }

    [Fact, Clause("5.6e")]
    public void The_heads_own_pursuit_names_those_it_comes_from()
    {
        var facts = new PursuitBench().Facts(Caller.SystemAccount);
        var opened = (PursuitProposed)PursuitRules.OpenHead(PursuitState.None, new("YXCS", Head, ["P1", "P2", "P3"]), facts).Entries.Single().Body;
        opened.Should().Match<PursuitProposed>(p => p.Staff == Head && p.Level == 2 && p.By == "system" && p.Pursuits!.Value.Length == 3);
        new PursuitBench().Propose(Head, Proposal() with { Ground = new(Case) { Pursuits = ["P1"] } }).Refusal!.Code.Should().Be(Codes.Validation, "only the rule names them");
    }
}
