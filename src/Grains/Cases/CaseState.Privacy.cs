using System.Collections.Immutable;
using HallGrains.Contracts.Cases;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Cases;

/// <summary>Who read the person's data, and which retrieval code is good.</summary>
public sealed partial record CaseState
{
    public ImmutableArray<ReadingHeld> Readings { get; init; } = [];

    /// <summary>How often the retrieval code 查询码 was issued: only the newest opens anything.</summary>
    public int CodeIssue { get; init; } = 1;
}

public sealed record ReadingHeld(Instant At, string By, string Capacity, ImmutableArray<string> Fields, string? Purpose);

/// <summary>The part of the fold that is about the person's data.</summary>
internal static class PrivacyFold
{
    /// <summary>Null: no entry of this part.</summary>
    public static CaseState? Apply(CaseState s, Recorded r) => r.Body switch
    {
        RestrictedRead e => s with { Readings = s.Readings.Add(new(r.OccurredAt, e.By, e.Capacity, e.Fields, e.Purpose)) },
        RetrievalCodeIssued e => s with { CodeIssue = e.Issue },
        // What was sealed reads as null by itself; the keyed hash of the identity goes too, so that the row leads to nobody.
        PersonErased => s with { Erased = true, ApplicantKey = null },
        _ => null,
    };
}
