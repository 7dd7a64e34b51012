using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pages;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Catalogue;

/// <summary>A hall 大厅 as the registry has it: hours, windows, policy, what it offers. Stream <c>hall/{code}</c>.</summary>
[GenerateSerializer, Immutable, Alias("hg.HallDefinition")]
public sealed record HallDefinition
{
    [Id(0)] public required string Code { get; init; }
    [Id(1)] public required string NameZh { get; init; }
    [Id(2)] public string? NameEn { get; init; }

    /// <summary><c>city</c>, <c>county</c> or <c>street</c>.</summary>
    [Id(3)] public required string Kind { get; init; }

    [Id(4)] public string? SiteKind { get; init; }

    /// <summary>The next hall up (street to county to city); null for the city hall.</summary>
    [Id(5)] public string? Parent { get; init; }

    [Id(6)] public string? Division { get; init; }
    [Id(7)] public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>Hall leader 大厅负责人, a staff number.</summary>
    [Id(8)] public string? Leader { get; init; }

    [Id(9)] public string? DeputyLeader { get; init; }
    [Id(10)] public string? DutyPost { get; init; }
    [Id(11)] public ImmutableArray<HallSession> Sessions { get; init; } = [];
    [Id(12)] public ImmutableArray<string> Channels { get; init; } = [];
    [Id(13)] public QueuePolicy QueuePolicy { get; init; } = new(2, 3, 30, 20);
    [Id(14)] public ImmutableArray<HallSeal> Seals { get; init; } = [];
    [Id(15)] public string? ComplaintPhone { get; init; }
    [Id(16)] public string? Hotline { get; init; }
    [Id(17)] public ImmutableArray<WindowDefinition> Windows { get; init; } = [];
    [Id(18)] public ImmutableArray<string> Items { get; init; } = [];
    [Id(19)] public ImmutableArray<HallFacility> Facilities { get; init; } = [];

    /// <summary>Heads by section; in a county hall the L3 of the hall heads all of it.</summary>
    [Id(20)] public ImmutableArray<SectionHead> Sections { get; init; } = [];

    [Id(21)] public ImmutableArray<OpeningCheckPart> OpeningCheck { get; init; } = [];
    [Id(22)] public ImmutableArray<HallPromise> Promises { get; init; } = [];

    /// <summary>Staff of this hall, by number: who may be asked in the rules' facts.</summary>
    [Id(23)] public ImmutableArray<string> Staff { get; init; } = [];

    /// <summary>Bureau leaders 局领导 (L5), in the city hall: where going up ends.</summary>
    [Id(24)] public ImmutableArray<string> BureauLeaders { get; init; } = [];

    /// <summary>Supervisors 监督员 (S) who sit in this hall.</summary>
    [Id(25)] public ImmutableArray<string> Supervisors { get; init; } = [];

    /// <summary>Ways of service besides the counter (5.6l): appointment, home-service, mail, lockers …; empty: those of its kind and channels.</summary>
    [Id(26)] public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>What the hall published itself and holds now; shown by routes of its own, and no part of what a city file says.</summary>
    [Id(60), JsonIgnore] public ImmutableArray<HallPage> Pages { get; init; } = [];

    public WindowDefinition? Window(string code) => Windows.FirstOrDefault(w => w.Code == code);
}

/// <param name="Days">ISO weekdays, 1 = Monday.</param>
/// <param name="Open">HH:mm.</param>
/// <param name="Close">HH:mm, exclusive.</param>
/// <param name="Type"><c>regular</c>, <c>noon</c>, <c>weekend</c>, <c>early</c> or <c>late</c>.</param>
/// <param name="Lines">Service lines served then; <c>*</c> = all of the hall.</param>
[GenerateSerializer, Immutable, Alias("hg.HallSession")]
public sealed record HallSession(
    [property: Id(0)] ImmutableArray<int> Days,
    [property: Id(1)] string Open,
    [property: Id(2)] string Close,
    [property: Id(3)] string Type,
    [property: Id(4)] ImmutableArray<string> Lines);

[GenerateSerializer, Immutable, Alias("hg.QueuePolicy")]
public sealed record QueuePolicy(
    [property: Id(0)] int PriorityEvery,
    [property: Id(1)] int NoShowCalls,
    [property: Id(2)] int RecallMinutes,
    [property: Id(3)] int WaitTargetMinutes);

[GenerateSerializer, Immutable, Alias("hg.HallSeal")]
public sealed record HallSeal([property: Id(0)] string Code, [property: Id(1)] string NameZh, [property: Id(2)] string? Custodian, [property: Id(3)] string? Backup);

