using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using HallGrains.Client.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace HallGrains.Client.Routes;

/// <summary>Style sheets and scripts of the pages. They are part of the assembly, so that every way of running the hall has them.</summary>
internal static class Assets
{
    private const string Prefix = "wwwroot/";

    private static readonly FrozenDictionary<string, Asset> All = Load().ToFrozenDictionary(a => a.Name, StringComparer.Ordinal);

    public static void MapAssets(this IEndpointRouteBuilder app) =>
        app.MapGet(Html.Assets + "/{**path}", (HttpContext http, string path) =>
        {
            if (!All.TryGetValue(path, out var asset)) return Results.NotFound();
            http.Response.Headers.CacheControl = "no-cache";
            return Results.Bytes(asset.Bytes, asset.Type, entityTag: asset.Tag);
        }).ExcludeFromDescription();

    private static IEnumerable<Asset> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return new(name[Prefix.Length..].Replace('\\', '/'), bytes, TypeOf(name), new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\""));
        }
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".woff2" => "font/woff2",
        _ => "application/octet-stream",
    };

    private sealed record Asset(string Name, byte[] Bytes, string Type, EntityTagHeaderValue Tag);
}
