using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Catalogue;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;

namespace HallGrains.Grains.Catalogue;

internal sealed record CityState(CityDefinition? Definition);

/// <summary>
/// The city's lists 目录. Which halls and items there are, and at which version, say the summary rows; what they are is asked of their grains once a
/// version and kept.
/// </summary>
[GrainType("city-catalogue")]
internal sealed class CityCatalogueGrain(StreamServices services) : StreamGrain<CityState>(services), ICityCatalogueGrain
{
    private const int Page = 200;
    private readonly Dictionary<string, HallSnapshot> _halls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ItemSnapshot> _items = new(StringComparer.Ordinal);

    protected override StreamModel<CityState> Model() => ModelOf(Key);

    internal static StreamModel<CityState> ModelOf(string key) => new(
        $"city/{key}", new(null), static (_, r) => r.Body is CityRegistered e ? new(e.Definition) : throw new UnreachableException($"{r.Body.GetType().Name} in a city stream"),
        s => new() { Stream = $"city/{key}", Hall = CityStreams.Hall, State = "registered" }, static _ => CityStreams.Hall, static _ => "") { CommandsInMemory = false };

    public Task<CityDefinition?> CityAsync() => Task.FromResult(State.Definition);

    public Task ImportAsync(CityDefinition definition) =>
        ImportAsync((s, _) => SameContent.Of(definition, s.Definition) ? Decision.Nothing : Decision.Append(new CityRegistered(definition)));

    public async Task<ImmutableArray<HallDefinition>> HallsAsync()
    {
        var halls = await Newest("hall", _halls, s => s.Version, async code => await GrainFactory.GetGrain<IHallRegistryGrain>(code).SnapshotAsync());
        return [.. halls.Select(h => h.Definition)];
    }

    public async Task<ImmutableArray<ServiceItem>> ItemsAsync(string? query, string? audience, string? category)
    {
        var snapshots = await Newest("item", _items, s => s.Version, async code => await GrainFactory.GetGrain<IServiceItemGrain>(code).SnapshotAsync());
        var now = Now;
        return
        [
            .. snapshots.Select(s => s.InForce(now)).OfType<ServiceItem>()
                .Where(i => string.IsNullOrEmpty(audience) || i.Audience.Contains(audience))
                .Where(i => string.IsNullOrEmpty(category) || i.Category == category)
                .Where(i => string.IsNullOrWhiteSpace(query) || Matches(i, query.Trim())),
        ];
    }

    private static bool Matches(ServiceItem item, string query) =>
        item.Code.Contains(query, StringComparison.OrdinalIgnoreCase)
        || item.NameZh.Contains(query, StringComparison.OrdinalIgnoreCase)
        || (item.NameEn?.Contains(query, StringComparison.OrdinalIgnoreCase) ?? false);

    private async Task<List<T>> Newest<T>(string kind, Dictionary<string, T> known, Func<T, int> versionOf, Func<string, Task<T?>> ask)
        where T : class
    {
        var rows = await Services.Ledger.QuerySummariesAsync(new SummaryQuery { Kind = kind, Limit = Page });
        while (rows.Count > 0 && rows.Count % Page == 0)
        {
            var more = await Services.Ledger.QuerySummariesAsync(new SummaryQuery { Kind = kind, Limit = Page, After = rows[^1].Stream });
            if (more.Count == 0) break;
            rows = [.. rows, .. more];
        }

        var found = await Task.WhenAll(rows.Select(async row =>
        {
            var code = row.Stream[(kind.Length + 1)..];
            if (known.TryGetValue(code, out var have) && versionOf(have) >= row.Version) return have;
            if (await ask(code) is not { } now) return null;
            if (!known.TryGetValue(code, out have) || versionOf(have) < versionOf(now)) known[code] = now;
            return now;
        }));
        return [.. found.OfType<T>()];
    }
}
