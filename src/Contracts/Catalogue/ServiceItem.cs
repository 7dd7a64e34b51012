using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Catalogue;

/// <summary>One version of a service item 事项, the published guide 办事指南: what is needed, by whom, how long it takes, on which ground (norm 4.3).</summary>
[GenerateSerializer, Immutable, Alias("hg.ServiceItem")]
public sealed record ServiceItem
{
    [Id(0)] public required string Code { get; init; }
    [Id(1)] public int Version { get; init; }
    [Id(2)] public required string NameZh { get; init; }
    [Id(3)] public string? NameEn { get; init; }
    [Id(4)] public required string Category { get; init; }

    /// <summary>Service line 业务线: which windows and qualifications serve it.</summary>
    [Id(5)] public required string ServiceLine { get; init; }

    [Id(6)] public ImmutableArray<string> Audience { get; init; } = [];

    /// <summary><c>instant</c> 即办件 or <c>promised</c> 承诺件.</summary>
    [Id(7)] public required string Kind { get; init; }

    /// <summary>Statutory limit 法定时限 in <see cref="StatutoryUnit"/>; null where the law sets none.</summary>
    [Id(8)] public int? StatutoryDays { get; init; }

    /// <summary><c>working-days</c>, <c>calendar-days</c> or <c>months</c>.</summary>
    [Id(9)] public string? StatutoryUnit { get; init; }

    /// <summary>Promised limit 承诺时限 in working days; 0 = the same session, see <see cref="PromisedMinutes"/>.</summary>
    [Id(10)] public int PromisedDays { get; init; }

    [Id(11)] public int? PromisedMinutes { get; init; }
    [Id(12)] public int DeliveryDays { get; init; }
    [Id(13)] public ImmutableArray<ItemStage> Stages { get; init; } = [];
    [Id(14)] public ImmutableArray<ItemMaterial> Materials { get; init; } = [];
    [Id(15)] public ImmutableArray<string> Conditions { get; init; } = [];
    [Id(16)] public ImmutableArray<string> Channels { get; init; } = [];
    [Id(17)] public string? OnlineDepth { get; init; }
    [Id(18)] public ImmutableArray<ItemFee> Fees { get; init; } = [];
    [Id(19)] public bool ReviewRequired { get; init; }

    /// <summary>Whether an amount of money is decided and so checked against the authority matrix 权限标准.</summary>
    [Id(20)] public bool AmountChecked { get; init; }

    [Id(21)] public string? ResultDocument { get; init; }
    [Id(22)] public ImmutableArray<string> OptionalExtras { get; init; } = [];
    [Id(23)] public ImmutableArray<string> GreenChannel { get; init; } = [];
    [Id(24)] public ImmutableArray<string> TransferableTo { get; init; } = [];
    [Id(25)] public bool DelegatedToStreet { get; init; }
    [Id(26)] public bool Sensitive { get; init; }
    [Id(27)] public ImmutableArray<LegalBasis> LegalBasis { get; init; } = [];
    [Id(28)] public ImmutableArray<string> PauseReasons { get; init; } = [];
    [Id(29)] public ItemExtension? Extension { get; init; }
    [Id(30)] public string? Note { get; init; }

    /// <summary>Filled samples 填写示范 of its forms (4.3f), of this version.</summary>
    [Id(60)] public ImmutableArray<FormSample> Samples { get; init; } = [];

    [global::System.Text.Json.Serialization.JsonIgnore]
    public bool IsInstant => Kind == "instant";

    public ItemStage? Stage(string stage) => Stages.FirstOrDefault(s => s.Stage == stage);

    /// <summary>The stage after <paramref name="stage"/>, or null after the last.</summary>
    public ItemStage? NextStage(string stage)
    {
        for (var i = 0; i + 1 < Stages.Length; i++)
            if (Stages[i].Stage == stage) return Stages[i + 1];
        return null;
    }
}

/// <summary>A stage 环节 of an item: its limit and the lowest level that may do it.</summary>
[GenerateSerializer, Immutable, Alias("hg.ItemStage")]
public sealed record ItemStage([property: Id(0)] string Stage, [property: Id(1)] Limit Limit, [property: Id(2)] StaffLevel Authority);

