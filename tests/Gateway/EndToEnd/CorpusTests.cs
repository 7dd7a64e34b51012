using System.Text.Json.Nodes;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>
/// A small ledger of every released version, folded by today's program: what was true of it then is true now. A release leaves its own:
/// <c>HALL_CORPUS=v0.2 dotnet test tests/Gateway -c Release --filter CorpusTests</c>. Entries once written here are never changed; a view that is changed on purpose is
/// written anew with <c>HALL_CORPUS_VIEWS=1</c>, and the diff is read.
/// </summary>
public sealed class CorpusTests
{
    [Fact]
    public async Task Ledgers_of_every_released_version_fold_to_what_they_folded_to_then()
    {
        if (Environment.GetEnvironmentVariable("HALL_CORPUS") is { Length: > 0 } release) await WriteAsync(release);
        var folders = Directory.GetDirectories(Corpus.Root);
        folders.Should().NotBeEmpty();
        foreach (var folder in folders)
        {
            var corpus = new Corpus(folder);
            var views = await corpus.FoldAsync();
            if (Environment.GetEnvironmentVariable("HALL_CORPUS_VIEWS") == "1") await corpus.SaveViewsAsync(views);
            var expected = await corpus.ExpectedAsync();
            expected.AsObject().Count.Should().BeGreaterThan(50);
            Corpus.Differences(expected, views).Should().BeEmpty($"the ledger of {Path.GetFileName(folder)} says what it said");
            new DirectoryInfo(folder).GetFiles().Sum(f => f.Length).Should().BeLessThan(400_000, "a corpus is small");
        }
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"new":2}""", 0)]
    [InlineData("""{"a":{"b":[1,2]}}""", """{"a":{"b":[1,3]}}""", 1)]
    [InlineData("""{"a":1,"b":"x"}""", """{"b":"y"}""", 2)]
    [InlineData("""{"a":[1]}""", """{"a":[1,2]}""", 1)]
    [InlineData("""{"a":1}""", "null", 1)]
    public void A_view_may_gain_and_never_lose(string expected, string actual, int differences) =>
        Corpus.Differences(JsonNode.Parse(expected), JsonNode.Parse(actual)).Should().HaveCount(differences);

    /// <summary>A morning at the hall with something of everything.</summary>
    private static async Task WriteAsync(string release)
    {
        await using var database = await Database.CreateAsync("sqlite");
        await using (var process = await HallProcess.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments]))
        {
            using var hall = new HallClient(process.Url);
            var walk = new HallWalk(hall);
            await walk.OnDutyAsync();
            var path = new MainPath(hall);
            await path.BringOnDutyAsync();
            await path.OpenAndHandOverAsync();
            await path.ApplyAndAcceptAsync();
            await path.ReviewAndDecideAsync();
            await path.DeliverEvaluateArchiveAsync();
            var paused = await walk.AcceptedAsync();
            await hall.DoAsync($"cases/{paused}/extension", new { workingDays = 2, reason = "需向外地核实" }, HallWalk.Handler);
            await hall.DoAsync($"cases/{paused}/extension/answer", new { grant = true, reason = "同意" }, HallWalk.Leader);
            await hall.DoAsync($"cases/{paused}/pauses", new { reason = "supplement", evidence = "书面通知", expectedUntil = "2026-11-26T17:30:00+08:00" }, HallWalk.Handler);
            var tolerated = await walk.ReceivedAsync("EMP-SI-SUBSIDY", "YXCS017", 3000, ["subsidy-form", "id-or-card"]);
            await hall.DoAsync($"cases/{tolerated}/acceptance", new { tolerate = new[] { new { material = "bank-account", promisedBy = "2026-12-04T17:00:00+08:00" } }, commitment = "承诺补交" }, "YXCS017");
            var denied = await walk.AtDecisionAsync();
            await hall.DoAsync($"cases/{denied}/decision", new { result = "denied", opinion = "缴费不满一年", basis = "失业保险条例第十四条", remedies = "可申请行政复议" }, HallWalk.Decider);
            var offered = await walk.OpenedAsync();
            var offer = await hall.DoAsync($"cases/{offered}/handoffs", new { to = new { staff = HallWalk.Colleague }, kind = "transfer-inside", reason = "转办" }, HallWalk.Handler);
            await hall.DoAsync($"cases/{offered}/handoffs/{(string)offer["handoffId"]!}/decline", new { reason = "非本窗口业务" }, HallWalk.Colleague);
            var late = await walk.AcceptedAsync();
            var withdrawn = await walk.AnsweredAsync();
            await hall.PostAsync($"cases/{withdrawn}/withdrawal", new { reason = "不办了" }, code: walk.CodeOf(withdrawn));
            foreach (var line in new[] { "unemployment", "unemployment", "pension" }) await hall.PostAsync("halls/YXCS/tickets", new { serviceLine = line });
            await hall.DoAsync("halls/YXCS/windows/YXCS-06/sign-on", null, HallWalk.Handler);
            await hall.DoAsync("halls/YXCS/windows/YXCS-06/opening-checks", new { part = "materials", items = new[] { "forms", "samples", "leaflets", "seal" }.Select(code => new { code, ok = true }) }, HallWalk.Handler);
            await walk.ClockToAsync("2026-12-08T09:00:00+08:00");
            (await walk.LedgerAsync(late, "supervisor")).Select(e => (string)e!["kind"]!).Should().Contain("RedCarded");
            await process.StopAsync();
        }

        var corpus = await Corpus.WriteAsync(Path.Combine(Corpus.Root, release), database);
        await corpus.SaveViewsAsync(await corpus.FoldAsync());
    }
}
