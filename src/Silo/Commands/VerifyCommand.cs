using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using HallGrains.Contracts.Audit;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Checkpoints;
using HallGrains.Silo.Ledger.Sqlite;
using NodaTime;
using NodaTime.Serialization.SystemTextJson;
using NodaTime.Text;
using Spectre.Console;

namespace HallGrains.Silo.Commands;

/// <summary>
/// <c>verify</c>: recomputes the whole ledger from its database, or from a copy of its file, with no server, and compares it with every saved checkpoint;
/// with <c>--receipt</c> checks a receipt with no database either. Exit code 0: whole, 2: broken, 1: could not be read.
/// </summary>
internal static class VerifyCommand
{
    private const int Broken = 2;
    private static readonly Option<bool> Json = new("--json") { Description = "The result as JSON on standard output." };
    private static readonly Option<FileInfo?> LedgerFile = new("--file") { Description = "A copy of a hall.db instead of a data directory." };
    private static readonly Option<FileInfo?> Receipt = new("--receipt") { Description = "Checks this receipt, with no database." };
    private static readonly Option<FileInfo?> Kept = new("--checkpoint") { Description = "With --receipt: a checkpoint kept elsewhere, which the receipt must lead to." };
    private static readonly Option<FileInfo?> PublicKey = new("--public-key") { Description = "The public key that the hall publishes (PEM); without it, compare the key's name with theirs." };
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private static readonly JsonSerializerOptions ReceiptOptions = new(JsonSerializerDefaults.Web) { Converters = { new NodaPatternConverter<Instant>(InstantWithOffset.Pattern) } };

    public static Command Create()
    {
        var command = new Command("verify", "Checks every hash and link of the ledger, and every saved checkpoint; or a receipt.") { Json, LedgerFile, Receipt, Kept, PublicKey };
        StoreOptions.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            try
            {
                var key = parsed.GetValue(PublicKey) is { } file ? ReadKey(file) : null;
                return parsed.GetValue(Receipt) is { } receipt
                    ? CheckReceipt(receipt, parsed.GetValue(Kept), key, parsed.GetValue(Json))
                    : await RunAsync(StoreOptions.Read(parsed, new ServeOptions()), parsed.GetValue(LedgerFile), key, parsed.GetValue(Json), stop);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or JsonException or CryptographicException or ArgumentException or System.Data.Common.DbException)
            {
                throw new HallCannotStartException($"It could not be read: {e.Message}", e);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, FileInfo? copy, string? publicKey, bool json, CancellationToken stop)
    {
        if (copy is { Exists: false }) throw new HallCannotStartException($"There is no file {copy.FullName}.");
        if (copy is null && !options.IsPostgres && !File.Exists(Path.Combine(options.Data, "hall.db"))) throw new HallCannotStartException($"There is no ledger in {options.Data}.");
        await using var store = copy is null ? LedgerFactory.CreateStore(LedgerFactory.OptionsOf(options)) : null;
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var verifier = new LedgerVerifier(copy is null ? store! : SqliteStore.OpenReader(copy.FullName), Saved(options, copy), publicKey);
        var result = await console.Progress().AutoClear(true).StartAsync(async bars =>
        {
            var bar = bars.AddTask("verify");
            return await verifier.VerifyAsync(p => (bar.MaxValue, bar.Value) = (Math.Max(1, p.Total), p.Entries), stop);
        });
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(result, JsonOptions));
        else if (result.FirstBroken is { } b) Console.Out.WriteLine($"BROKEN: {b.What} (partition {b.Partition}, block {b.Block}, position {b.Position}, stream {b.Stream}, version {b.Version})");
        else Console.Out.WriteLine($"OK: {result.Entries} entries in {result.Blocks} blocks; {result.Checkpoints} checkpoints; {result.UnusedNumbers.Count} numbers unused");
        return result.Ok ? 0 : Broken;
    }

    // Named, it must be there; else what lies beside the ledger is taken.
    private static CheckpointFiles? Saved(ServeOptions options, FileInfo? copy)
    {
        if (options.Checkpoints is not { } named) return copy is null && Directory.Exists(options.CheckpointDirectory) ? new(options.CheckpointDirectory) : null;
        var files = new CheckpointFiles(named);
        return Directory.Exists(named) && files.Newest() is not null ? files : throw new HallCannotStartException($"There is no checkpoint in {named}.");
    }

    private static int CheckReceipt(FileInfo file, FileInfo? kept, string? publicKey, bool json)
    {
        var receipt = JsonSerializer.Deserialize<ReceiptView>(File.ReadAllText(file.FullName), ReceiptOptions) ?? throw new FormatException("The receipt is empty.");
        var problem = ReceiptCheck.Problem(receipt, kept is null ? null : Checkpoint.Parse(File.ReadAllText(kept.FullName)), publicKey);
        var signed = problem is null ? Checkpoint.Parse(receipt.Checkpoint) : null;
        var key = signed is null ? null : Checkpoint.KeyId(signed.Signatures[0].Key);
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(new { ok = problem is null, problem, receipt.Stream, receipt.Version, checkpoint = signed?.Number, time = signed is null ? null : LedgerFormat.Time(signed.Time), key, keyKnown = publicKey is not null }, JsonOptions));
        else if (signed is null) Console.Out.WriteLine($"BROKEN: {problem}");
        else Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"OK: {receipt.Version} entries of {receipt.Stream} under checkpoint {signed.Number} of {LedgerFormat.Time(signed.Time)}, signed by key {key}{(publicKey is null ? "; compare its name with the one the hall publishes" : "")}"));
        return problem is null ? 0 : Broken;
    }

    private static string ReadKey(FileInfo file)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file.FullName));
        return Checkpoint.PublicKey(key);
    }

    /// <summary>Instants as the API writes them.</summary>
    private sealed class InstantWithOffset : IPattern<Instant>
    {
        public static InstantWithOffset Pattern { get; } = new();

        public ParseResult<Instant> Parse(string text) => OffsetDateTimePattern.ExtendedIso.Parse(text).Convert(o => o.ToInstant());

        public string Format(Instant value) => InstantPattern.ExtendedIso.Format(value);

        public System.Text.StringBuilder AppendFormat(Instant value, System.Text.StringBuilder builder) => builder.Append(Format(value));
    }
}
