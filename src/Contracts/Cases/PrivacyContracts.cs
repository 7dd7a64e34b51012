using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Cases;

// Who reads a person's data, and what the person may ask of it (domain-rules §12, must-hold 13, 26, 27).

/// <summary>查看原值: shows these fields whole, for a purpose; each time an act of record. Fields: name idNumber creditCode phone address representative.</summary>
[GenerateSerializer, Immutable, Alias("hg.Unmask")]
public sealed record Unmask([property: Id(0)] ImmutableArray<string>? Fields, [property: Id(1)] string? Purpose) : CaseCommand;

/// <summary>换发查询码: a new retrieval code, the old one is good no more. The person shows the old one; to the owner the number on file is told again at the window.</summary>
[GenerateSerializer, Immutable, Alias("hg.RotateRetrievalCode")]
public sealed record RotateRetrievalCode([property: Id(0)] string? IdNumber = null, [property: Id(1)] string? CreditCode = null) : CaseCommand;

/// <summary>查看记录: somebody was shown these fields whole.</summary>
/// <param name="Capacity">owner | handler | agent | supervisor | leader: what gave them the right.</param>
public sealed record RestrictedRead(string By, string Capacity, ImmutableArray<string> Fields, [property: Private] string? Purpose = null) : IEntry;

/// <summary>The retrieval code was issued anew; codes of earlier counts open nothing any more.</summary>
/// <param name="By"><c>person</c> or <c>owner</c>.</param>
public sealed record RetrievalCodeIssued(int Issue, string By) : IEntry;

/// <summary>
/// 个人信息已删除: keys were dropped before this was written, so that whoever reads it can rely on it. Proves the erasure and names nobody.
/// </summary>
/// <param name="Ground">request | retention | order.</param>
/// <param name="Keys">Names of the keys dropped: opaque, as they stand in the entries they sealed.</param>
/// <param name="Parts">How many entries of this stream have a private part that nobody can read any more.</param>
public sealed record PersonErased(string Ground, ImmutableArray<string> Keys, int Parts) : IEntry;

/// <summary>One reading 查看记录 of a case's full values.</summary>
/// <param name="Purpose">For the person; others are told that there was one.</param>
[GenerateSerializer, Immutable, Alias("hg.ReadItem")]
public sealed record ReadItem(
    [property: Id(0)] Instant At,
    [property: Id(1)] string By,
    [property: Id(2)] string? ByName,
    [property: Id(3)] string Capacity,
    [property: Id(4)] ImmutableArray<string> Fields,
    [property: Id(5)] string? Purpose);

[GenerateSerializer, Immutable, Alias("hg.CaseReads")]
public sealed record CaseReads([property: Id(0)] ImmutableArray<ReadItem> Items, [property: Id(1)] int Version);

/// <summary>Everything the hall holds of the person in this matter, whole (个人信息保护法 45).</summary>
[GenerateSerializer, Immutable, Alias("hg.OwnCaseData")]
public sealed record OwnCaseData(
    [property: Id(0)] CaseView Case,
    [property: Id(1)] ImmutableArray<LedgerItem> Ledger,
    [property: Id(2)] ImmutableArray<ReadItem> Reads);

public sealed partial record CaseView
{
    /// <summary>Only in the answer to unmasking: the fields asked for, whole.</summary>
    [Id(180), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public ImmutableSortedDictionary<string, string>? Unmasked { get; init; }
}

public sealed partial record TrackView
{
    /// <summary>The person's data was erased.</summary>
    [Id(180)] public bool Erased { get; init; }
}
