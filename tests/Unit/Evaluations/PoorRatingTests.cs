using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Grains.Cases;
using HallGrains.Tests;
using HallGrains.Unit.Cases;
using HallGrains.Unit.Clocks;
using static HallGrains.Unit.Cases.CaseBench;

namespace HallGrains.Unit.Evaluations;

/// <summary>好差评 of a result (§8): invited, rated once, and followed up when it was bad. Decider YXCS005 is rated; their leader YXCS003 answers for it.</summary>
public class PoorRatingTests
{
    private static readonly EvaluateCase Bad = new(1, ["服务态度"], "等了很久");
    private static readonly VerifyRating Verified = new("justified", "等候超过半小时");

    private static CaseBench Rated(bool anonymous = false) => ACase().IsDelivered().Do(Person, Bad with { Anonymous = anonymous });

    private static CaseBench VerifiedBench() => Rated().Do(Leader, new ContactRater(true, "已通话")).Do(Leader, Verified);

    [Fact, Clause("3.3f"), Clause("1.4"), Clause("1.5")]
    public void The_end_of_a_service_invites_its_evaluation_whatever_the_channel()
    {
        foreach (var channel in new[] { "onsite", "voice", "video", "online" })
        {
            var bench = ACase().IsDecided().Given(s => s with { Channel = channel, Session = channel == "onsite" ? null : "call-1", Announced = true, EvaluateUntil = null, Status = CaseStates.InStage, Stage = "decision" });
            var decided = bench.Given(s => s with { Stages = s.Stages.SetItem(s.Stages.Length - 1, s.Stages[^1] with { FinishedAt = null }), DecidedAt = null, Result = null }).When(Decider, Grant());
            decided.Refusal.Should().BeNull();
            decided.Entries.Select(e => e.Body).OfType<EvaluationInvited>().Single().Should().Match<EvaluationInvited>(i => i.Channel == channel && i.Staff == Decider);
        }

        ACase().Answered().Do(Handler, new CloseInquiry("answered")).State.EvaluateUntil.Should().Be(DemoCity.At("2026-12-09 00:00"), "24:00 of the tenth working day");
    }

    [Fact, Clause("3.3f")]
    public void An_invitation_nobody_used_ends()
    {
        ACase().IsDelivered().At("2026-12-08 23:59").Do(Person, Bad).State.Evaluation!.Grade.Should().Be(1);
        ACase().IsDelivered().At("2026-12-09 00:01").Refused(Person, Bad).Code.Should().Be(Codes.TokenInvalid);
    }

    [Fact]
    public void A_bad_rating_opens_its_follow_up_at_once_with_the_head_of_the_person_criticised()
    {
        var poor = Rated().State.Poor!;
        poor.Should().Match<Grains.Evaluations.PoorRating>(p => p.Owner == Leader && p.About == Decider && p.IsOpen);
        poor.ContactBy.Should().Be(DemoCity.At("2026-11-25 17:00"));
        poor.VerifyBy.Should().Be(DemoCity.At("2026-11-27 17:00"));
        poor.RectifyBy.Should().Be(DemoCity.At("2026-12-01 17:00"));
        Rated(anonymous: true).State.Poor!.ContactBy.Should().BeNull("nobody is looked for who kept their name");
        ACase().IsDelivered().Do(Person, new EvaluateCase(3)).State.Poor.Should().BeNull();
    }

    [Fact]
    public void It_is_contacted_verified_rectified_called_back_and_closed_in_this_order()
    {
        var bench = Rated();
        foreach (var early in new EvaluationCommand[] { Verified, new RectifyRating("增开窗口"), new CallBackRater(true), new ClosePoorRating() })
            bench.Refused(Leader, early).Code.Should().Be(Codes.StageOrder);
        bench.Do(Leader, new ContactRater(true, "已通话")).Refused(Leader, new ContactRater(true, "再打")).Code.Should().Be(Codes.StageOrder);
        bench.Do(Leader, Verified).Do(Leader, new RectifyRating("增开窗口")).Do(Leader, new CallBackRater(true)).Do(Leader, new ClosePoorRating());
        bench.State.Poor!.Step.Should().Be("closed");
        bench.Refused(Leader, new ClosePoorRating()).Code.Should().Be(Codes.StageOrder);
        ACase().IsDelivered().Refused(Leader, Verified).Code.Should().Be(Codes.StageOrder, "there is no bad review");
    }

    [Fact]
    public void Nobody_follows_up_what_is_said_of_themself()
    {
        foreach (var command in new EvaluationCommand[] { new ContactRater(true, "x"), Verified, new ClosePoorRating() })
            Rated().Refused(Decider, command).Code.Should().Be(Codes.ConflictOfInterest);
        Rated().Refused(Handler, Verified).Code.Should().Be(Codes.NotPermitted);
        Rated().Refused(Person, Verified).Code.Should().Be(Codes.NotPermitted);
        Rated().OffDuty(Leader).Refused(Leader, Verified).Code.Should().Be(Codes.NotOnDuty);
    }

    [Fact]
    public void Two_attempts_on_different_days_count_as_contact()
    {
        var bench = Rated().Do(Leader, new ContactRater(false, "无人接听")).Do(Leader, new ContactRater(false, "无人接听"));
        bench.State.Poor!.ContactedAt.Should().BeNull("both were on one day");
        bench.At("2026-11-25 09:00").Do(Leader, new ContactRater(false, "无人接听")).State.Poor!.ContactedAt.Should().Be(bench.Now);
    }

