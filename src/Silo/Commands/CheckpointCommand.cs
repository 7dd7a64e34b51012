using System.CommandLine;
using HallGrains.Grains.Clocks;
using HallGrains.Silo.Hosting;
using HallGrains.Silo.Ledger;
using HallGrains.Silo.Ledger.Checkpoints;
using Microsoft.Extensions.Logging.Abstractions;

namespace HallGrains.Silo.Commands;

/// <summary>
/// <c>checkpoint</c>: signs where the ledger stands, now. On PostgreSQL beside running silos; on SQLite, which serves one process, while the hall is stopped (a
/// running one is asked over HTTP).
/// </summary>
internal static class CheckpointCommand
{
    public static Command Create()
    {
        var command = new Command("checkpoint", "Signs where the ledger stands and keeps it as a file.");
        StoreOptions.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(StoreOptions.Read(parsed, new ServeOptions()), c => c.MakeAsync("demand")));
        return command;
    }

    internal static async Task<int> RunAsync(ServeOptions options, Func<Checkpointer, Task<Checkpoint>> make)
    {
        if (!options.IsPostgres && !File.Exists(Path.Combine(options.Data, "hall.db"))) throw new HallCannotStartException($"There is no ledger in {options.Data}.");
        var store = LedgerFactory.OptionsOf(options) with { CheckpointInterval = TimeSpan.Zero };
        var clock = new HallClock(TimeProvider.System);
        await using var ledger = await LedgerFactory.StartAsync(store, clock);
        var checkpointer = new Checkpointer(ledger, store, clock, NullLogger<Checkpointer>.Instance);
        try
        {
            var made = await make(checkpointer);
            await Console.Out.WriteLineAsync($"CHECKPOINT {made.Number} {made.Hash} signed by {string.Join(" and ", made.Signatures.Select(s => Checkpoint.KeyId(s.Key)))}: {Path.Combine(options.CheckpointDirectory, CheckpointFiles.NameOf(made.Number))}");
            return 0;
        }
        catch (CheckpointRefusedException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }
}

/// <summary>
/// <c>admin rotate-signing-key</c>: a new signing key. The old one signs the new one's public key into a checkpoint, so that whoever trusted the old one can go on;
/// it signs nothing more after that. Cut off anywhere, it is finished by the next start or the next call.
/// </summary>
internal static class RotateCommand
{
    public static Command Create()
    {
        var command = new Command("rotate-signing-key", "Makes a new signing key; the old one signs it over.");
        StoreOptions.AddTo(command);
        command.SetAction((parsed, _) => CheckpointCommand.RunAsync(StoreOptions.Read(parsed, new ServeOptions()), c => c.RotateAsync()));
        return command;
    }
}
