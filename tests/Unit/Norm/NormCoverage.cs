using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using HallGrains.Tests;

namespace HallGrains.Unit.Norm;

/// <summary>Which clause of the norm is held by which tests: read from the sources, written to docs/norm-coverage.md.</summary>
internal static partial class NormCoverage
{
    public sealed record Unit(string Id, string Phrase);

    public static IReadOnlyList<Unit> Units() =>
        [.. File.ReadLines(Repository.PathOf("docs", "norm", "clauses.md"))
            .Select(l => Row().Match(l))
            .Where(m => m.Success)
            .Select(m => new Unit(m.Groups[1].Value, m.Groups[2].Value.Trim()))];

    /// <summary>Clauses whose feature is finished; a clause here without a test fails the suite.</summary>
    public static IReadOnlySet<string> Done() =>
        File.ReadLines(Repository.PathOf("docs", "norm", "done.txt")).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').ToHashSet(StringComparer.Ordinal);

    public static ILookup<string, string> Tests()
    {
        var found = new List<(string Clause, string Test)>();
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)) continue;
            var pending = new List<string>();
            var type = "";
            foreach (var line in File.ReadLines(file))
            {
                if (line.TrimStart().StartsWith("///", StringComparison.Ordinal)) continue;
                foreach (Match m in Clause().Matches(line)) pending.Add(m.Groups[1].Value);
                if (Type().Match(line) is { Success: true } t) { type = t.Groups[1].Value; pending.Clear(); }
                if (Method().Match(line) is not { Success: true } method) continue;
                found.AddRange(pending.Select(p => (p, $"{type}.{method.Groups[1].Value}")));
                pending.Clear();
            }
        }

        return found.Distinct().ToLookup(f => f.Clause, f => f.Test, StringComparer.Ordinal);
    }

    public static string Page()
    {
        var tests = Tests();
        var done = Done();
        var units = Units();
        var page = new StringBuilder();
        page.Append("# Norm coverage\n\nGenerated from the tests' `[Clause]` marks; the suite fails when this page is not current, and when a clause marked done\n(`docs/norm/done.txt`) has no test. Write it anew with `UPDATE_DOCS=1 dotnet test tests/Unit --filter NormCoverageTests`.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"{units.Count} units, {units.Count(u => tests[u.Id].Any())} with tests, {done.Count} marked done.\n\n| clause | norm | done | tests |\n|---|---|---|---|\n");
        foreach (var unit in units)
            page.Append(CultureInfo.InvariantCulture, $"| {unit.Id} | {unit.Phrase} | {(done.Contains(unit.Id) ? "yes" : "")} | {string.Join("<br>", tests[unit.Id].Order(StringComparer.Ordinal))} |\n");
        return page.ToString();
    }

    [GeneratedRegex(@"^\|\s*(\d(?:\.\d+)?[a-z]?)\s*\|([^|]*)\|")]
    private static partial Regex Row();

    [GeneratedRegex("""\[?\bClause\("([^"]+)"\)""")]
    private static partial Regex Clause();

    [GeneratedRegex(@"\bclass\s+(\w+)")]
    private static partial Regex Type();

    [GeneratedRegex(@"^\s*public\s+(?:async\s+)?(?:static\s+)?(?:void|Task|ValueTask)\s+(\w+)\s*\(")]
    private static partial Regex Method();
}
