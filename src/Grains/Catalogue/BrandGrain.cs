using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;

namespace HallGrains.Grains.Catalogue;

/// <summary>One brand profile and one way of speaking for all halls (4.1c, 3.3b): the city's, completed where it says nothing.</summary>
public static class Brand
{
    public static BrandView Of(CityBrand? city) => new(
        Given(city?.NameZh, "人社服务大厅"),
        IsColour(city?.Colour) ? city!.Colour! : "#0b5cad",
        [
            new("greeting", Given(city?.Greeting, "您好，请问您要办什么？")),
            new("asking", "请问您带了哪些材料？请您核对一下。"),
            new("waiting", "请您稍等，我马上为您办理。"),
            new("cannot-be-met", "很抱歉，这一项暂时办不了，原因和下一步办法我为您写清楚。"),
            new("thanks", "谢谢您的配合。"),
            new("closing", Given(city?.Closing, "请慢走，请为我的服务评个分。")),
        ],
        [
            new("greeting", "您好，您的咨询已收到。"),
            new("asking", "请问能否补充说明您的情况？"),
            new("thanks", "谢谢您的耐心等待。"),
            new("closing", "办理结果已发送，请查收，欢迎评价。"),
        ]);

    // It goes into a style sheet: nothing but a colour may stand there.
    private static bool IsColour(string? text) => text is { Length: 7 } && text[0] == '#' && text.Skip(1).All(char.IsAsciiHexDigit);

    private static string Given(string? text, string otherwise) => string.IsNullOrWhiteSpace(text) ? otherwise : text;
}

/// <summary>The city's brand profile 服务品牌.</summary>
[Orleans.Concurrency.StatelessWorker]
[GrainType("brand")]
internal sealed class BrandGrain : Grain, IBrandGrain
{
    public async Task<BrandView> GetAsync() => Brand.Of((await GrainFactory.Ref<ICityCatalogueGrain>(ICityCatalogueGrain.Key).CityAsync())?.Brand);
}
