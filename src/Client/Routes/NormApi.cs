using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using HallGrains.Client.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client.Routes;

/// <param name="Id">e.g. <c>5.6a</c>.</param>
/// <param name="TextZh">Key phrase of the clause.</param>
/// <param name="Does">What the software does for it.</param>
/// <param name="Endpoints">Which of the API's endpoints carry it out.</param>
internal sealed record NormUnit(string Id, string TextZh, string Does, ImmutableArray<string> Endpoints);

/// <summary>The norm 规范 as data (0.2): every unit, what the software does for it, and where in this API.</summary>
internal static partial class NormApi
{
    private static readonly ImmutableArray<NormUnit> Units = Load();

    public static void MapNorm(this IEndpointRouteBuilder api) =>
        api.Read<NormUnit>("/norm", "规范条款 The norm, unit by unit", a =>
        {
            var endpoints = (from e in a.Http.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                             let doc = e.Metadata.GetMetadata<EndpointDoc>()
                             where doc is not null
                             from clause in doc.Clauses.Distinct()
                             select (clause, name: $"{e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {e.RoutePattern.RawText}")).ToLookup(x => x.clause, x => x.name);
            return a.ReadAsync(() => Task.FromResult(Units), units => Api.Page(units.Select(u => u with { Endpoints = [.. endpoints[u.Id].Order(StringComparer.Ordinal)] })));
        }, Door.Anyone).Norm("0.2");

    private static ImmutableArray<NormUnit> Load()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("norm/clauses.md")!);
        return [.. Row().Matches(reader.ReadToEnd()).Select(m => new NormUnit(m.Groups[1].Value, m.Groups[2].Value.Trim(), m.Groups[3].Value.Trim(), []))];
    }

    [GeneratedRegex(@"^\| (\d\.\d+[a-z]?) \| ([^|]*) \| ([^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
