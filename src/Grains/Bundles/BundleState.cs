using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Bundles;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Bundles;

/// <summary>What a bundle's stream folds to.</summary>
public sealed record BundleState
{
    public static BundleState None { get; } = new();

    public BundleOpened? Opened { get; init; }
    public Instant OpenedAt { get; init; }

    /// <summary>Case numbers by item, as far as they are opened.</summary>
    public ImmutableSortedDictionary<string, string> Members { get; init; } = ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, MaterialHandedIn> Materials { get; init; } = ImmutableSortedDictionary<string, MaterialHandedIn>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What came in and was not yet counted in the other members.</summary>
    public ImmutableArray<ToCount> Uncounted { get; init; } = [];

    public string? EvaluatedBy { get; init; }

    public bool Complete => Opened is { } o && Members.Count == o.Items.Length;
}

/// <param name="AtVersion">Version of the entry it comes from.</param>
public sealed record ToCount(int AtVersion, string From, ImmutableArray<MaterialHandedIn> Materials, Instant Since);

public static class BundleModel
{
    public static string StreamOf(string number) => $"bundle/{number}";

    /// <summary>What the word of a bundle to its member is made from: its person is the member's person, also when that one's own code was issued anew.</summary>
    public static string MemberCodeName(string bundle, string member) => $"{bundle}/{member}";

    public static StreamModel<BundleState> Of(string number) => new(
        StreamOf(number), BundleState.None, Evolve, Summarise, static s => s.Opened?.Hall ?? "", _ => $"bundle-{number}");

    public static BundleState Evolve(BundleState s, Recorded r) => r.Body switch
    {
        BundleOpened e => s with { Opened = e, OpenedAt = r.OccurredAt },
        BundleMemberOpened e => s with { Members = s.Members.SetItem(e.Item, e.CaseNumber) },
        BundleMaterialsReceived e => s with
        {
            Materials = s.Materials.AddRange(e.Materials.Select(m => KeyValuePair.Create(m.Code, m))),
            Uncounted = s.Uncounted.Add(new(r.Version, e.CaseNumber, e.Materials, r.OccurredAt)),
        },
        BundleMaterialsCounted e => s with { Uncounted = s.Uncounted.RemoveAll(u => u.AtVersion == e.AtVersion) },
        BundleEvaluated e => s with { EvaluatedBy = e.CaseNumber },
        PersonErased when s.Opened is { } o => s with { Opened = o with { Contact = null, Question = null } },
        _ => throw new UnreachableException($"{r.Body.GetType().Name} is no entry of a bundle."),
    };

    // While something is not done yet the row is due: whoever wakes it goes on.
    private static SummaryRow Summarise(BundleState s) => new()
    {
        Stream = "", State = s.Complete ? "open" : "opening", Owner = s.Opened?.Agent, Hall = s.Opened?.Hall,
        NextDue = !s.Complete ? s.OpenedAt : s.Uncounted.IsEmpty ? null : s.Uncounted[0].Since,
    };
}
