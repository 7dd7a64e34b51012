using System.Collections.Concurrent;
using HallGrains.Checker;
using HallGrains.Faults.Hosting;
using HallGrains.Gateway.EndToEnd;

namespace HallGrains.Faults.Overload;

/// <summary>The ledger's queue is full (must-hold 23): who finds it so is told "busy" and when to come again, and nothing of theirs is written; who waits in it is served.</summary>
public sealed class FullQueueTests
{
    private const string Guide = "YXCS019", Handler = "YXCS015";
    private const int Cases = 32;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_full_queue_is_busy_with_a_time_to_come_again_and_writes_nothing(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        var place = new EndToEndPlace(database.Data, kind, database.Connection, "http://127.0.0.1:0", Ports.Free(), Ports.Free());
        // The first start brings the city into the ledger, which needs more room than a queue of one.
        await using (await HallHere.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", "--silo-port", Ports.Free(), "--gateway-port", Ports.Free(), .. database.Arguments])) { }
        await using var process = await HallProcess.StartProgramAsync(FaultyHall.Program, FaultyHall.Arguments($"{FaultyHall.Held}:1", place));
        using var hall = new HallClient(process.Url);
        foreach (var staff in new[] { Guide, Handler }) await OnceMoreAsync(() => hall.PostAsync($"staff/{staff}/duty", new { on = true }, staff, $"duty-{staff}"));
        var numbers = new List<string>();
        for (var i = 0; i < Cases; i++)
        {
            var body = new { hall = "YXCS", window = "YXCS-00", channel = "onsite", contact = new { name = "秦小满", audience = "unemployed", phone = "13800005678" }, question = $"失业了能领什么？{i}", serviceItem = "UNE-BENEFIT" };
            numbers.Add((string)(await OnceMoreAsync(() => hall.PostAsync("cases", body, Guide, $"open-{i}"))).Body!["caseNumber"]!);
        }

        // The database takes its time. One block is under way in each writer, one command waits behind it, and the rest finds no place.
        var hold = Path.Combine(database.Data, FaultyHall.HoldFile);
        await File.WriteAllTextAsync(hold, "");
        var answers = new ConcurrentDictionary<int, Answer>();
        var sent = Task.WhenAll(Enumerable.Range(0, Cases).Select(async i => answers[i] = await OfferAsync(i)));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (answers.Count < Cases / 4) await Task.Delay(5, patience.Token);
        File.Delete(hold);
        await sent;

        // Whoever waited was served, late or not known in time; whoever found no place was told so.
        answers.Values.Select(a => (int)a.Status).Should().OnlyContain(s => s == 201 || s == 200 || s == 503 || s == 504);
        var busy = answers.Where(a => (int)a.Value.Status == 503).ToList();
        busy.Should().HaveCountGreaterThanOrEqualTo(Cases / 4);
        foreach (var (_, answer) in busy)
        {
            answer.Code.Should().Be("busy");
            answer.RetryAfter.Should().NotBeNull("busy says when to come again: {0}", answer.Text);
        }

        answers.Values.Should().Contain(a => (int)a.Status == 201 || (int)a.Status == 200, "whoever waited was served");
        var written = await OffersAsync(database);
        foreach (var (i, answer) in answers)
        {
            if ((int)answer.Status == 503) written.Should().NotContain($"offer-{i}", "busy writes nothing");
            else if ((int)answer.Status != 504) written.Should().Contain($"offer-{i}", "answered is durable");
        }

        // The same command comes again when there is room.
        foreach (var (i, _) in busy)
        {
            var again = await OnceMoreAsync(() => OfferAsync(i));
            again.Replayed.Should().BeFalse("it is done now, for the first time");
        }

        (await OffersAsync(database)).Should().OnlyHaveUniqueItems().And.HaveCount(Cases);

        Task<Answer> OfferAsync(int i) => hall.PostAsync($"cases/{numbers[i]}/handoffs", new { to = new { staff = Handler }, kind = "transfer-inside", reason = "失业窗口办理" }, Guide, $"offer-{i}");
    }

    private static async Task<List<string>> OffersAsync(Database database)
    {
        var tables = database.Connection is { } c ? await LedgerTables.ReadPostgresAsync(c) : await LedgerTables.ReadSqliteAsync(Path.Combine(database.Data, "hall.db"));
        return [.. tables.Entries.Where(e => e.Kind == "HandoffOffered").Select(e => e.CommandId)];
    }

    // A queue of one is soon full: a client that is told so comes again.
    private static async Task<Answer> OnceMoreAsync(Func<Task<Answer>> send)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await send();
            if ((int)answer.Status is 200 or 201) return answer;
            ((int)answer.Status).Should().Be(503, answer.Text);
            await Task.Delay(20, patience.Token);
        }
    }
}
