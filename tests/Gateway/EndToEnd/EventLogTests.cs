using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using HallGrains.Tests;
using HallGrains.Tests.Logs;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>Event logs through the command line, the grains and back: real logs where they are at hand, our own sample always.</summary>
public sealed class EventLogTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_log_goes_in_and_comes_out_and_a_second_import_writes_nothing(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        var sample = Repository.PathOf("data", "sample-log.xes");
        var first = await ImportAsync(sample, database);
        var entries = await EntriesAsync(database);
        (await ImportAsync(sample, database)).Should().StartWith(first);
        (await EntriesAsync(database)).Should().Be(entries);
        var measures = LogMeasures.Of(await ExportAsync(LogOf(first), database));
        Measures.Differences(LogMeasures.Of(XDocument.Load(sample, LoadOptions.PreserveWhitespace)), measures).Should().BeEmpty();
    }

    [SharedLogsTheory]
    [MemberData(nameof(SharedLogs.All), MemberType = typeof(SharedLogs))]
    public async Task A_real_log_through_the_grains_has_its_expected_measures(string log)
    {
        await using var database = await Database.CreateAsync("sqlite");
        var said = await ImportAsync(SharedLogs.PathOf(log), database);
        Measures.Differences(Measures.ReadExpected(SharedLogs.ExpectedOf(log)), LogMeasures.Of(await ExportAsync(LogOf(said), database))).Should().BeEmpty();
    }

    [SharedLogsTheory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task An_import_that_was_killed_goes_on_with_the_same_result(string kind)
    {
        await using var database = await Database.CreateAsync(kind);
        var file = SharedLogs.PathOf("receipt.xes.gz");
        await KillInTheMiddleAsync(["import-log", file, .. database.Arguments]);
        var said = await ImportAsync(file, database);
        said.Should().Contain("1434 cases, 8577 events, 0 refused");
        Measures.Differences(Measures.ReadExpected(SharedLogs.ExpectedOf("receipt.xes.gz")), LogMeasures.Of(await ExportAsync(LogOf(said), database))).Should().BeEmpty();
    }

    [SharedLogsTheory]
    [InlineData("running-example.xes")]
    public async Task The_process_map_of_a_log_shows_its_directly_follows_counts_and_times(string log)
    {
        await using var database = await Database.CreateAsync("sqlite");
        var said = await ImportAsync(SharedLogs.PathOf(log), database);
        await using var process = await HallHere.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments]);
        using var hall = new HallClient(process.Url);
        var map = await hall.GetAsync($"reports/process-map?hall={said[(said.IndexOf("hall ", StringComparison.Ordinal) + 5)..].Trim()}", "auditor");
        ((int)map.Status).Should().Be(200, map.Text);
        var expected = JsonNode.Parse(await File.ReadAllTextAsync(SharedLogs.ExpectedOf(log)))!["directlyFollows"]!.AsArray();
        map.Body!["edges"]!.AsArray().Select(Edge).Should().BeEquivalentTo(expected.Select(Edge));
    }

    private static (string From, string To, long Count, double Min, double Total) Edge(JsonNode? e) =>
        ((string)e!["from"]!, (string)e["to"]!, (long)e["count"]!, (double)e["minMs"]!, (double)e["totalMs"]!);

    private static string LogOf(string said) => said[(said.IndexOf("log ", StringComparison.Ordinal) + 4)..].Split(',')[0];

    private static async Task<string> ImportAsync(string file, Database database)
    {
        var (exit, output, error) = await CommandHere.RunAsync(["import-log", file, .. database.Arguments]);
        exit.Should().Be(0, error[..Math.Min(2000, error.Length)]);
        return output.Trim();
    }

    private static async Task<XDocument> ExportAsync(string log, Database database)
    {
        var path = Path.Combine(database.Data, "out.xes");
        var (exit, _, error) = await CommandHere.RunAsync(["export", "--xes", path, "--log", log, .. database.Arguments]);
        exit.Should().Be(0, error[..Math.Min(2000, error.Length)]);
        return XDocument.Load(path, LoadOptions.PreserveWhitespace);
    }

    private static async Task<long> EntriesAsync(Database database)
    {
        var (exit, output, error) = await CommandHere.RunAsync(["verify", "--json", .. database.Arguments]);
        exit.Should().Be(0, error);
        return (long)JsonNode.Parse(output)!["entries"]!;
    }

    private static async Task KillInTheMiddleAsync(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "HallGrains.Silo.dll"), .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        while (await process.StandardError.ReadLineAsync() is { } line)
            if (line.Contains(" cases, ", StringComparison.Ordinal)) break;
        process.HasExited.Should().BeFalse("it is to be killed in the middle");
        process.Kill();
        await process.WaitForExitAsync();
    }
}
