return await HallGrains.Silo.Commands.CommandLine.RunAsync(args);
