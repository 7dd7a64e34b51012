using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HallGrains.Contracts.Common;
using NodaTime;
using Orleans.Concurrency;

namespace HallGrains.Contracts.Halls;

/// <summary>A command to a hall's appointments 预约 of one date. Stream <c>appointments/{hall}/{date}</c>: they are made days ahead, so they outlive every day's queue.</summary>
[GenerateSerializer, Immutable, Alias("hg.AppointmentCommand")]
public abstract record AppointmentCommand
{
    /// <summary>From the path.</summary>
    [JsonIgnore, Id(90)] public string Appointment { get; init; } = "";
}

/// <summary>预约: a slot on a date for an item, at the counter or, for those who cannot come, at home (5.6l).</summary>
/// <param name="Slot">HH:mm, each half hour of the line's sessions.</param>
/// <param name="Home">Asks for a visit at home 上门服务.</param>
[GenerateSerializer, Immutable, Alias("hg.BookAppointment")]
public sealed record BookAppointment(
    [property: Id(0)] string ServiceItem,
    [property: Id(1)] LocalDate Date,
    [property: Id(2)] string Slot,
    [property: Id(3)] AppointmentContact? Contact,
    [property: Id(4)] HomeVisit? Home = null) : AppointmentCommand;

/// <summary>Who comes. Personal data.</summary>
[GenerateSerializer, Immutable, Alias("hg.AppointmentContact")]
public sealed record AppointmentContact([property: Id(0)] string Name, [property: Id(1)] string? Phone = null, [property: Id(2)] string? Audience = null);

/// <param name="Address">Where the person is visited. Personal data.</param>
/// <param name="Reason">Why they cannot come: health data.</param>
[GenerateSerializer, Immutable, Alias("hg.HomeVisit")]
public sealed record HomeVisit([property: Id(0)] string Address, [property: Id(1)] string? Reason = null);

[GenerateSerializer, Immutable, Alias("hg.CancelAppointment")]
public sealed record CancelAppointment : AppointmentCommand;

/// <summary>签到: a ticket with the slot's right, within ten minutes of it; later an ordinary one.</summary>
[GenerateSerializer, Immutable, Alias("hg.CheckInAppointment")]
public sealed record CheckInAppointment : AppointmentCommand;

/// <summary>A head grants a visit at home and says who goes, or says why not.</summary>
[GenerateSerializer, Immutable, Alias("hg.AnswerHomeVisit")]
public sealed record AnswerHomeVisit([property: Id(0)] bool Grant, [property: Id(1)] string? Staff = null, [property: Id(2)] string? Reason = null) : AppointmentCommand;

/// <summary>The visit was made.</summary>
[GenerateSerializer, Immutable, Alias("hg.CompleteVisit")]
public sealed record CompleteVisit([property: Id(0)] string? Note = null) : AppointmentCommand;

/// <summary>States of an appointment.</summary>
public static class AppointmentStates
{
    public const string Booked = "booked";
    public const string CheckedIn = "checked-in";
    public const string Missed = "missed";
    public const string Cancelled = "cancelled";

    /// <summary>A visit at home was asked for and nobody answered yet.</summary>
    public const string Requested = "requested";

    public const string Granted = "granted";
    public const string Refused = "refused";
    public const string Visited = "visited";
}

/// <summary>预约成功.</summary>
public sealed record AppointmentBooked(
    string Appointment, string ServiceItem, string ServiceLine, Instant Slot, bool Home, string? Audience, [property: Private] AppointmentContact? Contact = null, [property: Private] HomeVisit? Visit = null) : IEntry;

public sealed record AppointmentCancelled(string Appointment) : IEntry;

/// <param name="Kept">In time: the ticket has the slot's right.</param>
public sealed record AppointmentCheckedIn(string Appointment, string Ticket, bool Kept) : IEntry;

/// <summary>Ten minutes after the slot nobody had come; dated then.</summary>
public sealed record AppointmentMissed(string Appointment) : IEntry;

/// <summary>上门服务 granted: the visit is a duty of this person, due at the end of its slot (5.6l).</summary>
public sealed record HomeVisitGranted(string Appointment, string Staff, Instant DueAt) : IEntry;

public sealed record HomeVisitRefused(string Appointment, [property: Private] string? Reason = null) : IEntry;

public sealed record HomeVisitMade(string Appointment, string By, [property: Private] string? Note = null) : IEntry;

[GenerateSerializer, Immutable, Alias("hg.AppointmentView")]
public sealed record AppointmentView(
    [property: Id(0)] string Id,
    [property: Id(1)] string Hall,
    [property: Id(2)] string ServiceItem,
    [property: Id(3)] string ServiceLine,
    [property: Id(4)] Instant Slot,
    [property: Id(5)] string State,
    [property: Id(6)] string? Ticket,
    [property: Id(7)] int Version,
    [property: Id(8)] Instant AsOf) : IVersionedView
{
    /// <summary>Only in the answer that made it.</summary>
    [Id(20), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? RetrievalCode { get; init; }

    /// <summary>A visit at home.</summary>
    [Id(21)] public bool Home { get; init; }

    /// <summary>Who visits.</summary>
    [Id(22)] public string? Staff { get; init; }

    /// <summary>The address, for whoever visits and for the person.</summary>
    [Id(23), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Address { get; init; }

    [Id(24), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Name { get; init; }

    [Id(25), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Phone { get; init; }

    /// <summary>Of a check-in: the ticket taken, with its own code.</summary>
    [Id(26), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public TicketView? Taken { get; init; }
}

/// <summary>Places left in a slot.</summary>
[GenerateSerializer, Immutable, Alias("hg.AppointmentSlot")]
public sealed record AppointmentSlot([property: Id(0)] string Slot, [property: Id(1)] string ServiceLine, [property: Id(2)] int Free);

/// <summary>A date's appointments: free places for anybody, the bookings for the hall's staff, without who comes.</summary>
[GenerateSerializer, Immutable, Alias("hg.AppointmentDay")]
public sealed record AppointmentDay(
    [property: Id(0)] string Hall, [property: Id(1)] LocalDate Date, [property: Id(2)] ImmutableArray<AppointmentSlot> Slots, [property: Id(3)] ImmutableArray<AppointmentView> Items,
    [property: Id(4)] int Version, [property: Id(5)] Instant AsOf) : IVersionedView;

/// <summary>A hall's appointments of one date. Key: <c>{hall}/{date}</c>.</summary>
[Alias("hg.IAppointmentsGrain")]
public interface IAppointmentsGrain : IGrainWithStringKey
{
    [Alias("Execute"), Anyone] Task<Outcome<AppointmentView>> ExecuteAsync(CommandMeta meta, AppointmentCommand command);

    /// <summary>Null when there is no such hall.</summary>
    [AlwaysInterleave, Alias("Day"), Anyone] Task<AppointmentDay?> DayAsync(Caller caller);

    /// <summary>Null for whoever may not know of it.</summary>
    [AlwaysInterleave, Alias("Get"), Anyone] Task<AppointmentView?> GetAsync(Caller caller, string appointment);

    [Alias("Wake"), Inside] Task WakeAsync();
}
