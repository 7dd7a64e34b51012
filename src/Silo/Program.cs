using System.CommandLine;
using HallGrains.Silo.Commands;
using HallGrains.Silo.Hosting;

var root = new RootCommand("HallGrains: a service hall whose every promise can be proved from its ledger.")
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

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration
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

// A silo without a gateway, for as long as the command needs the grains.
static Task<Microsoft.Extensions.Hosting.IHost> Tool(ServeOptions options) => HallHost.BuildAsync(options with { Role = "silo", IsTool = true });
