using System.Collections.Immutable;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Venues;
using NodaTime;

namespace HallGrains.Grains.Venues;

/// <summary>The register as it is published: what there is, what is lacking, what is being mended.</summary>
public static class VenueViews
{
    public static VenueView Of(HallDefinition hall, VenueState state, ImmutableArray<FindingListItem> open, Instant now) => new(
        hall.Code,
        [.. state.Items.Values.Select(i => Facility(i, now))],
        [.. state.Items.Values.Where(i => FacilityKinds.IsAccessible(i.Facility.Kind) && i.Facility.State == FacilityStates.Ok).Select(i => i.Facility.Id)],
        [.. Gaps(hall, state, now)],
        open, state.Version, now);

    public static FacilityView Facility(FacilityItem item, Instant now)
    {
        var f = item.Facility;
        var used = f.State != FacilityStates.NotApplicable;
        return new(
            f.Id, f.Kind, f.NameZh, f.Place, f.State, f.Reason, f.Seats, f.Expires, f.Contents, f.LastDrill, used ? item.NextDrillBy : null, f.OpenEveryDays, f.LastCheck, used ? item.NextCheckBy : null, f.Item,
            f.ItemVersion, f.Stock, [.. item.Flags(now)], FacilityKinds.ClauseOf(f.Kind));
    }

    private static IEnumerable<FacilityGap> Gaps(HallDefinition hall, VenueState state, Instant now)
    {
        foreach (var (kind, name, clause) in FacilityKinds.Standard(hall))
            if (state.Items.Values.All(i => i.Facility.Kind != kind)) yield return new(kind, null, name, FacilityFaults.Missing, clause, null);
        foreach (var item in state.Items.Values)
        {
            var f = item.Facility;
            var clause = FacilityKinds.ClauseOf(f.Kind);
            if (f.State == FacilityStates.NotApplicable) yield return new(f.Kind, f.Id, f.NameZh, FacilityStates.NotApplicable, clause, f.Reason);
            foreach (var flag in item.Flags(now)) yield return new(f.Kind, f.Id, f.NameZh, flag, clause, flag == FacilityFaults.Broken ? f.Reason : null);
        }
    }
}
