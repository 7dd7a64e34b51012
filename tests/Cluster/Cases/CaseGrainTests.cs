using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using HallGrains.Tests;
using NodaTime;
using static HallGrains.Cluster.Cases.CaseCluster;

namespace HallGrains.Cluster.Cases;

/// <summary>A case through its grains: from the first question to the evaluation, and what repeats, strangers and the clock make of it.</summary>
public class CaseGrainTests(CaseCluster hall) : IClassFixture<CaseCluster>
{
    private static readonly GiveNotices Notices = new(new("eligible", "失业保险条例 14"), "申领表、身份证或社保卡", "六号窗口或网上办理", "承诺5个工作日");
    private static readonly SubmitApplication Application = new(
        "UNE-BENEFIT", new("秦小满", IdNumber: "999900199003070010", Phone: "13800005678", Address: "宁江市南浦区学府路8号3栋201"), 1800, [new("id-or-card", "original")]);

    [Fact, Clause("5.6a"), Clause("6.4c")]
    public async Task A_matter_goes_from_the_first_question_to_its_evaluation()
    {
        var opened = await hall.Open(hall.Meta(Guide));
        var number = opened.View!.CaseNumber;
        CaseNumber.TryParse(number, out _).Should().BeTrue();
        (opened.Made["caseNumber"], opened.View.Owner, opened.View.OwnerName is null, opened.View.RetrievalCode).Should().Be((number, Guide, false, hall.Secrets.RetrievalCode(number, 1)));
        await hall.Do(number, Guide, Notices);
        var offer = await hall.OfferedTo(number, Handler);
        (await hall.Refused(number, "YXCS014", Accept(offer))).Should().Be(Codes.NotYourDuty);
        (await hall.Case(number).GetAsync(Me(Guide))).Value!.Owner.Should().Be(Guide, "until somebody accepts");
        (await hall.Do(number, Handler, Accept(offer))).View!.Owner.Should().Be(Handler);

        await hall.Do(number, Handler, Application);
        await hall.Do(number, Handler, new RequestSupplement([new("unemployment-form", "未提交", "现场填写")]));
        (await hall.Refused(number, Handler, new RequestSupplement([new("id-or-card", "x", "y")]))).Should().BeOneOf(Codes.StageOrder, Codes.SecondSupplementRequest);
        await hall.Do(number, Handler, new SupplyMaterials([new("unemployment-form", "original")]));
        (await hall.Do(number, Handler, new AcceptCase())).View!.PromisedDueAt.Should().Be(Instant.FromUtc(2026, 12, 1, 9, 0), "five working days, at the close");
        await HandOn(number, "initial-review", Handler, Reviewer);
        await HandOn(number, "recheck", Reviewer, Decider);
        await hall.Do(number, Decider, new DecideCase("granted", "符合条件，同意", Amount: 1800));
        await hall.Do(number, Decider, new DeliverCase("pickup", "本人签收"));

        var evaluation = new CommandMeta("e1", "b", hall.Person(number));
        (await hall.Case(number).ExecuteAsync(evaluation, new EvaluateCase(5))).Refusal.Should().BeNull();
        (await hall.Case(number).ExecuteAsync(evaluation with { CommandId = "e2" }, new EvaluateCase(4))).Refusal!.Code.Should().Be(Codes.AlreadyEvaluated);
        (await hall.Case(number).ExecuteAsync(evaluation, new EvaluateCase(5))).Replayed.Should().BeTrue();

        var row = (await hall.Ledger.FindSummaryAsync($"case/{number}"))!;
        (row.State, row.Owner).Should().Be((CaseStates.Delivered, Decider));
        row.NextDue.Should().Be(Instant.FromUtc(2026, 12, 22, 9, 0) + Duration.FromMilliseconds(1), "it archives itself twenty working days later");
        var track = (await hall.Case(number).TrackAsync(hall.Person(number))).Value!;
        (track.State, track.Owner).Should().Be((CaseStates.Delivered, Decider));
        var life = (await hall.Case(number).ResponsibilityAsync(Me(Decider))).Value!.Items;
        life.Select(i => i.Staff).Should().Equal(Guide, Handler, Reviewer, Decider);
        await hall.City.Restart();
        (await hall.Case(number).GetAsync(Me(Decider))).Value!.State.Should().Be(CaseStates.Delivered, "the fold of the ledger is the same");
    }

    [Fact]
    public async Task A_command_repeated_gets_its_first_outcome_also_after_a_restart_and_another_body_is_refused()
    {
        var number = await hall.Opened();
        var meta = hall.Meta(Guide);
        var first = await hall.Case(number).ExecuteAsync(meta, Offer(Handler));
        var again = await hall.Case(number).ExecuteAsync(meta, Offer(Handler));
        await hall.City.Restart();
        var later = await hall.Case(number).ExecuteAsync(meta, Offer(Handler));
        foreach (var repeated in new[] { again, later })
        {
            repeated.Replayed.Should().BeTrue();
            repeated.Made.Should().Equal(first.Made);
        }

        (await hall.Case(number).ExecuteAsync(meta with { BodyHash = "other" }, Offer("YXCS014"))).Refusal!.Code.Should().Be(Codes.CommandIdReused);
        (await hall.Entries(number)).Count(e => e.Kind == nameof(HandoffOffered)).Should().Be(1);
    }

