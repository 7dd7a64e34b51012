using HallGrains.Tests;

namespace HallGrains.Unit.Norm;

public sealed class NormCoverageTests
{
    [Fact]
    public void Every_clause_marked_done_has_a_test()
    {
        var tests = NormCoverage.Tests();
        NormCoverage.Done().Where(d => !tests[d].Any()).Should().BeEmpty("a clause is done only when a test would fail without its rule");
    }

    [Fact]
    public void Every_clause_named_by_a_test_is_in_the_norm()
    {
        var units = NormCoverage.Units().Select(u => u.Id).ToHashSet(StringComparer.Ordinal);
        units.Should().HaveCountGreaterThan(100);
        NormCoverage.Tests().Select(t => t.Key).Where(k => !units.Contains(k)).Should().BeEmpty();
    }

    [Fact]
    public void The_coverage_page_is_current()
    {
        var path = Repository.PathOf("docs", "norm-coverage.md");
        var page = NormCoverage.Page();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1") File.WriteAllText(path, page);
        File.ReadAllText(path).Should().Be(page, "docs/norm-coverage.md is generated: UPDATE_DOCS=1 dotnet test tests/Unit --filter NormCoverageTests");
    }
}
