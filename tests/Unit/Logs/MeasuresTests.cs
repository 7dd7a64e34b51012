using System.Text.Json.Nodes;
using HallGrains.Tests.Logs;

namespace HallGrains.Tests.Unit.Logs;

/// <summary>The comparison that other tests rest on does see a difference.</summary>
public sealed class MeasuresTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""", 1)]
    [InlineData("""{"a":1}""", "{}", 1)]
    [InlineData("""{"a":0}""", "{}", 0)]
    [InlineData("{}", """{"a":3}""", 1)]
    [InlineData("""{"e":[{"from":"x","to":"y","count":1},{"from":"y","to":"x","count":2}]}""", """{"e":[{"from":"y","to":"x","count":2},{"from":"x","to":"y","count":1}]}""", 0)]
    [InlineData("""{"e":[{"from":"x","to":"y","count":1}]}""", """{"e":[{"from":"y","to":"x","count":1}]}""", 6)]
    [InlineData("""{"v":[{"activities":["a","b"]}]}""", """{"v":[{"activities":["b","a"]}]}""", 2)]
    [InlineData("""{"n":3240000}""", """{"n":3240000.0}""", 0)]
    public void Maps_sets_of_edges_and_ordered_lists_are_compared_as_defined(string expected, string actual, int differences)
    {
        Measures.Differences(JsonNode.Parse(expected), JsonNode.Parse(actual)).Should().HaveCount(differences);
    }
}