[GenerateSerializer, Immutable, Alias("hg.WindowDefinition")]
public sealed record WindowDefinition
{
    [Id(0)] public required string Code { get; init; }
    [Id(1)] public required string Name { get; init; }
    [Id(2)] public ImmutableArray<string> Lines { get; init; } = [];
    [Id(3)] public string? Section { get; init; }
    [Id(4)] public string? Evaluator { get; init; }
    [Id(5)] public bool PrivateRoom { get; init; }

    /// <summary><c>guide-desk</c>, <c>cannot-get-done</c> (办不成事) or null for an ordinary window.</summary>
    [Id(6)] public string? Kind { get; init; }
}

[GenerateSerializer, Immutable, Alias("hg.HallFacility")]
public sealed record HallFacility
{
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public required string Kind { get; init; }
    [Id(2)] public string? NameZh { get; init; }
    [Id(3)] public string? State { get; init; }
    [Id(4)] public int? Seats { get; init; }
    [Id(5)] public LocalDate? Expires { get; init; }
    [Id(6)] public string? Reason { get; init; }

    /// <summary>Of an evacuation plan.</summary>
    [Id(7)] public LocalDate? LastDrill { get; init; }

    /// <summary>Of an opinion box: opened at least this often.</summary>
    [Id(8)] public int? OpenEveryDays { get; init; }
}

[GenerateSerializer, Immutable, Alias("hg.SectionHead")]
public sealed record SectionHead([property: Id(0)] string Code, [property: Id(1)] string NameZh, [property: Id(2)] string Head);

/// <summary>One of the three parts of the opening check 三提前: <c>systems</c>, <c>materials</c>, <c>at-post</c>.</summary>
[GenerateSerializer, Immutable, Alias("hg.OpeningCheckPart")]
public sealed record OpeningCheckPart([property: Id(0)] string Part, [property: Id(1)] string NameZh, [property: Id(2)] ImmutableArray<OpeningCheckItem> Items, [property: Id(3)] string? Clause = null);

[GenerateSerializer, Immutable, Alias("hg.OpeningCheckItem")]
public sealed record OpeningCheckItem([property: Id(0)] string Code, [property: Id(1)] string NameZh, [property: Id(2)] string? NameEn, [property: Id(3)] string? Clause);

[GenerateSerializer, Immutable, Alias("hg.HallPromise")]
public sealed record HallPromise
{
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public required string Scope { get; init; }
    [Id(2)] public string? Owner { get; init; }
    [Id(3)] public required string TextZh { get; init; }
    [Id(4)] public string? Metric { get; init; }
    [Id(5)] public string? Operator { get; init; }
    [Id(6)] public decimal? Threshold { get; init; }
    [Id(7)] public string? Window { get; init; }
    [Id(8)] public ImmutableArray<string> ShownOn { get; init; } = [];
}

/// <summary>A hall was registered, or its definition replaced.</summary>
public sealed record HallRegistered(HallDefinition Definition) : IEntry;

[GenerateSerializer, Immutable, Alias("hg.HallSnapshot")]
public sealed record HallSnapshot([property: Id(0)] HallDefinition Definition, [property: Id(1)] int Version);

/// <summary>Hall registry 大厅登记: the definition, apart from the hall's day, so that cases may read it without a call cycle. Key: hall code.</summary>
[Alias("hg.IHallRegistryGrain")]
public interface IHallRegistryGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such hall.</summary>
    [AlwaysInterleave, Alias("Snapshot"), Anyone] Task<HallSnapshot?> SnapshotAsync();

    /// <summary>Loads a definition from a city file; by the system only, idempotent (an equal definition writes nothing).</summary>
    [Alias("Import"), Inside] Task ImportAsync(HallDefinition definition);

    /// <summary>The hall's own texts in their versions; null when there is no such hall.</summary>
    [AlwaysInterleave, Alias("Pages"), Anyone] Task<HallPagesView?> PagesAsync(Caller caller);

    [Alias("DraftPage"), Allow(Roles.Admin, Roles.Staff)] Task<Outcome<HallPagesView>> DraftPageAsync(CommandMeta meta, DraftHallPage command);

    [Alias("PublishPage"), Allow(Roles.Admin, Roles.Staff)] Task<Outcome<HallPagesView>> PublishPageAsync(CommandMeta meta, PublishHallPage command);

    [Alias("WithdrawPage"), Allow(Roles.Admin, Roles.Staff)] Task<Outcome<HallPagesView>> WithdrawPageAsync(CommandMeta meta, WithdrawHallPage command);
}
