using System.Text.Json.Nodes;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>What can be made again is made again: by the reconciler of a serving hall, by itself, and by <c>rebuild</c>; both databases.</summary>
public sealed class RebuildTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Spoilt_rows_and_snapshots_are_made_anew_from_the_ledger_and_what_is_due_is_found(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), "--reconcile-rate", "5000", .. database.Arguments];
        string[] streams;
        IReadOnlyList<string> right;
        string live;
        await using (var first = await HallProcess.StartAsync(serve))
        {
            using var hall = new HallClient(first.Url);
            var walk = new HallWalk(hall);
            await Morning.PassAsync(hall);
            streams = ["case/" + await walk.AcceptedAsync(), "case/" + await walk.AtDecisionAsync(), "case/" + await walk.OpenedAsync(), "case/" + await walk.DeliveredAsync()];
            await hall.DoAsync($"cases/{streams[2][5..]}/handoffs", new { to = new { staff = HallWalk.Colleague }, kind = "transfer-inside", reason = "转办" }, HallWalk.Handler);
            right = await SettledAsync(database);
            live = await LiveAsync(hall);

            // The reconciler, by itself, while the hall serves.
            await SpoilAsync(database, streams);
            await LedgerRows.UntilAsync(database, right);
            first.Said.Should().Contain("\"EventId\":2030", "each repair is said");
            await hall.DoAsync($"cases/{streams[2][5..]}/notices", new { eligible = new { answer = "eligible", rule = "办法" }, procedure = "申请表", path = "窗口", timeLimit = "承诺时限" }, HallWalk.Handler);
            right = await SettledAsync(database);

            var beside = await HallProcess.RunAsync(["rebuild", .. database.Arguments]);
            if (kind == "sqlite") (beside.ExitCode, beside.Error.Contains("Another process", StringComparison.Ordinal)).Should().Be((1, true), beside.Error);
            else beside.Output.Should().Contain("0 were missing, 0 were of nothing, 0 were different", "beside running silos it changes only what is wrong");
            await first.StopAsync();
        }

        right = await LedgerRows.AllAsync(database);
        var honest = await CommandHere.RunAsync(["rebuild", .. database.Arguments]);
        honest.Output.Should().StartWith("REBUILT: ", honest.Error).And.Contain("0 were missing, 0 were of nothing, 0 were different").And.Contain("0 streams cannot be read");
        (await LedgerRows.AllAsync(database)).Should().Equal(right);

        await SpoilAsync(database, streams);
        await LedgerRows.ExecuteAsync(database, "update summary set next_due = null");
        (await CommandHere.RunAsync(["verify", .. database.Arguments])).ExitCode.Should().Be(2);
        await RightAgainAsync();
        await LedgerRows.ExecuteAsync(database, "delete from summary");
        await RightAgainAsync();
        (await CommandHere.RunAsync(["verify", .. database.Arguments])).ExitCode.Should().Be(0);

        await using var second = await HallHere.StartAsync(serve);
        using var after = new HallClient(second.Url);
        (await LiveAsync(after)).Should().Be(live, "views are folds of the ledger");

        // Timekeepers find by the rows what is due.
        await new HallWalk(after).ClockToAsync("2026-12-03T09:00:00+08:00");
        var ledger = await new HallWalk(after).LedgerAsync(streams[0][5..], "supervisor");
        ledger.Select(e => (string)e!["kind"]!).Should().Contain("YellowCarded");
        ((bool)(await after.GetAsync("ledger/verify", "auditor")).Body!["ok"]!).Should().BeTrue();
        await second.DisposeAsync();
        var later = await CommandHere.RunAsync(["rebuild", .. database.Arguments]);
        later.Output.Should().Contain("0 were missing, 0 were of nothing, 0 were different", "cards, expired offers and lapsed pauses fold to the rows that were written");

        async Task RightAgainAsync()
        {
            var rebuilt = await CommandHere.RunAsync(["rebuild", .. database.Arguments]);
            rebuilt.ExitCode.Should().Be(0, rebuilt.Output + rebuilt.Error);
            (await LedgerRows.AllAsync(database)).Should().Equal(right);
        }
    }

    [Fact]
    public async Task There_is_nothing_to_rebuild_where_there_is_no_ledger()
    {
        var (exit, _, error) = await CommandHere.RunAsync(["rebuild", "--data", Path.Combine(Path.GetTempPath(), "no-hall-here")]);
        (exit, error.Contains("There is no ledger", StringComparison.Ordinal)).Should().Be((1, true));
    }

    // Owner, due instant, state; a row deleted, a row too many; a version behind; a monitor's snapshot that names another owner.
    private static async Task SpoilAsync(Database database, string[] streams)
    {
        await LedgerRows.ExecuteAsync(database, $"""
            insert into summary select 'case/YXCS-NOTHING', "partition", version, state, stage, 'YXCS001', agent, offered_to, hall, item, card, overdue, applicant, next_due, extra, updated from summary where stream = '{streams[0]}';
            update summary set owner = 'YXCS001', applicant = null where stream = '{streams[0]}';
            update summary set next_due = null, overdue = not overdue where stream = '{streams[1]}';
            delete from summary where stream = '{streams[2]}';
            update summary set state = 'archived', version = version - 1, extra = '[]' where stream = '{streams[3]}';
            update summary set offered_to = 'YXCS001' where stream = 'staff/YXCS019'
            """);
        if (database.Connection is null)
            await LedgerRows.ExecuteAsync(database, "update grain_state set payload = cast(replace(cast(payload as text), 'YXCS015', 'YXCS014') as blob) where type_name = 'monitor'", "orleans.db");
    }

    /// <summary>What is told after a commit has been told.</summary>
    private static async Task<IReadOnlyList<string>> SettledAsync(Database database)
    {
        var before = await LedgerRows.AllAsync(database);
        while (true)
        {
            await Task.Delay(400);
            var now = await LedgerRows.AllAsync(database);
            if (now.SequenceEqual(before)) return now;
            before = now;
        }
    }

    private static async Task<string> LiveAsync(HallClient hall)
    {
        var lists = new List<string>();
        foreach (var path in new[] { "cases?hall=YXCS&limit=200", "staff/YXCS015/caseload", "staff/YXCS005/caseload" })
        {
            var answer = await hall.GetAsync(path, path.StartsWith("staff", StringComparison.Ordinal) ? path[6..13] : "supervisor");
            lists.Add(string.Join(' ', Owners(answer.Body!).Order(StringComparer.Ordinal)));
        }

        // The monitor's own picture, which starts from its snapshot.
        foreach (var staff in new[] { "YXCS015", "YXCS014", "YXCS005" })
        {
            var seen = (await hall.GetAsync($"staff/{staff}/live", "supervisor")).Body!;
            lists.Add($"{staff} {seen["openCases"]} {seen["offersWaiting"]}");
        }

        return string.Join('\n', lists);
    }

    private static IEnumerable<string> Owners(JsonNode node) => node switch
    {
        JsonObject o => (o["caseNumber"] is { } n ? [$"{n}:{o["owner"]}:{o["offeredTo"]}:{o["state"]}"] : Array.Empty<string>()).Concat(o.SelectMany(p => p.Value is null ? [] : Owners(p.Value))),
        JsonArray a => a.SelectMany(n => n is null ? [] : Owners(n)),
        _ => [],
    };
}
