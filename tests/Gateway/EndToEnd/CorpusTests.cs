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

    private static async Task WriteAsync(string release)
    {
        await using var database = await Database.CreateAsync("sqlite");
        await using (var process = await HallProcess.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments]))
        {
            using var hall = new HallClient(process.Url);
            var late = await Morning.PassAsync(hall);
            var walk = new HallWalk(hall);
            await walk.ClockToAsync("2026-12-08T09:00:00+08:00");
            (await walk.LedgerAsync(late, "supervisor")).Select(e => (string)e!["kind"]!).Should().Contain("RedCarded");
            await process.StopAsync();
        }

        var corpus = await Corpus.WriteAsync(Path.Combine(Corpus.Root, release), database);
        await corpus.SaveViewsAsync(await corpus.FoldAsync());
    }
}