    [Fact]
    public async Task A_number_thought_new_whose_case_stands_in_the_ledger_is_opened_once()
    {
        // The silo that opened it died before it answered; this one still holds the number for new.
        var meta = hall.Meta(Guide);
        var number = (await hall.Open(meta)).View!.CaseNumber;
        await hall.City.Restart();
        hall.City.Service<StreamServices>().Fresh.Add("case/" + number);
        await hall.Case(number).Invoking(c => c.OpenAsync(meta.Then(), Question)).Should().ThrowAsync<LedgerConflictException>();
        (await hall.Case(number).OpenAsync(meta.Then(), Question)).Replayed.Should().BeTrue();
        (await hall.Entries(number)).Count(e => e.Kind == nameof(InquiryOpened)).Should().Be(1);
    }

    [Fact]
    public async Task Opening_repeated_is_the_same_case_with_the_same_code_also_after_a_restart()
    {
        var meta = hall.Meta(Guide);
        var first = (await hall.Open(meta)).View!;
        await hall.City.Restart();
        var again = await hall.Open(meta);
        (again.Replayed, again.View!.CaseNumber, again.View.RetrievalCode).Should().Be((true, first.CaseNumber, first.RetrievalCode));
        (await hall.Open(meta with { BodyHash = "other" })).Refusal!.Code.Should().Be(Codes.CommandIdReused);
    }

    [Fact]
    public async Task A_number_whose_process_died_before_the_case_was_opened_is_used_by_the_retry()
    {
        var meta = hall.Meta(Guide);
        var lane = IIntakeGrain.Lane(meta.Caller.Account, meta.CommandId);
        var stream = $"numbers/YXCS/{lane}";
        var day = new LocalDate(2026, 11, 24);
        var number = CaseNumber.Create("YXCS", day, (1000 * IIntakeGrain.Lanes) + lane + 1).Text;
        var at = await hall.Ledger.FindSummaryAsync(stream) is { } row ? row.Version : 0;
        var entry = Grains.Ledger.EntryCodec.Standard.Encode(new NumberIssued(number, day, 1000), hall.City.Now, Guide, "");
        await hall.City.Restart();
        await hall.Ledger.AppendAsync(new(stream, at, new(meta.Caller.Account, meta.CommandId, meta.BodyHash), "YXCS", [entry], new() { Stream = stream, Version = at + 1, Hall = "YXCS" })
        {
            Made = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("caseNumber", number),
        });
        (await hall.Open(meta)).View!.CaseNumber.Should().Be(number);
    }

