using HallGrains.Contracts.Catalogue;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HallGrains.Client.Pages;

/// <summary>The city's brand profile on every page and screen (4.1c): its name in the head, its colour in one style sheet.</summary>
internal static class Brands
{
    public const string Sheet = "/brand.css";

    private static readonly BrandView Plain = new("人社服务大厅", "#0b5cad", [], []);

    public static void MapBrand(this IEndpointRouteBuilder app) =>
        app.MapGet(Sheet, async (HttpContext http) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            return Results.Text($":root {{ --brand: {(await OfAsync(http)).Colour}; }}\n", "text/css; charset=utf-8");
        }).ExcludeFromDescription();

    /// <summary>A page is shown without its brand rather than not at all.</summary>
    public static async Task<BrandView> OfAsync(HttpContext http)
    {
        try
        {
            return http.RequestServices.GetService<IClusterClient>() is { } client && await client.GetGrain<IBrandGrain>(IBrandGrain.Key).GetAsync() is { } brand ? brand : Plain;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return Plain;
        }
    }
}
