using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using HallGrains.Contracts.Audit;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Checkpoints;
using HallGrains.Silo.Ledger.Keys;
using HallGrains.Tests.Ledger.Stores;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;

namespace HallGrains.Tests.Ledger.Contract;

public abstract partial class LedgerContract
{
    private static readonly JsonSerializerOptions Json = new JsonSerializerOptions(JsonSerializerDefaults.Web).ConfigureForNodaTime(DateTimeZoneProviders.Tzdb);

    [Fact]
    public async Task A_receipt_proves_a_stream_under_a_checkpoint_with_nothing_but_itself()
    {
        await using var ledger = await OpenAsync();
        var signer = Signer(ledger);
        for (var i = 0; i < 40; i++) await ledger.AppendAsync(Request($"case/{i}", entries: 1 + i % 5, secret: "王小明"));
        await WriteAsync(ledger, "case/t", 3);

        var receipt = (await signer.ProveAsync("case/t", Clock.Now))!;

        receipt.Version.Should().Be(3);
        receipt.Entries.Select(e => e.Kind).Should().OnlyContain(k => k == "InquiryOpened");
        JsonSerializer.Serialize(receipt, Json).Should().NotContain("王小明");
        ReceiptCheck.Problem(receipt).Should().BeNull();
        (await signer.ProveAsync("case/none", Clock.Now)).Should().BeNull();

        var kept = (await signer.ReadAsync(0, 10))[^1];
        ReceiptCheck.Problem(receipt, kept).Should().BeNull();
        ReceiptCheck.Problem(receipt, null, kept.Signatures[0].Key).Should().BeNull();
        using var stranger = KeyFiles.InMemory().CreateSigner();
        ReceiptCheck.Problem(receipt, null, Checkpoint.PublicKey(stranger)).Should().Contain("is signed with key");
        ReceiptCheck.Problem(receipt, (kept with { Time = kept.Time + Duration.FromSeconds(1) }).SignedBy(stranger)).Should().Contain("is not checkpoint");
        await WriteAsync(ledger, "case/u", 1);
        ReceiptCheck.Problem((await signer.ProveAsync("case/t", Clock.Now))!).Should().BeNull("the old checkpoint covers it still");
        (await signer.ReadAsync(0, 10)).Should().HaveCount(1, "who asks for what is covered makes no checkpoint");
        ReceiptCheck.Problem((await signer.ProveAsync("case/u", Clock.Now))!).Should().BeNull();
        (await signer.ReadAsync(0, 10)).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_receipt_with_anything_changed_does_not_hold()
    {
        await using var ledger = await OpenAsync();
        for (var i = 0; i < 20; i++) await ledger.AppendAsync(Request($"case/{i}", entries: 3, secret: "x"));
        await WriteAsync(ledger, "case/t", 2);
        var receipt = JsonSerializer.SerializeToNode(await Signer(ledger).ProveAsync("case/t", Clock.Now), Json)!;
        var places = Places(receipt, "").Where(p => p != "/asOf").ToList();
        places.Should().HaveCountGreaterThan(40).And.Contain("/entries/0/data").And.Contain("/checkpoint").And.Contain("/blocks/0/path/0");

        foreach (var place in places)
        {
            var copy = receipt.DeepClone();
            Change(copy, place);
            ReceiptCheck.Problem(copy.Deserialize<ReceiptView>(Json)!).Should().NotBeNull(place);
        }

        foreach (var list in new[] { "entries", "blocks" })
        {
            var copy = receipt.DeepClone();
            copy[list]!.AsArray().RemoveAt(0);
            ReceiptCheck.Problem(copy.Deserialize<ReceiptView>(Json)!).Should().NotBeNull(list);
        }
    }

    [Fact]
    public async Task No_receipt_is_given_of_rows_that_were_changed()
    {
        await using var ledger = await OpenAsync();
        await WriteAsync(ledger, "case/t", 3);
        var signer = Signer(ledger);
        await signer.MakeAsync("demand");
        await Place.TamperAsync(Entry("data = '{\"n\":3}'", e => e with { Data = "{\"n\":3}" }));

        await FluentActions.Awaiting(() => signer.ProveAsync("case/t", Clock.Now)).Should().ThrowAsync<HallGrains.Contracts.Common.UnreadableEntryException>();
    }

    [Fact]
    public async Task A_receipt_stays_short_in_a_ledger_of_many_blocks_and_a_script_in_another_language_agrees()
    {
        await using var ledger = await OpenAsync(o => o with { Partitions = 2 });
        var signer = Signer(ledger);
        await ledger.AppendAsync(Request("case/t", secret: "x"));
        // More than two runs of 256 blocks in each partition: the kept roots are in use.
        for (var i = 0; i < 1100; i++) await ledger.AppendAsync(Request($"case/{i}", commandId: $"c{i}"));
        await ledger.AppendAsync(Request("case/t", 1, commandId: "last", secret: "y"));

        var receipt = (await signer.ProveAsync("case/t", Clock.Now))!;

        receipt.Blocks.Should().HaveCount(2).And.OnlyContain(b => b.Path.Length <= 11);
        ReceiptCheck.Problem(receipt).Should().BeNull();
        var early = (await signer.ProveAsync("case/500", Clock.Now))!;
        ReceiptCheck.Problem(early).Should().BeNull();
        if (!HasPython) return;
        foreach (var each in new[] { receipt, early }) await AgreesAsync(each, 0, "OK: ");
        await AgreesAsync(receipt with { Entries = [receipt.Entries[0] with { Actor = "YXCS099" }, receipt.Entries[1]] }, 2, "BROKEN: entry 1 is not what was hashed");
        await AgreesAsync(receipt with { Checkpoint = receipt.Checkpoint.Replace("number 1", "number 2", StringComparison.Ordinal) }, 2, "BROKEN: checkpoint 2: the signature does not fit");
    }

    internal static bool HasPython { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(d => File.Exists(Path.Combine(d, "python3")));

    internal static async Task<(int ExitCode, string Output)> PythonAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private async Task AgreesAsync(ReceiptView receipt, int exit, string says)
    {
        var file = Path.Combine(CheckpointFolder, "receipt.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(receipt, Json));
        var (code, output) = await PythonAsync(Repository.PathOf("docs", "check-receipt.py"), file, Path.Combine(CheckpointFolder, "checkpoint-000000001.txt"));
        code.Should().Be(exit, output);
        output.Should().StartWith(says);
    }

    private static IEnumerable<string> Places(JsonNode? node, string at) => node switch
    {
        JsonObject o => o.SelectMany(p => Places(p.Value, $"{at}/{p.Key}")),
        JsonArray a => a.SelectMany((v, i) => Places(v, $"{at}/{i}")),
        _ => [at],
    };

    private static void Change(JsonNode root, string place)
    {
        var steps = place.Split('/')[1..];
        JsonNode? at = root;
        foreach (var step in steps[..^1]) at = at is JsonArray array ? array[int.Parse(step, null)] : at![step];
        var old = at is JsonArray list ? list[int.Parse(steps[^1], null)] : at![steps[^1]];
        JsonNode changed = old is JsonValue v && v.TryGetValue<long>(out var number) ? number + 1 : old is JsonValue t && t.TryGetValue<string>(out var text) ? Other(text) : "p-other";
        if (at is JsonArray target) target[int.Parse(steps[^1], null)] = changed;
        else at![steps[^1]] = changed;
    }

    private static string Other(string text) => text.Length == 0 ? "x" : (text[0] == 'a' ? 'b' : 'a') + text[1..];
}
