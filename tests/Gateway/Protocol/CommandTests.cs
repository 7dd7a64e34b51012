using System.Net;
using System.Text.Json.Nodes;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Windows;

namespace HallGrains.Gateway.Protocol;

/// <summary>What every command has: an id, a version, a resource, a first outcome; and what becomes of failures.</summary>
public sealed class CommandTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private static readonly string Acceptance = $"/api/v1/cases/{GatewayFixture.Case}/acceptance";

    [Fact]
    public async Task A_command_answers_with_the_resource_its_version_and_its_key()
    {
        Cases(_ => Done(GatewayFixture.View(7, "in-stage")));
        var reply = await gateway.SendAsync("POST", Acceptance, "{}", "YXCS015", headers: ("Idempotency-Key", "my.key_1-a"));
        reply.Status.Should().Be(HttpStatusCode.OK, reply.Text);
        reply.Headers["ETag"].Should().Be("\"7\"");
        reply.Headers["Idempotency-Key"].Should().Be("my.key_1-a");
        reply.Headers.Should().NotContainKey("Idempotency-Replayed");
        ((string)reply.Body!["state"]!).Should().Be("in-stage");
        ((string)reply.Body["asOf"]!).Should().Be("2026-11-24T09:00:00+08:00");
        reply.Body.AsObject().ContainsKey("stage").Should().BeTrue("documented fields are told, also when there is nothing");
        reply.Body["stage"].Should().BeNull();
        LastMeta().CommandId.Should().Be("my.key_1-a");
        LastMeta().Caller.Staff.Should().Be("YXCS015");
    }

    [Fact]
    public async Task Without_a_key_one_is_made_and_told()
    {
        Cases(_ => Done(GatewayFixture.View()));
        var reply = await gateway.SendAsync("POST", Acceptance, null, "YXCS015");
        reply.Status.Should().Be(HttpStatusCode.OK, "no body and no type is an empty command");
        reply.Headers["Idempotency-Key"].Should().MatchRegex("^[A-Za-z0-9._-]{1,64}$").And.Be(LastMeta().CommandId);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("键")]
    [InlineData("aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        var reply = await gateway.SendAsync("POST", Acceptance, "{}", "YXCS015", headers: ("Idempotency-Key", key));
        reply.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        reply.Code.Should().Be(Codes.Validation);
    }

    [Fact]
    public async Task The_hash_is_over_verb_path_and_the_very_bytes()
    {
        Cases(_ => Done(GatewayFixture.View()));
        async Task<string> HashOf(string path, string? body)
        {
            await gateway.SendAsync("POST", path, body, "YXCS015");
            return LastMeta().BodyHash;
        }

        var empty = await HashOf(Acceptance, "{}");
        empty.Should().MatchRegex("^[0-9a-f]{64}$");
        (await HashOf(Acceptance, null)).Should().Be(empty);
        (await HashOf(Acceptance, "{ }")).Should().NotBe(empty);
        (await HashOf(Acceptance.Replace("acceptance", "archive", StringComparison.Ordinal), "{}")).Should().NotBe(empty);
    }

    [Fact]
    public async Task A_replay_says_so_and_answers_with_the_ids_of_the_first_time()
    {
        Cases(_ => Task.FromResult(new Outcome<CaseView>(GatewayFixture.View(9), null, true, GatewayFixture.Nothing.Add("handoffId", "h7").Add("acceptBy", "2026-11-24T02:00:00Z"))));
        var reply = await gateway.SendAsync("POST", $"/api/v1/cases/{GatewayFixture.Case}/handoffs", """{"to":{"staff":"YXCS016"},"kind":"transfer-inside","reason":"r"}""", "YXCS015");
        reply.Status.Should().Be(HttpStatusCode.Created);
        reply.Headers["Idempotency-Replayed"].Should().Be("true");
        ((string)reply.Body!["handoffId"]!).Should().Be("h7");
        ((string)reply.Body["acceptBy"]!).Should().Be("2026-11-24T10:00:00+08:00");
        reply.Headers["Location"].Should().Be("/api/v1/cases/" + GatewayFixture.Case);
    }

    [Fact]
    public async Task A_stale_version_is_412_when_it_was_named_and_409_when_not()
    {
        Cases(_ => Refused(Refusal.Of(Codes.VersionConflict) with { Version = 5 }));
        var named = await gateway.SendAsync("POST", Acceptance, "{}", "YXCS015", headers: ("If-Match", "\"3\""));
        named.Status.Should().Be(HttpStatusCode.PreconditionFailed);
        ((int)named.Body!["status"]!).Should().Be(412);
        ((int)named.Body["version"]!).Should().Be(5);
        LastMeta().IfVersion.Should().Be(3);
        (await gateway.SendAsync("POST", Acceptance, "{}", "YXCS015")).Status.Should().Be(HttpStatusCode.Conflict);
        (await gateway.SendAsync("POST", Acceptance, "{}", "YXCS015", headers: ("If-Match", "three"))).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_refusal_tells_all_that_is_missing_and_what_may_be_done()
    {
        Cases(_ => Refused(Refusal.OfMissing(Codes.MaterialsIncomplete, ["id-or-card", "form"]) with { Allowed = ["supplement-request"], Version = 4 }));
        var reply = await gateway.SendAsync("POST", Acceptance, "{}", "YXCS015");
        reply.Status.Should().Be(HttpStatusCode.Conflict);
        reply.Code.Should().Be(Codes.MaterialsIncomplete);
        reply.Body!["missing"]!.AsArray().Select(m => (string)m!).Should().Equal("id-or-card", "form");
        reply.Body["allowed"]!.AsArray().Select(m => (string)m!).Should().Equal("supplement-request");
        ((string)reply.Body["clause"]!).Should().Be("5.3b");
        ((string)reply.Body["traceId"]!).Should().NotBeEmpty();
        ((string)reply.Body["title"]!).Should().Be("材料不齐");
        reply.Headers["Content-Language"].Should().Be("zh-CN");
    }

    [Theory]
    [InlineData("en", "Materials are incomplete")]
    [InlineData("en-GB,en;q=0.9", "Materials are incomplete")]
    [InlineData("en;q=0.5,zh-CN;q=0.9", "材料不齐")]
    [InlineData("fr", "材料不齐")]
    [InlineData("zh-TW", "材料不齐")]
    [InlineData(";;,,q=", "材料不齐")]
    public async Task A_title_is_in_the_language_asked_for(string accept, string title)
    {
        Cases(_ => Refused(Refusal.Of(Codes.MaterialsIncomplete)));
        var reply = await gateway.SendAsync("POST", Acceptance, "{}", "YXCS015", headers: ("Accept-Language", accept));
        ((string)reply.Body!["title"]!).Should().Be(title);
    }

    public static TheoryData<Exception, int, string> Failures => new()
    {
        { new LedgerBusyException("full"), 503, Codes.Busy },
        { new LedgerConflictException("other"), 503, Codes.Busy },
        { new LedgerOutcomeUnknownException("lost"), 504, Codes.OutcomeUnknown },
        { new TimeoutException("late"), 504, Codes.OutcomeUnknown },
        { new UnreadableEntryException("secret row"), 503, Codes.Unreadable },
        { new RefusedException(Refusal.Of(Codes.NotPermitted)), 403, Codes.NotPermitted },
        { new InvalidOperationException("secret stack"), 500, Codes.Internal },
        { new KeyNotFoundException("secret"), 500, Codes.Internal },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_is_a_code_and_never_its_cause(Exception failure, int status, string code)
    {
        Cases(_ => Task.FromException<Outcome<CaseView>>(failure));
        var reply = await gateway.SendAsync("POST", Acceptance, "{}", "YXCS015");
        ((int)reply.Status).Should().Be(status);
        reply.Code.Should().Be(code);
        reply.Text.Should().NotContain("secret").And.NotContain("Exception").And.NotContain("   at ");
        reply.Headers.ContainsKey("Retry-After").Should().Be(status == 503);
    }

    [Fact]
    public async Task A_lost_race_is_tried_again_with_the_same_command_id()
    {
        var tries = new List<string>();
        Cases(meta =>
        {
            tries.Add(meta.CommandId);
            return tries.Count < 3 ? Task.FromException<Outcome<CaseView>>(new LedgerConflictException("raced")) : Done(GatewayFixture.View());
        });
        (await gateway.SendAsync("POST", Acceptance, "{}", "YXCS015")).Status.Should().Be(HttpStatusCode.OK);
        tries.Should().HaveCount(3);
        tries.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task The_same_command_while_it_runs_is_in_progress()
    {
        var hold = new TaskCompletionSource<Outcome<CaseView>>();
        var entered = new TaskCompletionSource();
        Cases(_ =>
        {
            entered.TrySetResult();
            return hold.Task;
        });
        var first = gateway.SendAsync("POST", Acceptance, "{}", "YXCS015", headers: ("Idempotency-Key", "twice"));
        await entered.Task;
        var second = await gateway.SendAsync("POST", Acceptance, "{}", "YXCS015", headers: ("Idempotency-Key", "twice"));
        second.Status.Should().Be(HttpStatusCode.Conflict);
        second.Code.Should().Be(Codes.InProgress);
        hold.SetResult(new(GatewayFixture.View(), null, false, GatewayFixture.Nothing));
        (await first).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_missing_reaches_the_rule_as_nothing_and_a_truth_not_sent_is_asked_for()
    {
        Cases(_ => Refused(Refusal.Of(Codes.StageOrder)));
        await gateway.SendAsync("POST", $"/api/v1/cases/{GatewayFixture.Case}/application", "{}", "YXCS015");
        var sent = (SubmitApplication)LastArguments()[1]!;
        sent.ServiceItem.Should().BeEmpty();
        sent.Applicant.Name.Should().BeEmpty();
        sent.Materials.IsDefault.Should().BeFalse();

        var finish = await gateway.SendAsync("POST", "/api/v1/halls/YXCS/windows/YXCS-06/finish", "{}", "YXCS015");
        finish.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        finish.Body!["errors"]!["invited"].Should().NotBeNull();
    }

    [Fact]
    public async Task The_path_says_which_stage_and_which_offer()
    {
        Cases(_ => Done(GatewayFixture.View()));
        await gateway.SendAsync("POST", $"/api/v1/cases/{GatewayFixture.Case}/stages/recheck/return", """{"faults":["x"],"reason":"r"}""", "YXCS015");
        ((ReturnStage)LastArguments()[1]!).Stage.Should().Be("recheck");
        await gateway.SendAsync("POST", $"/api/v1/cases/{GatewayFixture.Case}/handoffs/h-9/accept", "{}", "YXCS015");
        ((AcceptHandoff)LastArguments()[1]!).HandoffId.Should().Be("h-9");
    }

    [Fact]
    public async Task An_inquiry_at_a_window_goes_to_the_window_another_to_its_lane()
    {
        gateway.Grains.On<IWindowGrain>("OpenInquiryAsync", (_, _) => Done(GatewayFixture.View() with { RetrievalCode = "ABCD2345EFGH" }));
        gateway.Grains.On<IIntakeGrain>("OpenAsync", (_, _) => Done(GatewayFixture.View()));
        var there = await gateway.SendAsync("POST", "/api/v1/cases", """{"hall":"YXCS","window":"YXCS-00","channel":"onsite","question":"?"}""", "YXCS015");
        there.Status.Should().Be(HttpStatusCode.Created);
        ((string)there.Body!["retrievalCode"]!).Should().Be("ABCD2345EFGH");
        there.Headers["Location"].Should().Be("/api/v1/cases/" + GatewayFixture.Case);
        gateway.Grains.Calls.Last(c => c.Grain == typeof(IWindowGrain)).Key.Should().Be("YXCS/YXCS-00");

        await gateway.SendAsync("POST", "/api/v1/cases", """{"hall":"YXCS","channel":"online","question":"?"}""", "YXCS015", headers: ("Idempotency-Key", "k1"));
        gateway.Grains.Calls.Last(c => c.Grain == typeof(IIntakeGrain)).Key.Should().Be($"YXCS/{IIntakeGrain.Lane("YXCS015", "k1")}");
    }

    [Fact]
    public async Task A_person_with_a_code_is_anonymous_and_the_code_goes_to_the_case()
    {
        Cases(_ => Done(GatewayFixture.View()));
        var reply = await gateway.SendAsync("POST", $"/api/v1/cases/{GatewayFixture.Case}/evaluation", """{"grade":5}""", headers: ("X-Retrieval-Code", "ABCD2345EFGH"));
        reply.Status.Should().Be(HttpStatusCode.OK, reply.Text);
        LastMeta().Caller.Account.Should().Be(Caller.AnonymousAccount);
        LastMeta().Caller.RetrievalCode.Should().Be("ABCD2345EFGH");
    }

    private void Cases(Func<CommandMeta, Task<Outcome<CaseView>>> answer) => gateway.Grains.On<ICaseGrain>("ExecuteAsync", (_, a) => answer((CommandMeta)a[0]!));

    private object?[] LastArguments() => gateway.Grains.Calls.Last(c => c.Grain == typeof(ICaseGrain) && c.Method == "ExecuteAsync").Arguments;

    private CommandMeta LastMeta() => (CommandMeta)LastArguments()[0]!;

    private static Task<Outcome<CaseView>> Done(CaseView view) => Task.FromResult(new Outcome<CaseView>(view, null, false, GatewayFixture.Nothing));

    private static Task<Outcome<CaseView>> Refused(Refusal refusal) => Task.FromResult(Outcome.Refused<CaseView>(refusal));
}