/// <summary>A limit of time: value and unit (<c>working-days</c>, <c>calendar-days</c>, <c>months</c>, <c>working-minutes</c>).</summary>
[GenerateSerializer, Immutable, Alias("hg.Limit")]
public sealed record Limit([property: Id(0)] decimal Value, [property: Id(1)] string Unit);

/// <summary>A material 材料: <c>need</c> required | conditional; <c>source</c> applicant | applicant-shown | department-shared.</summary>
[GenerateSerializer, Immutable, Alias("hg.ItemMaterial")]
public sealed record ItemMaterial(
    [property: Id(0)] string Code,
    [property: Id(1)] string NameZh,
    [property: Id(2)] string? NameEn,
    [property: Id(3)] string Need,
    [property: Id(4)] string Source,
    [property: Id(5)] bool Tolerable,
    [property: Id(6)] string? When = null)
{
    /// <summary>Filled in by the applicant, so that a sample is owed (4.3f); left out: what is named a form.</summary>
    [Id(7)] public bool? Form { get; init; }

    [global::System.Text.Json.Serialization.JsonIgnore]
    public bool IsForm => Form ?? (Source == "applicant" && Code.EndsWith("-form", StringComparison.Ordinal));
}

/// <summary>A form as it looks when it is filled in right, with an invented person.</summary>
[GenerateSerializer, Immutable, Alias("hg.FormSample")]
public sealed record FormSample([property: Id(0)] string Material, [property: Id(1)] ImmutableArray<SampleField> Fields);

[GenerateSerializer, Immutable, Alias("hg.SampleField")]
public sealed record SampleField([property: Id(0)] string Label, [property: Id(1)] string Value);

/// <summary>A sample with the version it belongs to.</summary>
[GenerateSerializer, Immutable, Alias("hg.SampleView")]
public sealed record SampleView(
    [property: Id(0)] string ServiceItem,
    [property: Id(1)] int ItemVersion,
    [property: Id(2)] string Material,
    [property: Id(3)] string NameZh,
    [property: Id(4)] ImmutableArray<SampleField> Fields,
    [property: Id(5)] int Version,
    [property: Id(6)] Instant AsOf) : IVersionedView;

[GenerateSerializer, Immutable, Alias("hg.LegalBasis")]
public sealed record LegalBasis([property: Id(0)] string Law, [property: Id(1)] string? Article = null);

/// <summary>A fee 收费: only listed ones may be charged (2.2d).</summary>
/// <param name="Unit">Of the amount, e.g. <c>yuan</c>.</param>
/// <param name="When">In which case it is due; null: always.</param>
/// <param name="Code">Names the fee within its item; given as <c>fee-1</c>, <c>fee-2</c> … when the draft leaves it out.</param>
[GenerateSerializer, Immutable, Alias("hg.ItemFee")]
public sealed record ItemFee(
    [property: Id(0)] string Name,
    [property: Id(1)] decimal Amount,
    [property: Id(2)] string? Unit = null,
    [property: Id(3)] string? Basis = null,
    [property: Id(4)] string? When = null,
    [property: Id(5)] string? Code = null);

[GenerateSerializer, Immutable, Alias("hg.ItemExtension")]
public sealed record ItemExtension([property: Id(0)] int Value, [property: Id(1)] string Unit, [property: Id(2)] StaffLevel Approver, [property: Id(3)] string? Basis = null);

/// <summary>What happened to an item: a version was drafted, published or withdrawn. Stream <c>item/{code}</c>.</summary>
public sealed record ItemDrafted(ServiceItem Item, string Author) : IEntry;

public sealed record ItemPublished(int ItemVersion, Instant From, string Approver) : IEntry;

/// <summary>The halls were told that this version is in force: what they have of older ones is to be replaced (4.3i).</summary>
public sealed record LeafletHoldersTold(int ItemVersion, int Halls) : IEntry;

/// <summary>The city's file has samples for a version that was registered without any.</summary>
public sealed record ItemSamplesAdded(int ItemVersion, ImmutableArray<FormSample> Samples) : IEntry;

/// <summary>A published version was withdrawn as wrong (2.2b).</summary>
public sealed record GuideWithdrawn(int ItemVersion, string Reason) : IEntry;