    [Fact]
    public async Task A_lane_that_was_asked_seldom_goes_on_near_the_newest_numbers()
    {
        var busy = await Task.WhenAll(Metas(lane: 3).Take(30).Select(m => hall.Open(m)));
        var seldom = await hall.Open(Metas(lane: 4).First());

        var (newest, next) = (busy.Max(o => Sequence(o.View!.CaseNumber)), Sequence(seldom.View!.CaseNumber));
        next.Should().BeGreaterThan(newest - ((NumberFront.MostBehind + 1) * IIntakeGrain.Lanes));
        (next % IIntakeGrain.Lanes).Should().Be(5 % IIntakeGrain.Lanes, "its lane's numbers are nobody else's");

        IEnumerable<CommandMeta> Metas(int lane) =>
            Enumerable.Repeat(0, int.MaxValue).Select(_ => hall.Meta(Guide)).Where(m => IIntakeGrain.Lane(m.Caller.Account, m.CommandId) == lane);

        static int Sequence(string number) => int.Parse(number.Split('-')[2], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_question_that_is_refused_takes_no_number()
    {
        var written = await hall.City.Written();
        (await hall.Open(hall.Meta(Guide), Question with { Question = "" })).Refusal!.Code.Should().Be(Codes.Validation);
        (await hall.Open(hall.Meta("YXCS012"))).Refusal!.Code.Should().Be(Codes.NotOnDuty);
        (await hall.City.Written()).Should().Be(written);
    }

    [Fact, Clause("5.3d")]
    public async Task An_offer_nobody_took_expires_at_its_own_instant_and_the_giver_keeps_the_case()
    {
        var number = await hall.Opened();
        await hall.OfferedTo(number, Handler);
        var acceptBy = (await hall.Case(number).GetAsync(Me(Guide))).Value!.OpenHandoff!.AcceptBy!.Value;
        (await hall.Ledger.FindSummaryAsync($"case/{number}"))!.NextDue.Should().Be(acceptBy + Duration.FromMilliseconds(1));
        hall.City.Advance(acceptBy + Duration.FromMinutes(7) - hall.City.Now);
        await hall.Case(number).WakeAsync();
        await hall.Case(number).WakeAsync();
        var expired = (await hall.Entries(number)).Should().ContainSingle(e => e.Kind == nameof(HandoffExpired)).Subject;
        (expired.OccurredAt, expired.Actor).Should().Be((acceptBy, Caller.SystemAccount));
        (await hall.Case(number).GetAsync(Me(Guide))).Value!.Owner.Should().Be(Guide);
        (await hall.Refused(number, Handler, Accept("h1"))).Should().Be(Codes.OfferExpired);
    }

    [Fact]
    public async Task Whoever_may_not_know_of_a_case_is_answered_as_if_there_were_none()
    {
        var number = await hall.Opened();
        var absent = CaseNumber.Create("YXCS", new(2026, 11, 24), 999_000).Text;
        foreach (var n in new[] { number, absent })
        {
            (await hall.Case(n).GetAsync(Me(Stranger))).Refusal!.Code.Should().Be(Codes.NotFound);
            (await hall.Case(n).LedgerAsync(Caller.Anonymous, 0, 10)).Refusal!.Code.Should().Be(Codes.NotFound);
            (await hall.Refused(n, Stranger, Notices)).Should().Be(Codes.NotFound);
        }

        (await hall.Case(number).GetAsync(Me(Guide))).Value!.Question.Should().NotBeNull();
    }

    [Fact]
    public async Task Five_wrong_codes_and_then_not_even_the_right_one_is_looked_at()
    {
        var number = await hall.Opened();
        (await hall.Case(number).TrackAsync(hall.Person(number))).Value.Should().NotBeNull();
        for (var i = 0; i < 5; i++)
            (await hall.Case(number).TrackAsync(Caller.Anonymous with { RetrievalCode = $"wrong{i}" })).Refusal!.Code.Should().Be(Codes.NotFound);
        var barred = (await hall.Case(number).TrackAsync(hall.Person(number))).Refusal!;
        barred.Code.Should().Be(Codes.TooManyRequests);
        barred.RetryAfterSeconds.Should().BeInRange(1, 15 * 60);
        (await hall.Case(number).GetAsync(Me(Guide))).Value.Should().NotBeNull("who shows no code tries none");
    }

    [Fact]
    public async Task As_it_stood_then_is_shown_by_the_rights_of_today()
    {
        var number = await hall.Opened();
        var offer = await hall.OfferedTo(number, Handler);
        hall.City.Advance(Duration.FromMinutes(1));
        var then = hall.City.Now;
        hall.City.Advance(Duration.FromMinutes(1));
        await hall.Do(number, Handler, Accept(offer));
        var past = (await hall.Case(number).GetAsOfAsync(Me(Guide), then)).Value!;
        (past.Owner, past.Version, past.Contact!.Name).Should().Be((Guide, 2, "秦*满"), "who had it once does not see the person any more");
        (await hall.Case(number).GetAsOfAsync(Me(Handler), then)).Value!.Contact!.Name.Should().Be("秦小满");
        (await hall.Case(number).GetAsOfAsync(Me(Guide), then - Duration.FromDays(9))).Refusal!.Code.Should().Be(Codes.NotFound);
    }

    [Fact, Clause("5.5e")]
    public async Task The_ledger_of_a_case_is_read_in_pages_without_gap()
    {
        var number = await hall.Opened();
        var offer = await hall.OfferedTo(number, Handler);
        await hall.Do(number, Handler, Accept(offer));
        var first = (await hall.Case(number).LedgerAsync(Me(Handler), 0, 2)).Value!;
        var second = (await hall.Case(number).LedgerAsync(Me(Handler), int.Parse(first.Next!, System.Globalization.CultureInfo.InvariantCulture), 2)).Value!;
        first.Items.Concat(second.Items).Select(i => (i.Version, i.Kind)).Should().Equal((1, "InquiryOpened"), (2, "HandoffOffered"), (3, "HandoffAccepted"));
        second.Next.Should().BeNull();
        (await hall.Case(number).LedgerAsync(Me(Guide), 0, 9)).Value!.Items[0].DataJson.Should().NotContain("秦小满");
    }

    [Fact]
    public async Task Staff_list_their_own_hall_heads_the_halls_below_and_persons_none()
    {
        var number = await hall.Opened();
        var cases = hall.City.Grains.GetGrain<ICaseListGrain>("cases");
        (await cases.ListAsync(Me(Handler), new() { Query = number })).Value!.Items.Should().ContainSingle().Which.Owner.Should().Be(Guide);
        (await cases.ListAsync(Me(Stranger), new() { Query = number })).Value!.Items.Should().BeEmpty();
        (await cases.ListAsync(Me(Stranger), new() { Hall = "YXCS" })).Refusal!.Code.Should().Be(Codes.NotPermitted);
        (await cases.ListAsync(Me(Decider), new() { Hall = "YXNP" })).Refusal.Should().BeNull();
        (await cases.ListAsync(Caller.Anonymous, new())).Refusal!.Code.Should().Be(Codes.NotPermitted);
        var page = (await cases.ListAsync(Me(Handler), new() { Limit = 1 })).Value!;
        page.Items.Should().ContainSingle();
    }

    private async Task HandOn(string number, string stage, string from, string to)
    {
        var made = await hall.Do(number, from, new FinishStage("pass", "材料齐全", new(Staff: to)) { Stage = stage });
        await hall.Do(number, to, Accept(made.Made["handoffId"]));
    }
}
