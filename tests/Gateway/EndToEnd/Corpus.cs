using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Live;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Windows;
using HallGrains.Grains.Ledger;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Rows;
using HallGrains.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>A ledger as a released version wrote it, as lines of text, and what it folded to then: rows and views.</summary>
internal sealed class Corpus(string folder)
{
    private static readonly JsonSerializerOptions Json = Options();

    public static string Root => Repository.PathOf("tests", "Gateway", "Corpus");

    private string Entries => Path.Combine(folder, "entries.jsonl");

    private string Views => Path.Combine(folder, "views.json");

    /// <summary>Writes the entries of a stopped hall of the demo, without what the corpus does not need of its registries.</summary>
    public static async Task<Corpus> WriteAsync(string folder, Database database)
    {
        Directory.CreateDirectory(folder);
        await using var ledger = await LedgerFactory.StartAsync(new() { DataDirectory = database.Data });
        var all = new List<LedgerEntry>();
        for (var p = 0; p < ledger.Partitions; p++) all.AddRange(await ledger.ReadPartitionAsync(p, 0, int.MaxValue));
        var work = string.Concat(all.Where(e => e.Stream.Split('/')[0] is not ("item" or "staff" or "hall")).Select(e => e.Data));
        var kept = all.Where(e => e.Stream.Split('/') is var name && name[0] switch
        {
            "item" => work.Contains($"\"{name[1]}\"", StringComparison.Ordinal),
            "staff" => name[1].StartsWith("YXCS", StringComparison.Ordinal),
            "hall" => name[1] == "YXCS",
            _ => true,
        }).OrderBy(e => e.RecordedAt).ThenBy(e => e.Partition).ThenBy(e => e.Position);
        await File.WriteAllLinesAsync(Path.Combine(folder, "entries.jsonl"), kept.Select(e => JsonSerializer.Serialize(
            new Line(e.Stream, e.Version, e.Kind, e.Schema, e.OccurredAt, e.RecordedAt, e.Actor, e.Account, e.CommandId, e.Hall, e.Data, e.PersonKey, e.Private), Json)));
        return new(folder);
    }

    /// <summary>A line for each, so that a diff says which.</summary>
    public async Task SaveViewsAsync(JsonNode views) => await File.WriteAllTextAsync(
        Views, "{\n" + string.Join(",\n", views.AsObject().Select(v => $"{JsonSerializer.Serialize(v.Key, Json)}: {v.Value?.ToJsonString(Json) ?? "null"}")) + "\n}\n");

    public async Task<JsonNode> ExpectedAsync() => JsonNode.Parse(await File.ReadAllTextAsync(Views))!;

    /// <summary>The ledger made again by this version's program from the lines, and what it folds to.</summary>
    public async Task<JsonNode> FoldAsync()
    {
        var lines = (await File.ReadAllLinesAsync(Entries)).Select(l => JsonSerializer.Deserialize<Line>(l, Json)!).ToList();
        await using var database = await Database.CreateAsync("sqlite");
        var clock = new CorpusClock();
        await using (var ledger = await LedgerFactory.StartAsync(new() { DataDirectory = database.Data }, clock))
        {
            foreach (var block in Chunks(lines))
            {
                clock.Now = block[0].Recorded;
                await Task.WhenAll(block.GroupBy(l => l.Stream).Select(s => AppendAsync(ledger, [.. s])));
            }
        }

        clock.Now = lines[^1].Recorded;
        using var host = await HallHost.BuildAsync(new() { Data = database.Data, IsTool = true, Role = "silo" }, silo => silo.Services.AddSingleton<IClock>(clock));
        await host.StartAsync();
        try
        {
            // The rows were left blank: they are this version's folds.
            await RebuildAsync(host);
            return await ViewsAsync(host, lines);
        }
        finally
        {
            await host.StopAsync();
        }
    }

    /// <summary>What differs: everything that was expected must be there as it was; what a later version adds may be.</summary>
    public static IEnumerable<string> Differences(JsonNode? expected, JsonNode? actual, string at = "$") => (expected, actual) switch
    {
        (null, null) => [],
        (JsonObject e, JsonObject a) => e.SelectMany(p => a.TryGetPropertyValue(p.Key, out var there) || p.Value is null ? Differences(p.Value, there, $"{at}.{p.Key}") : [$"{at}.{p.Key} is gone"]),
        (JsonArray e, JsonArray a) when e.Count == a.Count => e.SelectMany((n, i) => Differences(n, a[i], $"{at}[{i}]")),
        _ => expected?.ToJsonString() == actual?.ToJsonString() ? [] : [$"{at}: {Short(expected)} became {Short(actual)}"],
    };

