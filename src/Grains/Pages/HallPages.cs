using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pages;
using HallGrains.Grains.Catalogue;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Pages;

/// <summary>Folds and finds what a hall publishes under its own name.</summary>
internal static class HallPages
{
    /// <summary>Every version with what became of it.</summary>
    public static HallState Evolve(HallState state, Recorded r) => r.Body switch
    {
        HallPageDrafted e => state with { Pages = state.Pages.Add(e.Page) },
        HallPagePublished e => state with
        {
            Pages = [.. state.Pages.Select(p => !IsOf(p, e.Page.Kind, e.Page.Key) ? p
                : p.Version == e.Page.Version ? e.Page
                : p.Status == "published" ? p with { Status = "superseded", Until = e.Page.From } : p)],
        },
        HallPageWithdrawn e => state with
        {
            Pages = [.. state.Pages.Select(p => IsOf(p, e.Kind, e.Key) && p.Version == e.PageVersion ? p with { Status = "withdrawn", Until = r.OccurredAt, WithdrawnReason = e.Reason } : p)],
        },
        _ => state,
    };

    /// <summary>The definition with what holds now: a registration replaces what the file says and leaves what the hall published.</summary>
    public static HallDefinition Apply(HallDefinition? definition, Recorded r) => r.Body switch
    {
        HallRegistered e => e.Definition with { Pages = definition?.Pages ?? [] },
        HallPagePublished e => definition! with { Pages = definition!.Pages.RemoveAll(p => IsOf(p, e.Page.Kind, e.Page.Key)).Add(e.Page) },
        HallPageWithdrawn e => definition! with { Pages = definition!.Pages.RemoveAll(p => IsOf(p, e.Kind, e.Key) && p.Version == e.PageVersion) },
        _ => definition!,
    };

    public static HallPagesView View(string hall, HallState state, Caller caller, Instant now)
    {
        var inside = caller.IsSystem || caller.Is(Roles.Staff) || caller.Is(Roles.Admin) || caller.Is(Roles.Supervisor) || caller.Is(Roles.Auditor);
        return new(hall, [.. state.Pages.Where(p => inside || p.From is not null)], state.Snapshot?.Version ?? 0, now);
    }

    /// <summary>The hall's own limit of an item, never longer than the version has it now (0.3); null where it keeps the city's.</summary>
    public static HallLimit? LimitOf(HallDefinition? hall, ServiceItem item)
    {
        if (hall?.Pages.FirstOrDefault(p => IsOf(p, HallPageKinds.Limit, item.Code))?.Limit is not { } limit) return null;
        return item.IsInstant
            ? limit.PromisedMinutes < item.PromisedMinutes ? new(PromisedMinutes: limit.PromisedMinutes) : null
            : limit.PromisedDays < item.PromisedDays ? new(limit.PromisedDays) : null;
    }

    /// <summary>The city file's promises, where the hall published none of its own under the same id, and its own.</summary>
    public static ImmutableArray<(HallPromise Promise, HallPage? Page)> Promises(HallDefinition hall)
    {
        var own = hall.Pages.Where(p => p is { Kind: HallPageKinds.Promise, Promise: not null }).ToDictionary(p => p.Key, StringComparer.Ordinal);
        var filed = hall.Promises.Where(p => !own.ContainsKey(p.Id)).Select(p => (p, (HallPage?)null));
        return [.. filed.Concat(own.Values.Select(p => (p.Promise!, (HallPage?)p))).OrderBy(p => p.Item1.Id, StringComparer.Ordinal)];
    }

    /// <summary>The texts of a kind that hold on that day.</summary>
    public static IEnumerable<HallPage> Texts(HallDefinition hall, string kind, LocalDate today) =>
        hall.Pages.Where(p => p.Kind == kind && p.Text is { } text && !(text.ValidUntil < today)).OrderBy(p => p.Key, StringComparer.Ordinal);

    public static bool IsOf(HallPage page, string kind, string key) => page.Kind == kind && page.Key == key;
}
