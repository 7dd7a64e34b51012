using System.Diagnostics;
using System.Text.RegularExpressions;
using HallGrains.Tests;

namespace HallGrains.Gateway.EndToEnd;

/// <summary>The tour of README.md, line by line as it stands there, against a fresh demo.</summary>
public sealed partial class ReadmeTourTests
{
    [Fact]
    public async Task The_tour_of_the_readme_works_as_written()
    {
        var script = Tour().Match(await File.ReadAllTextAsync(Repository.PathOf("README.md"))).Groups[1].Value;
        script.Should().Contain("curl");
        await using var database = await Database.CreateAsync("sqlite");
        await using var process = await HallProcess.StartAsync(["serve", "--demo", "--urls", "http://127.0.0.1:0", .. database.Arguments]);
        var start = new ProcessStartInfo("bash", ["-e", "-u", "-o", "pipefail", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HALL"] = process.Url;
        using var bash = Process.Start(start)!;
        var output = bash.StandardOutput.ReadToEndAsync();
        var error = bash.StandardError.ReadToEndAsync();
        await bash.WaitForExitAsync();
        bash.ExitCode.Should().Be(0, $"every line must work\n{await output}\n{await error}");
    }

    [GeneratedRegex(@"<!-- tour -->\s*```sh\n(.*?)```\s*<!-- /tour -->", RegexOptions.Singleline)]
    private static partial Regex Tour();
}
