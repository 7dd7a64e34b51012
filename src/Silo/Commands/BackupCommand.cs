using System.CommandLine;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Keys;
using HallGrains.Silo.Ledger.Sqlite;
using Microsoft.Data.Sqlite;
using Spectre.Console;

namespace HallGrains.Silo.Commands;

/// <summary>
/// <c>backup</c>: a whole copy of a hall on SQLite, also beside a running hall: one state of the ledger, the accounts, and the keys that read it. The copy is
/// verified before the command says that there is one. PostgreSQL has its own tools: <c>pg_dump</c>, or base backups with its log.
/// </summary>
internal static class BackupCommand
{
    private static readonly Option<DirectoryInfo> To = new("--to") { Description = "Directory to make; it must not exist.", Required = true };
    private static readonly Option<bool> WithoutKeys = new("--without-keys") { Description = "Leave the keys out: keep them elsewhere, or nobody can read names and free text." };

    public static Command Create()
    {
        var command = new Command("backup", "A verified copy of a hall on SQLite: ledger, accounts, keys.") { To, WithoutKeys };
        StoreOptions.AddTo(command);
        command.SetAction(async (parsed, stop) =>
        {
            try
            {
                return await RunAsync(StoreOptions.Read(parsed, new ServeOptions()), parsed.GetValue(To)!, !parsed.GetValue(WithoutKeys), stop);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
            {
                throw new HallCannotStartException($"No backup was made: {e.Message}", e);
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options, DirectoryInfo to, bool keys, CancellationToken stop)
    {
        if (options.IsPostgres) throw new HallCannotStartException("PostgreSQL is backed up with pg_dump (docs/operating.md).");
        var ledger = LedgerFactory.OptionsOf(options);
        if (!File.Exists(ledger.SqliteFile)) throw new HallCannotStartException($"There is no ledger in {options.Data}.");
        if (to.Exists) throw new HallCannotStartException($"{to.FullName} exists already; a backup never goes over another.");
        var half = to.FullName + ".part";
        Directory.CreateDirectory(half);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var result = await console.Progress().AutoClear(true).StartAsync(async bars =>
        {
            var bar = bars.AddTask("backup");
            foreach (var file in new[] { ledger.SqliteFile, ledger.OrleansFile }.Where(File.Exists)) Copy(file, Path.Combine(half, Path.GetFileName(file)));
            if (keys) KeyFiles.Copy(ledger.Keys, Path.Combine(half, "keys"));
            return await new LedgerVerifier(SqliteStore.OpenReader(Path.Combine(half, "hall.db"))).VerifyAsync(p => (bar.MaxValue, bar.Value) = (Math.Max(1, p.Total), p.Entries), stop);
        });
        if (!result.Ok)
        {
            await Console.Error.WriteLineAsync($"The copy in {half} does not verify: {result.FirstBroken!.What}. Look at the ledger itself with `verify`.");
            return 2;
        }

        Directory.Move(half, to.FullName);
        await Console.Out.WriteLineAsync(FormattableString.Invariant($"BACKUP: {result.Entries} entries in {to.FullName}{(keys ? ", with the keys" : ", without keys")}"));
        return 0;
    }

    // The database's own way: one state, whatever is written meanwhile.
    private static void Copy(string from, string to)
    {
        using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        source.Open();
        using var command = source.CreateCommand();
        command.CommandText = "vacuum into $1";
        command.Parameters.AddWithValue("$1", to);
        command.ExecuteNonQuery();
    }
}
