using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Evaluations;
using HallGrains.Contracts.Halls;
using HallGrains.Contracts.Staff;
using HallGrains.Grains.Evaluations;
using HallGrains.Grains.Shell;
using HallGrains.Tests;
using HallGrains.Unit.Clocks;
using HallGrains.Unit.Halls;
using NodaTime;

namespace HallGrains.Unit.Evaluations;

/// <summary>一次一评: a session at a window, with its invitation; figures of all.</summary>
public class SessionEvaluationTests
{
    private static readonly SessionInvitation Invitation = new("YXCS", "2026-11-24", "S001", "YXCS-06", "YXCS015", DemoCity.At("2026-12-09 00:00"));
    private static readonly Caller Citizen = Caller.Anonymous;
    private static readonly Caller Evaluator = new("evaluator", null, [Roles.Device], Window: "YXCS-06");

    [Fact, Clause("3.3e")]
    public void An_invitation_is_good_as_it_was_given_and_no_other_way()
    {
        var secrets = new Secrets();
        var token = InvitationToken.Make(Invitation, secrets);
        InvitationToken.Read(token, secrets).Should().Be(Invitation);
        InvitationToken.IdOf(Invitation).Should().Be("YXCS-20261124-S001");
        foreach (var forged in new[] { token.Replace("YXCS015", "YXCS016"), token.Replace("S001", "S002"), token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), "", "x", new string('~', 6), token + "~" })
            InvitationToken.Read(forged, secrets).Should().BeNull(forged);
        InvitationToken.Read(token, new Secrets("another hall")).Should().BeNull();
    }

    [Fact, Clause("3.3e"), Clause("3.3f")]
    public void A_session_is_rated_once_by_whoever_was_served_and_in_time()
    {
        var rate = new RateService("t", 4, ["微笑"]);
        var first = Decide(SessionEvaluation.None, rate, Citizen);
        first.Entries.Select(e => e.Body).Should().ContainSingle().Which.Should().Match<SessionEvaluated>(e => e.Grade == 4 && e.Staff == "YXCS015");
        var rated = Fold(first);
        Decide(rated, rate, Citizen).Refusal!.Code.Should().Be(Codes.AlreadyEvaluated);
        Decide(SessionEvaluation.None, rate, new("YXCS015", "YXCS015", [Roles.Staff])).Refusal!.Code.Should().Be(Codes.StaffCannotEvaluate);
        Decide(SessionEvaluation.None, rate, Evaluator).Refusal.Should().BeNull();
        Decide(SessionEvaluation.None, rate, Evaluator with { Window = "YXCS-03" }).Refusal!.Code.Should().Be(Codes.TokenInvalid);
        Decide(SessionEvaluation.None, rate, Citizen, "2026-12-09 00:01").Refusal!.Code.Should().Be(Codes.TokenInvalid);
        Decide(SessionEvaluation.None, new("t", 9, ["无此标签"], new('x', 4001)), Citizen).Refusal!.Errors!.Keys.Should().BeEquivalentTo("grade", "tags", "comment");
    }

    [Fact]
    public void A_bad_session_is_followed_up_in_its_own_stream_and_carded_when_late()
    {
        var state = Fold(Decide(SessionEvaluation.None, new("t", 2), Citizen));
        state.Poor!.Should().Match<PoorRating>(p => p.IsAnonymous && p.About == "YXCS015");
        var head = Facts(new("YXCS005", "YXCS005", [Roles.Staff]), "2026-11-24 11:00", HallDay.Person("YXCS005", StaffLevel.L3));
        SessionEvaluation.Decide(state, new VerifyRating("justified", "属实"), head).Refusal.Should().BeNull();
        var late = DemoCity.At("2026-12-04 09:00");
        var cards = SessionEvaluation.Fallen(state, late);
        cards.Select(d => ((YellowCarded)d.Body).Clock).Should().Equal("rating-verification", "rating-rectification");
        SessionEvaluation.Fallen(Fold(state, new(cards, null, Decision.Nothing.Made)), late).Should().BeEmpty();
    }

    [Fact, Clause("3.3a"), Clause("2.5a")]
    public void Tags_of_ratings_and_of_exit_interviews_make_the_figures_of_a_window()
    {
        var book = Book((5, "效率"), (5, "微笑"));
        var before = Window(book);
        before.Tags["效率"].Should().Be(1);
        before.Attitude.Should().Be(1);
        for (var i = 0; i < 2; i++) book.Add("interviews/YXCS/2026-11-24", "YXCS", new ExitInterviewed("YXCS-06", null, "YXCS019", ["冷淡"]), Instant.FromUnixTimeSeconds(1795500000));
        Window(book).Attitude.Should().Be(-1);
        Window(book).Interviews.Should().Be(2);
    }

    [Fact, Clause("2.5d")]
    public void Figures_count_what_was_said_hide_small_numbers_of_a_person_and_take_nothing_for_good()
    {
        var book = Book((5, "效率"), (3, null), (1, null), (4, null));
        book.Add("hallday/YXCS/2026-11-24", "YXCS", new SessionEvaluationInvited("S099", "YXCS-06", "YXCS015", null, false), DemoCity.At("2026-11-24 16:00"));
        var window = Window(book);
        (window.Invited, window.Rated, window.Satisfaction, window.ActiveShare).Should().Be((5, 4, 0.75, 0.8));
        Group(book, "staff", "YXCS015").Should().Match<EvaluationFigures>(f => f.Hidden && f.Satisfaction == null && f.ByGrade == null && f.Rated == 4);
        book.Add("evaluation/YXCS-20261124-S003", "YXCS", new EvaluationAnnulled("YXCS021", "mistaken", true), DemoCity.At("2026-11-25 10:00"));
        Window(book).Should().Match<EvaluationFigures>(f => f.Rated == 3 && f.Satisfaction == 1 && f.Annulled == 1);
        Rate(book, 5, 5, null);
        Rate(book, 6, 5, null);
        Group(book, "staff", "YXCS015").Hidden.Should().BeFalse();
    }

    [Fact, Clause("6.1a")]
    public void Nobody_of_the_window_asks_about_the_window()
    {
        var ask = new RecordExitInterview("YXCS", "YXCS-06", ["热情"]);
        Interview(ask, HallDay.Person("YXCS019"), null).Refusal.Should().BeNull();
        Interview(ask, HallDay.Person("YXCS019"), "YXCS-06").Refusal!.Code.Should().Be(Codes.ConflictOfInterest);
        Interview(ask, HallDay.Person("YXCS015", home: "YXCS-06"), null).Refusal!.Code.Should().Be(Codes.ConflictOfInterest);
        Interview(ask, HallDay.Person("YXNP004", hall: "YXNP"), null).Refusal!.Code.Should().Be(Codes.NotPermitted);
        Interview(ask, HallDay.Person("YXCS019", onDuty: false), null).Refusal!.Code.Should().Be(Codes.NotOnDuty);
        Interview(ask with { Window = "X", Tags = [] }, HallDay.Person("YXCS019"), null).Refusal!.Errors!.Keys.Should().BeEquivalentTo("window", "tags");
    }

    private static Decision Interview(RecordExitInterview command, StaffSnapshot actor, string? post) =>
        ExitInterviews.Decide(command, actor, post, Facts(new(actor.Number, actor.Number, [Roles.Staff]), "2026-11-24 11:00", actor));

    private static EvaluationBook Book(params (int Grade, string? Tag)[] ratings)
    {
        var book = new EvaluationBook();
        for (var i = 0; i < ratings.Length; i++) Rate(book, i + 1, ratings[i].Grade, ratings[i].Tag);
        return book;
    }

    private static void Rate(EvaluationBook book, int number, int grade, string? tag)
    {
        var (ticket, at) = ($"S{number:000}", DemoCity.At("2026-11-24 10:00"));
        book.Add("hallday/YXCS/2026-11-24", "YXCS", new SessionEvaluationInvited(ticket, "YXCS-06", "YXCS015", null, false), at);
        book.Add($"evaluation/YXCS-20261124-{ticket}", "YXCS", new SessionEvaluated("YXCS", "YXCS-06", ticket, "YXCS015", "onsite", grade, tag is null ? [] : [tag], false), at);
    }

    private static EvaluationFigures Window(EvaluationBook book) => Group(book, "window", "YXCS-06");

    private static EvaluationFigures Group(EvaluationBook book, string by, string key) =>
        book.View("YXCS", new(null, null, by), DemoCity.At("2026-11-26 10:00")).Groups.Single(g => g.Key == key);

    private static Decision Decide(SessionEvaluation state, RateService command, Caller caller, string at = "2026-11-24 10:30") =>
        SessionEvaluation.Decide(state, Invitation, command, HallDay.Person("YXCS015"), Facts(caller, at));

    private static EvaluationFacts Facts(Caller caller, string at, StaffSnapshot? actor = null) => new(DemoCity.At(at), caller, actor, HallDay.Definition, DemoCity.City);

    private static SessionEvaluation Fold(Decision decision) => Fold(SessionEvaluation.None, decision);

    private static SessionEvaluation Fold(SessionEvaluation state, Decision decision) => decision.Entries.Aggregate(state, (s, d) =>
        SessionEvaluation.Evolve(s, new(d.Body, s.Version + 1, d.OccurredAt ?? DemoCity.At("2026-11-24 10:30"), DemoCity.At("2026-11-24 10:30"), "x", "x", "c", false)));

    private sealed class Secrets(string salt = "") : ISecrets
    {
        public string RetrievalCode(string number, int issue) =>
            Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(salt + number + issue)))[..12];

        public string PersonKey(string identity) => identity;
    }
}
