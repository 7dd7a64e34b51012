using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Pages;

/// <summary>A text as a hall shows it: its own, or the city's where the hall published none under the same key.</summary>
/// <param name="Scope">hall | city | window (made of the window's own data).</param>
[GenerateSerializer, Immutable, Alias("hg.PublishedText")]
public sealed record PublishedText(
    [property: Id(0)] string Key,
    [property: Id(1)] string Title,
    [property: Id(2)] ImmutableArray<string> Lines,
    [property: Id(3)] string Scope,
    [property: Id(4)] string? Source = null,
    [property: Id(5)] LocalDate? ValidUntil = null,
    [property: Id(6)] int? PageVersion = null,
    [property: Id(7)] string? Author = null,
    [property: Id(8)] string? Approver = null,
    [property: Id(9)] Instant? From = null);

[GenerateSerializer, Immutable, Alias("hg.PublishedTexts")]
public sealed record PublishedTexts([property: Id(0)] string Hall, [property: Id(1)] ImmutableArray<PublishedText> Items, [property: Id(2)] Instant AsOf);

/// <summary>Limits a hall keeps tighter than the city (0.3).</summary>
[GenerateSerializer, Immutable, Alias("hg.HallLimitView")]
public sealed record HallLimitView(
    [property: Id(0)] string ServiceItem,
    [property: Id(1)] string NameZh,
    [property: Id(2)] HallLimit City,
    [property: Id(3)] HallLimit Hall,
    [property: Id(4)] int PageVersion,
    [property: Id(5)] string Author,
    [property: Id(6)] string? Approver,
    [property: Id(7)] Instant? From);

[GenerateSerializer, Immutable, Alias("hg.HallLimitsView")]
public sealed record HallLimitsView([property: Id(0)] string Hall, [property: Id(1)] ImmutableArray<HallLimitView> Items, [property: Id(2)] Instant AsOf);

/// <summary>Who is on duty 在岗人员: badges, public by 3.1.</summary>
[GenerateSerializer, Immutable, Alias("hg.OnDutyView")]
public sealed record OnDutyView([property: Id(0)] string Hall, [property: Id(1)] ImmutableArray<OnDutyRow> Staff, [property: Id(2)] Instant AsOf);

/// <param name="Window">Where they are signed on.</param>
[GenerateSerializer, Immutable, Alias("hg.OnDutyRow")]
public sealed record OnDutyRow([property: Id(0)] BadgeView Badge, [property: Id(1)] string? Window);

/// <summary>What a hall publishes 公示, put together from registry, monitor and figures. Key: hall code; stateless.</summary>
[Alias("hg.IHallNoticesGrain")]
public interface IHallNoticesGrain : IGrainWithStringKey
{
    /// <summary>岗位牌 of a window; null when there is none.</summary>
    [Alias("Sign"), Anyone] Task<WindowSignView?> SignAsync(string window);

    /// <summary>Standards, duties or notes; null when there is no such hall.</summary>
    [Alias("Texts"), Anyone] Task<PublishedTexts?> TextsAsync(string kind);

    [Alias("Limits"), Anyone] Task<HallLimitsView?> LimitsAsync();

    [Alias("OnDuty"), Anyone] Task<OnDutyView?> OnDutyAsync();
}

/// <summary>One clause of the norm as published data (0.2).</summary>
/// <param name="TextKey">Key of its text for translations.</param>
/// <param name="Forms">precondition | ledger | timer | view | page | registry | checklist: how it is carried out.</param>
/// <param name="Checklist">Codes of inspection and opening-check items that carry it.</param>
/// <param name="Refusals">Codes that hold it up.</param>
[GenerateSerializer, Immutable, Alias("hg.NormUnit")]
public sealed record NormUnit(
    [property: Id(0)] string Id,
    [property: Id(1)] string TextZh,
    [property: Id(2)] string TextKey,
    [property: Id(3)] ImmutableArray<string> Forms,
    [property: Id(4)] string Does,
    [property: Id(5)] ImmutableArray<string> Checklist,
    [property: Id(6)] ImmutableArray<string> Refusals,
    [property: Id(7)] Reports.NormFigure? Figure);

/// <summary>The norm 规范, every clause. Key: <see cref="Key"/>; stateless.</summary>
[Alias("hg.INormGrain")]
public interface INormGrain : IGrainWithStringKey
{
    public const string Key = "norm";

    [Alias("Units"), Anyone] Task<ImmutableArray<NormUnit>> UnitsAsync();
}
