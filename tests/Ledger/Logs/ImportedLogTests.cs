using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Reports;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Reports;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Logs;
using HallGrains.Tests.Ledger.Stores;
using HallGrains.Tests.Logs;
using NodaTime;
using Xunit.Abstractions;

namespace HallGrains.Tests.Ledger.Logs;

/// <summary>A log into SQLite and out again: what the export says is what the file said.</summary>
public sealed class ImportedLogTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly string Sample = Repository.PathOf("data", "sample-log.xes");
    private SqlitePlace _place = null!;
    private ServiceLedger _ledger = null!;

    public async Task InitializeAsync()
    {
        _place = NewPlace();
        _ledger = await LedgerFactory.StartAsync(_place.Options);
    }

    public async Task DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _place.DisposeAsync();
    }

    [SharedLogsTheory]
    [MemberData(nameof(SharedLogs.All), MemberType = typeof(SharedLogs))]
    public async Task The_export_has_every_expected_measure(string log)
    {
        var expected = Measures.ReadExpected(SharedLogs.ExpectedOf(log));
        var file = LogFile.Open(SharedLogs.PathOf(log), LogLimits.CommandLine);
        var watch = Stopwatch.StartNew();

        var report = await ImportAsync(file);

        output.WriteLine($"{log}: {report.Events} events in {watch.Elapsed.TotalSeconds:0.00} s, {report.Events / watch.Elapsed.TotalSeconds:0} a second");
        report.Should().BeEquivalentTo(new { Refused = 0L, Broken = (string?)null, AlreadyRecorded = 0L });
        var export = await ExportAsync(file.Id);
        Measures.Differences(expected, LogMeasures.Of(export)).Should().BeEmpty();

        var entries = await EntriesAsync();
        entries.Count(e => e.Kind == nameof(HandoffAccepted)).Should().Be((int)expected["ownerChangesTotal"]!);
        Measures.Differences(expected["directlyFollows"], Edges(MapOf(entries, file.Id))).Should().BeEmpty();
    }

    [SharedLogsTheory]
    [MemberData(nameof(SharedLogs.Xes), MemberType = typeof(SharedLogs))]
    public async Task The_export_is_the_same_log(string log)
    {
        var file = LogFile.Open(SharedLogs.PathOf(log), LogLimits.CommandLine);
        await ImportAsync(file);

        await using var stream = file.Read(tagged: false);
        var source = XDocument.Load(stream);
        CanonicalXes.Lines(await ExportAsync(file.Id), source.Root!.Attribute("xes.version") is not null).Should().Equal(CanonicalXes.Lines(source));
    }

    [Fact]
    public async Task Our_own_sample_comes_back_as_it_is()
    {
        var file = LogFile.Open(Sample, LogLimits.CommandLine);

        var report = await ImportAsync(file);

        report.Should().BeEquivalentTo(new { Cases = 16, Events = 163L, Refused = 0L });
        CanonicalXes.Lines(await ExportAsync(file.Id)).Should().Equal(CanonicalXes.Lines(XDocument.Load(Sample)));
    }

    [Fact]
    public async Task An_import_that_was_killed_goes_on_with_the_same_result()
    {
        var file = LogFile.Open(Sample, LogLimits.CommandLine);
        await FluentActions.Awaiting(() => ImportAsync(file, new LedgerHistorySink(_ledger, failAfter: 5))).Should().ThrowAsync<ImportException>();
        await FluentActions.Awaiting(() => ExportAsync(file.Id)).Should().ThrowAsync<ImportException>();

        var second = await ImportAsync(file);
        var third = await ImportAsync(file);

        second.AlreadyRecorded.Should().Be(5);
        third.AlreadyRecorded.Should().Be(16);
        (await EntriesAsync()).Count(e => e.Kind == nameof(HistoryRecorded)).Should().Be(163);
        CanonicalXes.Lines(await ExportAsync(file.Id)).Should().Equal(CanonicalXes.Lines(XDocument.Load(Sample)));
    }

    [Fact]
    public async Task A_case_longer_than_one_append_is_one_case()
    {
        var log = new XDocument(new XElement("log", new XAttribute("xes.version", "1.0"), new XElement("trace", Enumerable.Range(0, 1000).Select(i => new XElement("event",
            Attribute("string", "concept:name", "a"), Attribute("string", "org:resource", FormattableString.Invariant($"r{i % 2}")),
            Attribute("date", "time:timestamp", Instant.FromUnixTimeSeconds(i).ToString()))))));
        var file = Write(log.ToString());

        await ImportAsync(file);

        CanonicalXes.Lines(await ExportAsync(file.Id)).Should().Equal(CanonicalXes.Lines(log));
        (await EntriesAsync()).Count(e => e.Kind == nameof(HandoffAccepted)).Should().Be(999);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_reported_and_the_rest_is_imported()
    {
        const string good = "<event><string key='concept:name' value='a'/><date key='time:timestamp' value='2024-01-01T10:00:00Z'/></event>";
        var file = Write($"<log>\n<trace>{good}\n<event><date key='time:timestamp' value='yesterday'/></event></trace>\n<trace>{good}</trace>\n<trace>{good}<event></trace></log>");

        var report = await ImportAsync(file);

        report.Should().BeEquivalentTo(new { Cases = 2, Events = 2L, Refused = 2L });
        report.Refusals.Select(r => r.Line).Should().Equal(3, 5);
        report.Broken.Should().StartWith("Line 5");
        (await ExportAsync(file.Id)).Descendants("event").Should().HaveCount(2);
    }

    [Fact]
    public async Task No_name_of_a_person_stands_in_a_chained_payload()
    {
        var file = LogFile.Open(Sample, LogLimits.CommandLine);
        await ImportAsync(file);

        var entries = await EntriesAsync();
        entries.Should().NotContain(e => e.Data.Contains("窗口员") || e.Actor.Contains("窗口员") || e.Data.Contains("样例-"));
        entries.Where(e => e.Kind == nameof(HistoryRecorded)).Should().OnlyContain(e => e.Private != null);
    }

    [Fact]
    public async Task A_dry_run_counts_the_same()
    {
        var file = LogFile.Open(Sample, LogLimits.CommandLine);

        var dry = await new LogImporter(null, Secrets()).RunAsync(file);

        dry.Should().BeEquivalentTo(await ImportAsync(file), o => o.Excluding(r => r.DryRun));
        dry.DryRun.Should().BeTrue();
    }

    private static SqlitePlace NewPlace() => new();

    private static XElement Attribute(string type, string key, string value) => new(type, new XAttribute("key", key), new XAttribute("value", value));

    private static JsonNode Edges(ProcessMapView map) => JsonSerializer.SerializeToNode(map.Edges, JsonSerializerOptions.Web)!;

    private static ProcessMapView MapOf(List<LedgerEntry> entries, string log)
    {
        var map = new ProcessMap();
        foreach (var e in entries.Where(e => e.Hall == ImportedHistory.HallOf(log) && ProcessActivities.IsStep(e.Kind))) map.Add(e.Stream, EntryCodec.Standard.Decode(e), e.OccurredAt);
        return map.View(new(), Instant.MinValue);
    }

    private HallSecrets Secrets() => new(_ledger.Keys.Retrieval, _ledger.Keys.Person);

    private Task<ImportReport> ImportAsync(LogFile file, IHistorySink? sink = null) => new LogImporter(sink ?? new LedgerHistorySink(_ledger), Secrets()).RunAsync(file);

    private async Task<XDocument> ExportAsync(string log)
    {
        using var stream = new MemoryStream();
        await new XesExporter(_ledger, EntryCodec.Standard).ExportAsync(log, stream);
        stream.Position = 0;
        return XDocument.Load(stream);
    }

    private async Task<List<LedgerEntry>> EntriesAsync()
    {
        var all = new List<LedgerEntry>();
        for (var p = 0; p < _ledger.Partitions; p++) all.AddRange(await _ledger.ReadPartitionAsync(p, 0, int.MaxValue));
        return all;
    }

    private LogFile Write(string text)
    {
        Directory.CreateDirectory(_place.Options.DataDirectory);
        var path = Path.Combine(_place.Options.DataDirectory, Path.GetRandomFileName());
        File.WriteAllText(path, text);
        return LogFile.Open(path, LogLimits.CommandLine);
    }
}
