using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Pages;

/// <summary>What a hall publishes 公开内容 under its own name, each text in versions: drafted by one person, published by another (2.2a).</summary>
public static class HallPageKinds
{
    /// <summary>A limit of an item that this hall keeps tighter than the city does (0.3).</summary>
    public const string Limit = "limit";

    /// <summary>公开承诺: of the unit, of a group or section, of a person (4.2).</summary>
    public const string Promise = "promise";

    /// <summary>工作标准 (4.3a).</summary>
    public const string Standard = "standard";

    /// <summary>岗位职责, of a window or of a role (4.3h, 3.1a).</summary>
    public const string Duty = "duty";

    /// <summary>政策解读、公众宣传: policy notes and promotion texts with their source and validity (2.2a).</summary>
    public const string Note = "note";

    public static ImmutableArray<string> All { get; } = [Limit, Promise, Standard, Duty, Note];
}

/// <summary>One version of a text.</summary>
/// <param name="Key">What it is about: an item, a promise's id, a window or a role.</param>
/// <param name="Status">draft | published | superseded | withdrawn.</param>
[GenerateSerializer, Immutable, Alias("hg.HallPage")]
public sealed record HallPage(
    [property: Id(0)] string Kind,
    [property: Id(1)] string Key,
    [property: Id(2)] int Version,
    [property: Id(3)] string Status,
    [property: Id(4)] string Author,
    [property: Id(5)] string? Approver = null,
    [property: Id(6)] Instant? From = null,
    [property: Id(7)] Instant? Until = null,
    [property: Id(8)] string? WithdrawnReason = null)
{
    [Id(20)] public HallLimit? Limit { get; init; }
    [Id(21)] public HallPromise? Promise { get; init; }
    [Id(22)] public HallText? Text { get; init; }
}

/// <summary>办理时限: never longer than the city's version of the item has it.</summary>
/// <param name="PromisedDays">Working days, of a promised item.</param>
/// <param name="PromisedMinutes">Working minutes, of an instant one.</param>
[GenerateSerializer, Immutable, Alias("hg.HallLimit")]
public sealed record HallLimit([property: Id(0)] int? PromisedDays = null, [property: Id(1)] int? PromisedMinutes = null);

/// <param name="Source">Where it is taken from: a law, a notice.</param>
/// <param name="ValidUntil">The last day it holds; null: until it is replaced.</param>
[GenerateSerializer, Immutable, Alias("hg.HallText")]
public sealed record HallText(
    [property: Id(0)] string Title,
    [property: Id(1)] ImmutableArray<string> Lines,
    [property: Id(2)] string? Source = null,
    [property: Id(3)] LocalDate? ValidUntil = null);

/// <summary>Somebody drafted a version; it is shown to nobody outside.</summary>
public sealed record HallPageDrafted(HallPage Page) : IEntry;

/// <summary>Another person published it: it holds from now on, and the version before it no longer.</summary>
public sealed record HallPagePublished(HallPage Page) : IEntry;

public sealed record HallPageWithdrawn(string Kind, string Key, int PageVersion, string By, string Reason) : IEntry;

/// <summary>Drafts the next version of a text; which one the path says.</summary>
[GenerateSerializer, Immutable, Alias("hg.DraftHallPage")]
public sealed record DraftHallPage(
    [property: Id(0)] string Kind, [property: Id(1)] string Key,
    [property: Id(2)] HallLimit? Limit = null, [property: Id(3)] HallPromise? Promise = null, [property: Id(4)] HallText? Text = null);

[GenerateSerializer, Immutable, Alias("hg.PublishHallPage")]
public sealed record PublishHallPage([property: Id(0)] string Kind, [property: Id(1)] string Key, [property: Id(2)] int PageVersion);

[GenerateSerializer, Immutable, Alias("hg.WithdrawHallPage")]
public sealed record WithdrawHallPage([property: Id(0)] string Kind, [property: Id(1)] string Key, [property: Id(2)] int PageVersion, [property: Id(3)] string? Reason);

/// <summary>A hall's texts with their versions: outside only what is or was published.</summary>
[GenerateSerializer, Immutable, Alias("hg.HallPagesView")]
public sealed record HallPagesView(
    [property: Id(0)] string Hall,
    [property: Id(1)] ImmutableArray<HallPage> Pages,
    [property: Id(2)] int Version,
    [property: Id(3)] Instant AsOf) : IVersionedView;

/// <summary>A promise 承诺 as it is published, with how far it is kept (4.2): the same wherever it is shown.</summary>
/// <param name="Measured">The ledger's facts give a value for this metric.</param>
/// <param name="Value">The real value in the window of time; null: nothing happened yet, or nothing measures it.</param>
/// <param name="Kept">Null while there is no value.</param>
/// <param name="Count">How many things the value is made of.</param>
[GenerateSerializer, Immutable, Alias("hg.PromiseView")]
public sealed record PromiseView(
    [property: Id(0)] string Id,
    [property: Id(1)] string Scope,
    [property: Id(2)] string? Owner,
    [property: Id(3)] string TextZh,
    [property: Id(4)] string? Metric,
    [property: Id(5)] string? Operator,
    [property: Id(6)] decimal? Threshold,
    [property: Id(7)] string? Window,
    [property: Id(8)] ImmutableArray<string> ShownOn,
    [property: Id(9)] bool Measured,
    [property: Id(10)] decimal? Value,
    [property: Id(11)] bool? Kept,
    [property: Id(12)] int Count,
    [property: Id(13)] Instant? From,
    [property: Id(14)] Instant? To)
{
    /// <summary>Who wrote and who approved the version that holds; null for what the city's file published.</summary>
    [Id(20)] public string? Author { get; init; }

    [Id(21)] public string? Approver { get; init; }
    [Id(22)] public int? PageVersion { get; init; }
}

/// <summary>Badge 身份牌 (3.1b): what stands at a window while its person is on duty.</summary>
/// <param name="Photo">The slot for the picture: its address when there is one.</param>
/// <param name="Promise">个人承诺 (4.2c).</param>
[GenerateSerializer, Immutable, Alias("hg.BadgeView")]
public sealed record BadgeView(
    [property: Id(0)] string Number,
    [property: Id(1)] string Name,
    [property: Id(2)] string? Title,
    [property: Id(3)] string? Promise,
    [property: Id(4)] string? Photo = null);

/// <summary>岗位牌 of a window (3.1a): what its display shows besides the ticket.</summary>
/// <param name="Duties">What is done here, and the duties of whoever serves.</param>
/// <param name="Promises">Of the window's lines, and of the person on duty, with their real values.</param>
[GenerateSerializer, Immutable, Alias("hg.WindowSignView")]
public sealed record WindowSignView(
    [property: Id(0)] string Hall,
    [property: Id(1)] string Window,
    [property: Id(2)] string? Name,
    [property: Id(3)] ImmutableArray<LineName> Lines,
    [property: Id(4)] ImmutableArray<string> Duties,
    [property: Id(5)] string Status,
    [property: Id(6)] BadgeView? Staff,
    [property: Id(7)] ImmutableArray<PromiseView> Promises,
    [property: Id(8)] Instant AsOf);

[GenerateSerializer, Immutable, Alias("hg.LineName")]
public sealed record LineName([property: Id(0)] string Line, [property: Id(1)] string NameZh);

/// <summary>文明用语 (3.3b): what is said at each point of a session.</summary>
/// <param name="When">greeting | asking | thanks | farewell.</param>
[GenerateSerializer, Immutable, Alias("hg.ScriptCard")]
public sealed record ScriptCard([property: Id(0)] string When, [property: Id(1)] string TextZh);
