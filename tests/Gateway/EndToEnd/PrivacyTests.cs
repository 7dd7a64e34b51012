using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>Who is shown a person's data, who is told of it, and the person's own code and copy: over HTTP, on both databases, through a killed process.</summary>
public sealed class PrivacyTests(RunningHalls halls) : IClassFixture<RunningHalls>
{
    private const int Kills = 2;
    private const string Id = "999900199003070010", Masked = "999900********0010", Phone = "13800005678", Why = "核对社保缴费记录";
    private static readonly object Asked = new { fields = new[] { "idNumber", "phone" }, purpose = Why };

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.5d")]
    public async Task Full_values_are_shown_for_a_purpose_and_the_person_is_told_by_whom(string kind)
    {
        var hall = await halls.OfAsync(kind, Kills);
        var (walk, number) = await AcceptedAsync(hall);
        var code = walk.CodeOf(number);
        var http = hall.Client;
        Whole((await http.GetAsync($"cases/{number}", HallWalk.Handler)).Body!).Should().Be(Id, "the owner works with it");
        foreach (var other in new[] { "supervisor", HallWalk.Leader, HallWalk.Colleague, "auditor" }) Whole((await http.GetAsync($"cases/{number}", other)).Body!).Should().Be(Masked, other);

        var shown = await http.PostAsync($"cases/{number}/unmask", Asked, "supervisor", "look-1");
        ((int)shown.Status).Should().Be(200, shown.Text);
        (Whole(shown.Body!), (string?)shown.Body!["unmasked"]!["phone"], (string?)shown.Body["applicant"]!["name"]).Should().Be((Id, Phone, "秦*满"));
        Whole((await http.GetAsync($"cases/{number}", "supervisor")).Body!).Should().Be(Masked, "the next view is masked again");
        (await http.PostAsync($"cases/{number}/unmask", Asked, "supervisor", "look-1")).Should().BeEquivalentTo(new { Replayed = true });

        foreach (var (user, body, refusal, status) in new (string, object, string, int)[]
        {
            ("supervisor", new { fields = new[] { "idNumber" } }, "purpose-missing", 422), ("supervisor", new { fields = new[] { "salary" }, purpose = Why }, "validation", 422),
            (HallWalk.Colleague, Asked, "not-permitted", 403), ("auditor", Asked, "not-permitted", 403), ("YXTJ004", Asked, "not-found", 404), ("admin", Asked, "not-found", 404),
        })
        {
            var refused = await http.PostAsync($"cases/{number}/unmask", body, user);
            (refused.Code, (int)refused.Status).Should().Be((refusal, status), user);
            refused.Text.Should().NotContain(Id);
        }

        // The owner looks, hands the case on, and is nobody to it from then on: the same command shows no more than today's rights.
        Whole((await http.PostAsync($"cases/{number}/unmask", Asked, HallWalk.Handler, "look-2")).Body!).Should().Be(Id);
        await walk.NextAsync(number, "initial-review", HallWalk.Handler, HallWalk.Reviewer);
        var late = await http.PostAsync($"cases/{number}/unmask", Asked, HallWalk.Handler, "look-2");
        (late.Replayed, Whole(late.Body!), late.Body!["unmasked"]).Should().Be((true, Masked, null));
        (await http.PostAsync($"cases/{number}/unmask", Asked, HallWalk.Handler)).Code.Should().Be("not-permitted");

        await hall.KillAndStartAsync();
        http = hall.Client;
        var reads = (await http.GetAsync($"cases/{number}/reads", code: code)).Body!["items"]!.AsArray();
        reads.Select(r => ((string?)r!["by"], (string?)r["capacity"], (string?)r["purpose"])).Should().Equal(("YXCS021", "supervisor", Why), (HallWalk.Handler, "owner", Why));
        ((string?)reads[0]!["byName"]).Should().NotBeNullOrEmpty("the person is told whose badge it was");
        var audited = await http.GetAsync($"cases/{number}/reads", "auditor");
        audited.Body!["items"]!.AsArray().Should().HaveCount(2);
        audited.Text.Should().NotContain(Why, "a purpose is free text");
        (await http.GetAsync($"cases/{number}/reads", HallWalk.Reviewer)).Code.Should().Be("not-permitted");
        (await walk.LedgerOfAsync(http, number, "auditor")).Count(e => (string?)e!["kind"] == "RestrictedRead").Should().Be(2);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.5d")]
    public async Task More_than_thirty_looks_a_day_are_flagged(string kind)
    {
        var hall = await halls.OfAsync(kind, Kills);
        var (_, number) = await AcceptedAsync(hall, HallWalk.Colleague, "SI-CHANGE");
        for (var i = 0; i < 30; i++) await hall.Client.DoAsync($"cases/{number}/unmask", Asked, HallWalk.Colleague);
        (await RowAsync())["flagged"]!.GetValue<bool>().Should().BeFalse("thirty are a day's work");
        await hall.Client.DoAsync($"cases/{number}/unmask", Asked, HallWalk.Colleague);
        var row = await RowAsync();
        ((int)row["count"]!, (int)row["cases"]!, (bool)row["flagged"]!).Should().Be((31, 1, true));
        (await hall.Client.GetAsync("reports/unmaskings", HallWalk.Leader)).Code.Should().Be("not-permitted");
        (await hall.Client.GetAsync("reports/unmaskings?from=2026-13-01", "auditor")).Code.Should().Be("validation");

        async Task<JsonNode> RowAsync() => (await hall.Client.GetAsync("reports/unmaskings?from=2026-11-24", "supervisor")).Body!["items"]!.AsArray().Single(r => (string?)r!["staff"] == HallWalk.Colleague)!;
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("4.3k")]
    public async Task A_new_code_ends_the_old_one_and_the_person_has_a_copy_of_everything(string kind)
    {
        var hall = await halls.OfAsync(kind, Kills);
        var (walk, number) = await AcceptedAsync(hall);
        var (http, old) = (hall.Client, walk.CodeOf(number));
        var copy = await http.GetAsync($"cases/{number}/my-data", code: old);
        ((int)copy.Status).Should().Be(200, copy.Text);
        Whole(copy.Body!["case"]!).Should().Be(Id);
        ((string?)copy.Body["ledger"]!.AsArray().Single(e => (string?)e!["kind"] == "ApplicationReceived")!["data"]!["applicant"]!["name"]).Should().Be("秦小满");
        (await http.GetAsync($"cases/{number}/my-data", HallWalk.Handler)).Code.Should().Be("not-permitted", "it is the person's");
        (await http.GetAsync($"cases/{number}/my-data")).Code.Should().Be("not-signed-in");

        var rotated = await http.PostAsync($"cases/{number}/retrieval-code", null, key: "new-code", code: old);
        var fresh = (string?)rotated.Body!["retrievalCode"];
        fresh.Should().MatchRegex("^[2-9A-HJ-NP-Z]{12}$").And.NotBe(old);
        (await http.GetAsync($"track/{number}", code: old)).Code.Should().Be("not-found", "the old one opens nothing");
        ((int)(await http.GetAsync($"track/{number}", code: fresh)).Status).Should().Be(200);
        foreach (var body in new object[] { new { }, new { idNumber = "999900196511201028" } }) (await http.PostAsync($"cases/{number}/retrieval-code", body, HallWalk.Handler)).Code.Should().Be("identity-invalid");
        (await http.PostAsync($"cases/{number}/retrieval-code", new { idNumber = Id }, HallWalk.Colleague)).Code.Should().Be("not-owner");

        await hall.KillAndStartAsync();
        http = hall.Client;
        var retried = await http.PostAsync($"cases/{number}/retrieval-code", null, key: "new-code", code: old);
        (retried.Replayed, (string?)retried.Body!["retrievalCode"]).Should().Be((true, fresh), "whose answer was lost asks again with what they had");
        (await http.PostAsync($"cases/{number}/retrieval-code", null, key: "another", code: old)).Code.Should().Be("not-found");
        (await http.PostAsync($"cases/{number}/retrieval-code", null, key: "new-code", code: "AAAAAAAAAAAA")).Code.Should().Be("not-found", "a command id is no secret");
        ((int)(await http.GetAsync($"track/{number}", code: fresh)).Status).Should().Be(200);

        var atTheWindow = (string?)(await http.DoAsync($"cases/{number}/retrieval-code", new { idNumber = Id }, HallWalk.Handler))["retrievalCode"];
        ((int)(await http.GetAsync($"track/{number}", code: atTheWindow)).Status).Should().Be(200);
        (await walk.LedgerOfAsync(http, number, HallWalk.Handler)).Where(e => (string?)e!["kind"] == "RetrievalCodeIssued").Select(e => ((int)e!["data"]!["issue"]!, (string?)e["data"]!["by"])).Should().Equal((2, "person"), (3, "owner"));
    }

    [Fact]
    public async Task The_bundles_person_sees_a_member_whose_own_code_was_changed()
    {
        var hall = await halls.OfAsync("sqlite", Kills);
        await hall.Client.DoAsync($"staff/{HallWalk.Handler}/duty", new { on = true }, HallWalk.Handler);
        var bundle = await hall.Client.DoAsync("bundles", new { hall = "YXCS", channel = "onsite", items = new[] { "UNE-REG", "UNE-BENEFIT" }, contact = new { name = "秦小满", audience = "unemployed" }, question = "失业后要办哪些事？" }, HallWalk.Handler);
        var member = bundle["members"]![0]!;
        await hall.Client.PostAsync($"cases/{member["caseNumber"]}/retrieval-code", null, code: (string?)member["retrievalCode"]);
        var seen = await hall.Client.GetAsync($"bundles/{bundle["bundleNumber"]}", code: (string?)bundle["retrievalCode"]);
        seen.Body!["members"]!.AsArray().Select(m => (string?)m!["state"]).Should().Equal("inquiry", "inquiry");
    }

    private static async Task<(HallWalk Walk, string Number)> AcceptedAsync(RunningHall hall, string by = HallWalk.Handler, string item = "UNE-BENEFIT")
    {
        var walk = new HallWalk(hall.Client);
        await walk.OnDutyAsync();
        return (walk, await walk.AcceptedAsync(item, by, item == "UNE-BENEFIT" ? 1800 : null));
    }

    private static string? Whole(JsonNode view) => (string?)view["applicant"]?["idNumber"];
}
