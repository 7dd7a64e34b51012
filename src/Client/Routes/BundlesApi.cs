using HallGrains.Client.Http;
using HallGrains.Contracts.Bundles;
using HallGrains.Contracts.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>一条龙: several items at once.</summary>
internal static class BundlesApi
{
    private static readonly Answer<BundleView> Opened = new(StatusCodes.Status201Created, Location: v => "/api/v1/bundles/" + v.BundleNumber);

    public static void MapBundles(this IEndpointRouteBuilder api)
    {
        api.Command<OpenBundle, BundleView>("POST", "/bundles", "一件事一次办 Opens a case for each item, under one number",
            (a, meta, body) => a.Grain<IBundleGrain>(IBundleGrain.NumberOf(HallOf(body), meta.Caller.Account, meta.CommandId)).OpenAsync(meta, body), Opened)
            .Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.NotYourDuty, Codes.ItemVersionNotInForce, Codes.IdentityInvalid).Norm("5.4k")
            .Example("""{"hall":"YXCS","window":"YXCS-06","channel":"onsite","items":["UNE-REG","UNE-BENEFIT","EMP-CERT"],"contact":{"name":"秦小满","audience":"unemployed"},"question":"失业后要办哪些事？"}""");
        api.Read<BundleView>("/bundles/{n}", "一件事 A bundle with its cases", a => a.ReadAsync(
            () => a.Grain<IBundleGrain>(Paths.Code(a, "n")).GetAsync(a.Caller), r => (r.Value is { } v ? Api.Node(v) : null, r.Refusal, r.Value?.Version)), Door.SignedInOrCode)
            .Refuses(Codes.NotFound, Codes.TooManyRequests).Norm("5.4k");
    }

    private static string HallOf(OpenBundle body) => body.Hall is { Length: >= 1 and <= 16 } hall && hall.All(char.IsAsciiLetterOrDigit) ? hall : "none";
}
