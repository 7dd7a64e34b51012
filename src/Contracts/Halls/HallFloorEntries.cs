using System.Collections.Immutable;
using HallGrains.Contracts.Common;
using NodaTime;

namespace HallGrains.Contracts.Halls;

// More entries of a hall's day, stream hallday/{hall}/{date}. What people say of people is private; needs and aids are health data and are private too.

/// <summary>The day was laid down, the evening before at the latest: from here on its openings fall due though nobody calls.</summary>
/// <param name="Opens">First opening of the day for any line.</param>
public sealed record HallDayPlanned(Instant Opens, Instant Closes) : IEntry;

/// <summary>24:00.</summary>
/// <param name="Waiting">Tickets nobody called.</param>
public sealed record HallDayEnded(int Served, int Waiting, int OverTarget) : IEntry;

/// <summary>负责人挂牌上岗 (3.1f).</summary>
public sealed record DutyLeaderOn(string Staff, string Post) : IEntry;

public sealed record DutyLeaderOff(string Staff) : IEntry;

/// <summary>The hall is open and nobody leads it; dated when that began. Service goes on.</summary>
public sealed record DutyLeaderAbsent(string? Post = null) : IEntry;

public sealed record PatrolNoted(string Staff, [property: Private] string? Note = null) : IEntry;

/// <summary>No patrol for 120 working minutes (3.1g); dated when they were full.</summary>
public sealed record PatrolMissed(string Staff) : IEntry;

public sealed record GuideDeskStaffed(string Staff) : IEntry;

public sealed record GuideDeskLeft(string Staff) : IEntry;

/// <summary>A session of the hall in which nobody stands at the guide desk (4.3d); dated when that began.</summary>
public sealed record GuideDeskEmpty : IEntry;

/// <summary>Noon service is published for the line and no window of it is staffed (5.6k); once a line and day, dated when that began.</summary>
public sealed record NoonLineUnstaffed(string ServiceLine) : IEntry;

/// <summary>突发情况 (2.4b).</summary>
public sealed record IncidentRecorded(string Incident, string Kind, string? Window = null, [property: Private] string? Text = null) : IEntry;

/// <summary>A quarrel at a window was reported (3.3d).</summary>
/// <param name="Staff">Who has the window's post.</param>
/// <param name="Ticket">Whose session it was.</param>
/// <param name="Helper">Who takes the session over as helper: the duty leader.</param>
public sealed record DisputeReported(string Incident, string Window, string? Staff, string? Ticket, string? Helper, [property: Private] string? Text = null) : IEntry;

/// <summary>The inspection that a dispute brings was opened (3.3d).</summary>
public sealed record DisputeInspected(string Incident, string Inspection) : IEntry;

/// <summary>Aids chosen for the session 个性化服务 (2.5c).</summary>
public sealed record AidsChosen(string Ticket, [property: Private] ImmutableArray<string>? Aids = null) : IEntry;
