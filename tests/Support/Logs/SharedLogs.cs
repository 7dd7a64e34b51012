namespace HallGrains.Tests.Logs;

/// <summary>The real event logs and their expected measures: they lie beside a checkout, not in it.</summary>
public static class SharedLogs
{
    private static readonly string[] Names = ["receipt.xes.gz", "receipt.csv.gz", "bpic2013_closed.xes.gz", "roadtraffic100traces.xes", "running-example.xes", "edge-cases.xes"];

    public static string? Folder { get; } = Find();

    public static TheoryData<string> All() => [.. Names];

    public static TheoryData<string> Xes() => [.. Names.Where(n => n.Contains(".xes", StringComparison.Ordinal))];

    public static string PathOf(string log) => Path.Combine(Folder!, log);

    public static string ExpectedOf(string log)
    {
        var name = log.Replace(".gz", "", StringComparison.Ordinal);
        return Path.Combine(Folder!, "expected", name.EndsWith(".csv", StringComparison.Ordinal) ? name[..^4] + "-csv.json" : Path.ChangeExtension(name, ".json"));
    }

    private static string? Find()
    {
        for (var d = new DirectoryInfo(Repository.Root); d is not null; d = d.Parent)
        {
            var candidate = Path.Combine(d.FullName, "shared", "data", "logs");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}

/// <summary>Runs where the shared logs are; elsewhere it is skipped and says why.</summary>
public sealed class SharedLogsTheoryAttribute : TheoryAttribute
{
    public SharedLogsTheoryAttribute()
    {
        if (SharedLogs.Folder is null) Skip = "The shared event logs (../shared/data/logs) are not here.";
    }
}

/// <inheritdoc cref="SharedLogsTheoryAttribute"/>
public sealed class SharedLogsFactAttribute : FactAttribute
{
    public SharedLogsFactAttribute()
    {
        if (SharedLogs.Folder is null) Skip = "The shared event logs (../shared/data/logs) are not here.";
    }
}
