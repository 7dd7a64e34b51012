using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>Who may do what, over HTTP with the demo's accounts: what is refused is refused the same way to everybody, and writes nothing.</summary>
public sealed class RightsTests(RunningHalls halls) : IClassFixture<RunningHalls>
{
    /// <summary>Who carries each command out at most; every other role is refused whatever the object.</summary>
    private static readonly (string Verb, string Path, object Body, string[] May)[] Commands =
    [
        ("PUT", "calendars/2027", new { year = 2027, holidays = Array.Empty<object>(), workdays = Array.Empty<object>() }, ["admin"]),
        ("PUT", "staff/YXCS015", new { name = "李敏", hall = "YXCS", level = "L1" }, ["admin"]),
        ("PUT", "accounts/new-one", new { password = "a-long-password-1", roles = new[] { "citizen" } }, ["security-admin"]),
        ("POST", "staff/YXCS015/duty", new { on = true }, ["YXCS015"]),
        ("POST", "cases", new { hall = "YXCS", channel = "onsite", question = "q" }, ["YXCS015", "YXCS019", "YXCS003", "supervisor"]),
        ("POST", "halls/YXCS/windows/YXCS-06/sign-on", new { }, ["YXCS015"]),
        ("POST", "halls/YXCS/windows/YXCS-06/close", new { }, ["YXCS015"]),
        ("POST", "cases/{n}/notices", new { eligible = new { answer = "eligible", rule = "r" }, procedure = "p", path = "p", timeLimit = "t" }, ["YXCS019"]),
        ("POST", "cases/{n}/decision", new { result = "granted", opinion = "o" }, ["YXCS019"]),
        ("POST", "cases/{n}/withdrawal", new { }, []),
        ("POST", "cases/{n}/assignment", new { staff = "YXCS015", reason = "r" }, ["YXCS003", "supervisor"]),
        ("POST", "cases/{n}/handoffs", new { to = new { staff = "YXCS015" }, kind = "transfer-inside", reason = "r" }, ["YXCS019"]),
        ("POST", "cases/{n}/archive", new { }, ["YXCS019", "YXCS003"]),
    ];

    private static readonly (string Path, string[] May)[] Reads =
    [
        ("ledger/verify", ["auditor"]),
        ("accounts", ["auditor", "security-admin"]),
        ("reports/process-map?hall=YXCS", ["auditor", "supervisor", "YXCS003"]),
        ("cases?hall=YXCS", ["auditor", "supervisor", "YXCS003", "YXCS015", "YXCS019"]),
        ("halls/YXCS/live", ["supervisor", "YXCS003", "YXCS015", "YXCS019"]),
        ("city/live", ["supervisor", "YXCS003"]),
        ("halls/YXCS/windows/YXCS-06", ["supervisor", "YXCS003", "YXCS015"]),
        ("staff/YXCS015/caseload", ["supervisor", "YXCS003", "YXCS015"]),
        ("cases/{n}", ["auditor", "supervisor", "YXCS003", "YXCS015", "YXCS019"]),
        ("cases/{n}/ledger", ["auditor", "supervisor", "YXCS003", "YXCS015", "YXCS019"]),
    ];

