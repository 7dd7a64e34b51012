using System.CommandLine;
using HallGrains.Benchmarks.Verbs;
using HallGrains.Silo.Hosting;

var root = new RootCommand("Measures HallGrains; every figure of docs/performance.md names its command.")
{
    WriterVerb.Create(),
    GrainVerb.Create(),
    PartitionsVerb.Create(),
    FillVerb.Create(),
    OverloadVerb.Create(),
};

try
{
    return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (HallCannotStartException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
