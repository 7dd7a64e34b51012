using HallGrains.Client.Http;
using HallGrains.Contracts.Pages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client.Routes;

/// <summary>The norm 规范 as data (0.2): every unit, what the software does for it, what carries it, and a live figure where there is one.</summary>
internal static class NormApi
{
    public static void MapNorm(this IEndpointRouteBuilder api) =>
        api.Read<NormUnit>("/norm", "规范条款 The norm, unit by unit", a =>
        {
            // Which endpoint carries out which clause the gateway knows; all else the hall says.
            var endpoints = (from e in a.Http.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                             let doc = e.Metadata.GetMetadata<EndpointDoc>()
                             where doc is not null
                             from clause in doc.Clauses.Distinct()
                             select (clause, name: $"{e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]} {e.RoutePattern.RawText}")).ToLookup(x => x.clause, x => x.name);
            return a.ReadAsync(() => a.Grain<INormGrain>(INormGrain.Key).UnitsAsync(), units =>
            {
                var page = Api.Page(units);
                foreach (var unit in page["items"]!.AsArray())
                    unit!["endpoints"] = Api.Node(endpoints[(string)unit["id"]!].Distinct().Order(StringComparer.Ordinal).ToArray());
                return page;
            });
        }, Door.Anyone).Norm("0.2");
}
