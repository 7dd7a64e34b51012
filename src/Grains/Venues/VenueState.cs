using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Inspections;
using HallGrains.Contracts.Venues;
using HallGrains.Grains.Clocks;
using HallGrains.Grains.Ledger;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Venues;

/// <summary>One facility as the register has it.</summary>
/// <param name="Since">When it was registered as it is.</param>
/// <param name="Lapsed">What of it lapsed, each once.</param>
/// <param name="Breaks">How often it broke.</param>
/// <param name="InForce">Of a leaflet: the newest version of its item that is known.</param>
public sealed record FacilityItem(Facility Facility, Instant Since, ImmutableHashSet<string> Lapsed, int Breaks, int? InForce)
{
    public LocalDate? NextDrillBy => Facility.LastDrill?.PlusDays(Facility.DrillEveryDays ?? FacilityKinds.DrillEveryDays);

    public LocalDate NextCheckBy => (Facility.LastCheck ?? HallHours.DateOf(Since)).PlusDays(Facility.CheckEveryDays ?? FacilityKinds.CheckEveryDays);

    /// <summary>What lapses by itself, with the first instant it is no longer good; nothing lapses before the register knew of it.</summary>
    public IEnumerable<(string What, string Key, Instant At)> Lapses()
    {
        if (Facility.State == FacilityStates.NotApplicable) yield break;
        if (Facility.Expires is { } expires) yield return (FacilityFaults.Expired, "expired:" + Iso(expires), After(expires));
        foreach (var content in Facility.Contents)
            if (content.Expires is { } end) yield return (FacilityFaults.Expired, $"expired:{content.NameZh}:{Iso(end)}", After(end));
        if (NextDrillBy is { } drill) yield return (FacilityFaults.DrillOverdue, "drill:" + Iso(Facility.LastDrill!.Value), After(drill));
    }

    public IEnumerable<string> Flags(Instant now)
    {
        if (Facility.State == FacilityStates.NotApplicable) yield break;
        if (Facility.State == FacilityStates.Broken) yield return FacilityFaults.Broken;
        foreach (var what in Lapses().Where(l => l.At <= now).Select(l => l.What).Distinct(StringComparer.Ordinal)) yield return what;
        if (IsOutdated) yield return FacilityFaults.LeafletOutdated;
        if (Facility.Stock is { } stock && stock <= (Facility.LowStockAt ?? FacilityKinds.LowStockAt)) yield return FacilityFaults.LowStock;
        if (HallHours.DateOf(now) > NextCheckBy) yield return FacilityFaults.CheckOverdue;
    }

    public bool IsOutdated => Facility is { Kind: FacilityKinds.Leaflet, ItemVersion: { } version } && InForce > version;

    private Instant After(LocalDate day) => Instant.Max(Since, HallZone.ToInstant(HallZone.TicksOf(HallZone.DayOf(day) + 1)));

    private static string Iso(LocalDate date) => LocalDatePattern.Iso.Format(date);
}

/// <summary>A finding that is to be opened.</summary>
public sealed record ToOpen(string Facility, string What, string Key, string Finding, Instant At);

/// <summary>A hall's register folded from its stream; immutable.</summary>
public sealed record VenueState
{
    public static VenueState None { get; } = new();

    public ImmutableSortedDictionary<string, FacilityItem> Items { get; init; } = ImmutableSortedDictionary<string, FacilityItem>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>What the city file said last: the same again writes nothing, whatever was changed here since.</summary>
    public ImmutableDictionary<string, Facility> Imported { get; init; } = ImmutableDictionary<string, Facility>.Empty.WithComparers(StringComparer.Ordinal);

    public ImmutableArray<ToOpen> Pending { get; init; } = [];
    public int Version { get; init; }

    /// <exception cref="UnreachableException">An entry that does not belong here: never skipped in a fold that decides.</exception>
    public static VenueState Evolve(VenueState s, Recorded r) => Apply(s, r) with { Version = r.Version };

