using System.Collections.Immutable;
using System.Collections.Frozen;
using NodaTime;

namespace HallGrains.Contracts.Cases;

/// <summary>Kinds of printable papers 文书 (decisions 33) and the entries each is made of.</summary>
public static class CaseDocuments
{
    public const string Receipt = "receipt";
    public const string Notices = "notices";
    public const string Supplement = "supplement";
    public const string Acceptance = "acceptance";
    public const string Refusal = "refusal";
    public const string Decision = "decision";

    /// <summary>By kind: names of the entries that it prints; the newest of them is the paper.</summary>
    public static FrozenDictionary<string, ImmutableArray<string>> Entries { get; } = new Dictionary<string, ImmutableArray<string>>
    {
        [Receipt] = [nameof(ApplicationReceived)],
        [Notices] = [nameof(NoticesGiven)],
        [Supplement] = [nameof(SupplementRequested)],
        [Acceptance] = [nameof(Accepted), nameof(DeemedAccepted), "ToleranceGranted"],
        [Refusal] = [nameof(Refused)],
        [Decision] = [nameof(Decided)],
    }.ToFrozenDictionary();
}

/// <summary>A printable paper of a case, masked for the caller's rights: what it says, who answers for it, what may be done against it, and where it stands in the ledger.</summary>
[GenerateSerializer, Immutable, Alias("hg.CaseDocument")]
public sealed record CaseDocument
{
    [Id(0)] public required string Kind { get; init; }
    [Id(1)] public required string CaseNumber { get; init; }
    [Id(2)] public required string Hall { get; init; }
    [Id(3)] public required string HallName { get; init; }
    [Id(4)] public string? Item { get; init; }
    [Id(5)] public string? ItemName { get; init; }
    [Id(6)] public PersonView? Person { get; init; }

    /// <summary>Who answers for the matter now (3.1e).</summary>
    [Id(7)] public required string Owner { get; init; }

    [Id(8)] public string? OwnerName { get; init; }

    /// <summary>Who issued the paper.</summary>
    [Id(9)] public required string By { get; init; }

    [Id(10)] public string? ByName { get; init; }

    /// <summary>Its date.</summary>
    [Id(11)] public Instant At { get; init; }

    /// <summary>What was handed in with the application (5.3f).</summary>
    [Id(12)] public ImmutableArray<MaterialView> Materials { get; init; } = [];

    /// <summary>What was found missing, all of it (5.6c).</summary>
    [Id(13)] public ImmutableArray<MissingMaterial> Missing { get; init; } = [];

    /// <summary>Last instant to supply what is missing.</summary>
    [Id(14)] public Instant? SupplyBy { get; init; }

    /// <summary>The four notices (5.2g).</summary>
    [Id(15)] public NoticesView? Notices { get; init; }

    [Id(16)] public Instant? PromisedDueAt { get; init; }
    [Id(17)] public Instant? StatutoryDueAt { get; init; }
    [Id(18)] public RefusalView? Refused { get; init; }
    [Id(19)] public CaseResultView? Result { get; init; }

    /// <summary>On every refusal and denial (2.3b).</summary>
    [Id(20)] public RemediesView? Remedies { get; init; }

    [Id(21)] public required LedgerReference Proof { get; init; }
    [Id(22)] public bool Erased { get; init; }
    [Id(23)] public Instant AsOf { get; init; }
}

/// <summary>Remedies 救济途径: administrative review within 60 days (行政复议法 20), a suit within six months (行政诉讼法 46), the complaint channel.</summary>
/// <param name="ReviewBy">Last day for the review for who received the paper on its date.</param>
[GenerateSerializer, Immutable, Alias("hg.RemediesView")]
public sealed record RemediesView(
    [property: Id(0)] int ReviewDays,
    [property: Id(1)] LocalDate ReviewBy,
    [property: Id(2)] int SuitMonths,
    [property: Id(3)] LocalDate SuitBy,
    [property: Id(4)] string? ComplaintPhone,
    [property: Id(5)] string? Hotline,
    [property: Id(6)] string? Text);

/// <summary>Where a paper's entry stands in the ledger, and the signed checkpoint that covers it: short enough to be printed.</summary>
[GenerateSerializer, Immutable, Alias("hg.LedgerReference")]
public sealed record LedgerReference(
    [property: Id(0)] int Version,
    [property: Id(1)] string Position,
    [property: Id(2)] string Hash,
    [property: Id(3)] long Checkpoint,
    [property: Id(4)] string CheckpointTime,
    [property: Id(5)] string CheckpointHash,
    [property: Id(6)] string Key);
