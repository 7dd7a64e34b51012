using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Cases;

/// <summary>A paper 文书 of a case, ready to be printed: receipt, notices, supplement, acceptance, refusal, decision (decisions 33).</summary>
/// <param name="Owner">Staff number and name of who answers for it (3.1e).</param>
/// <param name="Remedies">Of a refusal or a decision: review, litigation, complaint (2.3b).</param>
[GenerateSerializer, Immutable, Alias("hg.DocumentView")]
public sealed record DocumentView(
    [property: Id(0)] string Kind,
    [property: Id(1)] string Title,
    [property: Id(2)] string CaseNumber,
    [property: Id(3)] Instant At,
    [property: Id(4)] string Hall,
    [property: Id(5)] string? HallName,
    [property: Id(6)] string? Owner,
    [property: Id(7)] string? OwnerName,
    [property: Id(8)] ImmutableArray<DocumentLine> Lines,
    [property: Id(9)] string? Remedies,
    [property: Id(10)] string? ComplaintPhone,
    [property: Id(11)] int Version,
    [property: Id(12)] Instant AsOf) : IVersionedView;

[GenerateSerializer, Immutable, Alias("hg.DocumentLine")]
public sealed record DocumentLine([property: Id(0)] string Label, [property: Id(1)] string Text);

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
