using System.Collections.Immutable;
using System.Diagnostics;
using HallGrains.Contracts.Common;
using HallGrains.Contracts.Duties;
using HallGrains.Contracts.Halls;
using HallGrains.Grains.Duties;
using HallGrains.Grains.Halls;
using HallGrains.Grains.Shell;
using NodaTime;
using NodaTime.Text;

namespace HallGrains.Grains.Appointments;

/// <summary>An appointment 预约.</summary>
public sealed record Appointment
{
    public required string Id { get; init; }
    public required string Item { get; init; }
    public required string Line { get; init; }
    public required Instant Slot { get; init; }
    public required string State { get; init; }
    public bool Home { get; init; }
    public string? Audience { get; init; }
    public required Instant BookedAt { get; init; }
    public string? Ticket { get; init; }

    /// <summary>Who visits at home, and until when.</summary>
    public string? Staff { get; init; }

    public Instant? DueAt { get; init; }
    public Instant? AnsweredAt { get; init; }
    public Instant? DoneAt { get; init; }

    /// <summary>Personal data: gone when the person was forgotten.</summary>
    public AppointmentContact? Contact { get; init; }

    public HomeVisit? Visit { get; init; }

    /// <summary>It holds a place in its slot.</summary>
    public bool HoldsPlace => !Home && State is AppointmentStates.Booked or AppointmentStates.CheckedIn;
}

/// <summary>A date's appointments, folded from their stream.</summary>
public sealed record AppointmentDayState
{
    public static AppointmentDayState Empty { get; } = new();

    public ImmutableSortedDictionary<string, Appointment> Items { get; init; } = ImmutableSortedDictionary<string, Appointment>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Whom the newest entry's private part is about.</summary>
    public string? About { get; init; }

    public int Version { get; init; }
}

internal static class AppointmentModel
{
    /// <summary>A slot's right holds ten minutes before and after it (§7).</summary>
    internal static readonly Duration Right = Duration.FromMinutes(10);

    internal static readonly Duration Slot = Duration.FromMinutes(30);

    internal static string StreamOf(string hall, LocalDate date) => $"appointments/{hall}/{LocalDatePattern.Iso.Format(date)}";

    internal static StreamModel<AppointmentDayState> Of(string hall, LocalDate date, Func<string?> leader) => new(
        StreamOf(hall, date), AppointmentDayState.Empty, Evolve,
        s => new() { Stream = "", Hall = hall, NextDue = Next(s), Extra = WaitingItem.ExtraOf(Waiting(s, leader())) },
        _ => hall,
        s => $"appointment/{hall}/{s.About}")
    {
        Due = Fallen,
    };

    /// <summary>Who did not come in time has missed it; dated when the slot's right ended.</summary>
    internal static ImmutableArray<EntryDraft> Fallen(AppointmentDayState state, Instant now) =>
    [
        .. state.Items.Values.Where(a => a is { State: AppointmentStates.Booked, Home: false } && RightEnds(a) <= now).OrderBy(a => a.Slot)
            .Select(a => new EntryDraft(new AppointmentMissed(a.Id), RightEnds(a), Caller.SystemAccount)),
    ];

    // Half-open like every span: at the end it is over.
    internal static Instant RightEnds(Appointment a) => a.Slot + Right + Duration.FromSeconds(1);

    internal static Instant? Next(AppointmentDayState state) => state.Items.Values.Where(a => a is { State: AppointmentStates.Booked, Home: false }).Select(a => (Instant?)RightEnds(a)).Min();

    /// <summary>A wish for a visit waits for the hall's leader, a granted visit for whoever goes (5.6l).</summary>
    internal static IEnumerable<WaitingItem> Waiting(AppointmentDayState state, string? leader)
    {
        foreach (var a in state.Items.Values)
        {
            if (a.State == AppointmentStates.Requested && leader is not null) yield return new("home-visit", a.Id, leader, a.BookedAt, a.Slot, null, a.Item);
            if (a is { State: AppointmentStates.Granted, Staff: { } staff }) yield return new(DutyKinds.Visit, a.Id, staff, a.AnsweredAt!.Value, a.DueAt, null, a.Item, true);
        }
    }

    internal static AppointmentDayState Evolve(AppointmentDayState s, Recorded r)
    {
        var next = r.Body switch
        {
            AppointmentBooked e => s with
            {
                Items = s.Items.SetItem(e.Appointment, new()
                {
                    Id = e.Appointment, Item = e.ServiceItem, Line = e.ServiceLine, Slot = e.Slot, Home = e.Home, Audience = e.Audience, BookedAt = r.OccurredAt,
                    State = e.Home ? AppointmentStates.Requested : AppointmentStates.Booked, Contact = e.Contact, Visit = e.Visit,
                }),
                About = e.Appointment,
            },
            AppointmentCancelled e => Change(s, e.Appointment, a => a with { State = AppointmentStates.Cancelled }),
            AppointmentCheckedIn e => Change(s, e.Appointment, a => a with { State = AppointmentStates.CheckedIn, Ticket = e.Ticket }),
            AppointmentMissed e => Change(s, e.Appointment, a => a with { State = AppointmentStates.Missed }),
            HomeVisitGranted e => Change(s, e.Appointment, a => a with { State = AppointmentStates.Granted, Staff = e.Staff, DueAt = e.DueAt, AnsweredAt = r.OccurredAt }),
            HomeVisitRefused e => Change(s, e.Appointment, a => a with { State = AppointmentStates.Refused, AnsweredAt = r.OccurredAt }),
            HomeVisitMade e => Change(s, e.Appointment, a => a with { State = AppointmentStates.Visited, DoneAt = r.OccurredAt }),
            _ => throw new UnreachableException($"{r.Body.GetType().Name} is no entry of appointments."),
        };
        return next with { Version = r.Version };
    }

    private static AppointmentDayState Change(AppointmentDayState s, string id, Func<Appointment, Appointment> change) =>
        s with { Items = s.Items.SetItem(id, change(s.Items[id])), About = id };
}
