using HallGrains.Contracts.Cases;

namespace HallGrains.Grains.Cases;

/// <summary>How long an offer waits (domain-rules §4): working minutes of the receiver's hall. The project's choice.</summary>
internal static class HandoffLimits
{
    public static int Minutes(string kind) => kind switch
    {
        HandoffKinds.TransferHall => 120,
        HandoffKinds.NextStage or HandoffKinds.CounterToBack => 60,
        HandoffKinds.Deputy => 15,
        _ => 30,
    };
}
