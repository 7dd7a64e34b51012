using HallGrains.Contracts.Bundles;
using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Evaluations;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Pursuits;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Venues;

namespace HallGrains.Grains.Timekeeping;

public sealed class CaseWaker : IWaker
{
    public string Kind => "case";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<ICaseGrain>(stream["case/".Length..]).WakeAsync();
}

public sealed class StaffWaker : IWaker
{
    public string Kind => "staff";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<IStaffGrain>(stream["staff/".Length..]).WakeAsync();
}

public sealed class EvaluationWaker : IWaker
{
    public string Kind => "evaluation";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<IEvaluationGrain>(stream["evaluation/".Length..]).WakeAsync();
}

public sealed class BundleWaker : IWaker
{
    public string Kind => "bundle";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<IBundleGrain>(stream["bundle/".Length..]).WakeAsync();
}

public sealed class ItemWaker : IWaker
{
    public string Kind => "item";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<IServiceItemGrain>(stream["item/".Length..]).WakeAsync();
}

public sealed class InspectionWaker : IWaker
{
    public string Kind => "inspection";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<IInspectionGrain>(stream["inspection/".Length..]).WakeAsync();
}

public sealed class FindingWaker : IWaker
{
    public string Kind => "finding";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<IFindingGrain>(stream["finding/".Length..]).WakeAsync();
}

public sealed class VenueWaker : IWaker
{
    public string Kind => "venue";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<IVenueGrain>(stream["venue/".Length..]).WakeAsync();
}

public sealed class PursuitWaker : IWaker
{
    public string Kind => "pursuit";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<IPursuitGrain>(stream["pursuit/".Length..]).WakeAsync();
}
