using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Pages;
using HallGrains.Contracts.Reports;
using HallGrains.Grains.Shell;
using Orleans.Concurrency;

namespace HallGrains.Grains.Pages;

/// <summary>The norm 规范 as data (0.2): the clauses as they stand in docs/norm, with what carries each and how far it is kept.</summary>
[StatelessWorker]
[GrainType("norm")]
internal sealed class NormGrain(IGrainContext context, IGrainFactory grains) : IGrainBase, INormGrain
{
    public IGrainContext GrainContext => context;

    public async Task<ImmutableArray<NormUnit>> UnitsAsync()
    {
        var figures = await grains.GetGrain<IServiceFiguresGrain>(IServiceFiguresGrain.Key).NormAsync();
        var city = await grains.Ref<ICityCatalogueGrain>(ICityCatalogueGrain.Key).CityAsync();
        var halls = await grains.Ref<ICityCatalogueGrain>(ICityCatalogueGrain.Key).HallsAsync();
        var checks = (city?.Checklist ?? []).Concat(halls.SelectMany(h => h.OpeningCheck).SelectMany(p => p.Items)).ToLookup(i => i.Clause ?? "", i => i.Code, StringComparer.Ordinal);
        return [.. Norm.Units.Select(u => u with { Checklist = [.. checks[u.Id].Distinct().Order(StringComparer.Ordinal)], Figure = figures.GetValueOrDefault(u.Id) })];
    }
}

/// <summary>The clauses, read once.</summary>
internal static partial class Norm
{
    public static ImmutableArray<NormUnit> Units { get; } = Load();

    private static ImmutableArray<NormUnit> Load()
    {
        var refusals = RefusalCatalogue.All.Where(r => r.Clause is not null).ToLookup(r => r.Clause!, r => r.Code, StringComparer.Ordinal);
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("norm/clauses.md")!);
        return
        [
            .. Row().Matches(reader.ReadToEnd()).Select(m =>
            {
                var (id, does) = (m.Groups[1].Value, m.Groups[3].Value.Trim());
                return new NormUnit(id, m.Groups[2].Value.Trim(), "norm." + id, Forms(does), does, [], [.. refusals[id].Order(StringComparer.Ordinal)], null);
            }),
        ];
    }

    // "P+L: every refusal …": the letters before the colon say how the clause is carried out.
    private static ImmutableArray<string> Forms(string does) => Letters().Match(does) is { Success: true } m
        ?
        [
            .. m.Groups[1].Value.Split('+').Select(l => l switch
            {
                "P" => "precondition", "L" => "ledger", "T" => "timer", "V" => "view", "G" => "page", "D" => "registry", _ => "checklist",
            }),
        ]
        : [];

    [GeneratedRegex(@"^\| (\d\.\d+[a-z]?) \| ([^|]*) \| ([^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^([PLTVGDC](?:\+[PLTVGDC])*)(?:$|:| )")]
    private static partial Regex Letters();
}