/// <summary>Every case answered from the withdrawn version was asked to have its person told (2.2b).</summary>
/// <param name="Cases">How many of the item there were to ask.</param>
public sealed record GuideReadersAsked(int ItemVersion, int Cases) : IEntry;

/// <summary>The registry's snapshot for rules: every published version with its time in force.</summary>
[GenerateSerializer, Immutable, Alias("hg.ItemSnapshot")]
public sealed record ItemSnapshot(
    [property: Id(0)] string Code,
    [property: Id(1)] ImmutableArray<ItemVersionInForce> Versions,
    [property: Id(2)] int Version)
{
    /// <summary>The version in force at an instant, or null.</summary>
    public ServiceItem? InForce(Instant at) =>
        Versions.LastOrDefault(v => v.From <= at && (v.Until is null || at < v.Until))?.Item;

    public ServiceItem? Find(int version) => Versions.FirstOrDefault(v => v.Item.Version == version)?.Item;
}

[GenerateSerializer, Immutable, Alias("hg.ItemVersionInForce")]
public sealed record ItemVersionInForce([property: Id(0)] ServiceItem Item, [property: Id(1)] Instant From, [property: Id(2)] Instant? Until);

/// <summary>An item as the API shows it: the version in force, or the newest draft to those who may see drafts.</summary>
[GenerateSerializer, Immutable, Alias("hg.ItemView")]
public sealed record ItemView(
    [property: Id(0)] string Code,
    [property: Id(1)] ServiceItem? InForce,
    [property: Id(2)] ImmutableArray<ItemVersionView> Versions,
    [property: Id(3)] int Version,
    [property: Id(4)] Instant AsOf) : IVersionedView;

[GenerateSerializer, Immutable, Alias("hg.ItemVersionView")]
public sealed record ItemVersionView(
    [property: Id(0)] int ItemVersion,
    [property: Id(1)] string Status,
    [property: Id(2)] string Author,
    [property: Id(3)] string? Approver,
    [property: Id(4)] Instant? From,
    [property: Id(5)] Instant? Until,
    [property: Id(6)] string? WithdrawnReason)
{
    /// <summary>The guide of this version.</summary>
    [Id(7)] public ServiceItem? Item { get; init; }
}

[GenerateSerializer, Immutable, Alias("hg.PutItem")]
public sealed record PutItem([property: Id(0)] ServiceItem Item);

[GenerateSerializer, Immutable, Alias("hg.PublishItem")]
public sealed record PublishItem([property: Id(0)] int ItemVersion);

[GenerateSerializer, Immutable, Alias("hg.WithdrawItem")]
public sealed record WithdrawItem([property: Id(0)] int ItemVersion, [property: Id(1)] string Reason);

/// <summary>Service item registry 事项. Key: item code.</summary>
[Alias("hg.IServiceItemGrain")]
public interface IServiceItemGrain : IGrainWithStringKey
{
    [AlwaysInterleave, Alias("Snapshot"), Inside] Task<ItemSnapshot> SnapshotAsync();

    [AlwaysInterleave, Alias("Get"), Anyone] Task<ItemView?> GetAsync(Caller caller);

    /// <summary>The filled sample of a form of the version in force; null when there is none.</summary>
    [AlwaysInterleave, Alias("Sample"), Anyone] Task<SampleView?> SampleAsync(string material);

    [Alias("Put"), Allow(Roles.Admin, Roles.Staff)] Task<Outcome<ItemView>> PutAsync(CommandMeta meta, PutItem command);

    [Alias("Publish"), Allow(Roles.Admin, Roles.Staff)] Task<Outcome<ItemView>> PublishAsync(CommandMeta meta, PublishItem command);

    [Alias("Withdraw"), Allow(Roles.Admin, Roles.Staff)] Task<Outcome<ItemView>> WithdrawAsync(CommandMeta meta, WithdrawItem command);

    /// <summary>Loads a published version from a city file; by the system only, idempotent.</summary>
    [Alias("Import"), Inside] Task ImportAsync(ServiceItem item, Instant from);

    /// <summary>Asks the cases answered from a withdrawn version to have their people told. Called after the withdrawal and by timekeepers; idempotent.</summary>
    [Alias("Wake"), Inside] Task WakeAsync();
}
