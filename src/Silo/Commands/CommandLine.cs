using System.CommandLine;
using HallGrains.Silo.Hosting;
using Microsoft.Extensions.Hosting;

namespace HallGrains.Silo.Commands;

/// <summary>The executable's commands.</summary>
internal static class CommandLine
{
    /// <summary>Made once: options belong to the commands they were added to.</summary>
    public static RootCommand Root { get; } = new("HallGrains: a service hall whose every promise can be proved from its ledger.")
    {
        ServeCommand.Create(),
        VerifyCommand.Create(),
        CheckpointCommand.Create(),
        AdminCommand.Create(),
        EraseCommand.Create(),
        MigrateCommand.Create(),
        BackupCommand.Create(),
        RebuildCommand.Create(Tool),
        ImportLogCommand.Create(Tool),
        ExportCommand.Create(Tool),
        SimulateCommand.Create(),
    };

    /// <summary>Carries out one command line to its end.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        try
        {
            return await Root.Parse(arguments).InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,

                // The parser gives up after two seconds by default, and then an orderly stop that takes longer ends as "killed".
                ProcessTerminationTimeout = HallHost.ShutdownDeadline + TimeSpan.FromSeconds(5),
            });
        }
        catch (HallCannotStartException e)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    // A silo without a gateway, for as long as the command needs the grains.
    private static Task<IHost> Tool(ServeOptions options) => HallHost.BuildAsync(options with { Role = "silo", IsTool = true });
}
