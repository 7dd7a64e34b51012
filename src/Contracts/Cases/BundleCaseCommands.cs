using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Cases;

/// <summary>Papers that another case of the bundle received count here where the item lists them (5.4k). Never from a gateway.</summary>
[GenerateSerializer, Immutable, Alias("hg.CountSharedMaterials")]
public sealed record CountSharedMaterials([property: Id(0)] string From, [property: Id(1)] ImmutableArray<MaterialHandedIn> Materials) : CaseCommand;

/// <param name="From">The member that received them.</param>
public sealed record SharedMaterialsCounted(string From, ImmutableArray<MaterialHandedIn> Materials) : IEntry;
