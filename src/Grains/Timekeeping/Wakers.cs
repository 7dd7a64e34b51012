using HallGrains.Contracts.Cases;
using HallGrains.Contracts.Staff;

namespace HallGrains.Grains.Timekeeping;

internal sealed class CaseWaker : IWaker
{
    public string Kind => "case";

    public Task WakeAsync(IGrainFactory grains, string stream) => grains.GetGrain<ICaseGrain>(stream["case/".Length..]).WakeAsync();
}
