using HallGrains.Client.Http;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Venues;
using Microsoft.AspNetCore.Routing;

namespace HallGrains.Client.Routes;

/// <summary>The facility register 设施登记 (2.4a, 4.1-4.4), the brand profile of the city, and halls compared.</summary>
internal static class VenuesApi
{
    private static readonly string[] Kept = ["2.4a", "4.1a", "4.1b", "4.3i", "4.3j", "4.4d", "4.4e", "4.4f", "4.4j", "4.4k", "4.4l"];

    public static void MapVenues(this IEndpointRouteBuilder api)
    {
        api.Read<VenueView>("/halls/{hall}/facilities", "设施 Facilities, gaps and open findings of a hall", a => a.ReadAsync(() => Venue(a).GetAsync(), v => v is null ? null : Api.Object(v)), Door.Anyone)
            .Refuses(Codes.NotFound).Norm([.. Kept, "4.3g", "4.4a", "4.4b", "4.4c", "4.4g", "4.4h", "4.4i"]);
        api.Command<PutFacility, VenueView>("PUT", "/halls/{hall}/facilities/{facility}", "登记设施 Registers a facility, or says what became of it", (a, meta, body) => Venue(a).PutAsync(meta, Paths.Code(a, "facility"), body))
            .Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.ReasonMissing, Codes.NotFound).Norm(Kept)
            .Example("""{"kind":"first-aid-kit","nameZh":"医药箱","place":"引导台","state":"ok","contents":[{"nameZh":"创可贴","expires":"2027-03-31"}]}""");
        api.Command<CheckFacility, VenueView>("POST", "/halls/{hall}/facilities/{facility}/checks", "检查设施 Records the periodic check of one", (a, meta, body) => Venue(a).CheckAsync(meta, Paths.Code(a, "facility"), body))
            .Refuses(Codes.NotPermitted, Codes.NotOnDuty, Codes.StageOrder, Codes.NotFound).Norm("2.4a", "4.1b", "4.4h").Example("""{"ok":true,"note":"正常"}""");
        api.Read<BrandView>("/brand", "服务品牌 The brand profile of the city, and its script cards", a => a.ReadAsync(() => a.Grain<IBrandGrain>(IBrandGrain.Key).GetAsync(), v => Api.Node(v)), Door.Anyone).Norm("4.1c", "3.3b");
        api.Read<VenueComparison>("/reports/venues", "场所对比 The halls' venues compared", a => a.ReadAsync(() => a.Grain<IVenueComparisonGrain>(IVenueComparisonGrain.Key).GetAsync(), v => Api.Page(v))).Norm("4.1c");
    }

    private static IVenueGrain Venue(Api api) => api.Grain<IVenueGrain>(Paths.Code(api, "hall"));
}
