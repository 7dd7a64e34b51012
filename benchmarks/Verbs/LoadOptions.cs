using System.CommandLine;

namespace HallGrains.Benchmarks.Verbs;

/// <summary>What the loads have in common.</summary>
internal static class LoadOptions
{
    public static readonly Option<string> Database = new("--database") { Description = "sqlite, postgres or both.", DefaultValueFactory = _ => "both" };

    public static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "Connection string of a PostgreSQL server; default: HALL_TEST_POSTGRES.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("HALL_TEST_POSTGRES"),
    };

    public static readonly Option<int> Callers = new("--callers") { Description = "Callers at once.", DefaultValueFactory = _ => 256 };
    public static readonly Option<int> Rounds = new("--rounds") { Description = "Rounds; in each everybody has their turn.", DefaultValueFactory = _ => 5 };
    public static readonly Option<double> Seconds = new("--seconds") { Description = "Measured seconds of a turn.", DefaultValueFactory = _ => 3 };

    public static readonly Option<double> Warm = new("--warm")
    {
        Description = "Seconds of a turn before the first round, not counted: until the code of a path is compiled for good, its compilation is what is measured.",
        DefaultValueFactory = _ => 10,
    };

    public static void AddTo(Command command)
    {
        foreach (var o in new Option[] { Database, Postgres, Callers, Rounds, Seconds, Warm }) command.Options.Add(o);
    }

    public static Load Read(ParseResult parsed) => new(
        parsed.GetValue(Database) is { } d && d != "both" ? [d] : ["sqlite", "postgres"],
        parsed.GetValue(Postgres),
        parsed.GetValue(Callers),
        parsed.GetValue(Rounds),
        TimeSpan.FromSeconds(parsed.GetValue(Seconds)),
        TimeSpan.FromSeconds(parsed.GetValue(Warm)));

    public sealed record Load(string[] Databases, string? Postgres, int Callers, int Rounds, TimeSpan Window, TimeSpan Warm);
}