    private static readonly string[] Users = ["citizen", "admin", "security-admin", "auditor", "supervisor", "evaluator", "YXCS003", "YXCS015", "YXCS019", "YXTJ004"];

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("2.1a")]
    public async Task Everybody_else_is_refused_and_nothing_is_written(string kind)
    {
        var hall = await halls.OfAsync(kind);
        var number = await OpenAsync(hall);
        var before = await VersionAsync(hall, number);
        foreach (var (verb, path, body, may) in Commands)
        {
            var where = path.Replace("{n}", number, StringComparison.Ordinal);
            var nobody = await hall.Client.SendAsync(new(verb), where, body, null, null, null);
            nobody.Code.Should().Be("not-signed-in", $"{verb} {path}");
            foreach (var user in Users.Except(may))
            {
                var answer = await hall.Client.SendAsync(new(verb), where, body, user, null, null);
                ((int)answer.Status).Should().BeOneOf([403, 404], $"{verb} {path} by {user}: {answer.Text}");
            }
        }

        (await VersionAsync(hall, number)).Should().Be(before);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task What_may_not_be_read_is_forbidden_or_absent(string kind)
    {
        var hall = await halls.OfAsync(kind);
        var number = await OpenAsync(hall);
        foreach (var (path, may) in Reads)
        {
            var where = path.Replace("{n}", number, StringComparison.Ordinal);
            (await hall.Client.GetAsync(where)).Code.Should().Be("not-signed-in", path);
            foreach (var user in Users)
            {
                var answer = await hall.Client.GetAsync(where, user);
                if (may.Contains(user)) ((int)answer.Status).Should().Be(200, $"{path} by {user}: {answer.Text}");
                else ((int)answer.Status).Should().BeOneOf([403, 404], $"{path} by {user}: {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task A_case_one_may_not_know_of_is_answered_as_one_that_is_not_there()
    {
        var hall = await halls.OfAsync("sqlite");
        var number = await OpenAsync(hall);
        foreach (var what in new[] { "", "/ledger", "/clocks", "/responsibility" })
            Bare(await hall.Client.GetAsync($"cases/{number}{what}", "citizen")).Should().Be(Bare(await hall.Client.GetAsync($"cases/{Absent}{what}", "citizen")));
        foreach (var (verb, path, body, _) in Commands.Where(c => c.Path.Contains("{n}", StringComparison.Ordinal)))
            Bare(await hall.Client.SendAsync(new(verb), path.Replace("{n}", number, StringComparison.Ordinal), body, "YXTJ004", null, null))
                .Should().Be(Bare(await hall.Client.SendAsync(new(verb), path.Replace("{n}", Absent, StringComparison.Ordinal), body, "YXTJ004", null, null)), path);
        Bare(await hall.Client.GetAsync($"track/{number}", code: "AAAAAAAAAAAA")).Should().Be(Bare(await hall.Client.GetAsync($"track/{Absent}", code: "AAAAAAAAAAAA")));
    }

    [Fact]
    public async Task Codes_of_cases_and_tickets_are_tried_five_times()
    {
        var hall = await halls.OfAsync("sqlite");
        var number = await OpenAsync(hall);
        await new WindowDay(hall, "YXCS-06", "YXCS015").AdvanceAsync("PT1M");
        var taken = (await hall.Client.PostAsync("halls/YXCS/tickets", new { serviceLine = "pension" })).Body!;
        foreach (var (path, right) in new[] { ($"track/{number}", (string?)null), ($"halls/YXCS/tickets/{taken["ticket"]}", (string?)taken["retrievalCode"]) })
        {
            for (var i = 0; i < 5; i++) (await hall.Client.GetAsync(path, code: "AAAAAAAAAAAA")).Code.Should().Be("not-found");
            var barred = await hall.Client.GetAsync(path, code: right ?? "BBBBBBBBBBBB");
            ((int)barred.Status).Should().Be(429, $"{path}: the right code is not looked at either");
            ((int)barred.Body!["retryAfterSeconds"]!).Should().BeInRange(1, 900);
        }
    }

    private const string Absent = "YXCS-20261124-999999-1";

    private static async Task<string> OpenAsync(RunningHall hall)
    {
        await hall.Client.DoAsync("staff/YXCS019/duty", new { on = true }, MainPath.Guide);
        return (string)(await hall.Client.DoAsync("cases", MainPath.OpenBody, MainPath.Guide))["caseNumber"]!;
    }

    private static async Task<int> VersionAsync(RunningHall hall, string number) => (int)(await hall.Client.GetAsync($"cases/{number}", "auditor")).Body!["version"]!;

    private static string Bare(Answer answer)
    {
        answer.Code.Should().Be("not-found", answer.Text);
        var body = answer.Body!.DeepClone().AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }
}
