using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Venues;

/// <summary>States of a facility.</summary>
public static class FacilityStates
{
    public const string Ok = "ok";
    public const string Broken = "broken";
    public const string NotApplicable = "not-applicable";
}

/// <summary>What may be wrong with a facility, as flags, gaps and findings name it.</summary>
public static class FacilityFaults
{
    public const string Broken = "broken";
    public const string Expired = "expired";
    public const string DrillOverdue = "drill-overdue";
    public const string LeafletOutdated = "leaflet-outdated";

    /// <summary>Flags only: nothing is wrong yet.</summary>
    public const string LowStock = "low-stock";

    public const string CheckOverdue = "check-overdue";

    /// <summary>Gaps only: the standard lists it and the register has none.</summary>
    public const string Missing = "missing";
}

/// <summary>One thing of the register 设施登记: what, where, in what state, until when.</summary>
[GenerateSerializer, Immutable, Alias("hg.Facility")]
public sealed record Facility
{
    [Id(0)] public required string Id { get; init; }
    [Id(1)] public required string Kind { get; init; }
    [Id(2)] public required string NameZh { get; init; }
    [Id(3)] public string? Place { get; init; }
    [Id(4)] public string State { get; init; } = FacilityStates.Ok;

    /// <summary>Why it is not applicable, or how it broke.</summary>
    [Id(5)] public string? Reason { get; init; }

    [Id(6)] public int? Seats { get; init; }

    /// <summary>Good through 24:00 of that day.</summary>
    [Id(7)] public LocalDate? Expires { get; init; }

    /// <summary>What is in it, each with its own expiry (a first-aid kit).</summary>
    [Id(8)] public ImmutableArray<FacilityContent> Contents { get; init; } = [];

    [Id(9)] public LocalDate? LastDrill { get; init; }
    [Id(10)] public int? DrillEveryDays { get; init; }
    [Id(11)] public int? OpenEveryDays { get; init; }
    [Id(12)] public LocalDate? LastCheck { get; init; }
    [Id(13)] public int? CheckEveryDays { get; init; }

    /// <summary>Of a leaflet: what it is about.</summary>
    [Id(14)] public string? Item { get; init; }

    [Id(15)] public int? ItemVersion { get; init; }
    [Id(16)] public int? Stock { get; init; }
    [Id(17)] public int? LowStockAt { get; init; }
}

[GenerateSerializer, Immutable, Alias("hg.FacilityContent")]
public sealed record FacilityContent([property: Id(0)] string NameZh, [property: Id(1)] LocalDate? Expires = null, [property: Id(2)] int? Count = null);

/// <summary>Registers a facility, or replaces what is registered.</summary>
[GenerateSerializer, Immutable, Alias("hg.PutFacility")]
public sealed record PutFacility
{
    [Id(0)] public string Kind { get; init; } = "";
    [Id(1)] public string NameZh { get; init; } = "";
    [Id(2)] public string? Place { get; init; }
    [Id(3)] public string State { get; init; } = "";
    [Id(4)] public string? Reason { get; init; }
    [Id(5)] public int? Seats { get; init; }
    [Id(6)] public LocalDate? Expires { get; init; }
    [Id(7)] public ImmutableArray<FacilityContent>? Contents { get; init; }
    [Id(8)] public LocalDate? LastDrill { get; init; }
    [Id(9)] public int? DrillEveryDays { get; init; }
    [Id(10)] public int? OpenEveryDays { get; init; }
    [Id(11)] public LocalDate? LastCheck { get; init; }
    [Id(12)] public int? CheckEveryDays { get; init; }
    [Id(13)] public string? Item { get; init; }
    [Id(14)] public int? ItemVersion { get; init; }
    [Id(15)] public int? Stock { get; init; }
    [Id(16)] public int? LowStockAt { get; init; }
}

/// <summary>The periodic check 定期检查 of one facility, by anybody of the hall on duty (2.4a).</summary>
[GenerateSerializer, Immutable, Alias("hg.CheckFacility")]
public sealed record CheckFacility([property: Id(0)] bool Ok, [property: Id(1)] string? Note = null, [property: Id(2)] int? Stock = null);

