using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Catalogue;

/// <summary>The authority matrix 权限标准 as published (4.3c): what the decision check uses, told to everybody.</summary>
/// <param name="Amounts">The ceiling: by whom an amount may be decided.</param>
/// <param name="Items">The floor: the lowest level for each stage of each item in force.</param>
/// <param name="DeniedByBureau">Categories and items whose denial is the bureau leader's, after hearing the person.</param>
[GenerateSerializer, Immutable, Alias("hg.AuthorityView")]
public sealed record AuthorityView(
    [property: Id(0)] ImmutableArray<AuthoritySubject> Amounts,
    [property: Id(1)] ImmutableArray<ItemAuthority> Items,
    [property: Id(2)] ImmutableArray<string> DeniedByBureau);

[GenerateSerializer, Immutable, Alias("hg.AuthoritySubject")]
public sealed record AuthoritySubject(
    [property: Id(0)] string Subject,
    [property: Id(1)] string NameZh,
    [property: Id(2)] string NameEn,
    [property: Id(3)] ImmutableArray<AuthorityCeiling> Levels);

/// <param name="UpTo">Yuan, inclusive; null where the level decides any amount.</param>
[GenerateSerializer, Immutable, Alias("hg.AuthorityCeiling")]
public sealed record AuthorityCeiling([property: Id(0)] StaffLevel Level, [property: Id(1)] bool Decides, [property: Id(2)] decimal? UpTo);

[GenerateSerializer, Immutable, Alias("hg.ItemAuthority")]
public sealed record ItemAuthority(
    [property: Id(0)] string Code,
    [property: Id(1)] string NameZh,
    [property: Id(2)] bool AmountChecked,
    [property: Id(3)] ImmutableArray<StageAuthority> Stages)
{
    /// <summary>Which row of amounts holds when the applicant is a person; null where no amount is decided.</summary>
    [Id(4)] public string? PersonSubject { get; init; }

    /// <summary>The same when the applicant is an employer.</summary>
    [Id(5)] public string? EmployerSubject { get; init; }

    /// <summary>The lowest level that may deny it.</summary>
    [Id(6)] public StaffLevel DeniedBy { get; init; }
}

[GenerateSerializer, Immutable, Alias("hg.StageAuthority")]
public sealed record StageAuthority([property: Id(0)] string Stage, [property: Id(1)] StaffLevel Level);

/// <summary>Publishes the authority matrix 权限标准. Key: <see cref="Key"/>; stateless.</summary>
[Alias("hg.IAuthorityGrain")]
public interface IAuthorityGrain : IGrainWithStringKey
{
    public const string Key = "authority";

    [AlwaysInterleave, Alias("Get"), Anyone] Task<AuthorityView> GetAsync();
}
