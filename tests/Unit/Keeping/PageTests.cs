using System.Text.RegularExpressions;
using HallGrains.Silo.Commands;
using HallGrains.Tests;

namespace HallGrains.Unit.Keeping;

/// <summary>Pages that promise something name what shows it; pages that explain options explain all of them.</summary>
public sealed partial class PageTests
{
    private static readonly string[] Sources = [.. Directory.GetFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).Select(File.ReadAllText)];

    [Theory]
    [InlineData("guarantees.md", 30)]
    [InlineData("security.md", 2)]
    public void Every_test_a_page_names_exists(string page, int atLeast)
    {
        var named = Named().Matches(File.ReadAllText(Repository.PathOf("docs", page))).Select(m => (Class: m.Groups[1].Value, Method: m.Groups[2].Value)).Distinct().ToList();

        named.Count.Should().BeGreaterThanOrEqualTo(atLeast);
        named.Where(n => !Exists(n.Class, n.Method)).Should().BeEmpty();
        Exists("PageTests", "A_test_that_is_not_there").Should().BeFalse();
    }

    [Fact]
    public void Every_promise_names_a_test()
    {
        var rows = File.ReadAllLines(Repository.PathOf("docs", "guarantees.md")).Where(l => Numbered().IsMatch(l)).ToList();
        rows.Should().HaveCountGreaterThan(15);
        rows.Where(r => !Named().IsMatch(r)).Should().BeEmpty();
    }

    [Fact]
    public void Every_option_of_serve_is_explained()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "operating.md"));
        ServeCommand.Create().Options.Select(o => o.Name).Where(o => o is not ("--help" or "--version") && !page.Contains($"| `{o}` |", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void Every_metric_the_operator_is_told_to_watch_exists()
    {
        var sources = string.Concat(Directory.GetFiles(Repository.PathOf("src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var named = Metric().Matches(File.ReadAllText(Repository.PathOf("docs", "operating.md"))).Select(m => m.Groups[1].Value).Distinct().ToList();
        named.Should().HaveCountGreaterThan(8);
        named.Where(m => !sources.Contains($"\"{m}\"", StringComparison.Ordinal)).Should().BeEmpty();
    }

    // The method stands in a file that declares the class, whole or in part, apart from the one that says so.
    private static bool Exists(string type, string method) =>
        Array.Exists(Sources, s => s.Contains($"class {type}", StringComparison.Ordinal) && Regex.IsMatch(s, $@"public (async Task|Task|void) {method}\("));

    [GeneratedRegex(@"`([A-Z]\w+(?:Tests|Contract))\.(\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\| \d+ \|")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"`(hall(?:grains)?\.[a-z_]+\.[a-z_.]+)`")]
    private static partial Regex Metric();
}
