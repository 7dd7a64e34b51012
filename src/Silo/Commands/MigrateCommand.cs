using System.CommandLine;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using Npgsql;

namespace HallGrains.Silo.Commands;

/// <summary>
/// <c>migrate</c>: makes the ledger, its keys and its tables, or brings them up to date; on PostgreSQL with the connection of the tables' owner, and grants the roles
/// <c>hallgrains_silo</c> (serves, adds, edits no history) and <c>hallgrains_auditor</c> (reads) what they need. May be run again at any time.
/// </summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Makes the ledger's tables and roles, or brings them up to date; with the owner's connection.");
        StoreOptions.AddTo(command);
        command.SetAction(async (parsed, _) => await RunAsync(StoreOptions.Read(parsed, new ServeOptions())));
        return command;
    }

    private static async Task<int> RunAsync(ServeOptions options)
    {
        var ledger = LedgerFactory.OptionsOf(options);
        await LedgerFactory.PrepareAsync(ledger);
        await OrleansSchema.EnsureAsync(ledger);
        if (options.IsPostgres)
        {
            try
            {
                await SchemaScripts.GrantAsync(options.Connection!);
            }
            catch (PostgresException e)
            {
                throw new HallCannotStartException($"The roles could not be granted their rights: {e.MessageText}. Use the tables' owner; where they may not create roles, have somebody run: create role hallgrains_silo nologin; create role hallgrains_auditor nologin;", e);
            }
        }

        await Console.Out.WriteLineAsync(options.IsPostgres ? "MIGRATED: tables are up to date; roles hallgrains_silo and hallgrains_auditor have their rights" : "MIGRATED: tables are up to date");
        return 0;
    }
}