/// <param name="Flags">What is wrong with it now: <see cref="FacilityFaults"/>.</param>
/// <param name="NextCheckBy">Last day of the next check.</param>
/// <param name="NextDrillBy">The same of the drill.</param>
[GenerateSerializer, Immutable, Alias("hg.FacilityView")]
public sealed record FacilityView(
    [property: Id(0)] string Id,
    [property: Id(1)] string Kind,
    [property: Id(2)] string NameZh,
    [property: Id(3)] string? Place,
    [property: Id(4)] string State,
    [property: Id(5)] string? Reason,
    [property: Id(6)] int? Seats,
    [property: Id(7)] LocalDate? Expires,
    [property: Id(8)] ImmutableArray<FacilityContent> Contents,
    [property: Id(9)] LocalDate? LastDrill,
    [property: Id(10)] LocalDate? NextDrillBy,
    [property: Id(11)] int? OpenEveryDays,
    [property: Id(12)] LocalDate? LastCheck,
    [property: Id(13)] LocalDate? NextCheckBy,
    [property: Id(14)] string? Item,
    [property: Id(15)] int? ItemVersion,
    [property: Id(16)] int? Stock,
    [property: Id(17)] ImmutableArray<string> Flags,
    [property: Id(18)] string Clause);

/// <param name="Facility">Null where the register has none of the kind.</param>
/// <param name="What">A fault, <c>missing</c>, or <c>not-applicable</c>.</param>
[GenerateSerializer, Immutable, Alias("hg.FacilityGap")]
public sealed record FacilityGap(
    [property: Id(0)] string Kind, [property: Id(1)] string? Facility, [property: Id(2)] string NameZh, [property: Id(3)] string What, [property: Id(4)] string Clause, [property: Id(5)] string? Reason);

/// <summary>The register as it is published (2.4a, 4.4k): what there is, what is lacking, what is being mended.</summary>
/// <param name="Items">Every facility.</param>
/// <param name="Accessible">Ids of those for disabled people (4.4k) that can be used now.</param>
[GenerateSerializer, Immutable, Alias("hg.VenueView")]
public sealed record VenueView(
    [property: Id(0)] string Hall,
    [property: Id(1)] ImmutableArray<FacilityView> Items,
    [property: Id(2)] ImmutableArray<string> Accessible,
    [property: Id(3)] ImmutableArray<FacilityGap> Gaps,
    [property: Id(4)] ImmutableArray<FindingListItem> OpenFindings,
    [property: Id(5)] int Version,
    [property: Id(6)] Instant AsOf) : IVersionedView;

/// <summary>One hall beside the others (4.1c): the same standard, counted the same way.</summary>
[GenerateSerializer, Immutable, Alias("hg.VenueComparison")]
public sealed record VenueComparison(
    [property: Id(0)] string Hall,
    [property: Id(1)] string NameZh,
    [property: Id(2)] int Facilities,
    [property: Id(3)] int InOrder,
    [property: Id(4)] int Gaps,
    [property: Id(5)] int OpenFindings,
    [property: Id(6)] int Major,
    [property: Id(7)] int Overdue,
    [property: Id(8)] int BrandFindings);

/// <summary>Venue 场所: the facility register of a hall. Key: hall code. Stream <c>venue/{hall}</c>.</summary>
[Alias("hg.IVenueGrain")]
public interface IVenueGrain : IGrainWithStringKey
{
    /// <summary>Null: no such hall.</summary>
    [AlwaysInterleave, Alias("Get"), Anyone] Task<VenueView?> GetAsync();

    [Alias("Put"), Allow(Roles.Staff, Roles.Admin)] Task<Outcome<VenueView>> PutAsync(CommandMeta meta, string facility, PutFacility command);

    [Alias("Check"), Allow(Roles.Staff)] Task<Outcome<VenueView>> CheckAsync(CommandMeta meta, string facility, CheckFacility command);

    /// <summary>What is wrong with a facility at this moment; null when the register does not know it.</summary>
    [AlwaysInterleave, Alias("Facility"), Inside] Task<FacilityView?> FacilityAsync(string facility);

    /// <summary>A version of an item is in force: leaflets of older ones are to be replaced (4.3i). Told by the item after its commit; idempotent.</summary>
    [Alias("ItemInForce"), Inside] Task ItemInForceAsync(string item, int version);

    /// <summary>Loads what a city file says; by the system only. What was changed here since stays, unless the file changed too.</summary>
    [Alias("Import"), Inside] Task ImportAsync(ImmutableArray<HallFacility> facilities);

    /// <summary>Records what expired and opens its findings. Called by timekeepers; idempotent.</summary>
    [Alias("Wake"), Inside] Task WakeAsync();
}

/// <summary>Compares the halls' venues 场所对比. Key: <c>city</c> (stateless).</summary>
[Alias("hg.IVenueComparisonGrain")]
public interface IVenueComparisonGrain : IGrainWithStringKey
{
    public const string Key = "city";

    [Alias("Get"), Anyone] Task<ImmutableArray<VenueComparison>> GetAsync();
}