    [Fact]
    public void A_finding_says_what_was_found_and_a_complex_matter_why()
    {
        var bench = Rated().Do(Leader, new ContactRater(true, "已通话"));
        bench.Refused(Leader, new VerifyRating("justified", null)).Code.Should().Be(Codes.ReasonMissing);
        bench.Refused(Leader, new VerifyRating("guilty", "x")).Errors.Should().ContainKey("finding");
        bench.Refused(Leader, new VerifyRating("partly", "x", true)).Missing.Should().Equal("reason");
        bench.Refused(Leader, new RectifyRating("x", true)).Code.Should().Be(Codes.StageOrder);
        bench.Do(Leader, new VerifyRating("partly", "涉及两个科室", true, "须跨科协调")).State.Poor!.RectifyBy.Should().Be(DemoCity.At("2026-12-15 17:00"));
        bench.Do(Leader, new RectifyRating("已约谈", true)).State.Poor!.RectifiedAt.Should().BeNull();
        bench.Refused(Leader, new RectifyRating(" ")).Code.Should().Be(Codes.ReasonMissing);
    }

    [Fact]
    public void An_anonymous_one_is_verified_without_contact_and_closed_without_call_back()
    {
        var bench = Rated(anonymous: true);
        bench.Refused(Leader, new ContactRater(true, "x")).Code.Should().Be(Codes.StageOrder);
        bench.Do(Leader, Verified).Do(Leader, new RectifyRating("已改进"));
        bench.Refused(Leader, new CallBackRater(true)).Code.Should().Be(Codes.StageOrder);
        bench.Do(Leader, new ClosePoorRating()).State.Poor!.IsOpen.Should().BeFalse();
    }

    [Fact]
    public void What_is_late_gets_a_card_of_the_one_who_answers_for_it_once_and_dated_at_its_due_instant()
    {
        var bench = Rated().At("2026-12-04 09:00");
        var fallen = CaseDue.Fallen(bench.State, bench.Facts("system"), bench.Now);
        fallen.Select(d => d.Body).OfType<YellowCarded>().Where(c => c.Clock.StartsWith("rating-", StringComparison.Ordinal)).Select(c => (c.Clock, c.Owner, c.DueAt)).Should().Equal(
            ("rating-contact", Leader, DemoCity.At("2026-11-25 17:00")), ("rating-verification", Leader, DemoCity.At("2026-11-27 17:00")), ("rating-rectification", Leader, DemoCity.At("2026-12-01 17:00")));
        fallen.Should().OnlyContain(d => d.OccurredAt <= bench.Now);
        bench.Commit(new(fallen, null, Grains.Shell.Decision.Nothing.Made), "system");
        CaseDue.Fallen(bench.State, bench.Facts("system"), bench.Now).Should().BeEmpty();
    }

    [Fact]
    public void A_bad_review_that_is_open_keeps_the_case_from_the_archive()
    {
        var bench = VerifiedBench();
        bench.Refused(Decider, new ArchiveCase()).Missing.Should().Contain("bad-review");
        bench.Do(Leader, new RectifyRating("增开窗口")).Do(Leader, new CallBackRater(false)).Do(Leader, new ClosePoorRating()).Do(Decider, new ArchiveCase());
        bench.Refused(Supervisor, Annul).Code.Should().Be(Codes.Archived);
    }

    private static AnnulEvaluation Annul => new("mistaken", "评价对象有误，经本人确认", true);

    [Fact]
    public void The_supervisor_annuls_a_mistaken_one_with_grounds_and_it_stays_visible()
    {
        foreach (var hall in new[] { Leader, Decider, Handler }) Rated().Refused(hall, Annul).Code.Should().Be(Codes.NotPermitted);
        Rated().Refused(Supervisor, new AnnulEvaluation(null, null)).Missing.Should().BeEquivalentTo("grounds", "evidence", "evaluatorAsked");
        Rated(anonymous: true).Do(Supervisor, new AnnulEvaluation("malicious", "同一设备连续恶意评价")).State.Poor!.IsOpen.Should().BeFalse();
        var bench = Rated().Do(Supervisor, Annul);
        bench.View(Supervisor).Evaluation.Should().Match<EvaluationView>(e => e.Annulled && e.Grade == 1);
        bench.Refused(Supervisor, Annul).Code.Should().Be(Codes.StageOrder);
        bench.Refused(Person, Bad).Code.Should().Be(Codes.AlreadyEvaluated, "annulling gives no second vote");
        ACase().IsDelivered().Refused(Supervisor, Annul).Code.Should().Be(Codes.StageOrder);
    }

    [Fact]
    public void Those_it_is_about_learn_of_a_rating_the_next_working_day_and_never_its_words()
    {
        var bench = Rated();
        bench.View(Decider).Evaluation.Should().BeNull();
        bench.View(Handler).Evaluation.Should().BeNull();
        bench.View(Leader).Evaluation.Should().Match<EvaluationView>(e => e.Grade == 1 && e.PoorRating != null && e.Comment == null, "who answers for it acts at once");
        bench.View(Supervisor).Evaluation!.Comment.Should().Be("等了很久");
        bench.At("2026-11-25 08:00").View(Decider).Evaluation.Should().Match<EvaluationView>(e => e.Grade == 1 && e.Comment == null && e.Tags.IsEmpty && e.PoorRating == null);
        ACase().IsDelivered().At("2026-11-27 16:00").Do(Person, Bad).At("2026-11-29 12:00").View(Decider).Evaluation.Should().BeNull("a Sunday is no working day");
    }

    [Fact]
    public void Tags_are_of_the_list_so_that_words_about_people_stay_private()
    {
        ACase().IsDelivered().Refused(Person, new EvaluateCase(5, ["窗口的王某"])).Errors.Should().ContainKey("tags");
        ACase().IsDelivered().Do(Person, new EvaluateCase(5, ["效率", "效率"])).State.Evaluation!.Tags.Should().Equal("效率");
    }
}
