using System.Text.Json.Nodes;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>What of a case's life is not its straight way, as a front-end meets it: over HTTP, on both databases, through a killed process.</summary>
public sealed class CaseLifeTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.3b"), Clause("5.4d"), Clause("5.5f"), Clause("5.6d"), Clause("2.2d"), Clause("2.2e")]
    public async Task Tolerance_pause_extension_and_correction_survive_a_killed_process(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        string[] serve = ["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments];
        string tolerated, paused, delivered;
        string clocks;
        await using (var first = await HallProcess.StartAsync(serve))
        {
            using var client = new HallClient(first.Url);
            var walk = new HallWalk(client);
            await walk.OnDutyAsync();

            tolerated = await walk.ReceivedAsync("EMP-SI-SUBSIDY", "YXCS017", 3000, ["subsidy-form", "id-or-card"]);
            var accepted = await client.DoAsync(
                $"cases/{tolerated}/acceptance", new { tolerate = new[] { new { material = "bank-account", promisedBy = "2026-12-04T17:00:00+08:00" } }, commitment = "承诺12月4日前补交" }, "YXCS017");
            ((string)accepted["tolerance"]!["dueAt"]!).Should().Be("2026-12-09T00:00:00+08:00");

            paused = await walk.AcceptedAsync();
            await client.DoAsync($"cases/{paused}/extension", new { workingDays = 2, reason = "需向外地核实" }, HallWalk.Handler);
            await client.DoAsync($"cases/{paused}/extension/answer", new { grant = true, reason = "同意" }, HallWalk.Leader);
            var stopped = await client.DoAsync($"cases/{paused}/pauses", new { reason = "supplement", evidence = "书面通知", expectedUntil = "2026-11-26T17:30:00+08:00" }, HallWalk.Handler);
            ((bool)stopped["paused"]!).Should().BeTrue();

            delivered = await walk.DeliveredAsync();
            await client.DoAsync($"cases/{delivered}/archive", null, HallWalk.Decider);
            clocks = (await client.GetAsync($"cases/{tolerated}/clocks", "YXCS017")).Body!.AsArray().Single(c => (string)c!["clock"]! == "tolerance")!["dueAt"]!.ToJsonString();
            await first.KillAsync();
        }

        await using var second = await HallHere.StartAsync(serve);
        using var hall = new HallClient(second.Url);
        var after = new HallWalk(hall);
        (await hall.GetAsync($"cases/{tolerated}/clocks", "YXCS017")).Body!.AsArray().Single(c => (string)c!["clock"]! == "tolerance")!["dueAt"]!.ToJsonString().Should().Be(clocks);
        ((bool)(await hall.GetAsync($"cases/{paused}", HallWalk.Handler)).Body!["paused"]!).Should().BeTrue();

        // An archived case is corrected by another person of the level; both decisions remain.
        var correction = await hall.DoAsync($"cases/{delivered}/corrections", new { wrong = "缴费年限算错", stage = "initial-review", effect = "少核定" }, "YXCS006");
        ((string)correction["state"]!).Should().Be("correcting");
        var id = (string)correction["correctionId"]!;
        var answer = new { verdict = "corrected", reason = "复核属实", result = "granted", amount = 2400 };
        (await hall.PostAsync($"cases/{delivered}/corrections/{id}/answer", answer, HallWalk.Decider)).Code.Should().Be("same-person-review");
        var corrected = await hall.DoAsync($"cases/{delivered}/corrections/{id}/answer", answer, HallWalk.Leader);
        corrected["decisions"]!.AsArray().Select(d => (decimal)d!["amount"]!).Should().Equal(1800m, 2400m);

        // The pause ends by itself, the tolerance lapses by itself, each at its own instant.
        await after.ClockToAsync("2026-12-10T09:00:00+08:00");
        await after.OnDutyAsync();
        var resumed = (await after.LedgerAsync(paused, HallWalk.Handler)).Single(e => (string)e!["kind"]! == "Resumed")!;
        ((string)resumed["occurredAt"]!).Should().StartWith("2026-11-26T17:30:00");
        var lapsed = (await after.LedgerAsync(tolerated, "YXCS017")).Select(e => ((string)e!["kind"]!, (string)e["occurredAt"]!)).ToList();
        lapsed.Where(e => e.Item1 == "Reminded").Should().HaveCount(2);
        lapsed.Should().Contain(e => e.Item1 == "ToleranceLapsed" && e.Item2.StartsWith("2026-12-09T00:00:00", StringComparison.Ordinal));
        var promised = (await hall.GetAsync($"cases/{paused}/clocks", HallWalk.Handler)).Body!.AsArray().Single(c => (string)c!["clock"]! == "promised")!;
        ((string)promised["dueAt"]!).Should().Be("2026-12-07T17:00:00+08:00", "five working days, two of extension, two closes in the pause that would have counted");

        // Who let a commitment lapse is given no second one within the year, wherever they ask.
        var again = await after.ReceivedAsync("EMP-SI-SUBSIDY", "YXCS017", 3000, ["subsidy-form", "id-or-card"]);
        var barred = await hall.PostAsync(
            $"cases/{again}/acceptance", new { tolerate = new[] { new { material = "bank-account", promisedBy = "2026-12-14T17:00:00+08:00" } }, commitment = "承诺补交" }, "YXCS017");
        barred.Code.Should().Be("tolerance-not-allowed", barred.Text);
        var ended = await hall.DoAsync($"cases/{tolerated}/termination", new { reason = "容缺材料逾期未补", ground = "tolerance-lapsed" }, HallWalk.Leader);
        ((string)ended["state"]!).Should().Be("terminated");
        ((bool)(await hall.GetAsync("ledger/verify", "auditor")).Body!["ok"]!).Should().BeTrue();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    [Clause("5.4d"), Clause("5.4a"), Clause("5.4b"), Clause("1.6"), Clause("5.1d"), Clause("2.3b"), Clause("5.2f"), Clause("5.3f")]
    public async Task Clocks_charges_seals_and_instant_items_over_http(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        await using var process = await HallHere.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments]);
        using var hall = new HallClient(process.Url);
        var walk = new HallWalk(hall);
        await walk.OnDutyAsync();

        // Domain-rules §6.3: Tuesday 2026-11-24, twenty working days, is Tuesday 2026-12-22.
        var title = await walk.AcceptedAsync("TAL-TITLE", "YXCS017", null);
        var clocks = (await hall.GetAsync($"cases/{title}/clocks", "YXCS017")).Body!.AsArray();
        ((string)clocks.Single(c => (string)c!["clock"]! == "promised")!["dueAt"]!).Should().Be("2026-12-22T17:00:00+08:00");
        clocks.Select(c => (string)c!["clock"]!).Should().Contain("acceptance").And.Contain("stage:acceptance").And.Contain("stage:initial-review");

        await hall.DoAsync($"cases/{title}/notes", new { kind = "fee-notice", code = "fee-1" }, "YXCS017");
        var charged = await hall.DoAsync($"cases/{title}/fees", new { code = "fee-1", amount = 200 }, "YXCS017");
        ((bool)charged["fees"]![0]!["recorded"]!).Should().BeTrue();
        var extra = await hall.PostAsync($"cases/{title}/extras", new { code = "mail-delivery", consent = true }, code: walk.CodeOf(title));
        ((string)extra.Body!["extras"]![0]!).Should().Be("mail-delivery");

        // A seal is used at the window whose opening check found it.
        await hall.DoAsync("halls/YXCS/windows/YXCS-08/sign-on", null, "YXCS017");
        (await hall.PostAsync($"cases/{title}/seal", new { seal = "YXCS-SEAL1", document = "acceptance" }, "YXCS017")).Code.Should().Be("seal-not-present");
        var items = new[] { "forms", "samples", "leaflets", "seal" }.Select(code => new { code, ok = true });
        await hall.DoAsync("halls/YXCS/windows/YXCS-08/opening-checks", new { part = "materials", items }, "YXCS017");
        await hall.DoAsync($"cases/{title}/seal", new { seal = "YXCS-SEAL1", document = "acceptance" }, "YXCS017");
        (await walk.LedgerAsync(title, "YXCS017")).Select(e => (string)e!["kind"]!).Should().ContainInOrder("Accepted", "FeeNotified", "FeeRecorded", "ExtraAdded", "SealUsed");

        var instant = await walk.AcceptedAsync("UNE-REG", HallWalk.Handler, null);
        var converted = await hall.DoAsync($"cases/{instant}/notes", new { kind = "conversion", text = "数据需核对" }, HallWalk.Handler);
        ((string)converted["promisedDueAt"]!).Should().Be("2026-12-01T17:00:00+08:00");

        // Papers: the receipt for the person, the denial with its remedies.
        var denied = await walk.AtDecisionAsync();
        await hall.DoAsync($"cases/{denied}/decision", new { result = "denied", opinion = "不符合条件", basis = "失业保险条例 14", remedies = "可申请行政复议" }, HallWalk.Decider);
        (await hall.GetAsync($"cases/{denied}/documents/receipt", code: walk.CodeOf(denied))).Text.Should().Contain("收件凭证");
        (await hall.GetAsync($"cases/{denied}/documents/decision", HallWalk.Decider)).Text.Should().Contain("60日").And.Contain("投诉");
        ((int)(await hall.GetAsync($"cases/{denied}/documents/refusal", HallWalk.Decider)).Status).Should().Be(404);
        var form = await hall.GetAsync($"cases/{denied}/forms/unemployment-form", code: walk.CodeOf(denied));
        ((string)form.Body!["fields"]!.AsArray().Single(f => (string)f!["name"]! == "name")!["value"]!).Should().Be("秦小满");

        var online = await walk.OpenedAsync(channel: "online");
        ((int)(await hall.GetAsync($"cases/{online}", HallWalk.Handler)).Body!["visits"]!).Should().Be(0);
    }
}