    private static VenueState Apply(VenueState s, Recorded r) => r.Body switch
    {
        FacilityRegistered e => Register(s, e, r),
        FacilityChecked e => s.Change(e.Facility, i => i with
        {
            Facility = i.Facility with { State = e.Ok ? FacilityStates.Ok : FacilityStates.Broken, Reason = e.Ok ? null : e.Note, LastCheck = HallHours.DateOf(r.OccurredAt), Stock = e.Stock ?? i.Facility.Stock },
        }),
        FacilityLapsed e => s.Change(e.Facility, i => i with
        {
            Lapsed = i.Lapsed.Add(e.Key), Breaks = i.Breaks + (e.What == FacilityFaults.Broken ? 1 : 0),
            InForce = e.What == FacilityFaults.LeafletOutdated ? VersionOf(e.Key) : i.InForce,
        }) with { Pending = s.Pending.Add(new(e.Facility, e.What, e.Key, e.Finding, r.OccurredAt)) },
        FacilityFindingOpened e => s with { Pending = s.Pending.RemoveAll(p => p.Finding == e.Finding) },
        _ => throw new UnreachableException($"{r.Body.GetType().Name} is no entry of a facility register."),
    };

    /// <summary>What lapsed until now, each dated at its instant and once (must-hold 8).</summary>
    public static ImmutableArray<EntryDraft> Fallen(string hall, VenueState s, Instant now) =>
    [
        .. from item in s.Items.Values
           from lapse in item.Lapses()
           where lapse.At <= now && !item.Lapsed.Contains(lapse.Key)
           orderby lapse.At
           select new EntryDraft(Lapse(hall, item.Facility.Id, lapse.What, lapse.Key), lapse.At, Caller.SystemAccount),
    ];

    public static FacilityLapsed Lapse(string hall, string facility, string what, string key) => new(facility, what, key, FindingOf(hall, facility, what, key).Number);

    /// <summary>What is found, as the finding's own stream is opened with.</summary>
    public static OpenFinding FindingOf(string hall, string facility, string what, string key, string kind = "") =>
        new(hall, FacilityKinds.ClauseOf(kind), FacilityKinds.GradeOf(kind), FindingSources.Register, $"venue/{hall}#{facility}:{key}") { Facility = facility, What = what };

    internal static StreamModel<VenueState> Model(string hall) => new(
        "venue/" + hall, None, Evolve, s => new() { Stream = "", Hall = hall, State = "registered", NextDue = NextDue(s) }, _ => hall, _ => "venue-" + hall)
    {
        Due = (s, now) => Fallen(hall, s, now),
    };

    internal static string OutdatedKey(string item, int version) => string.Create(CultureInfo.InvariantCulture, $"outdated:{item}@{version}");

    private static int VersionOf(string key) => int.Parse(key.AsSpan(key.LastIndexOf('@') + 1), CultureInfo.InvariantCulture);

    private static Instant? NextDue(VenueState s)
    {
        Instant? next = null;
        foreach (var at in s.Pending.Select(p => p.At).Concat(from i in s.Items.Values from l in i.Lapses() where !i.Lapsed.Contains(l.Key) select l.At))
            if (next is not { } n || at < n) next = at;
        return next;
    }

    private static VenueState Register(VenueState s, FacilityRegistered e, Recorded r)
    {
        var facility = e.Facility with { Reason = e.Reason };
        var before = s.Items.GetValueOrDefault(facility.Id);
        return s with
        {
            Items = s.Items.SetItem(facility.Id, new(facility, r.OccurredAt, before?.Lapsed ?? [], before?.Breaks ?? 0, e.InForce)),
            Imported = e.By == Caller.SystemAccount ? s.Imported.SetItem(facility.Id, facility) : s.Imported,
        };
    }

    private VenueState Change(string facility, Func<FacilityItem, FacilityItem> change) => this with { Items = Items.SetItem(facility, change(Items[facility])) };
}