    private static string Short(JsonNode? node) => node?.ToJsonString(Json) is { } text ? text[..Math.Min(200, text.Length)] : "null";

    /// <summary>Lines that were one block may be one again; a stream's commands come one after the other.</summary>
    private static IEnumerable<List<Line>> Chunks(List<Line> lines)
    {
        var block = new List<Line>();
        foreach (var line in lines)
        {
            if (block.Count > 0 && (block[0].Recorded != line.Recorded || block.Any(b => b.Stream == line.Stream && b.Command != line.Command)))
            {
                yield return block;
                block = [];
            }

            block.Add(line);
        }

        if (block.Count > 0) yield return block;
    }

    private static async Task AppendAsync(ServiceLedger ledger, List<Line> lines)
    {
        var first = lines[0];
        await ledger.AppendAsync(new(
            first.Stream, first.Version - 1, first.Command.Length == 0 ? null : new(first.Account, first.Command, "corpus"), first.Hall,
            [.. lines.Select(l => new NewEntry(l.Kind, l.Schema, l.Occurred, l.Actor, l.Data, l.Private is null ? null : new(l.Person!, l.Private)))],
            new SummaryRow { Stream = first.Stream, Version = lines[^1].Version }));
    }

    private static async Task RebuildAsync(IHost host)
    {
        var (walk, ledger, tally) = (host.Services.GetRequiredService<RowWalk>(), host.Services.GetRequiredService<ServiceLedger>(), new RowTally());
        for (var p = 0; p < ledger.Partitions; p++)
            for (var after = ""; after is not null;) after = await walk.RowsAsync(p, after, 200, tally);
        tally.Unreadable.Should().Be(0, "every entry of every version can be read for ever");
    }

    private static async Task<JsonNode> ViewsAsync(IHost host, List<Line> lines)
    {
        var (grains, ledger) = (host.Services.GetRequiredService<IGrainFactory>(), host.Services.GetRequiredService<ServiceLedger>());
        var views = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var row in await ledger.QuerySummariesAsync(new() { Kind = "", Limit = 10_000 })) views["row " + row.Stream] = row;
        foreach (var stream in lines.Select(l => l.Stream).Distinct())
        {
            var key = stream[(stream.IndexOf('/', StringComparison.Ordinal) + 1)..];
            switch (stream.Split('/')[0])
            {
                case "case":
                    var grain = grains.GetGrain<ICaseGrain>(key);
                    views["case " + key] = (await grain.GetAsync(Caller.System)).Value;
                    views["clocks " + key] = (await grain.ClocksAsync(Caller.System)).Value;
                    views["responsibility " + key] = (await grain.ResponsibilityAsync(Caller.System)).Value;
                    views["track " + key] = (await grain.TrackAsync(Caller.System)).Value;
                    views["ledger " + key] = (await grain.LedgerAsync(Caller.System, 0, 200)).Value?.Items;
                    break;
                case "staff":
                    views[stream] = await grains.GetGrain<IStaffGrain>(key).SnapshotAsync();
                    break;
                case "item":
                    views[stream] = await grains.GetGrain<IServiceItemGrain>(key).SnapshotAsync();
                    break;
                case "hall":
                    views[stream] = await grains.GetGrain<IHallRegistryGrain>(key).SnapshotAsync();
                    views["display " + key] = await grains.GetGrain<IHallMonitorGrain>(key).DisplayAsync();
                    break;
                case "window":
                    views[stream] = await grains.GetGrain<IWindowGrain>(key[..key.LastIndexOf('/')]).SnapshotAsync();
                    break;
            }
        }

        var node = JsonSerializer.SerializeToNode(views, Json)!;
        // A count of the monitor's own, and secrets of the keys at hand.
        Strip(node, "position", "lagMs", "retrievalCode");
        return node;
    }

    private static void Strip(JsonNode? node, params string[] names)
    {
        if (node is JsonArray array)
            foreach (var n in array) Strip(n, names);
        if (node is not JsonObject o) return;
        foreach (var name in names) o.Remove(name);
        foreach (var (_, value) in o) Strip(value, names);
    }

    private static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        return options.ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);
    }

    private sealed record Line(
        string Stream, int Version, string Kind, int Schema, Instant Occurred, Instant Recorded, string Actor, string Account, string Command, string Hall, string Data, string? Person, string? Private);

    private sealed class CorpusClock : IClock
    {
        public Instant Now { get; set; }

        public Instant GetCurrentInstant() => Now;
    }
}
