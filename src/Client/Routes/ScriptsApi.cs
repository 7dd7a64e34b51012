using System.Text.Json.Nodes;
using HallGrains.Client.Http;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Windows;

namespace HallGrains.Client.Routes;

/// <summary>Script cards 敬语卡 (3.3b): the workbench shows one when a session begins.</summary>
internal static class ScriptsApi
{
    public static async Task<Outcome<Begun>> BeginAsync(Api api, Task<Outcome<WindowResult>> begin)
    {
        var brand = api.Grain<IBrandGrain>(IBrandGrain.Key).GetAsync();
        var begun = await begin;
        return new(begun.View is { } view ? new(view, await brand) : null, begun.Refusal, begun.Replayed, begun.Made);
    }

    public static JsonObject With(JsonObject served, BrandView brand)
    {
        served["scriptCard"] = Api.Node(brand.ScriptCard);
        return served;
    }

    internal sealed record Begun(WindowResult Result, BrandView Brand);
}
