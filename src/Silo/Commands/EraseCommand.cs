using System.CommandLine;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Clocks;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Keys;
using Spectre.Console;

namespace HallGrains.Silo.Commands;

/// <summary>
/// <c>erase --person</c>: forgets a person. On PostgreSQL beside running silos, which follow within seconds; on SQLite, which serves one process, while the
/// hall is stopped.
/// </summary>
internal static class EraseCommand
{
    private static readonly Option<string> Person = new("--person")
    {
        Description = "Whose data: an ID number, a credit code, or the number of one of their cases; '-' reads it from standard input, so that no number stands in the shell's history.",
        Required = true,
    };

    private static readonly Option<string> Ground = new("--ground") { Description = "Why: request (the person asked), retention (its time is over) or order.", DefaultValueFactory = _ => "request" };

    public static Command Create()
    {
        Ground.AcceptOnlyFromAmong("request", "retention", "order");
        var command = new Command("erase",
            "Forgets a person: drops the keys that seal their names, numbers, texts and notes in all their matters. Each of these says so in an entry that names nobody. " +
            "What remains are the public parts (stages, times, who was responsible); the ledger and receipts verify as before. It cannot be undone. " +
            "Backups of the database that hold the key table hold the keys: let them expire. On SQLite stop the hall first; on PostgreSQL running silos follow.")
        {
            Person, Ground,
        };
        StoreOptions.AddTo(command);
        command.SetAction(async (parsed, _) => await RunAsync(StoreOptions.Read(parsed, new ServeOptions()), parsed.GetValue(Person)!, parsed.GetValue(Ground)!));
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, string person, string ground)
    {
        if (!options.IsPostgres && !File.Exists(Path.Combine(options.Data, "hall.db"))) throw new HallCannotStartException($"There is no ledger in {options.Data}.");
        if (person == "-") person = (await Console.In.ReadLineAsync())?.Trim() ?? "";
        if (Problem(person) is { } problem) throw new HallCannotStartException(problem);
        // The hall's time, also a demo's: an act of today is not dated before yesterday's.
        var time = new DemoTimeProvider(TimeProvider.System, TimeSpan.FromDays(-100_000));
        await using var ledger = await LedgerFactory.StartAsync(LedgerFactory.OptionsOf(options), new HallClock(time));
        time.RaiseTo(await ledger.ReadAsync());
        var eraser = new Eraser(ledger, new HallSecrets(ledger.Keys.Retrieval, ledger.Keys.Person));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var done = await console.Status().StartAsync("reading the ledger", status => eraser.EraseAsync(person, ground, read => status.Status(FormattableString.Invariant($"{read} entries read"))));
        if (done is null)
        {
            await Console.Error.WriteLineAsync("Nobody is known by that here; nothing was erased.");
            return 1;
        }

        await Console.Out.WriteLineAsync(done.Keys > 0
            ? FormattableString.Invariant($"ERASED: {done.Keys} keys dropped; {done.Parts} sealed parts in {done.Streams.Length} matters can no longer be read by anybody.")
            : FormattableString.Invariant($"ERASED before: no key was left; {done.Parts} sealed parts in {done.Streams.Length} matters cannot be read by anybody."));
        foreach (var stream in done.Streams) await Console.Out.WriteLineAsync(stream);
        return 0;
    }

    private static string? Problem(string person) =>
        CaseNumber.TryParse(person, out _) ? null
        : person.Length == 18 && (Identity.IsCreditCodeText(person) || Identity.IdNumberFault(person, new NodaTime.LocalDate(9999, 12, 31)) is null or "older-than-130") ? null
        : "--person is an ID number, a credit code or a case number.";
}
