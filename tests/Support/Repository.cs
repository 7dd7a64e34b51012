namespace HallGrains.Tests;

/// <summary>Where the checkout is: found from the test's own folder upwards.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(Path.Combine(d.FullName, "HallGrains.sln"))) return d.FullName;
        throw new InvalidOperationException("HallGrains.sln was not found above the test's folder.");
    }
}
