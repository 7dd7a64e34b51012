using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Venues;

// Entries of a hall's facility register, stream venue/{hall}.

/// <summary>A facility was registered, or replaced.</summary>
/// <param name="Facility">Without its reason, which is free text.</param>
/// <param name="InForce">Of a leaflet: the version of its item that was in force then.</param>
public sealed record FacilityRegistered(Facility Facility, string By, int? InForce = null, [property: Private] string? Reason = null) : IEntry;

public sealed record FacilityChecked(string Facility, bool Ok, string By, int? Stock = null, [property: Private] string? Note = null) : IEntry;

/// <summary>Something is wrong with it from this instant on, whoever noticed; a finding is opened for it.</summary>
/// <param name="What">broken | expired | drill-overdue | leaflet-outdated.</param>
/// <param name="Key">What exactly, so that one thing lapses once: a content and its day, a version.</param>
/// <param name="Finding">Number of the finding.</param>
public sealed record FacilityLapsed(string Facility, string What, string Key, string Finding) : IEntry;

/// <summary>Its finding is opened.</summary>
public sealed record FacilityFindingOpened(string Finding) : IEntry;
