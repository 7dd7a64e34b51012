using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Catalogue;

/// <summary>What is said at one moment of a service 敬语 (3.3b).</summary>
/// <param name="Moment">greeting | asking | waiting | cannot-be-met | thanks | closing.</param>
[GenerateSerializer, Immutable, Alias("hg.ScriptLine")]
public sealed record ScriptLine([property: Id(0)] string Moment, [property: Id(1)] string TextZh);

/// <summary>The brand profile 服务品牌 of the city (4.1c): one for all pages and screens of all halls, and the script cards that go with it.</summary>
/// <param name="ScriptCard">Shown at the workbench when a session begins.</param>
/// <param name="OnlinePhrases">The same courtesy in writing.</param>
[GenerateSerializer, Immutable, Alias("hg.BrandView")]
public sealed record BrandView(
    [property: Id(0)] string NameZh, [property: Id(1)] string Colour, [property: Id(2)] ImmutableArray<ScriptLine> ScriptCard, [property: Id(3)] ImmutableArray<ScriptLine> OnlinePhrases);

/// <summary>The city's brand profile. Key: <c>brand</c> (stateless).</summary>
[Alias("hg.IBrandGrain")]
public interface IBrandGrain : IGrainWithStringKey
{
    public const string Key = "brand";

    [AlwaysInterleave, Alias("Get"), Anyone] Task<BrandView> GetAsync();
}
