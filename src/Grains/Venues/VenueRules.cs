using System.Collections.Immutable;
using System.Globalization;
using HallGrains.Contracts.Catalogue;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Staff;
using HallGrains.Contracts.Venues;
using HallGrains.Grains.Cases;
using HallGrains.Grains.Shell;
using NodaTime;

namespace HallGrains.Grains.Venues;

/// <summary>What a decision on the register must know.</summary>
/// <param name="InForce">Of a leaflet: the version of its item in force; null: no such item.</param>
public sealed record VenueFacts(Instant Now, Caller Caller, StaffSnapshot? Actor, HallDefinition? Hall, int? InForce = null);

/// <summary>The facility register 设施登记 (2.4a, 4.1-4.4): who may say what stands there, and what follows from it.</summary>
public static class VenueRules
{
    private const int MostContents = 50;

    public static Decision Put(VenueState state, string id, PutFacility command, VenueFacts facts)
    {
        if (facts.Hall is not { } hall) return Decision.Refuse(Codes.NotFound);
        if (MayNotPut(facts) is { } refusal) return Decision.Refuse(refusal);
        var contents = command.Contents is { IsDefault: false } given ? given : [];
        var leaflet = command.Kind == FacilityKinds.Leaflet;
        var content = new Content();
        content.Fields.Code("id", id).Code("kind", command.Kind).Name("nameZh", command.NameZh).Name("place", command.Place, required: false)
            .OneOf("state", command.State, FacilityStates.Ok, FacilityStates.Broken, FacilityStates.NotApplicable).Note("reason", command.Reason, required: false)
            .If(command is { Seats: < 0 } or { Stock: < 0 } or { LowStockAt: < 0 } or { DrillEveryDays: < 1 } or { CheckEveryDays: < 1 } or { OpenEveryDays: < 1 }, "kind", "out-of-range")
            .NoNulls("contents", contents).If(contents.Length > MostContents, "contents", "more-than-50")
            .Code("item", command.Item, required: leaflet).If(leaflet && command.ItemVersion is null, "itemVersion", "required")
            .If(leaflet && command.Item is not null && facts.InForce is null, "item", "unknown");
        foreach (var part in contents.OfType<FacilityContent>()) content.Fields.Name("contents", part.NameZh);
        // 4.4j, 4.4k: where conditions allow, and so not without saying which condition is lacking.
        content.Lack(command.State == FacilityStates.NotApplicable && string.IsNullOrWhiteSpace(command.Reason), Codes.ReasonMissing, "reason");
        if (content.Refusal is { } invalid) return Decision.Refuse(invalid);

        var facility = new Facility
        {
            Id = id, Kind = command.Kind, NameZh = command.NameZh, Place = command.Place, State = command.State, Seats = command.Seats, Expires = command.Expires, Contents = contents, LastDrill = command.LastDrill,
            DrillEveryDays = command.DrillEveryDays, OpenEveryDays = command.OpenEveryDays, LastCheck = command.LastCheck, CheckEveryDays = command.CheckEveryDays, Item = command.Item,
            ItemVersion = command.ItemVersion, Stock = command.Stock, LowStockAt = command.LowStockAt,
        };
        var before = state.Items.GetValueOrDefault(id);
        var entries = new List<IEntry> { new FacilityRegistered(facility, facts.Caller.Actor, leaflet ? facts.InForce : null, string.IsNullOrWhiteSpace(command.Reason) ? null : command.Reason) };
        if (command.State == FacilityStates.Broken && before?.Facility.State != FacilityStates.Broken) entries.Add(Broke(hall.Code, id, before));
        if (leaflet && facts.InForce > command.ItemVersion && before?.Lapsed.Contains(VenueState.OutdatedKey(command.Item!, facts.InForce.Value)) != true)
            entries.Add(VenueState.Lapse(hall.Code, id, FacilityFaults.LeafletOutdated, VenueState.OutdatedKey(command.Item!, facts.InForce.Value)));
        return Decision.Append(entries);
    }

    /// <summary>2.4a: the periodic check. What is not in order is broken from now on, and a repair duty (4.1b).</summary>
    public static Decision Check(VenueState state, string id, CheckFacility command, VenueFacts facts)
    {
        if (facts.Hall is not { } hall || !state.Items.TryGetValue(id, out var item)) return Decision.Refuse(Codes.NotFound);
        if (facts.Actor is not { } actor || actor.Hall != hall.Code) return Decision.Refuse(Codes.NotPermitted);
        if (!actor.OnDuty) return Decision.Refuse(Codes.NotOnDuty);
        if (item.Facility.State == FacilityStates.NotApplicable) return Decision.Refuse(Codes.StageOrder, "It is not applicable here.");
        var fields = new Validation().Note("note", command.Note, required: false).If(command.Stock < 0, "stock", "out-of-range");
        if (fields.Refusal is { } invalid) return Decision.Refuse(invalid);
        var check = new FacilityChecked(id, command.Ok, actor.Number, command.Stock, string.IsNullOrWhiteSpace(command.Note) ? null : command.Note);
        return command.Ok || item.Facility.State == FacilityStates.Broken ? Decision.Append(check) : Decision.Append(check, Broke(hall.Code, id, item));
    }

    /// <summary>4.3i: leaflets of older versions are to be replaced.</summary>
    public static Decision ItemInForce(string hall, VenueState state, string item, int version) => Decision.Append(state.Items.Values
        .Where(i => i.Facility is { Kind: FacilityKinds.Leaflet, State: not FacilityStates.NotApplicable } f && f.Item == item && f.ItemVersion < version && !i.Lapsed.Contains(VenueState.OutdatedKey(item, version)))
        .Select(i => VenueState.Lapse(hall, i.Facility.Id, FacilityFaults.LeafletOutdated, VenueState.OutdatedKey(item, version))));

    public static Decision Import(VenueState state, ImmutableArray<HallFacility> facilities) => Decision.Append(
        from hf in facilities
        let f = FacilityOf(hf)
        where !SameContent.Of(f, state.Imported.GetValueOrDefault(f.Id))
        select new FacilityRegistered(f with { Reason = null }, Caller.SystemAccount, null, f.Reason));

    private static FacilityLapsed Broke(string hall, string id, FacilityItem? before) =>
        VenueState.Lapse(hall, id, FacilityFaults.Broken, string.Create(CultureInfo.InvariantCulture, $"broken:{(before?.Breaks ?? 0) + 1}"));

    private static Facility FacilityOf(HallFacility f) => new()
    {
        Id = f.Id, Kind = f.Kind, NameZh = f.NameZh ?? f.Kind, State = f.State ?? FacilityStates.Ok, Reason = f.Reason, Seats = f.Seats, Expires = f.Expires, LastDrill = f.LastDrill, OpenEveryDays = f.OpenEveryDays,
    };

    private static Refusal? MayNotPut(VenueFacts facts)
    {
        if (facts.Caller.Is(Roles.Admin)) return null;
        if (facts.Actor is not { Level: >= StaffLevel.L3 } actor || actor.Hall != facts.Hall!.Code) return Refusal.Of(Codes.NotPermitted);
        return actor.OnDuty ? null : Refusal.Of(Codes.NotOnDuty);
    }
}
