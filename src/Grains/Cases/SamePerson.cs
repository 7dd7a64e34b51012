using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;

namespace HallGrains.Grains.Cases;

/// <summary>Review 复核 by another person (§2 promised items): nobody rechecks or decides what they, or for a recheck their pair partner, worked on before.</summary>
internal static class SamePerson
{
    private static readonly ImmutableArray<string> Order = ["initial-review", "investigation", "recheck", "decision"];

    public static Refusal? Check(CaseState state, StaffSnapshot staff, string stage, CaseFacts facts)
    {
        if (stage is not ("recheck" or "decision") || facts.ItemOf(state) is not { ReviewRequired: true }) return null;
        var earlier = state.Stages.Where(r => Order.IndexOf(r.Stage) < Order.IndexOf(stage)).SelectMany(r => r.Handlers);
        return earlier.Any(h => h == staff.Number || (stage == "recheck" && h == staff.Definition.Deputy)) ? Refusal.Of(Codes.SamePersonReview) : null;
    }
}
