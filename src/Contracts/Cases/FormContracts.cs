using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Cases;

/// <summary>A form of the item, with what is known filled in (5.2f).</summary>
[GenerateSerializer, Immutable, Alias("hg.FormView")]
public sealed record FormView(
    [property: Id(0)] string Material,
    [property: Id(1)] string Title,
    [property: Id(2)] string CaseNumber,
    [property: Id(3)] string? ServiceItem,
    [property: Id(4)] ImmutableArray<FormField> Fields,
    [property: Id(5)] int Version,
    [property: Id(6)] Instant AsOf) : IVersionedView;

/// <param name="Value">Known already; null: to be filled in.</param>
[GenerateSerializer, Immutable, Alias("hg.FormField")]
public sealed record FormField([property: Id(0)] string Name, [property: Id(1)] string Label, [property: Id(2)] string? Value);
