using System.CommandLine;
using HallGrains.Benchmarks;

var database = new Option<string>("--database") { Description = "sqlite, postgres or memory.", DefaultValueFactory = _ => "sqlite" };
var connection = new Option<string?>("--connection") { Description = "PostgreSQL server to make scratch databases on; fsync must be on." };
var callers = new Option<int>("--callers") { DefaultValueFactory = _ => 256 };
var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5 };
var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => 4 };

var ledger = new Command("ledger", "Group commit against one transaction per append.") { database, connection, callers, rounds, seconds };
ledger.SetAction((p, _) => LedgerBenchmark.RunAsync(p.GetValue(database)!, p.GetValue(connection), p.GetValue(callers), p.GetValue(rounds), TimeSpan.FromSeconds(p.GetValue(seconds))));
var grain = new Command("grain", "A case grain's command against a bare ledger append.") { database, connection, callers, rounds, seconds };
grain.SetAction((p, _) => GrainBenchmark.RunAsync(p.GetValue(database)!, p.GetValue(connection), p.GetValue(callers), p.GetValue(rounds), TimeSpan.FromSeconds(p.GetValue(seconds))));
return await new RootCommand("Figures of HallGrains, side by side in one run.") { ledger, grain }.Parse(args).InvokeAsync();
