using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Catalogue;

/// <summary>One version of an item with what became of it.</summary>
internal sealed record ItemVersion(ServiceItem Item, string Author)
{
    public string? Approver { get; init; }
    public Instant? From { get; init; }
    public Instant? Until { get; init; }
    public string? WithdrawnReason { get; init; }

    /// <summary>Withdrawn, and the cases answered from it are not asked yet.</summary>
    public Instant? UnaskedSince { get; init; }

    /// <summary>A newer version than one published before, and the halls with leaflets of that are not told yet (4.3i).</summary>
    public Instant? UntoldSince { get; init; }

    public string Status => WithdrawnReason is not null ? "withdrawn" : From is not null ? "published" : "draft";
}

/// <summary>What an item's stream folds to. The snapshot is made with the fold, so that asking for it costs nothing.</summary>
internal sealed record ItemState(ImmutableArray<ItemVersion> Versions, ItemSnapshot Snapshot)
{
    public static ItemState Empty(string code) => new([], new ItemSnapshot(code, [], 0));

    /// <summary>The version published last that nobody withdrew.</summary>
    public ItemVersion? Newest => Versions.LastOrDefault(v => v.Status == "published");

    public ItemVersion? Find(int version) => Versions.FirstOrDefault(v => v.Item.Version == version);
}

internal static class ItemModel
{
    public static string StreamOf(string code) => $"item/{code}";

    public static StreamModel<ItemState> Of(string code) => new(
        StreamOf(code), ItemState.Empty(code), (s, r) => Evolve(code, s, r), s => Summarise(code, s), static _ => CityStreams.Hall, static _ => "") { CommandsInMemory = false };

    public static ItemState Evolve(string code, ItemState state, Recorded r)
    {
        var versions = r.Body switch
        {
            ItemDrafted e => state.Versions.Add(new(e.Item, e.Author)),
            ItemSamplesAdded e => [.. state.Versions.Select(v => v.Item.Version == e.ItemVersion ? v with { Item = v.Item with { Samples = e.Samples } } : v)],
            ItemPublished e => [.. state.Versions.Select(v =>
                v.Item.Version == e.ItemVersion ? v with { From = e.From, Approver = e.Approver, UntoldSince = state.Versions.Any(o => o.From is not null) ? r.OccurredAt : null }
                : v is { From: not null, Until: null } ? v with { Until = e.From }
                : v)],
            GuideWithdrawn e => [.. state.Versions.Select(v => v.Item.Version == e.ItemVersion ? v with { WithdrawnReason = e.Reason, Until = v.Until ?? r.OccurredAt, UnaskedSince = r.OccurredAt } : v)],
            LeafletHoldersTold e => [.. state.Versions.Select(v => v.Item.Version == e.ItemVersion ? v with { UntoldSince = null } : v)],
            GuideReadersAsked e => [.. state.Versions.Select(v => v.Item.Version == e.ItemVersion ? v with { UnaskedSince = null } : v)],
            _ => throw new UnreachableException($"{r.Body.GetType().Name} in an item stream"),
        };
        var published = versions.Where(v => v.From is not null).OrderBy(v => v.From).ThenBy(v => v.Item.Version)
            .Select(v => new ItemVersionInForce(v.Item, v.From!.Value, v.Until));
        return new(versions, new ItemSnapshot(code, [.. published], r.Version));
    }

    public static ItemView? View(ItemState state, Caller caller, Instant now)
    {
        // Drafts are no guide yet (2.2a): outside they do not exist.
        var inside = caller.IsSystem || caller.Is(Roles.Staff) || caller.Is(Roles.Admin) || caller.Is(Roles.Supervisor) || caller.Is(Roles.Auditor);
        var shown = state.Versions.Where(v => inside || v.From is not null).ToList();
        if (shown.Count == 0) return null;
        return new(
            state.Snapshot.Code, state.Snapshot.InForce(now),
            [.. shown.Select(v => new ItemVersionView(v.Item.Version, v.Status, v.Author, v.Approver, v.From, v.Until, v.WithdrawnReason) { Item = v.Item })],
            state.Snapshot.Version, now);
    }

    private static SummaryRow Summarise(string code, ItemState state) => new()
    {
        Stream = StreamOf(code),
        Hall = CityStreams.Hall,
        Item = code,
        NextDue = state.Versions.SelectMany(v => new[] { v.UnaskedSince, v.UntoldSince }).Min(),
        State = state.Newest is not null ? "published" : state.Versions.Any(v => v.Status == "draft") ? "draft" : "withdrawn",
    };
}
